"""Runs thousands of cases of a target, on every core, and tells what failed, a kind at a time."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.conftest import CHECKOUT
from tests.reliability.fuzzing import (
    backups,
    configuration,
    inputs,
    queries,
    servers,
    side_files,
)
from tests.reliability.fuzzing.cases import Case
from tests.reliability.fuzzing.shrinking import shrunk
from tests.reliability.fuzzing.trial import Fault, Trial, warm_up

Maker = Callable[[Random], Case]

TARGETS: Final[dict[str, Callable[[Path], Maker]]] = {
    "input": inputs.prepare,
    "query": queries.prepare,
    "backup": backups.prepare,
    "side": side_files.prepare,
    "server": servers.prepare,
    "config": configuration.prepare,
}
"""Target: prepares homes in a folder, and gives what makes a case of chance."""

CASES: Final = 20_000

FAILURES: Final = CHECKOUT / ".fuzz"
"""Where failing cases are written, small: a folder each, with what was given and the commands."""

KEPT_OF_A_KIND: Final = 2
HANGS: Final = 10
"""So many that hang, and the rest of a worker's cases is left: each takes its time."""

STRACED_OF: Final = 500
"""One case in so many is watched by strace, too."""


@dataclass(slots=True)
class Found:
    """What some cases gave."""

    cases: int = 0
    commands: int = 0
    straced: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    written: list[str] = field(default_factory=list)


class CasesFailed(Exception):
    """Some cases failed; it tells each kind, how often, and how to see it again."""


def fuzz(name: str, *, cases: int, seed: int = 1, only: int | None = None, cores: int = 0) -> Found:
    """Run cases of a target.

    Args:
        only: this one alone, to see it again.
    """
    with prepared(name) as (folder, make):
        if only is not None:
            return _run(name, folder, make, [only], seed, 0)
        cores = min(cores or os.cpu_count() or 1, cases)
        context = multiprocessing.get_context("fork")
        # not a Pool, whose workers may not start the process that a large input is read in
        with ProcessPoolExecutor(cores, mp_context=context) as pool:
            parts = [
                pool.submit(_run, name, folder, make, range(at, cases, cores), seed, at)
                for at in range(cores)
            ]
            return _together([part.result() for part in parts])


@contextmanager
def prepared(name: str) -> Iterator[tuple[Path, Maker]]:
    """A folder in memory, where there is one, with the homes of a target."""
    memory = Path("/dev/shm")  # noqa: S108 - a disk that syncs at once, not a secret's place
    with tempfile.TemporaryDirectory(
        prefix="fihris-fuzz-", dir=memory if os.access(memory, os.W_OK) else None
    ) as made:
        folder = Path(made)
        (folder / "homes").mkdir()
        yield folder, TARGETS[name](folder / "homes")


def _run(name: str, folder: Path, make: Maker, numbers: Any, seed: int, worker: int) -> Found:
    warm_up()
    found = Found()
    with servers.serving() if name == "server" else _none() as (url, ports):
        trial = Trial(
            folder=folder / f"case{worker}", homes=folder / "homes", server=url, ports=ports
        )
        for number in numbers:
            case = make(Random(f"{name}-{seed}-{number}"))
            found.cases += 1
            found.commands += len(case.commands)
            fault = trial.run(case)
            if fault is None and number % STRACED_OF == 7 and shutil.which("strace"):
                found.straced += 1
                fault = trial.run(case, strace=True)
            if fault is not None:
                found.faults[fault.kind] += 1
                if found.faults[fault.kind] <= KEPT_OF_A_KIND:
                    found.written.append(_write(name, seed, number, case, fault, trial))
                if found.faults["hangs"] > HANGS:
                    found.written.append(f"given up after {number} of {numbers}")
                    break
    return found


@contextmanager
def _none() -> Iterator[tuple[str, tuple[int, ...]]]:
    yield "", (configuration.PORT,)


def _write(name: str, seed: int, number: int, case: Case, fault: Fault, trial: Trial) -> str:
    """Make it small and write it where a person looks at it; returns a line about it."""
    if fault.kind != "hangs":  # each try would take its time

        def fails(candidate: Case) -> bool:
            again = trial.run(candidate)
            return again is not None and again.kind == fault.kind

        case = shrunk(case, fails)
    place = FAILURES / f"{name}-{seed}-{number}"
    shutil.rmtree(place, ignore_errors=True)
    case.lay_out(place / "given", trial.homes)
    (place / "case.json").write_text(case.written(), encoding="utf-8")
    again = f"python -m tests.reliability fuzz-{name} --seed {seed} --case {number}"
    told = f"{fault.kind}\n{fault.told}\n\n{again}\n\n# small, in the folder given:\n"
    (place / "told.txt").write_text(
        told + case.lines(place / "given", trial.homes), encoding="utf-8", errors="backslashreplace"
    )
    return f"{fault.kind}\n    {again}\n    small: {place}"


def _together(parts: list[Found]) -> Found:
    whole = Found()
    for part in parts:
        whole.cases += part.cases
        whole.commands += part.commands
        whole.straced += part.straced
        whole.faults += part.faults
        whole.written += part.written
    return whole


def told(name: str, *, cases: int, seed: int = 1, only: int | None = None, cores: int = 0) -> str:
    """Run cases and say what came of it.

    Raises:
        CasesFailed
    """
    began = time.monotonic()
    found = fuzz(name, cases=cases, seed=seed, only=only, cores=cores)
    rate = found.cases / (time.monotonic() - began)
    summary = (
        f"{found.cases:,} cases, {found.commands:,} commands, {found.straced} watched by strace,"
        f" {rate:.0f} cases/s: {found.faults.total()} failed"
    )
    if found.faults:
        kinds = "".join(f"\n  {n:6} × {kind}" for kind, n in found.faults.most_common())
        raise CasesFailed(f"{summary}{kinds}\n" + "\n".join(found.written))
    return summary
