r"""Text as a terminal counts it: grapheme clusters with their columns, their style, their link.

A line is laid out by clusters, never by code points: a letter and its tashkeel move together, take
one column, and carry the style that was in force where they stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

SEQUENCE: Final = re.compile(r"(\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b\x07]*\x1b\\)")
"""What Fihris itself writes between clusters: colours (SGR, ECMA-48) and links (OSC 8)."""

ISOLATES: Final = frozenset("\u2066\u2067\u2068")
"""What begins an isolate: left-to-right, right-to-left, by its first strong letter."""

POP: Final = "\u2069"
"""Ends an isolate."""

_USUAL: Final = re.compile(
    "[ -~\u00a0\u00ab\u00b7\u00bb\u060c\u061b\u061f\u0621-\u063a\u0640-\u064a\u0660-\u066c"
    "\u2013\u2014\u2018-\u201d\u2026\u2039\u203a\u2588\u25a0]"
    "[\u064b-\u0652\u0670]*"
)
"""A cluster of one column; nearly all text is made of them, and needs no table of widths."""


_ENDS: Final = ISOLATES | {POP, " "}


class Cluster(NamedTuple):
    """A letter with its marks, or an isolate's begin or end, which takes no column."""

    text: str
    columns: int
    style: str = ""
    """The colour that is on, as it is written; empty where there is none."""
    link: str = ""
    """The link's sequence; empty where there is none."""
    marked: bool = False
    """Whether a caret stands below it."""

    @property
    def is_control(self) -> bool:
        """Whether it only begins or ends an isolate."""
        return self.text in ISOLATES or self.text == POP


def clusters(text: str) -> list[Cluster]:
    """A line's clusters, in logical order. Sequences other than Fihris' own are not expected."""
    found: list[Cluster] = []
    style = link = ""
    for piece in SEQUENCE.split(text):
        if piece.startswith("\x1b]"):
            link = "" if piece == "\x1b]8;;\x1b\\" else piece
        elif piece.startswith("\x1b["):
            style = "" if piece == "\x1b[0m" else piece
        else:
            found += (Cluster(one, wide, style, link) for one, wide in _cut(piece))
    return found


def columns_of(text: str) -> int:
    """Columns of a text fit to be shown: marks take none, wide letters two."""
    return sum(one.columns for one in clusters(text))


def written(line: Iterable[Cluster]) -> str:
    """Clusters as they are sent to a terminal, with the sequences that they need."""
    out: list[str] = []
    style = link = ""
    for one in line:
        if one.link != link:
            out.append(one.link or "\x1b]8;;\x1b\\")
            link = one.link
        if one.style != style:
            out.append(f"\x1b[0m{one.style}" if style and one.style else one.style or "\x1b[0m")
            style = one.style
        out.append(one.text)
    if style:
        out.append("\x1b[0m")
    if link:
        out.append("\x1b]8;;\x1b\\")
    return "".join(out)


def _cut(text: str) -> Iterator[tuple[str, int]]:
    at = 0
    while at < len(text):
        char = text[at]
        if char in ISOLATES or char == POP:
            yield char, 0
            at += 1
            continue
        usual = _USUAL.match(text, at)
        end = usual.end() if usual else at
        if usual and (end == len(text) or text[end] in ISOLATES or _USUAL.match(text, end)):
            yield usual[0], 1
            at = end
            continue
        end = _isolate_after(text, at)
        yield from _looked_up(text[at:end])
        at = end


def _isolate_after(text: str, at: int) -> int:
    """The end of a stretch that is looked up: the next isolate, or space."""
    return next((end for end in range(at + 1, len(text)) if text[end] in _ENDS), len(text))


def _looked_up(text: str) -> Iterator[tuple[str, int]]:
    from wcwidth import iter_graphemes, wcswidth  # start-up

    kept = ""  # signs without a letter of their own stay with what is before them
    for one in iter_graphemes(text):
        wide = max(0, wcswidth(one))
        if not kept:
            kept = one
        elif wide:
            yield kept, max(0, wcswidth(kept))
            kept = one
        else:
            kept += one
    if kept:
        yield kept, max(0, wcswidth(kept))
