"""Whether a paragraph meets a query, decided here: what every engine must agree with, and the last
word where an engine's own query can only come near."""

from __future__ import annotations

from collections.abc import Sequence

from arabic.analyzer import normalizer
from arabic.views import Word as Written
from arabic.views import views
from engines.matching import compiled, places
from engines.model import (
    DATES,
    FACETS,
    AllOf,
    AnyOf,
    DateRange,
    Everything,
    FacetName,
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
from engines.terms import Sought, sought


def matches(node: Node, paragraph: Paragraph) -> bool:
    """Whether a paragraph meets a query: what every engine must agree with."""
    return _Reading(paragraph).meets(node)


class _Reading:
    """One paragraph, analysed once for all parts of a query."""

    def __init__(self, paragraph: Paragraph) -> None:
        self._paragraph = paragraph
        self._columns = columns_of(views().words(paragraph.text))

    def meets(self, node: Node) -> bool:
        paragraph = self._paragraph
        match node:
            case AllOf(parts):
                return all(self.meets(part) for part in parts)
            case AnyOf(parts):
                return any(self.meets(part) for part in parts)
            case Without(part):
                return not self.meets(part)
            case InTitle(part):
                return paragraph.kind == "title" and self.meets(part)
            case Is(name, value):
                return self._is(name, value)
            case DateRange(start, end):
                day = paragraph.date
                return day is not None and (start or day) <= day <= (end or day)
            case Everything():
                return True
            case Word() | Phrase() | Prefix():
                leaf = sought(node)
                return leaf is not None and any(
                    occurrences(leaf, view, self._columns[view]) for view in leaf.views
                )

    def _is(self, name: FacetName, value: str) -> bool:
        if name in DATES:
            return (self._paragraph.date or "")[: DATES[name]] == value
        held = getattr(self._paragraph, FACETS[name])
        fold = normalizer()
        values = held if isinstance(held, tuple) else (held,) if held else ()
        return fold(value) in {fold(one) for one in values}


def occurrences(leaf: Sought, view: View, column: Sequence[str]) -> list[tuple[int, ...]]:
    """Every place where ``leaf`` matches in one view: the positions of its words, in their order.

    Args:
        column: the terms of a text in ``view``, one a word.
    """
    positions: list[list[int]] = []
    for term in leaf.terms:
        sought = term.of(view)
        if sought not in column:
            return []
        positions.append([at for at, term in enumerate(column) if term == sought])
    if leaf.pattern is not None:
        begins = compiled(leaf.pattern).fullmatch
        positions.append([at for at, term in enumerate(column) if begins(term)])
    return places(positions, leaf.slop)


def columns_of(words: Sequence[Written]) -> dict[View, list[str]]:
    """The terms of a text, a column for each view."""
    return {
        "lemma": [word.lemma for word in words],
        "light": [word.light for word in words],
        "exact": [word.exact for word in words],
    }


def is_unsure(node: Node) -> bool:
    """Whether engines count the moves of a phrase with slop otherwise than ``places`` does.

    Of two different words they count the same. Of three, or of a word repeated, tantivy 0.27 finds
    some that need more moves and misses some that need fewer (``tests/contract/test_agreement``).
    """
    if isinstance(node, AllOf | AnyOf):
        return any(is_unsure(part) for part in node.parts)
    if isinstance(node, Without | InTitle):
        return is_unsure(node.part)
    if not isinstance(node, Phrase) or not node.slop:
        return False
    leaf = sought(node)
    return leaf is not None and _counts_apart(leaf)


def _counts_apart(leaf: Sought) -> bool:
    different = min(len({term.of(view) for term in leaf.terms}) for view in leaf.views)
    return len(leaf.terms) > 1 and not different == len(leaf.terms) == 2
