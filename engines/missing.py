"""Why an article does not answer a query: the first reason, in the order of the query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Final, Literal

from arabic.views import Word as Written
from arabic.views import views
from engines.evaluating import columns_of, matches, occurrences
from engines.matching import compiled, placed, spread
from engines.model import (
    DATES,
    FACETS,
    VIEWS,
    AllOf,
    AnyOf,
    DateRange,
    InTitle,
    Is,
    Node,
    Paragraph,
    Phrase,
    Prefix,
    View,
    Without,
    Word,
)
from engines.nearness import distance, forgiven
from engines.terms import Sought, leaves, sought

Why = Literal[
    "no_article", "no_words", "filter", "missing", "other_form", "scattered", "apart",
    "only_in_body", "no_title", "excluded", "either",
]  # fmt: skip
"""``no_article``: none of that id. ``no_words``: the query asks for nothing. ``filter``: the
article has another value, or none. ``missing``: a word is in no paragraph, in no view.
``other_form``: the written form asked for is not there, another form of the word is.
``scattered``: each part is there, but in no paragraph all. ``apart``: the words of a phrase are in
one paragraph, but not so near. ``only_in_body``, ``no_title``: asked for in a title.
``excluded``: what must not be there, is. ``either``: none of the alternatives holds."""

SHOWN: Final = 3
"""Nearest forms told."""

TRIED: Final = 20_000
"""Ways to place the words of a phrase that are looked at, to find the one nearest to it."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where something stands: the paragraph's position, and the words as written there."""

    what: str
    position: int
    written: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a part of a query is not met by an article.

    Args:
        part: the part of the query that it is about.
        word: the word of ``part`` that is missing, as written.
        held: what the article has where a filter asks for something else.
        nearest: for a missing word, the forms in the article that are spelled nearest; for
            ``other_form``, its forms there.
        stands: where the parts, the words of a phrase, or the excluded words are.
        moves: for ``apart``: the least slop with which the phrase would be met; ``between`` is
            how many other words stand there, ``in_order`` whether its words keep their order.
        reasons: of ``either``, one an alternative.
    """

    why: Why
    part: Node | None = None
    word: str | None = None
    held: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    stands: tuple[Stand, ...] = ()
    moves: int | None = None
    between: int | None = None
    in_order: bool | None = None
    reasons: tuple[Reason, ...] = ()


def asking(node: Node) -> Node | None:
    """The query without the parts that hold no word, which ask nothing of any engine."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            kept = [one for part in parts if (one := asking(part)) is not None]
            if isinstance(node, AnyOf):
                return AnyOf(tuple(kept)) if kept else None
            flat = [
                one for part in kept for one in (part.parts if isinstance(part, AllOf) else [part])
            ]
            return AllOf(tuple(flat)) if flat else None
        case Without(part) | InTitle(part):
            inner = asking(part)
            return None if inner is None else type(node)(inner)
        case Word() | Phrase() | Prefix():
            return None if sought(node) is None else node
        case _:
            return node


def why_not(node: Node | None, article: Sequence[Paragraph]) -> Reason:
    """The first reason why no paragraph of ``article`` meets ``node`` (as ``asking`` gives it)."""
    if not article:
        return Reason(why="no_article")
    if node is None:
        return Reason(why="no_words")
    return _why(node, article)


def _why(node: Node, article: Sequence[Paragraph]) -> Reason:
    match node:
        case AllOf(parts):
            return _why_not_all(node, parts, article)
        case AnyOf(parts):
            reasons = tuple(_why(one, article) for one in parts)
            if len({one.name if isinstance(one, Is) else one for one in parts}) == 1:
                return replace(reasons[0], part=node)  # a value and its other names
            return Reason(why="either", part=node, reasons=reasons)
        case Without(part):
            return Reason(why="excluded", part=part, stands=tuple(_stands(part, article)))
        case InTitle(part):
            return _why_not_in_title(node, part, article)
        case Is(name):
            value = getattr(article[0], FACETS.get(name, "date"))
            held = value if isinstance(value, tuple) else (value,) if value else ()
            cut = DATES.get(name)
            return Reason(why="filter", part=node, held=tuple(one[:cut] for one in held))
        case DateRange():
            day = article[0].date
            return Reason(why="filter", part=node, held=(day,) if day else ())
        case Word() | Phrase() | Prefix():
            return _Leaf(node, article).why()
        case _:
            return Reason(why="no_words", part=node)


def _why_not_all(node: AllOf, parts: Sequence[Node], article: Sequence[Paragraph]) -> Reason:
    wanted: list[Node] = [part for part in parts if not isinstance(part, Without)]
    for part in wanted:
        if not _meeting(part, article):
            return _why(part, article)
    left = article
    for part in wanted:
        left = _meeting(part, left)
    if not left:
        some = [part for part in wanted if len(_meeting(part, article)) < len(article)]
        stands = [stand for part in some for stand in _stands(part, article)]
        return Reason(why="scattered", part=node, stands=tuple(stands))
    for part in parts:
        if isinstance(part, Without):
            kept = _meeting(part, left)
            if not kept:
                return _why(part, left)
            left = kept
    return Reason(why="no_words", part=node)


def _why_not_in_title(node: InTitle, part: Node, article: Sequence[Paragraph]) -> Reason:
    titles = [one for one in article if one.kind == "title"]
    if not titles:
        return Reason(why="no_title", part=node)
    reason = _why(part, titles)
    if reason.part is not None and (below := _meeting(reason.part, article)):
        return Reason(
            why="only_in_body", part=reason.part, stands=tuple(_stands(reason.part, below))
        )
    return reason


def _meeting(node: Node, article: Sequence[Paragraph]) -> list[Paragraph]:
    return [one for one in article if matches(node, one)]


def _stands(node: Node, article: Sequence[Paragraph]) -> Iterator[Stand]:
    """Where each word or phrase of a part is, one line a leaf and paragraph."""
    for one in article:
        words = views().words(one.text)
        columns = columns_of(words)
        for part, leaf, in_title in leaves(node):
            if in_title and one.kind != "title":
                continue
            lit: set[int] = set()
            for view in leaf.views:
                lit.update(*occurrences(leaf, view, columns[view]))
            if lit:
                written = tuple(one.text[start:end] for start, end in placed(one.text, lit))
                yield Stand(part.text, one.position, written)


class _Leaf:
    """A word, phrase or prefix that no paragraph meets, and what the article has instead."""

    def __init__(self, node: Word | Phrase | Prefix, article: Sequence[Paragraph]) -> None:
        leaf = sought(node)
        assert leaf is not None
        self._node = node
        self._leaf: Sought = leaf
        self._asked = views().words(node.text)
        self._written = [node.text[word.start : word.end] for word in self._asked]
        self._article = article
        self._words = [views().words(one.text) for one in article]
        self._columns = [columns_of(words) for words in self._words]

    def why(self) -> Reason:
        for at in range(len(self._asked)):
            if not any(
                self._positions(at, view, n) for view in self._leaf.views for n in self._range()
            ):
                return self._missing(at)
        return self._apart() or self._scattered()

    def _range(self) -> range:
        return range(len(self._article))

    def _positions(self, at: int, view: View, paragraph: int) -> list[int]:
        """Where a word of the leaf stands in a view of a paragraph."""
        column = self._columns[paragraph][view]
        if at == len(self._leaf.terms):
            assert self._leaf.pattern is not None
            begins = compiled(self._leaf.pattern).fullmatch
            return [place for place, term in enumerate(column) if begins(term)]
        sought_term = self._leaf.terms[at].of(view)
        return [place for place, term in enumerate(column) if term == sought_term]

    def _missing(self, at: int) -> Reason:
        asked = self._asked[at]
        forms: Counter[str] = Counter()
        near: dict[str, tuple[int, str]] = {}  # exact term: how far it is, and as written
        slips = max(1, forgiven(asked.exact))
        for paragraph, words in zip(self._article, self._words, strict=True):
            for word in words:
                written = paragraph.text[word.start : word.end]
                if word.lemma == asked.lemma or word.light == asked.light:
                    forms[written] += 1
                elif word.exact not in near:
                    near[word.exact] = _apart(asked, word, slips), written
        if forms:
            held = tuple(form for form, _ in forms.most_common(SHOWN))
            return Reason(why="other_form", part=self._node, word=self._written[at], nearest=held)
        found = [one for one in near.values() if one[0] <= slips]
        nearest = sorted(found, key=lambda one: one[0])[:SHOWN]
        return Reason(
            why="missing",
            part=self._node,
            word=self._written[at],
            nearest=tuple(written for _, written in nearest),
        )

    def _apart(self) -> Reason | None:
        """Where the words come nearest to standing as asked, if a paragraph has them all."""
        best: tuple[int, int, tuple[int, ...]] | None = None
        for n in self._range():
            for view in self._leaf.views:
                stands = [self._positions(at, view, n) for at in range(len(self._asked))]
                if all(stands):
                    tried = islice(product(*stands), TRIED)
                    moves, chosen = min((spread(one), one) for one in tried)
                    if len(set(chosen)) == len(chosen) and (best is None or moves < best[0]):
                        best = moves, n, chosen
        if best is None:
            return None
        moves, n, chosen = best
        paragraph = self._article[n]
        written = tuple(
            paragraph.text[start:end] for start, end in placed(paragraph.text, set(chosen))
        )
        return Reason(
            why="apart",
            part=self._node,
            stands=(Stand(self._node.text, paragraph.position, written),),
            moves=moves,
            between=max(chosen) - min(chosen) + 1 - len(chosen),
            in_order=list(chosen) == sorted(chosen),
        )

    def _scattered(self) -> Reason:
        stands = []
        for at, written in enumerate(self._written):
            for n in self._range():
                lit = {place for view in self._leaf.views for place in self._positions(at, view, n)}
                if lit:
                    text = self._article[n].text
                    found = tuple(text[start:end] for start, end in placed(text, lit))
                    stands.append(Stand(written, self._article[n].position, found))
        return Reason(why="scattered", part=self._node, stands=tuple(stands))


def _apart(asked: Written, word: Written, slips: int) -> int:
    """The least distance of two words in any view, as far as ``slips`` matter."""
    return min(
        (
            distance(one, other)
            for view in VIEWS
            if abs(len(one := getattr(asked, view)) - len(other := getattr(word, view))) <= slips
        ),
        default=slips + 1,
    )
