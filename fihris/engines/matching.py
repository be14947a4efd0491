"""Which words of a paragraph a query matched: the same code for highlights and for ranking.

The time that it takes grows with the text and with what is found in it, whatever stands there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from fihris.arabic.remembering import Remembering
from fihris.arabic.views import views
from fihris.engines.model import VIEWS, View
from fihris.engines.terms import Sought, leaves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from fihris.engines.model import Kind, Query, Words

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
"""Words that are placed in a text, or looked for in it, faster one by one than all in one pass."""

MANY: Final = 1_000
"""Places of one phrase with slop in one text that are told; common words have millions."""

_LINE: Final = {view: itemgetter(at) for at, view in enumerate(VIEWS)}
"""From the terms of a piece to those of one view."""

_LETTER = re.compile("[\u0621-\u064a]")

WHOLE: Final = 60
"""Letters that are looked at on either side of a part of a written word (عبد of عبدالله)."""


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern of a prefix, ready to match exact terms."""
    return re.compile(pattern)


def near(positions: Sequence[Sequence[int]], slop: int) -> Iterator[tuple[int, ...]]:
    """Where words stand near each other, given where each of them stands: every choice of one
    position a word whose moves add up to no more than ``slop``, in order.

    Moves as Lucene counts them: the spread of position minus place in the phrase. No choice is
    begun that cannot be finished, but for its last word: so the first is found, or that there is
    none, in a time that grows with the positions and not with the ways to combine them.

    Args:
        positions: sorted; the same list where the same word is sought again.
    """
    if not all(positions):
        return
    last = len(positions) - 1

    def further(chosen: tuple[int, ...]) -> Iterator[int]:
        """Where the next word may stand, so that those behind it still find a place."""
        place, stands = len(chosen), positions[len(chosen)]
        low, high = -(1 << 62), 1 << 62
        if chosen:
            moved = [at - before for before, at in enumerate(chosen)]
            low, high = max(moved) - slop, min(moved)
        begin, end = bisect_left(stands, low + place), bisect_right(stands, high + slop + place)
        for at in stands[begin:end]:
            first, latest = max(low, at - place - slop), min(high, at - place)
            # of the last word alone it is soon seen
            if at not in chosen and (
                place >= last - 1 or _is_room(positions, slop, (*chosen, at), first, latest)
            ):
                yield at

    waiting: list[tuple[tuple[int, ...], Iterator[int]]] = [((), further(()))]
    while waiting:
        chosen, following = waiting[-1]
        at = next(following, None)
        if at is None:
            waiting.pop()
        elif len(chosen) == last:
            yield (*chosen, at)
        else:
            waiting.append(((*chosen, at), further((*chosen, at))))


def spread(chosen: tuple[int, ...]) -> int:
    """The slop that a phrase needs when its words stand at these positions."""
    moved = [position - place for place, position in enumerate(chosen)]
    return max(moved) - min(moved)


def _is_room(
    positions: Sequence[Sequence[int]], slop: int, chosen: tuple[int, ...], least: int, most: int
) -> bool:
    """Whether the words behind those ``chosen`` can stand with moves of ``low`` to ``low + slop``,
    for some ``low`` from ``least`` to ``most``.

    Each takes the first position that is free. Where the same word comes again its ranges begin
    and end one behind the other, so that no other way to share its positions reaches further.
    """
    low = least
    while low <= most:
        taken: dict[int, int] = {}  # word: the last of its positions that is taken
        for place in range(len(chosen), len(positions)):
            stands = positions[place]
            free = bisect_left(stands, max(low + place, taken.get(id(stands), -1) + 1))
            while free < len(stands) and stands[free] in chosen:
                free += 1
            if free == len(stands):
                return False
            at = taken[id(stands)] = stands[free]
            if at > low + slop + place:
                low = at - slop - place  # with less, the same word is out of reach again
                break
        else:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of a query, and the numbers by which a reading tells what it looks for: ``slots``.

    Words side by side have one number, words near each other one each; a beginning has one.
    """

    part: Words
    sought: Sought
    in_title: bool
    slots: range

    @property
    def is_near(self) -> bool:
        """Several words, near each other."""
        return bool(self.sought.slop) and len(self.slots) > 1


class Finder:
    """Finds the words of one query in texts: a search for each term in a line of terms. Each text
    is read once, though ranking and highlighting both ask."""

    def __init__(self, query: Query, *, excluded: bool = False) -> None:
        """Read the query; what must not match is looked for only if ``excluded``."""
        self.leaves: list[Leaf] = []
        self.deadline = query.deadline
        self._sought: defaultdict[View, defaultdict[str, list[int]]]
        self._sought = defaultdict(lambda: defaultdict(list))
        self._patterns: defaultdict[str, list[int]] = defaultdict(list)
        slot = 0
        for part, leaf, in_title in leaves(query.node, excluded=excluded):
            apart = [leaf.terms] if not leaf.slop else [(term,) for term in leaf.terms]
            apart = [terms for terms in apart if terms]
            slots = range(slot, slot + len(apart) + (leaf.pattern is not None))
            self.leaves.append(Leaf(part, leaf, in_title, slots))
            for view in leaf.views:
                for at, terms in enumerate(apart, slot):
                    words = " ".join(term.of(view) for term in terms)
                    self._sought[view][f" {words} "].append(at)
            if leaf.pattern is not None:
                self._patterns[leaf.pattern].append(slots[-1])
            slot = slots.stop
        if self._patterns or not self._sought:
            self._sought["exact"].update()
        self._read = Remembering(self.read_once, room=READ)
        self.read: Callable[[str], Stands] = self._read.__getitem__
        """Where the words of the query stand in a text."""

    def read_once(self, text: str) -> Stands:
        """The same for a text that is not asked about again.

        Raises:
            QueryTimedOut
        """
        self.deadline.check()
        entries, written = views().entries(text)
        stands: dict[tuple[View, int], list[int]] = {}
        for view, sought in self._sought.items():
            terms = list(map(_LINE[view], entries))
            is_plain = "" not in terms
            # a dash or a bracket alone holds no word
            line = " ".join(terms if is_plain else filter(None, terms))
            within = f" {line} "
            for words, slots in _held(sought, line):
                at = within.find(words)
                if at >= 0:
                    place = counted = 0
                    found: list[int] = []
                    further = words.index(" ", 1)  # the next may begin with the second word of this
                    while at >= 0:
                        place += within.count(" ", counted, at)
                        found.append(place)
                        counted, at = at, within.find(words, at + further)
                    for slot in slots:
                        stands[view, slot] = found
        # the last line will do: the views have a term each for every word
        length = line.count(" ") + 1 if line else 0
        if self._patterns:
            line = " ".join(filter(None, map(_LINE["exact"], entries)))
        for pattern, slots in self._patterns.items():
            begins = compiled(pattern).fullmatch
            found = [at for at, term in enumerate(line.split()) if begins(term)]
            if found:
                stands.update((("exact", slot), found) for slot in slots)
        return Stands(stands, length, is_plain and length == len(entries) == written)


def _held(sought: dict[str, list[int]], line: str) -> Iterable[tuple[str, list[int]]]:
    """What is worth looking for in a line: of many words, those that it has."""
    if len(sought) <= FEW:
        return sought.items()
    held = set(line.split())
    return [one for one in sought.items() if one[0].split(None, 1)[0] in held]


@dataclass(frozen=True, slots=True)
class Stands:
    """Where the words of a query stand in one text, which has ``length`` words; ``is_plain`` when
    each of its written pieces is one."""

    stands: dict[tuple[View, int], list[int]]
    length: int
    is_plain: bool = False

    def meets(self, leaf: Leaf, view: View) -> bool:
        """Whether a leaf matches in a view."""
        if leaf.is_near:
            return next(near(self.of(leaf, view), leaf.sought.slop), None) is not None
        return bool(self.begins(leaf, view))

    def begins(self, leaf: Leaf, view: View) -> Sequence[int]:
        """The position of the first word of each place where a leaf matches in a view."""
        if len(leaf.slots) == 1:
            return self.stands.get((view, leaf.slots[0]), ())
        if leaf.is_near:
            return [place[0] for place in self._near(leaf, view)]
        first, last = self.of(leaf, view)
        ahead = len(leaf.sought.terms)
        ends = set(last)
        return [at for at in first if at + ahead in ends]

    def lit(self, leaf: Leaf, view: View) -> Iterable[int]:
        """The position of every word of these places."""
        if leaf.is_near:
            return set().union(*self._near(leaf, view))
        begins = self.begins(leaf, view)
        size = leaf.sought.size
        if size == 1:
            return begins
        lit: list[int] = []
        end = 0
        for begin in begins:
            lit += range(max(begin, end), end := begin + size)
        return lit

    def of(self, leaf: Leaf, view: View) -> list[Sequence[int]]:
        """Where what a leaf looks for stands, for each of its slots."""
        return [self.stands.get((view, slot), ()) for slot in leaf.slots]

    def _near(self, leaf: Leaf, view: View) -> Iterable[tuple[int, ...]]:
        return islice(near(self.of(leaf, view), leaf.sought.slop), MANY)


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
                lit.update(stands.lit(leaf, view))
    finder.deadline.check()
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
    if is_plain and len(lit) <= FEW:
        for at in sorted(lit):
            (rest,) = text.split(None, at)[at:]
            yield from _placed(text, rest.split(None, 1)[0], len(text) - len(rest), (0,))
        return
    position, last, terms = 0, max(lit, default=-1), views().piece
    for piece, start in views().pieces(text):
        if position > last:
            return
        exact = "." if is_plain else terms(piece)[2]
        count = exact.count(" ") + 1 if exact else 0
        if within := [at for at in range(count) if position + at in lit]:
            yield from _placed(text, piece, start, within)
        position += count


def _placed(text: str, piece: str, start: int, within: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where some words of a piece are written in the text, in which it begins at ``start``."""
    words = views().placed(piece)
    for at in within:
        yield _written(text, start + words[at].start, start + words[at].end)


def _with_signs(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and _WITHIN.match(text[start - 1]):
        start -= 1
    while end < len(text) and _WITHIN.match(text[end]):
        end += 1
    return start, end


def _goes_on(text: str, at: int) -> bool:
    """Whether a written word goes on from one character to the next: one that is two words to the
    index, since no other place of letters side by side is cut."""
    return all(_LETTER.match(char) or _WITHIN.match(char) for char in text[at - 1 : at + 1])


def _written(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole written word: signs at its edges taken in, invisible characters left out."""
    end = max(end, start + 1)  # a ligature of several words is one character
    start, end = _with_signs(text, start, end)
    first, last = start, end
    while first > 0 and start - first < WHOLE and _goes_on(text, first):
        first, _ = _with_signs(text, first - 1, first)
    while last < len(text) and last - end < WHOLE and _goes_on(text, last):
        _, last = _with_signs(text, last, last + 1)
    if start - first < WHOLE:
        start = first
    if last - end < WHOLE:
        end = last
    while end > start + 1 and text[end - 1] in _AROUND:
        end -= 1
    return start, end
