"""The standard streams as this program needs them: there, and none of talk's faults is a fault."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from typing import Any, Final

from mappings.known_secrets import blanked

_DRAWN: Final = re.compile(r"(\x1b\[[0-9;]*m)")
"""Colours; of what libraries write, nothing else drives."""


class Talk(io.TextIOWrapper):
    """Standard error: what cannot be written is lost; what can holds no secret, and nothing that
    may not be shown.

    A run that did its work has not failed because nobody could be told; libraries, warnings and
    tracebacks write here too.
    """

    def write(self, text: str, /) -> int:
        """Write what can be written."""
        from mappings.shown import laid_out  # start-up

        return self.write_laid_out(laid_out(blanked(text), _DRAWN))

    def write_laid_out(self, text: str) -> int:
        """Write lines that were laid out for this screen, with the marks that hold their fields."""
        try:
            super().write(blanked(text))
        except (OSError, ValueError):  # no room, nobody reads, or it was closed
            return 0
        return len(text)

    def flush(self) -> None:
        """Write what was kept back, if it can be written."""
        try:
            super().flush()
        except (OSError, ValueError):
            return


class Drawing(io.TextIOBase):
    """Standard error for what this program draws of its own words alone: it may move the cursor."""

    encoding = "utf-8"

    def write(self, text: str, /) -> int:
        """Draw it, if it can be."""
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.buffer.write(text.encode("utf-8", "replace"))
        return len(text)

    def flush(self) -> None:
        """Draw what was kept back, if it can be."""
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.buffer.flush()


def is_terminal(stream: Any) -> bool:
    """Whether a person looks at a stream."""
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):
        return False


def prepare() -> None:
    """Give the process the streams that it was started without, and talk that never raises."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            # without it, the next file that is opened would be taken for the stream
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            setattr(sys, name, os.fdopen(number, "r" if number == 0 else "w", encoding="utf-8"))
    said = sys.stderr
    sys.stderr = Talk(said.buffer, encoding=said.encoding, errors=said.errors, line_buffering=True)
