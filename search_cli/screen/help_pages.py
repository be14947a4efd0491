"""Pages of help, as the screen needs them: Typer and rich draw them, and know no direction."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Final

from search_cli.screen.screen import Screen, screen
from search_cli.screen.streams import is_terminal
from search_cli.screen.terminals import Way
from search_cli.session.declaration import Bidi

_READABLE: Final = re.compile(r"\x1b\[([0-9;]*)m")
_INSTEAD: Final = {"2": "", "32": "", "33": "35", "34": "", "36": ""}
"""Colours that Typer draws with and that cannot be read on white or on black, and what stands for
each: nothing but what else is said of the text (bold, as a rule), or our own."""

_ROOM: Final = 4
"""Columns that the marks of an example in Arabic take in a terminal that gives them room."""


class _Drawn(io.StringIO):
    """Takes a page, and is a terminal for who draws it."""

    def isatty(self) -> bool:
        """Whether colours may be drawn."""
        return True


def draw(page: Callable[[], None], bidi: Bidi) -> None:
    """Draw a page: as it is in a pipe, each line with its fields held on a screen."""
    if not is_terminal(sys.stdout) or os.environ.get("TERM") == "dumb":
        page()
        return
    shown, drawn = screen(bidi), _Drawn()
    with redirect_stdout(drawn), _columns(shown):
        page()
    sys.stdout.write(laid_out(drawn.getvalue(), shown))


def laid_out(page: str, shown: Screen) -> str:
    """The lines of a page that was drawn for a screen; none is broken."""
    lines = _READABLE.sub(_readable, page).removesuffix("\n").split("\n")
    return "".join(
        f"{line}\n" for one in lines for line in shown.lines(one, rtl=False, wraps=False)
    )


def _readable(found: re.Match[str]) -> str:
    kept = [told for one in found[1].split(";") if (told := _INSTEAD.get(one, one))]
    return f"\x1b[{';'.join(kept) or '0'}m"


@contextmanager
def _columns(shown: Screen) -> Iterator[None]:
    if shown.terminal.way is not Way.marks or "COLUMNS" in os.environ:
        yield
        return
    os.environ["COLUMNS"] = str(shown.columns - _ROOM)
    try:
        yield
    finally:
        del os.environ["COLUMNS"]
