"""What strangers give, at a small size: what ``make reliability`` does 20,000 times each."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from tests.conftest import CHECKOUT
from tests.reliability.fuzzing.running import CASES as FULL
from tests.reliability.fuzzing.running import TARGETS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        sys.platform != "linux", reason="holds each case to limits as Linux has them"
    ),
]

CASES = {"input": 25, "query": 25, "backup": 12, "side": 25, "server": 20, "config": 25}
"""Less than ten seconds of processor time each, most of it to make the homes and to import all."""

SECONDS = 40
"""Processor time that all of a target's cases may take: what a loaded machine does not change."""


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_a_stranger_gives_reads_fills_stalls_or_betrays(target: str) -> None:
    before = _used()
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability", f"fuzz-{target}",
         "--scale", str(CASES[target] / FULL), "--cores", "1"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert _used() - before < SECONDS


def _used() -> float:
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime
