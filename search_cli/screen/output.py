"""The one place that writes: data to standard output, talk to standard error."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from mappings.shown import laid_out, shown
from search_cli.session.declaration import Bidi, Color, Format
from search_cli.session.settings import Settings

if TYPE_CHECKING:
    from fihris.answers.answer import Answer
    from mappings.errors import FihrisError

Given = TypeVar("Given", bound="Answer")
Ranges = Sequence[tuple[int, int]]

STYLES: Final = {
    "title": "1",
    "dim": "2",
    "heading": "36",
    "lit": "1;33",
    "number": "32",
}
"""What is shown how: SGR parameters of ECMA-48."""

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
        self.is_screen = _is_terminal(sys.stdout)
        self.colored = _colored(settings.color, self.is_screen)
        self.talk_is_screen = _is_terminal(sys.stderr)
        self._bidi = settings.bidi
        self._reorder: Any = None
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
                show(self, answer)
            return
        from itertools import islice  # start-up

        from fihris.answers.formats import BOM, FORMATS, written  # start-up

        if self.format == Format.table:
            from search_cli.screen.tables import lines_of  # start-up

            head, *rest = lines_of(answer, self.fields, padded=self.is_screen) or [""]
            self.line(self.styled(head, "title") if self.is_screen else head)
            for line in rest:
                self.line(line)
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

    def line(self, text: str = "") -> None:
        """A line of data for a person: one, whatever is in it."""
        self._write(self._for_screen(laid_out(text, _OURS, layout="\t")))

    def raw(self, text: str) -> None:
        """A line of data for a program, as it is; on a screen, only what may be shown there."""
        self._write(fit(text) if self.is_screen else text)

    def _write(self, text: str) -> None:
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
        sys.stderr.write(fit(text) + "\n")

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

    def width(self) -> int:
        """Columns of the screen."""
        import shutil  # start-up

        return shutil.get_terminal_size((100, 24)).columns

    def _for_screen(self, text: str) -> str:
        if not self.is_screen or self._bidi == Bidi.off:
            return text
        if self._reorder is None:
            from search_cli.screen.bidi import reorderer  # start-up

            self._reorder = reorderer(self._bidi)
        reordered: str = self._reorder(text)
        return reordered


def forsake_stdout() -> None:
    """The reader went away: the rest goes nowhere, and the command ends with its own code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def fit(text: str) -> str:
    """Lines that may be shown; their only control sequences are our own colours."""
    return laid_out(text, _OURS)


def _is_terminal(stream: Any) -> bool:
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):
        return False


def _colored(color: Color, is_screen: bool) -> bool:
    if color != Color.auto:
        return color == Color.always
    return is_screen and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
