"""When the next of a row of runs is due, where there is no scheduler."""

from __future__ import annotations

import random
import re
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as time_of_day
from typing import TYPE_CHECKING, Final

from mappings.errors import FihrisError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOOK_SECONDS: Final = 20.0
"""How often the clock is looked at while waiting: it may be set meanwhile."""

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class DurationWrong(FihrisError):
    """A duration or a time of day that cannot be read."""

    exit_code = 2
    en = ('invalid value "{value}" for {option}', "nothing was done", "write it like {like}")
    ar = ("القيمة «{value}» لا تصلح لـ {option}", "لم يُنفذ شيء", "اكتبه مثل {like}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Runs every so often; ``at`` a time of day in local time, if given; each up to ``jitter``
    later, so that many machines do not begin at once."""

    every: timedelta
    at: time_of_day | None = None
    jitter: timedelta = timedelta()

    def first(self, now: datetime) -> datetime:
        """When the first run is due: at once, or when it is that time of day."""
        if self.at is None:
            return now
        due = now.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return due if due >= now else due + timedelta(days=1)

    def following(self, due: datetime, now: datetime) -> datetime:
        """When the run after the one that was due at ``due`` is: what was missed is not made up."""
        missed = max(0, (now - due) // self.every)
        return due + self.every * (missed + 1)


def due_times(
    schedule: Schedule,
    *,
    now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[datetime]:
    """Give each due time when it has come; the work is done in between.

    A clock that is set back does not make it wait longer, one that is set forward makes the next
    run come at once, and once.
    """
    due = schedule.first(now())
    while True:
        late = due + schedule.jitter * random.random()  # noqa: S311 - no secret
        end = monotonic() + max(0.0, (late - now()).total_seconds())
        while now() < late and monotonic() < end:
            sleep(max(0.0, min(LOOK_SECONDS, end - monotonic())))
        yield due
        due = schedule.following(due, now())


def duration_of(option: str, written: str) -> timedelta:
    """``24h``, ``90m``, ``30s``, ``7d``.

    Raises:
        DurationWrong
    """
    found = re.fullmatch(r"(\d{1,6})([smhd])", written.strip())
    if found is None or not int(found[1]):
        raise DurationWrong(option=option, value=written, like="24h, 90m, 30s, 7d")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


def time_of(option: str, written: str) -> time_of_day:
    """``03:00``.

    Raises:
        DurationWrong
    """
    try:
        return datetime.strptime(written.strip(), "%H:%M").time()
    except ValueError as exc:
        raise DurationWrong(option=option, value=written, like="03:00") from exc
