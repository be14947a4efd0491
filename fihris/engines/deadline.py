"""How long a question may take: one clock for every step of its answer, on every engine."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, Final, TypeVar

from fihris.engines.query_errors import QueryTimedOut

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")

SECONDS: Final = 30.0
"""What a question may take unless its asker says otherwise."""

GRACE: Final = 0.5
"""Seconds in which a step that looks at the clock ends by itself, before it is left alone."""


class Deadline:
    """The moment after which an answer is not waited for any more. It begins when it is made."""

    __slots__ = ("_end", "seconds")

    def __init__(self, seconds: float) -> None:
        """Take the seconds from now; 0 is no limit."""
        self.seconds = seconds
        self._end = time.monotonic() + seconds if seconds else float("inf")

    @property
    def left(self) -> float | None:
        """Seconds that are left, 0 when there are none; ``None`` without a limit."""
        return max(0.0, self._end - time.monotonic()) if self.seconds else None

    def check(self) -> None:
        """Go on while there is time.

        Raises:
            QueryTimedOut
        """
        if time.monotonic() > self._end:
            raise QueryTimedOut(seconds=f"{self.seconds:g}")

    def hold(self, ask: Callable[[], Answer]) -> Answer:
        """What ``ask`` returns, or raises, if that is in time.

        It runs in a thread of its own, since a step inside an engine cannot be interrupted: what
        goes on after its time is left alone, and ends with the process.

        Raises:
            QueryTimedOut
        """
        if not self.seconds:
            return ask()
        ended: list[Any] = []
        failed: list[BaseException] = []

        def run() -> None:
            try:
                ended.append(ask())
            except BaseException as exc:  # raised again where it is waited for
                failed.append(exc)

        thread = threading.Thread(target=run, daemon=True, name="fihris-query")
        thread.start()
        thread.join((self.left or 0.0) + GRACE)
        if failed:
            raise failed[0]
        if not ended:
            raise QueryTimedOut(seconds=f"{self.seconds:g}")
        answer: Answer = ended[0]
        return answer


NEVER: Final = Deadline(0)
"""No limit."""
