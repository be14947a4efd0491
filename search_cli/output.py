"""The one place that writes: data to standard output, talk to standard error."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from search_cli.settings import Bidi, Color, Settings

Ranges = Sequence[tuple[int, int]]

STYLES: Final = {
    "title": "1",
    "dim": "2",
    "heading": "36",
    "lit": "1;33",
    "number": "32",
}
"""What is shown how: SGR parameters of ECMA-48."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that could drive a terminal; text of articles never may."""

_OVERRIDES: Final = re.compile("[\u202d\u202e]")
"""Direction overrides make text read as other than it is."""

_SGR: Final = "|".join(re.escape(f"\x1b[{style}m") for style in (*STYLES.values(), "0"))
_DRIVING: Final = re.compile(f"({_SGR})|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]")
_UNSEEN: Final = re.compile("[\x7f-\x9f\u202d\u202e]")


class Output:
    """Writes for a person or a program, as the settings say."""

    def __init__(self, settings: Settings, *, quiet: bool = False) -> None:
        self.json_only = settings.json
        self.lang = settings.lang
        self.quiet = quiet
        self.is_screen = _is_terminal(sys.stdout)
        self.colored = _colored(settings.color, self.is_screen)
        self.talk_is_screen = _is_terminal(sys.stderr)
        self._bidi = settings.bidi
        self._reorder: Any = None

    # --- data

    def json(self, value: Any) -> None:
        """One JSON document, or one line of a stream."""
        import json  # start-up

        # what could drive the terminal that this is looked at on, is written as an escape
        written = json.dumps(value, ensure_ascii=False)
        self._write(_UNSEEN.sub(lambda one: f"\\u{ord(one[0]):04x}", written))

    def line(self, text: str = "") -> None:
        """A line of data for a person."""
        self._write(self._for_screen(undriven(text)))

    def raw(self, text: str) -> None:
        """A line of data for a program, as it is; on a screen, nothing that could drive it."""
        self._write(undriven(text) if self.is_screen else text)

    def _write(self, text: str) -> None:
        try:
            sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")
        except BrokenPipeError:
            forsake_stdout()

    # --- talk

    def talk(self, text: str) -> None:
        """A line to standard error, unless --quiet."""
        if not self.quiet:
            sys.stderr.write(undriven(text).encode("utf-8", "replace").decode("utf-8") + "\n")

    # --- parts of lines

    def styled(self, text: str, style: str) -> str:
        """``text`` in a style, where colours are on."""
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.colored and text else text

    def lit(self, text: str, ranges: Ranges, *, style: str | None = None) -> str:
        """Text of an article, made harmless, with ranges lit."""
        if not self.colored:
            return harmless(text)
        out, at = [], 0
        for start, end in ranges:
            out += [
                self._plain(text[at:start], style),
                self.styled(harmless(text[start:end]), "lit"),
            ]
            at = end
        out.append(self._plain(text[at:], style))
        return "".join(out)

    def _plain(self, text: str, style: str | None) -> str:
        return self.styled(harmless(text), style) if style else harmless(text)

    def width(self) -> int:
        """Columns of the screen."""
        import shutil  # start-up

        return shutil.get_terminal_size((100, 24)).columns

    def _for_screen(self, text: str) -> str:
        if not self.is_screen or self._bidi == Bidi.off:
            return text
        if self._reorder is None:
            from search_cli.bidi import reorderer  # start-up

            self._reorder = reorderer(self._bidi)
        reordered: str = self._reorder(text)
        return reordered


def forsake_stdout() -> None:
    """The reader went away: the rest goes nowhere, and the command ends with its own code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def harmless(text: str) -> str:
    """Text that cannot drive a terminal or turn its own direction around."""
    return _OVERRIDES.sub("", _CONTROL.sub(" ", text.replace("\n", " ").replace("\t", " ")))


def undriven(text: str) -> str:
    """Text whose only control sequences are our own colours, line by line."""
    return _DRIVING.sub(lambda one: one[1] or ("" if one[0] in "\u202d\u202e" else " "), text)


def columns_of(text: str) -> int:
    """How many columns a terminal gives a text: marks none, wide letters two."""
    return sum(
        0
        if unicodedata.category(char) in {"Mn", "Me", "Cf"}
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )


def _is_terminal(stream: Any) -> bool:
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):
        return False


def _colored(color: Color, is_screen: bool) -> bool:
    if color != Color.auto:
        return color == Color.always
    return is_screen and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
