"""Why an article answers a query: what matched in which view, and each part of the score.

Built on the protocol alone, so that it is the same on every engine;
``fihris.engines.missing`` tells why an article does not answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from fihris.engines import bounds, ranking
from fihris.engines.evaluating import Decider
from fihris.engines.keys import key_of
from fihris.engines.matching import Finder, Leaf, Stands, highlights, placed
from fihris.engines.missing import Reason, asking, why_not

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fihris.engines.model import Paragraph, ParagraphHit, Query, View, Words
    from fihris.engines.protocol import Engine

DEEP: Final = 1_000
"""Paragraphs ranked at most to find the place of one behind those that are scored in parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFound:
    """A term of the query in one view: how rare it is in the index, and how often the paragraph
    has the whole leaf in this view."""

    view: View
    terms: tuple[str, ...]
    idf: tuple[float, ...]
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafFound:
    """A word, phrase or prefix of the query in one paragraph. ``places`` are half-open ranges of
    code points in its text; ``score`` is what it adds. Nothing found: no places, score 0."""

    part: Words
    views: tuple[TermFound, ...]
    places: tuple[tuple[int, int], ...]
    score: float

    @property
    def found_in(self) -> tuple[View, ...]:
        """The views in which it was met."""
        return tuple(one.view for one in self.views if one.times)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A paragraph that answers the query.

    ``score`` is the one that a search shows; it is the sum of the leaves, ``near``, ``order``,
    ``early``, ``article`` and ``lead``, if ``in_parts``. Otherwise the paragraph stands behind
    those that are scored in parts: there the engine's own order holds, the parts tell what its
    text would get by itself, and ``article`` and ``lead`` are 0. ``place`` counts paragraphs of
    the whole answer from 1; it and ``score`` are ``None`` behind the first ``DEEP``.
    """

    paragraph: Paragraph
    place: int | None
    score: float | None
    in_parts: bool
    leaves: tuple[LeafFound, ...]
    near: float
    order: float
    early: float
    article: float
    lead: float
    highlights: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why, or why not: ``matched`` best first, or else the first ``reason``."""

    article_id: str
    title: str
    generation: str
    matched: tuple[Matched, ...] = ()
    reason: Reason | None = None


def explain(
    engine: Engine, query: Query, article_id: str, *, generation: str | None = None
) -> Explanation:
    """Why an article answers a query, or the first reason why not.

    Raises:
        IndexMissing: nothing was published yet.
        QueryTimedOut, QueryTooLarge
    """
    bounds.check(query)
    name = generation or engine.live()
    article = engine.article(article_id, generation=name)
    assert name is not None  # the engine has refused otherwise
    title = article[0].title if article else ""
    node = asking(query.node)
    met: list[Paragraph] = []
    if node is not None:
        decider = Decider(replace(query, node=node))
        met = [one for one in article if decider.meets(one)]
    if not met:
        reason = why_not(node, article, query.deadline)
        return Explanation(article_id=article_id, title=title, generation=name, reason=reason)
    matched = _Scoring(engine, query, name).read(met)
    return Explanation(article_id=article_id, title=title, generation=name, matched=matched)


class _Scoring:
    """Scores paragraphs as a search does, keeping the parts."""

    def __init__(self, engine: Engine, query: Query, generation: str) -> None:
        self._engine = engine
        self._query = query
        self._generation = generation
        self._idf: dict[tuple[View, str], float] = {}
        self._finder = Finder(query)
        self._scorer = ranking.Scorer(self._finder, self.idf)

    def idf(self, view: View, term: str) -> float:
        if (view, term) not in self._idf:
            (found,) = self._engine.idf([(view, term)], generation=self._generation)
            self._idf[view, term] = found
        return self._idf[view, term]

    def read(self, met: Sequence[Paragraph]) -> tuple[Matched, ...]:
        """The paragraphs of one article that were met, as they stand in the answer."""
        first = self._ranked(ranking.candidates(self._query.node))
        places = firsts = _places(first)
        ranked = {one.at: one for one in self._scorer.ranked(list(map(_candidate, first)))}
        if any(one.paragraph_id not in places for one in met):
            deep = self._ranked(DEEP)
            places = _places(deep)
        else:
            deep = first
        out = []
        for paragraph in met:
            at = firsts.get(paragraph.paragraph_id)
            place = places.get(paragraph.paragraph_id)
            one = self._matched(paragraph)
            if at is not None:
                among = ranked[at - 1]
                one = replace(one, in_parts=True, article=among.article, lead=among.lead)
            if place is not None:
                one = replace(one, place=place, score=deep[place - 1].score)
            out.append(one)
        last = DEEP + 1
        return tuple(sorted(out, key=lambda one: (one.place or last, one.paragraph.position)))

    def _ranked(self, size: int) -> tuple[ParagraphHit, ...]:
        return self._engine.rank(self._query, size=size, generation=self._generation)

    def _matched(self, paragraph: Paragraph) -> Matched:
        text = paragraph.text
        parts = self._scorer.parts(text)
        stands = self._finder.read(text)
        return Matched(
            paragraph=paragraph,
            place=None,
            score=None,
            in_parts=False,
            leaves=tuple(
                self._leaf(leaf, stands, text, score)
                for leaf, score in zip(self._finder.leaves, parts.words, strict=True)
            ),
            near=parts.near,
            order=parts.order,
            early=parts.early,
            article=0.0,
            lead=0.0,
            highlights=highlights(self._finder, text, paragraph.kind),
        )

    def _leaf(self, leaf: Leaf, stands: Stands, text: str, score: float) -> LeafFound:
        self._query.deadline.check()
        views, lit = [], set[int]()
        for view in leaf.sought.views:
            lit.update(stands.lit(leaf, view))
            terms = tuple(term.of(view) for term in leaf.sought.terms)
            views.append(
                TermFound(
                    view=view,
                    terms=terms,
                    idf=tuple(self.idf(view, term) for term in terms),
                    times=len(stands.begins(leaf, view)),
                )
            )
        return LeafFound(
            part=leaf.part, views=tuple(views), places=tuple(placed(text, lit)), score=score
        )


def _candidate(hit: ParagraphHit) -> ranking.Candidate:
    return ranking.Candidate(hit.text, key_of(hit.article_id), hit.position)


def _places(hits: Sequence[ParagraphHit]) -> dict[str, int]:
    return {hit.paragraph_id: place for place, hit in enumerate(hits, 1)}
