"""Which words of a paragraph a query matched: the same code for highlights and for ranking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from arabic.views import views
from engines.terms import Sought, wanted

if TYPE_CHECKING:
    from arabic.views import Word
    from engines.model import Kind, Query, View

_WITHIN = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u08ca-\u08ff]")
"""Signs that belong to the written word beside them."""

_AROUND = (
    "\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2066\u2067\u2068\u2069\ufeff"
)
"""Invisible characters that may stand at a word's edge without being part of it."""


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern of a prefix, ready to match exact terms."""
    return re.compile(pattern)


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


def places(positions: Sequence[Sequence[int]], slop: int) -> list[tuple[int, ...]]:
    """Where words stand as a phrase, given where each of them stands.

    With slop a place is any choice of one position a word whose moves add up to no more than
    ``slop``, as Lucene counts them: the spread of position minus place in the phrase.
    """
    if len(positions) == 1:
        return [(at,) for at in positions[0]]
    if not all(positions):
        return []
    if slop == 0:
        rest = [set(stands) for stands in positions[1:]]
        return [
            tuple(range(start, start + len(positions)))
            for start in positions[0]
            if all(start + step in stands for step, stands in enumerate(rest, 1))
        ]
    return [chosen for chosen in product(*positions) if _spread(chosen) <= slop]


def _spread(chosen: tuple[int, ...]) -> int:
    if len(set(chosen)) < len(chosen):
        return 1 << 30  # one word cannot stand for two
    moved = [position - place for place, position in enumerate(chosen)]
    return max(moved) - min(moved)


def columns_of(words: Sequence[Word]) -> dict[View, list[str]]:
    """The terms of a text, a column for each view."""
    return {
        "lemma": [word.lemma for word in words],
        "light": [word.light for word in words],
        "exact": [word.exact for word in words],
    }


def highlights(query: Query, text: str, kind: Kind) -> tuple[tuple[int, int], ...]:
    """Ranges of ``text`` to light: whole written words with clitics, tashkeel and tatweel.

    Returns:
        Half-open ranges of code points, sorted and disjoint; for a phrase only where it stands.
    """
    words = views().words(text)
    columns = columns_of(words)
    lit: set[int] = set()
    for leaf, in_title in wanted(query.node):
        if in_title and kind != "title":
            continue
        for view in leaf.views:
            for places in occurrences(leaf, view, columns[view]):
                lit.update(places)
    ranges: list[tuple[int, int]] = []
    for at in sorted(lit):
        start, end = _written(text, words[at].start, words[at].end)
        if ranges and start < ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
        else:
            ranges.append((start, end))
    return tuple(ranges)


def _written(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole written word: signs at its edges taken in, invisible characters left out."""
    end = max(end, start + 1)  # a ligature of several words is one character
    while start > 0 and _WITHIN.match(text[start - 1]):
        start -= 1
    while end < len(text) and _WITHIN.match(text[end]):
        end += 1
    while end > start + 1 and text[end - 1] in _AROUND:
        end -= 1
    return start, end
