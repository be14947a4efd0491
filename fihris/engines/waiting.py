"""Trying again after a while: the one way in which this program waits for what others do."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Found = TypeVar("Found")


def every(seconds: float, *, within: float) -> Iterator[float]:
    """Pauses of ``seconds``, until ``within`` seconds are over."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        yield seconds


def turns(pauses: Iterable[float]) -> Iterator[bool]:
    """A turn before each pause and one after the last: whether it is that one."""
    for pause in pauses:
        yield False
        time.sleep(pause)
    yield True


def tried(
    ask: Callable[[], Found],
    pauses: Iterable[float],
    *,
    on: type[Exception] | tuple[type[Exception], ...],
) -> Found:
    """What ``ask`` gives, asked again after each pause when it raises ``on``; the last time, that
    is raised."""
    for pause in pauses:
        try:
            return ask()
        except on:
            time.sleep(pause)
    return ask()
