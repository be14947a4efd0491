"""Why an article does not answer a query: the first reason, in the order of the query."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, assert_never

from fihris.arabic.views import Word as Written
from fihris.arabic.views import views
from fihris.engines.deadline import NEVER, Deadline
from fihris.engines.evaluating import Decider
from fihris.engines.matching import Finder, compiled, near, placed, spread
from fihris.engines.model import (
    DATES,
    FACETS,
    VIEWS,
    AllOf,
    AnyOf,
    DateRange,
    Everything,
    InTitle,
    Is,
    Node,
    Paragraph,
    Phrase,
    Prefix,
    Query,
    View,
    Without,
    Word,
    Words,
)
from fihris.engines.spelling_distance import LONGEST, allowed_edits, distance
from fihris.engines.terms import Sought, sought

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
        case Is() | DateRange() | Everything():
            return node
        case _:
            assert_never(node)


def why_not(node: Node | None, article: Sequence[Paragraph], deadline: Deadline = NEVER) -> Reason:
    """The first reason why no paragraph of ``article`` meets ``node`` (as ``asking`` gives it).

    Raises:
        QueryTimedOut
    """
    if not article:
        return Reason(why="no_article")
    if node is None:
        return Reason(why="no_words")
    return _Asked(deadline).why(node, article)


class _Asked:
    """Looks for the reason, as long as there is time."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def why(self, node: Node, article: Sequence[Paragraph]) -> Reason:
        match node:
            case AllOf(parts):
                return self._why_not_all(node, parts, article)
            case AnyOf(parts):
                reasons = tuple(self.why(one, article) for one in parts)
                if len({one.name if isinstance(one, Is) else one for one in parts}) == 1:
                    return replace(reasons[0], part=node)  # a value and its other names
                return Reason(why="either", part=node, reasons=reasons)
            case Without(part):
                stands = tuple(self._stands(part, article))
                return Reason(why="excluded", part=part, stands=stands)
            case InTitle(part):
                return self._why_not_in_title(node, part, article)
            case Is(name):
                value = getattr(article[0], FACETS.get(name, "date"))
                held = value if isinstance(value, tuple) else (value,) if value else ()
                cut = DATES.get(name)
                return Reason(why="filter", part=node, held=tuple(one[:cut] for one in held))
            case DateRange():
                day = article[0].date
                return Reason(why="filter", part=node, held=(day,) if day else ())
            case Word() | Phrase() | Prefix():
                return _Leaf(node, article, self._deadline).why()
            case Everything():
                return Reason(why="no_words", part=node)
            case _:
                assert_never(node)

    def _why_not_all(
        self, node: AllOf, parts: Sequence[Node], article: Sequence[Paragraph]
    ) -> Reason:
        wanted: list[Node] = [part for part in parts if not isinstance(part, Without)]
        left = article
        scattered = []
        for part in wanted:
            meeting = self._meeting(part, article)
            if not meeting:
                return self.why(part, article)
            if len(meeting) < len(article):
                scattered.append(part)
            met = {id(one) for one in meeting}
            left = [one for one in left if id(one) in met]
        if not left:
            stands = [stand for part in scattered for stand in self._stands(part, article)]
            return Reason(why="scattered", part=node, stands=tuple(stands))
        for part in parts:
            if isinstance(part, Without):
                kept = self._meeting(part, left)
                if not kept:
                    return self.why(part, left)
                left = kept
        return Reason(why="no_words", part=node)

    def _why_not_in_title(self, node: InTitle, part: Node, article: Sequence[Paragraph]) -> Reason:
        titles = [one for one in article if one.kind == "title"]
        if not titles:
            return Reason(why="no_title", part=node)
        reason = self.why(part, titles)
        if reason.part is not None and (below := self._meeting(reason.part, article)):
            stands = tuple(self._stands(reason.part, below))
            return Reason(why="only_in_body", part=reason.part, stands=stands)
        return reason

    def _meeting(self, node: Node, article: Sequence[Paragraph]) -> list[Paragraph]:
        decider = Decider(Query(node, deadline=self._deadline))
        return [one for one in article if decider.meets(one)]

    def _stands(self, node: Node, article: Sequence[Paragraph]) -> Iterator[Stand]:
        """Where each word or phrase of a part is, one line a leaf and paragraph."""
        finder = Finder(Query(node, deadline=self._deadline))
        for one in article:
            stands = finder.read(one.text)
            for leaf in finder.leaves:
                if leaf.in_title and one.kind != "title":
                    continue
                lit = set().union(*(stands.lit(leaf, view) for view in leaf.sought.views))
                if lit:
                    written = _written(one.text, lit)
                    yield Stand(leaf.part.text, one.position, written)


def _written(text: str, lit: set[int]) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in placed(text, lit))


class _Leaf:
    """A word, phrase or prefix that no paragraph meets, and what the article has instead."""

    def __init__(self, node: Words, article: Sequence[Paragraph], deadline: Deadline) -> None:
        leaf = sought(node)
        assert leaf is not None
        self._node = node
        self._leaf: Sought = leaf
        self._asked = views().words(node.text)
        self._written = [node.text[word.start : word.end] for word in self._asked]
        self._article = article
        self._deadline = deadline
        self._words = [views().words(one.text) for one in article]
        self._stands = {
            (view, n): self._standing(view, words)
            for view in leaf.views
            for n, words in enumerate(self._words)
        }

    def why(self) -> Reason:
        for at in range(len(self._asked)):
            if not any(stands[at] for stands in self._stands.values()):
                return self._missing(at)
        return self._apart() or self._scattered()

    def _standing(self, view: View, words: Sequence[Written]) -> list[list[int]]:
        """Where each word of the leaf stands in a view of a paragraph; of the same word, the same
        list."""
        self._deadline.check()
        terms: dict[str, list[int]] = {term.of(view): [] for term in self._leaf.terms}
        begins: list[int] = []
        begin = compiled(self._leaf.pattern).fullmatch if self._leaf.pattern is not None else None
        for place, word in enumerate(words):
            term: str = getattr(word, view)
            if term in terms:
                terms[term].append(place)
            if begin is not None and begin(term):
                begins.append(place)
        stands = [terms[term.of(view)] for term in self._leaf.terms]
        return stands if begin is None else [*stands, begins]

    def _missing(self, at: int) -> Reason:
        asked = self._asked[at]
        forms: Counter[str] = Counter()
        near: dict[str, tuple[int, str]] = {}  # exact term: how far it is, and as written
        edits = max(1, allowed_edits(asked.exact))
        for paragraph, words in zip(self._article, self._words, strict=True):
            for word in words:
                written = paragraph.text[word.start : word.end]
                if word.lemma == asked.lemma or word.light == asked.light:
                    forms[written] += 1
                elif word.exact not in near:
                    self._deadline.check()
                    near[word.exact] = _apart(asked, word, edits), written
        if forms:
            held = tuple(form for form, _ in forms.most_common(SHOWN))
            return Reason(why="other_form", part=self._node, word=self._written[at], nearest=held)
        found = [one for one in near.values() if one[0] <= edits]
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
        for (_, n), stands in sorted(self._stands.items(), key=lambda one: one[0][1]):
            self._deadline.check()
            chosen = nearest_choice(stands)
            if chosen is not None and (best is None or spread(chosen) < best[0]):
                best = spread(chosen), n, chosen
        if best is None:
            return None
        moves, n, chosen = best
        paragraph = self._article[n]
        stand = Stand(self._node.text, paragraph.position, _written(paragraph.text, set(chosen)))
        return Reason(
            why="apart",
            part=self._node,
            stands=(stand,),
            moves=moves,
            between=max(chosen) - min(chosen) + 1 - len(chosen),
            in_order=list(chosen) == sorted(chosen),
        )

    def _scattered(self) -> Reason:
        stands = []
        for at, written in enumerate(self._written):
            for n, paragraph in enumerate(self._article):
                lit = set().union(*(self._stands[view, n][at] for view in self._leaf.views))
                if lit:
                    found = _written(paragraph.text, lit)
                    stands.append(Stand(written, paragraph.position, found))
        return Reason(why="scattered", part=self._node, stands=tuple(stands))


def nearest_choice(positions: Sequence[Sequence[int]]) -> tuple[int, ...] | None:
    """The choice of one position a word that needs the fewest moves, the first of several; ``None``
    where there are fewer positions than words. The slop is found by halving."""
    most = max((stands[-1] for stands in positions if stands), default=0) + len(positions)
    best = next(near(positions, most), None)
    least = 0
    while best is not None and least < (most := spread(best)):
        half = (least + most) // 2
        found = next(near(positions, half), None)
        if found is None:
            least = half + 1
        else:
            best = found
    return best


def _apart(asked: Written, word: Written, edits: int) -> int:
    """The least distance of two words in any view, as far as ``edits`` matter."""
    if len(asked.exact) > LONGEST:
        return edits + 1
    return min(
        (
            distance(one, other)
            for view in VIEWS
            if abs(len(one := getattr(asked, view)) - len(other := getattr(word, view))) <= edits
        ),
        default=edits + 1,
    )
