"""The part of a long paragraph that a screen shows: whole sentences around what was found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

Range = tuple[int, int]

LONGEST: Final = 360
"""Code points of a paragraph that a screen shows; three or four lines of 100 columns."""

_END: Final = re.compile(r"(?<=[.!?؟…؛])[»\")\]]*\s+")
"""Where a sentence ends. A point within a number or a name in Latin letters has no space after."""

_GAP: Final = "… "


def snippet(text: str, lit: Sequence[Range]) -> tuple[str, list[Range]]:
    """A paragraph cut at the ends of its sentences, and the ranges that are lit in what is left.

    The first sentence with something lit stands in it, and more of those until it is long enough,
    then those after them. A sentence that is too long by itself is cut at words.
    """
    if len(text) <= LONGEST:
        return text, list(lit)
    pieces = _sentences(text)
    held = [at for at, (a, b) in enumerate(pieces) if any(a <= one < b for one, _ in lit)] or [0]
    chosen: set[int] = set()
    room = LONGEST
    for at in (*held, *range(held[0] + 1, len(pieces)), *range(held[0] - 1, -1, -1)):
        wide = pieces[at][1] - pieces[at][0]
        beside = not chosen or at in held or {at - 1, at + 1} & chosen
        if at not in chosen and wide <= room and beside:
            chosen.add(at)
            room -= wide
    if not chosen:
        return _of_words(text, pieces[held[0]], lit)
    return _put_together(text, _joined([pieces[at] for at in sorted(chosen)]), lit)


def _sentences(text: str) -> list[Range]:
    starts = [0, *(found.end() for found in _END.finditer(text))]
    return [(a, b) for a, b in zip(starts, (*starts[1:], len(text)), strict=True) if a < b]


def _joined(pieces: list[Range]) -> list[Range]:
    out: list[Range] = []
    for start, end in pieces:
        if out and out[-1][1] == start:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _of_words(text: str, sentence: Range, lit: Sequence[Range]) -> tuple[str, list[Range]]:
    begin, end = sentence
    first = next((one for one, _ in lit if begin <= one < end), begin)
    start = max(begin, first - LONGEST // 4)
    if start > begin:
        start = text.find(" ", start) + 1
    stop = min(end, start + LONGEST)
    if stop < end:
        stop = max(text.rfind(" ", start, stop), start + 1)
    return _put_together(text, [(start, stop)], lit)


def _put_together(
    text: str, pieces: Sequence[Range], lit: Sequence[Range]
) -> tuple[str, list[Range]]:
    out, ranges = "", []
    for start, end in pieces:
        if start:
            out += _GAP
        moved = len(out) - start
        ranges += [(a + moved, b + moved) for a, b in lit if start <= a and b <= end]
        out += text[start:end]
    if pieces[-1][1] < len(text):
        out = f"{out.rstrip()} …"
    return out, ranges
