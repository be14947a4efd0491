"""What strangers give, at a small size: what ``make reliability`` does 20,000 times each."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import CHECKOUT
from tests.reliability.fuzzing.running import TARGETS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        sys.platform != "linux", reason="holds each case to limits as Linux has them"
    ),
]

SCALE = {
    "input": 0.004,
    "query": 0.006,
    "backup": 0.003,
    "side": 0.005,
    "server": 0.003,
    "config": 0.005,
}
"""About ten seconds each."""


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_a_stranger_gives_reads_fills_stalls_or_betrays(target: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability", f"fuzz-{target}", "--scale", str(SCALE[target]),
         "--cores", "1"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
