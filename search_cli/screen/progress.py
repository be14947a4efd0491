"""Progress on standard error: on a terminal, and only for what takes longer than two seconds."""

from __future__ import annotations

import time
from typing import IO, TYPE_CHECKING, Final, Self, cast

from search_cli.texts.messages import say

if TYPE_CHECKING:
    from types import TracebackType

    from rich import progress

    from indexer.runs.loader import State
    from search_cli.screen.output import Output

QUIET_SECONDS: Final = 2.0
EVERY_SECONDS: Final = 0.2


class Progress:
    """One line that is written over; gone when the work ends. Nobody is told on ``--quiet``."""

    def __init__(self, out: Output) -> None:
        self._out = out
        self._due = 0.0
        self._bar: progress.Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, state: State) -> None:
        """Show how far the work is."""
        now = time.monotonic()
        spent = now - state.began
        if self._out.quiet or not self._out.talk_is_screen:
            return
        if spent < QUIET_SECONDS or now < self._due:
            return
        self._due = now + EVERY_SECONDS
        if self._bar is None:
            self._bar = _drawn(colored=self._out.colored)
            self._bar.add_task("", total=state.bytes_total or None)
            self._bar.start()
        told = say(
            self._out.lang,
            "progress",
            paragraphs=state.paragraphs,
            rate=round(state.paragraphs / spent),
        )
        (task,) = self._bar.task_ids
        total = state.bytes_total or None
        self._bar.update(
            task, description=told, completed=state.bytes_read, total=total, refresh=True
        )


def _drawn(*, colored: bool) -> progress.Progress:
    """What draws: the share and the time that is left, where the size of the work is known."""
    from rich import progress  # start-up
    from rich.console import Console  # start-up

    from search_cli.screen.streams import Drawing  # start-up

    screen = Console(
        file=cast("IO[str]", Drawing()),
        force_terminal=True,
        color_system="standard" if colored else None,
    )
    return progress.Progress(
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.TaskProgressColumn(),
        progress.TimeRemainingColumn(),
        console=screen,
        # drawn when there is something new: no thread, since loading makes processes
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
