"""Progress on standard error: on a terminal, and only for what takes longer than two seconds."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from search_cli.texts.messages import say

if TYPE_CHECKING:
    from indexer.runs.loader import State
    from search_cli.screen.output import Output

QUIET_SECONDS: Final = 2.0
EVERY_SECONDS: Final = 0.2


class Progress:
    """One line that is written over; gone when the work ends."""

    def __init__(self, out: Output) -> None:
        self._out = out
        self._last = 0.0
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def show(self, state: State) -> None:
        """Show how far the work is."""
        now = time.monotonic()
        spent = now - state.began
        if self._out.quiet or not self._out.talk_is_screen:
            return
        if spent < QUIET_SECONDS or now - self._last < EVERY_SECONDS:
            return
        self._last = now
        self._shown = True
        left = ""
        share = 0.0
        if state.bytes_total and state.bytes_read:
            share = min(1.0, state.bytes_read / state.bytes_total)
            left = say(self._out.lang, "left", seconds=round(spent * (1 - share) / share))
        line = say(
            self._out.lang,
            "progress",
            paragraphs=state.paragraphs,
            rate=round(state.paragraphs / spent),
            done=round(share * 100),
            left=left,
        )
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()
