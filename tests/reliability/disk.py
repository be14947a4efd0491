"""A disk that is full, at every stage: a small file system that is made larger step by step."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.cli.conftest import Fihris
from tests.reliability.press import assert_whole, held, releases, write

ROOM_FOR_JOURNAL: Final = 150
"""Kilobytes by which the journal may grow in a run that fails."""


class NoRights(Exception):
    """Mounting needs rights that this process has not."""


@contextmanager
def small_disk(where: Path, kilobytes: int) -> Iterator[None]:
    """A tmpfs of so many kilobytes.

    Raises:
        NoRights
    """
    where.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(where)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise NoRights(done.stderr.decode())
    try:
        yield
    finally:
        subprocess.run(["umount", str(where)], check=True)


def resize(where: Path, kilobytes: int) -> None:
    """Give it another size."""
    subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", str(where)], check=True)


def full_at_every_stage(folder: Path, *, stages: int, articles: int = 600) -> str:
    """Reindex on a disk with a little more room each time, until it fits: each failure says so, the
    live index answers as before, and what was begun is gone on with."""
    source = write(folder / "press.jsonl", releases(articles))
    disk = folder / "قرص صغير"
    failures = resumed = 0
    with small_disk(disk, 200_000):
        fihris = Fihris(disk / "home")
        assert fihris("index", str(source)).code == 0
        before = held(fihris)
        used = _used(disk)
        write(source, releases(articles, version=2))
        sizes = [round(used * (1 + 2.2 * stage / stages)) for stage in range(stages + 1)]
        for command in (("index", str(source)), ("reindex", "--max-change", "50")):
            run = ("--json", "--lang", "en", *command, "--step", "300")
            for size in sizes:
                resize(disk, max(size, _used(disk)))
                done = fihris(*run)
                if done.code == 0:
                    break
                assert done.code == 3, done.err
                assert "no space left" in done.err, done.err
                failures += 1
                assert_whole(fihris)
                assert held(fihris).keys() >= before.keys()
            else:
                resize(disk, 200_000)
                done = fihris(*run)
                assert done.code == 0, done.err
            resumed += done.json["resumed"]
            assert_whole(fihris)
            resize(disk, 200_000)
        expected = Fihris(folder / "expected")
        assert expected("index", str(source)).code == 0
        assert held(fihris) == held(expected)
    return (
        f"{failures} times full, each a plain error, the live index whole; {resumed} of 2 gone on"
        " with once there was room"
    )


def full_within_a_step(folder: Path, *, times: int, articles: int = 4_000) -> str:
    """Load onto a disk that is too small by far, all in one step: the writer's threads die while
    articles are still being added. Each failure says why and gives back the room that it took."""
    few = write(folder / "few.jsonl", releases(50, seed=2))
    many = write(folder / "many.jsonl", releases(articles))
    disk = folder / "قرص ضيق"
    with small_disk(disk, 100_000):
        fihris = Fihris(disk / "home")
        assert fihris("index", str(few)).code == 0
        before = held(fihris)
        for round_ in range(times):
            for command in ("index", "reindex"):
                used = _used(disk)
                resize(disk, used + 200 + 1_200 * round_ // times)
                done = fihris("--lang", "en", command, str(many))
                assert done.code == 3, done.err
                assert "no space left" in done.err, done.err
                assert _used(disk) - used < ROOM_FOR_JOURNAL, (used, _used(disk))
                assert_whole(fihris)
                assert held(fihris) == before
        resize(disk, 100_000)
        assert fihris("index", str(many)).code == 0
        expected = Fihris(folder / "expected-many")
        assert expected("index", str(many)).code == 0
        assert held(fihris) == held(expected)
    return f"{2 * times} times full within a step, each a plain error that left nothing behind"


def _used(disk: Path) -> int:
    done = subprocess.run(
        ["df", "-k", "--output=used", str(disk)], capture_output=True, text=True, check=True
    )
    return int(done.stdout.splitlines()[1]) + 8
