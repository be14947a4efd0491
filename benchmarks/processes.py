"""Runs the program as a person does, and measures it from outside."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import data

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program: wall time, the highest sum of memory over its processes."""

    seconds: float
    peak_mb: float
    code: int
    out: str
    err: str


def fihris(*arguments: str, home: Path | str) -> list[str]:
    """The command line of a run."""
    return [sys.executable, "-m", "search_cli.main", "--home", str(home), *arguments]


def environment() -> dict[str, str]:
    """This one's, with the checkout, and without what changes how the program starts or draws."""
    found = {**os.environ, "PYTHONPATH": str(data.ROOT)}
    found.pop("COLUMNS", None)
    found.pop("PYTHONDONTWRITEBYTECODE", None)  # else it is compiled anew at every start
    return found


def run(command: Sequence[str], *, watch: bool = False) -> Run:
    """Run a command to its end; ``watch`` samples its memory, children included."""
    began = time.perf_counter()
    process = subprocess.Popen(
        list(command),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment(),
        cwd=data.ROOT,
    )
    peak = 0.0
    while watch and process.poll() is None:
        peak = max(peak, _memory_mb(process.pid))
        time.sleep(0.05)
    out, err = process.communicate()
    return Run(time.perf_counter() - began, peak, process.returncode, out, err)


def median(command: Sequence[str], times: int) -> float:
    """The median wall time of a command, in milliseconds, after one run that warms files."""
    run(command)
    return statistics.median(run(command).seconds for _ in range(times)) * 1000


def _memory_mb(pid: int) -> float:
    """Resident memory of a process and its descendants (Linux; elsewhere 0)."""
    total = 0.0
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        try:
            status = Path(f"/proc/{one}/status").read_text(encoding="ascii", errors="replace")
            children = Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii")
        except OSError:
            continue
        for line in status.splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1]) / 1024
        waiting += [int(child) for child in children.split()]
    return total
