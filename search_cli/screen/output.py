"""The one place that writes: data to standard output, talk to standard error."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from mappings.shown import laid_out, shown
from search_cli.screen.streams import is_terminal
from search_cli.session.declaration import Color, Format
from search_cli.session.settings import Settings

if TYPE_CHECKING:
    from fihris.answers.answer import Answer
    from mappings.errors import FihrisError
    from search_cli.screen.screen import Screen

Given = TypeVar("Given", bound="Answer")
Ranges = Sequence[tuple[int, int]]

STYLES: Final = {
    "title": "1",
    "heading": "35",
    "lit": "1;31",
    "number": "35",
}
"""What is shown how: SGR parameters of ECMA-48. Of the 16 colours, red and magenta alone can be
read on black and on white (a contrast of 3.7 and more with xterm's, by WCAG); faint text cannot."""

FSI, POP = "\u2068", "\u2069"
"""Around a field: the first strong letter within gives its direction."""

NO_LINK: Final = "\x1b]8;;\x1b\\"
"""Ends a link (OSC 8)."""

_SGR: Final = "|".join(re.escape(f"\x1b[{style}m") for style in (*STYLES.values(), "0"))
_OURS: Final = re.compile(f"({_SGR})")
"""The only control sequences that reach a screen."""


class Output:
    """Writes for a person or a program, as the settings say."""

    def __init__(self, settings: Settings, *, quiet: bool = False) -> None:
        self.format = settings.format
        self.fields = settings.fields
        self.lang = settings.lang
        self.quiet = quiet
        self.is_screen = is_terminal(sys.stdout)
        self.colored = _colored(settings.color, self.is_screen)
        self.talk_is_screen = is_terminal(sys.stderr)
        self.pages = not settings.no_pager
        self._bidi = settings.bidi
        self._held: list[str] | None = None
        self._links: dict[str, str] = {}
        self._given: type[Answer] | None = None

    @property
    def is_for_person(self) -> bool:
        """Whether data is written to be read, and not for a program."""
        return self.format == Format.table

    @property
    def wants_reasons(self) -> bool:
        """Whether anybody would hear why nothing was found."""
        return not (self.quiet and self.format != Format.json)

    # --- data

    def give(self, answer: Given, show: Callable[[Output, Given], None] | None = None) -> None:
        """An answer in the format that was chosen; ``show`` writes it for a person.

        Raises:
            FieldUnknown: nothing was written.
        """
        if self.format == Format.table and not self.fields:
            if show is not None:
                self._show(answer, show)
            return
        from itertools import islice  # start-up

        from fihris.answers.formats import BOM, FORMATS, written  # start-up

        if self.format == Format.table:
            from search_cli.screen.tables import show_fields  # start-up

            self._show(answer, lambda out, given: show_fields(out, given, self.fields))
            return
        form = FORMATS[self.format]
        start = BOM if form.bom and self._is_new_file() else ""
        # one that goes on, as of each load of a watch, is one table
        known = form.head if type(answer) is self._given else 0
        for line in islice(written(answer, self.format, self.fields), known, None):
            self.raw(start + line)
            start = ""
        self._given = type(answer)

    def _is_new_file(self) -> bool:
        """Whether what is written begins a file."""
        try:
            about = os.fstat(sys.stdout.fileno())
        except (OSError, ValueError):  # closed, or not a file of the system's
            return False
        return stat.S_ISREG(about.st_mode) and not about.st_size

    def _show(self, answer: Given, show: Callable[[Output, Given], None]) -> None:
        """An answer for a person, through a pager if it is longer than the screen."""
        hears = self.is_screen and self.talk_is_screen and not self.quiet
        if hears and not self.screen.terminal.is_known:
            from search_cli.screen.first_run import tell_once  # start-up

            tell_once(self)
        if not (self.is_screen and self.pages and is_terminal(sys.stdin)):
            show(self, answer)
            return
        from search_cli.screen.pager import page  # start-up

        self._held = []
        try:
            show(self, answer)
        finally:
            lines, self._held = self._held, None
            if not page(lines):
                for line in lines:
                    self._write(line)

    def line(
        self, text: str = "", *, hang: int = 0, rtl: bool | None = None, wraps: bool = True
    ) -> None:
        """A line of data for a person; on a screen a paragraph, of as many lines as it takes.

        Args:
            hang: columns that its lines after the first begin with.
            rtl: its direction; by its first strong letter where this is ``None``.
            wraps: whether it may be broken; a row of a table may not.
        """
        fitting = laid_out(text, self._ours(), layout="\t")
        if not self.is_screen:
            self._write(fitting)
            return
        for line in self.screen.lines(
            fitting.replace("\t", "  "),
            hang=hang,
            rtl=rtl,
            otherwise=self.lang == "ar",
            wraps=wraps,
        ):
            self._write(line)

    def told(self, text: str) -> None:
        """A line of data in words of the program's: its direction is the language's."""
        begins = len(text) - len(text.lstrip(" "))
        self.line(text, hang=begins + 2, rtl=self.lang == "ar")

    def raw(self, text: str) -> None:
        """A line of data for a program, as it is; on a screen, only what may be shown there.

        Copied from a screen it has to be what a program can read: no isolate is put into it.
        """
        if not self.is_screen:
            self._write(text)
        elif self.screen.terminal.way != "visual":
            self._write(fit(text))
        else:
            for line in self.screen.lines(fit(text), rtl=False, wraps=False):
                self._write(line)

    def _write(self, text: str) -> None:
        if self._held is not None:
            self._held.append(text)
            return
        try:
            sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")
        except BrokenPipeError:
            forsake_stdout()

    def flush(self) -> None:
        """What was written reaches its reader now."""
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            forsake_stdout()

    # --- talk

    def talk(self, text: str) -> None:
        """A line to standard error, unless --quiet."""
        if not self.quiet:
            self.complain(text)

    def complain(self, text: str) -> None:
        """A line to standard error, also with --quiet."""
        from search_cli.screen.talking import complain  # start-up

        complain(fit(text).split("\n"), self.lang, self._bidi)

    def complain_of(self, error: FihrisError) -> None:
        """An error to standard error, also with --quiet; as JSON where answers are."""
        from search_cli.session.suggesting import told  # start-up

        for line in told(error, self.lang, as_json=self.format == Format.json):
            self.complain(line)

    # --- parts of lines

    def styled(self, text: str, style: str) -> str:
        """``text`` in a style, where colours are on."""
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.colored and text else text

    def lit(self, text: str, ranges: Ranges, *, style: str | None = None) -> str:
        """Text of an article, fit to be shown, with ranges lit."""
        if not self.colored:
            return shown(text)
        out, at = [], 0
        for start, end in ranges:
            out += [
                self._plain(text[at:start], style),
                self.styled(shown(text[start:end]), "lit"),
            ]
            at = end
        out.append(self._plain(text[at:], style))
        return "".join(out)

    def _plain(self, text: str, style: str | None) -> str:
        return self.styled(shown(text), style) if style else shown(text)

    def field(self, text: object) -> str:
        """A part of a line with a direction of its own, on screens; fit to be shown by then."""
        written = str(text)
        return f"{FSI}{written}{POP}" if self.is_screen and written else written

    def linked(self, text: str, url: str | None) -> str:
        """Text that leads to ``url`` in terminals which take links."""
        if not (url and self.colored and self.is_screen and self.screen.terminal.links):
            return text
        from search_cli.screen.links import sequence  # start-up

        begin = sequence(url)
        if begin is None:
            return text
        self._links[begin] = url
        return f"{begin}{text}{NO_LINK}"

    @property
    def screen(self) -> Screen:
        """The terminal that data is written to."""
        from search_cli.screen.screen import screen  # start-up

        return screen(self._bidi)

    def _ours(self) -> re.Pattern[str]:
        """The control sequences that are ours: colours, and links that were made here."""
        if not self._links:
            return _OURS
        made = "|".join(map(re.escape, (*self._links, NO_LINK)))
        return re.compile(f"({_SGR}|{made})")


def forsake_stdout() -> None:
    """The reader went away: the rest goes nowhere, and the command ends with its own code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def fit(text: str) -> str:
    """Lines that may be shown; their only control sequences are our own colours."""
    return laid_out(text, _OURS)


def _colored(color: Color, is_screen: bool) -> bool:
    if color != Color.auto:
        return color == Color.always
    return is_screen and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
