"""Which words of a paragraph a query matched: the same code for highlights and for ranking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Final

from arabic.remembering import Remembering
from arabic.views import views
from engines.model import VIEWS, View
from engines.terms import Sought, wanted

if TYPE_CHECKING:
    from engines.model import Kind, Query

_WITHIN = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u08ca-\u08ff]")
"""Signs that belong to the written word beside them."""

_AROUND = (
    "\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2066\u2067\u2068\u2069\ufeff"
)
"""Invisible characters that may stand at a word's edge without being part of it."""


_PIECE = re.compile(r"\S+")


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern of a prefix, ready to match exact terms."""
    return re.compile(pattern)


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


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of a query, and the numbers that its words go by: ``slots``."""

    sought: Sought
    in_title: bool
    slots: range


Piece = tuple[int, tuple[tuple[int, View, int], ...]]
"""A written piece of text as a query sees it: how many words it has, and for each that the query
has too its place in the piece, the view and the slot."""

_NO_WORD: Final[Piece] = (0, ())
_ONE_WORD: Final[Piece] = (1, ())
_has = dict.__contains__


class Finder:
    """Finds the words of one query in texts. Each written piece is looked at once, however often
    it comes: that is what makes ranking and highlighting fast."""

    def __init__(self, query: Query) -> None:
        self.leaves: list[Leaf] = []
        self._tables: tuple[dict[str, list[int]], ...] = ({}, {}, {})
        self._patterns: list[tuple[int, re.Pattern[str]]] = []
        slot = 0
        for leaf, in_title in wanted(query.node):
            slots = range(slot, slot + len(leaf.terms) + (leaf.pattern is not None))
            self.leaves.append(Leaf(leaf, in_title, slots))
            for view in leaf.views:
                table = self._tables[VIEWS.index(view)]
                for at, term in enumerate(leaf.terms):
                    table.setdefault(term.of(view), []).append(slot + at)
            if leaf.pattern is not None:
                self._patterns.append((slots[-1], compiled(leaf.pattern)))
            slot = slots.stop
        self._lines_of = views().piece
        self.pieces = Remembering(self._look, room=100_000)

    def _look(self, piece: str) -> Piece:
        lines = self._lines_of(piece)
        exact = lines[2]
        if " " in exact:
            count = exact.count(" ") + 1
        elif exact:
            # one word that the query does not have: nearly every piece ends here
            if not self._patterns and not any(map(_has, self._tables, lines)):
                return _ONE_WORD
            count = 1
        else:
            return _NO_WORD
        filled: list[tuple[int, View, int]] = []
        for view, table, line in zip(VIEWS, self._tables, lines, strict=True):
            for at, term in enumerate(line.split()):
                filled += [(at, view, slot) for slot in table.get(term, ())]
                if view == "exact":
                    filled += [
                        (at, view, slot) for slot, it in self._patterns if it.fullmatch(term)
                    ]
        return count, tuple(filled)

    def read(self, text: str) -> Stands:
        """Where the words of the query stand in ``text``."""
        stands: dict[tuple[View, int], list[int]] = {}
        pieces = list(map(self.pieces.__getitem__, text.split()))
        more = 0  # words so far, beyond one a piece
        for at in [at for at, piece in enumerate(pieces) if piece is not _ONE_WORD]:
            count, filled = pieces[at]
            for within, view, slot in filled:
                stands.setdefault((view, slot), []).append(at + more + within)
            more += count - 1
        return Stands(stands, len(pieces) + more)


@dataclass(frozen=True, slots=True)
class Stands:
    """Where the words of a query stand in one text, which has ``length`` words."""

    stands: dict[tuple[View, int], list[int]]
    length: int

    def places(self, leaf: Leaf, view: View) -> list[tuple[int, ...]]:
        """Every place where a leaf matches in a view."""
        return places([self.stands.get((view, slot), ()) for slot in leaf.slots], leaf.sought.slop)


def highlights(finder: Finder, text: str, kind: Kind) -> tuple[tuple[int, int], ...]:
    """Ranges of ``text`` to light: whole written words with clitics, tashkeel and tatweel.

    Returns:
        Half-open ranges of code points, sorted and disjoint; for a phrase only where it stands.
    """
    stands = finder.read(text)
    lit: set[int] = set()
    for leaf in finder.leaves:
        if kind == "title" or not leaf.in_title:
            for view in leaf.sought.views:
                lit.update(*stands.places(leaf, view))
    ranges: list[tuple[int, int]] = []
    for start, end in _placed(finder, text, lit) if lit else ():
        if ranges and start < ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
        else:
            ranges.append((start, end))
    return tuple(ranges)


def _placed(finder: Finder, text: str, lit: set[int]) -> Iterator[tuple[int, int]]:
    """Where the lit words are written. Offsets are followed through the char filters for the
    pieces that hold one alone: that costs ten times the terms."""
    position = 0
    for found in _PIECE.finditer(text):
        count = finder.pieces[found[0]][0]
        for at in range(count):
            if position + at in lit:
                word = views().placed(found[0])[at]
                yield _written(text, found.start() + word.start, found.start() + word.end)
        position += count


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
