"""Lines for terminals that reorder by themselves: what keeps each field in its place.

Tried in VTE 0.70 (LXTerminal), mlterm 3.9 and Konsole 22.12:

- VTE and Konsole lay every line out from left to right and honour isolates, which take no room but
  belong to the column before them: one at the start of a line is lost. LRM and RLM after a bracket
  keep VTE from mirroring it.
- mlterm takes a line's direction from its first strong sign, and aligns right-to-left lines to the
  right by itself. Isolates take a column each; embeddings and marks take none, yet count when it
  breaks lines; so do lam and alef, which it shows in one column. What stands before a box or block
  (U+2500–259F) is reordered apart from what stands after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from search_cli.screen.clusters import ISOLATES, POP, Cluster
from search_cli.screen.layout import RLI, Line, end_of, is_rtl

LRM, RLM = "\u200e", "\u200f"
LRE, RLE, PDF = "\u202a", "\u202b", "\u202c"

PER_FIELD: Final = 3
"""Signs that a field takes in mlterm: where it begins, where it ends, and the mark after it."""

_BLANK: Final = Cluster(" ", 1)


def isolated(line: Line, columns: int) -> list[Cluster]:
    """For a terminal that lays lines out from left to right and honours isolates."""
    text = list(line.clusters)
    if line.is_rtl:
        pad = max(1, columns - line.columns)
        return [*[_BLANK] * pad, Cluster(RLI, 0), *text, Cluster(POP, 0)]
    return [_BLANK, *text] if text and text[0].is_control else text


def marked(line: Line) -> list[Cluster]:
    """For a terminal that goes by the first strong sign, and gives room to isolates."""
    if not line.is_rtl and not any(is_rtl((one,)) for one in line.clusters):
        return [one for one in line.clusters if not one.is_control]
    mark = RLM if line.is_rtl else LRM
    out = [Cluster(mark, 0)]
    begun = 0
    for one in line.clusters:
        if one.text in ISOLATES:
            out.append(one._replace(text=RLE if one.text == RLI else LRE))
            begun += 1
        elif one.text == POP:
            begun -= 1
            # the mark holds a number after the field where it is
            out.append(one._replace(text=PDF if begun else PDF + mark))
        else:
            out.append(one)
    return out


def spared(text: Sequence[Cluster], *, rtl: bool) -> list[Cluster]:
    """The same without isolates around what stays in its place without them."""
    out: list[Cluster] = []
    ends: list[int] = []
    for at, one in enumerate(text):
        if one.text in ISOLATES:
            end = end_of(text, at)
            if not _is_held(text[at + 1 : end], rtl=rtl, turned=one.text == RLI):
                ends.append(end)
                continue
        if at not in ends:
            out.append(one)
    return out


def room(text: Sequence[Cluster]) -> int:
    """Columns that the signs of ``marked`` may take at most, when lines are broken."""
    return 1 + PER_FIELD * sum(one.text in ISOLATES for one in text)


def _is_held(inner: Sequence[Cluster], *, rtl: bool, turned: bool) -> bool:
    found = {direction for one in inner if (direction := is_rtl((one,))) is not None}
    if found - {rtl}:
        return True
    # between figures, a sign of a date or a fraction
    return rtl and not turned and not all(one.text.isalnum() for one in inner)
