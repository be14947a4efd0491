"""Due times: kept whatever the clock does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest

from indexer.runs.schedule import DurationWrong, Schedule, due_times, duration_of, time_of

DAY = timedelta(days=1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    """A wall clock that can be set, beside one that only goes on; sleeping moves both."""

    def __init__(self) -> None:
        self.wall = NOON
        self.steady = 0.0
        self.steps: Iterator[timedelta] = iter(())

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def sleep(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += timedelta(seconds=seconds) + next(self.steps, timedelta())


def due(clock: Clock, schedule: Schedule) -> Iterator[datetime]:
    return due_times(schedule, now=clock.now, monotonic=clock.monotonic, sleep=clock.sleep)


def test_the_first_is_at_once_or_at_its_hour() -> None:
    assert Schedule(every=DAY).first(NOON) == NOON
    assert Schedule(every=DAY, at=time(3)).first(NOON) == datetime(2026, 3, 2, 3, tzinfo=UTC)
    assert Schedule(every=DAY, at=time(12)).first(NOON) == NOON
    assert Schedule(every=DAY, at=time(23)).first(NOON) == datetime(2026, 3, 1, 23, tzinfo=UTC)


def test_what_was_missed_is_not_made_up() -> None:
    schedule = Schedule(every=timedelta(hours=1))
    assert schedule.following(NOON, NOON + timedelta(minutes=5)) == NOON + timedelta(hours=1)
    assert schedule.following(NOON, NOON + timedelta(hours=5.5)) == NOON + timedelta(hours=6)


def test_runs_come_when_they_are_due() -> None:
    clock = Clock()
    times = due(clock, Schedule(every=timedelta(hours=6), at=time(15)))
    assert [next(times).hour for _ in range(4)] == [15, 21, 3, 9]
    assert clock.wall == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_clock_set_back_a_day_does_not_make_it_wait_longer() -> None:
    clock = Clock()
    times = due(clock, Schedule(every=timedelta(hours=1)))
    next(times)
    clock.steps = iter([-DAY])
    next(times)
    assert clock.steady == pytest.approx(3600, abs=60)


def test_a_clock_set_forward_brings_one_run_and_not_many() -> None:
    clock = Clock()
    times = due(clock, Schedule(every=timedelta(hours=1)))
    next(times)
    clock.steps = iter([DAY])
    next(times)
    assert clock.steady < 60
    before = clock.steady
    next(times)
    assert clock.steady - before > 3_000


def test_a_jitter_delays_and_does_not_add_up() -> None:
    clock = Clock()
    times = due(clock, Schedule(every=timedelta(hours=1), jitter=timedelta(minutes=5)))
    for number in range(20):
        assert next(times) == NOON + timedelta(hours=number)
        late = clock.wall - (NOON + timedelta(hours=number))
        assert timedelta() <= late <= timedelta(minutes=5)


def test_durations_and_hours_are_read_or_refused() -> None:
    assert duration_of("--every", "90m") == timedelta(minutes=90)
    assert time_of("--at", "03:05") == time(3, 5)
    for wrong in ("", "0h", "24", "h", "1w", "-1h"):
        with pytest.raises(DurationWrong):
            duration_of("--every", wrong)
    for wrong in ("", "3", "25:00", "03:00:00"):
        with pytest.raises(DurationWrong):
            time_of("--at", wrong)
