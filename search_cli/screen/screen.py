"""A terminal as the program writes to it: paragraphs in, lines out that read right there."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache

from search_cli.screen import marks
from search_cli.screen.clusters import Cluster, clusters, written
from search_cli.screen.layout import Line, is_rtl, lines, resolved, with_fields
from search_cli.screen.terminals import Terminal, Way, terminal
from search_cli.session.declaration import Bidi


class Screen:
    """Lays paragraphs out for one terminal."""

    def __init__(self, known: Terminal, columns: int) -> None:
        self.terminal = known
        self.columns = columns

    def lines(
        self,
        text: str,
        *,
        hang: int = 0,
        rtl: bool | None = None,
        otherwise: bool = False,
        wraps: bool = True,
        marked: tuple[int, int] | None = None,
    ) -> Iterator[str]:
        """A paragraph as lines of this screen.

        Args:
            text: one paragraph in logical order; its only sequences are Fihris' own.
            hang: columns that its lines after the first begin with.
            rtl: its direction; its first strong letter gives it where this is ``None``.
            otherwise: its direction if it has no strong letter.
            wraps: whether it may be broken.
            marked: code points of ``text`` under which carets stand.
        """
        cells = self._cells(text)
        if marked:
            cells = _with_marks(cells, *marked)
        if rtl is None:
            found = is_rtl(cells)
            rtl = otherwise if found is None else found
        cells = with_fields(resolved(cells), rtl=rtl)
        cells = marks.spared(cells, rtl=rtl)
        room = self._room(cells)
        broken = lines(cells, room, rtl=rtl, hang=hang) if wraps else [Line(tuple(cells), rtl)]
        for line in broken:
            yield written(self._sent(line))
            if any(one.marked for one in line.clusters):
                yield self._carets(line)

    def width_of(self, text: str) -> int:
        """Columns that a text takes on this screen."""
        cells = self._cells(text)
        if self.terminal.ligates:
            from search_cli.screen.bidi import ligated  # start-up

            cells = ligated(cells)
        return sum(one.columns for one in cells)

    def _cells(self, text: str) -> list[Cluster]:
        cells = clusters(text)
        if self.terminal.way is Way.visual:
            from search_cli.screen.bidi import ligated  # start-up

            return ligated(cells)
        return cells

    def _room(self, cells: list[Cluster]) -> int:
        if self.terminal.way is Way.marks:
            return self.columns - marks.room(cells)
        # a right-to-left line begins with a space: see ``marks``
        return self.columns - (self.terminal.way is Way.isolates)

    def _sent(self, line: Line) -> list[Cluster]:
        if not line.clusters:
            return []
        match self.terminal.way:
            case Way.isolates:
                return marks.isolated(line, self.columns)
            case Way.marks:
                return marks.marked(line)
            case Way.visual:
                from search_cli.screen.bidi import visual  # start-up

                pad = self.columns - line.columns if line.is_rtl else 0
                return [*[Cluster(" ", 1)] * pad, *visual(line)]
            case Way.plain:
                return [one for one in line.clusters if not one.is_control]

    def _carets(self, line: Line) -> str:
        """The line below, with a caret under each letter that is marked."""
        from search_cli.screen.bidi import ligated, ordered  # start-up

        cells = ligated(line.clusters) if self.terminal.ligates else list(line.clusters)
        if self.terminal.way is not Way.plain:
            cells = ordered(cells, rtl=line.is_rtl)
        below = "".join(("^" if one.marked else " ") * one.columns for one in cells)
        if self.terminal.way is Way.isolates and not line.is_rtl and line.clusters[0].is_control:
            below = " " + below
        if line.is_rtl and self.terminal.way is not Way.plain:
            below = " " * (self.columns - sum(one.columns for one in cells)) + below
        return below.rstrip()


def _with_marks(cells: list[Cluster], start: int, end: int) -> list[Cluster]:
    out, at = [], 0
    for one in cells:
        after = at + len(one.text)
        out.append(one._replace(marked=at < end and start < after and one.columns > 0))
        at = after
    return out


@cache
def screen(bidi: Bidi) -> Screen:
    """The screen of this process, reordered as the settings say."""
    known = terminal(os.environ)
    if (sys.stdout.encoding or "").lower().replace("-", "") != "utf8":
        known = Terminal(Way.plain)  # signs of ours would be shown as what they are not
    elif bidi == Bidi.on:
        known = known._replace(way=Way.visual, is_known=True)
    elif bidi == Bidi.off:
        way = Way.plain if known.way is Way.visual else known.way
        known = known._replace(way=way, is_known=True)
    columns = 100
    with suppress(OSError):  # the answer may be in a pipe, and what is said about it on a screen
        columns = os.get_terminal_size(2).columns or columns
    return Screen(known, shutil.get_terminal_size((columns, 24)).columns)
