"""Which words of a paragraph a query matched: the same code for highlights and for ranking."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from operator import itemgetter
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


READ: Final = 2_000
"""Texts whose reading a finder keeps: more than one page of an answer needs."""

FEW: Final = 8
"""Positions that are looked through as fast as a set is made of them."""

MANY: Final = 1_000
"""Places of one phrase with slop in one text that are told; common words have millions."""

_LINE: Final = {view: itemgetter(at) for at, view in enumerate(VIEWS)}
"""From the terms of a piece to those of one view."""

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
        starts = positions[0]
        for step, stands in enumerate(positions[1:], 1):
            there = stands if len(stands) < FEW else set(stands)
            starts = [start for start in starts if start + step in there]
        return [tuple(range(start, start + len(positions))) for start in starts]
    return list(islice(_near(positions, slop), MANY))


def _near(positions: Sequence[Sequence[int]], slop: int) -> Iterator[tuple[int, ...]]:
    """The choices whose spread is at most ``slop``, in order; what cannot be one is not tried."""
    moved = [[at - place for at in stands] for place, stands in enumerate(positions)]
    for others in moved:
        moved = [[at for at in mine if _between(others, at - slop, at + slop)] for mine in moved]

    def further(chosen: tuple[int, ...], least: int, most: int) -> Iterator[tuple[int, ...]]:
        place = len(chosen)
        if place == len(positions):
            yield chosen
            return
        for at in _between(moved[place], most - slop, least + slop) if chosen else moved[place]:
            if at + place not in chosen:  # one word cannot stand for two
                low, high = (min(least, at), max(most, at)) if chosen else (at, at)
                yield from further((*chosen, at + place), low, high)

    return further((), 0, 0)


def _between(numbers: Sequence[int], low: int, high: int) -> Sequence[int]:
    return numbers[bisect_left(numbers, low) : bisect_right(numbers, high)]


def spread(chosen: tuple[int, ...]) -> int:
    """The slop that a phrase needs when its words stand at these positions."""
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


class Finder:
    """Finds the words of one query in texts: a search for each term in a line of terms. Each text
    is read once, though ranking and highlighting both ask."""

    def __init__(self, query: Query) -> None:
        self.leaves: list[Leaf] = []
        self._sought: defaultdict[View, list[tuple[int, str]]] = defaultdict(list)
        self._patterns: list[tuple[int, re.Pattern[str]]] = []
        slot = 0
        for leaf, in_title in wanted(query.node):
            slots = range(slot, slot + len(leaf.terms) + (leaf.pattern is not None))
            self.leaves.append(Leaf(leaf, in_title, slots))
            for view in leaf.views:
                self._sought[view] += [
                    (slot + at, f" {term.of(view)} ") for at, term in enumerate(leaf.terms)
                ]
            if leaf.pattern is not None:
                self._patterns.append((slots[-1], compiled(leaf.pattern)))
            slot = slots.stop
        if self._patterns or not self._sought:
            self._sought["exact"] += []
        self._read = Remembering(self._read_once, room=READ)
        self.read: Callable[[str], Stands] = self._read.__getitem__
        """Where the words of the query stand in a text."""

    def _read_once(self, text: str) -> Stands:
        entries = list(map(views().piece, text.split()))
        stands: dict[tuple[View, int], list[int]] = {}
        for view, sought in self._sought.items():
            terms = list(map(_LINE[view], entries))
            is_plain = "" not in terms
            # a dash or a bracket alone holds no word
            line = " ".join(terms if is_plain else filter(None, terms))
            within = f" {line} "
            for slot, term in sought:
                at = within.find(term)
                if at >= 0:
                    place = counted = 0
                    found = stands[view, slot] = []
                    while at >= 0:
                        place += within.count(" ", counted, at)
                        found.append(place)
                        counted, at = at, within.find(term, at + len(term) - 1)
        # the last line will do: the views have a term each for every word
        length = line.count(" ") + 1 if line else 0
        for slot, pattern in self._patterns:
            line = " ".join(filter(None, map(_LINE["exact"], entries)))
            begins = [at for at, term in enumerate(line.split()) if pattern.fullmatch(term)]
            if begins:
                stands["exact", slot] = begins
        return Stands(stands, length, is_plain and length == len(entries))


@dataclass(frozen=True, slots=True)
class Stands:
    """Where the words of a query stand in one text, which has ``length`` words; ``is_plain`` when
    each of its written pieces is one."""

    stands: dict[tuple[View, int], list[int]]
    length: int
    is_plain: bool = False

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
    for start, end in placed(text, lit, is_plain=stands.is_plain) if lit else ():
        if ranges and start < ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
        else:
            ranges.append((start, end))
    return tuple(ranges)


def placed(text: str, lit: set[int], *, is_plain: bool = False) -> Iterator[tuple[int, int]]:
    """Where the words at these positions are written: half-open ranges, in order. Offsets are
    followed through the char filters for the pieces that hold one alone: that costs ten times the
    terms."""
    if is_plain:
        for at in sorted(lit):
            (rest,) = text.split(None, at)[at:]
            yield from _placed(text, rest.split(None, 1)[0], len(text) - len(rest), (0,))
        return
    position, last, terms = 0, max(lit, default=-1), views().piece
    for found in _PIECE.finditer(text):
        if position > last:
            return
        exact = terms(found[0])[2]
        count = exact.count(" ") + 1 if exact else 0
        within = [at for at in range(count) if position + at in lit]
        yield from _placed(text, found[0], found.start(), within)
        position += count


def _placed(text: str, piece: str, start: int, within: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where some words of a piece are written in the text, in which it begins at ``start``."""
    for at in within:
        word = views().placed(piece)[at]
        yield _written(text, start + word.start, start + word.end)


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
