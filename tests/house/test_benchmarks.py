"""The programs that measure still run: each at a tiny size."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import MORE, NAMES

SMALL = [one for one in (*NAMES, *MORE) if not one.startswith(("quality.", "engines."))]
"""The others take minutes whatever their size: ``tests/quality`` and ``tests/elastic`` run their
parts."""


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_a_benchmark_prints_its_table(name: str, checkout: Path) -> None:
    there = Path(os.environ.get("FIHRIS_DATA") or checkout.parent / "shared" / "data")
    if not there.is_dir():
        pytest.skip(f"no data to measure with in {there}; set FIHRIS_DATA")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", name, "--articles", "30", "--times", "1"],
        cwd=checkout, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"== {name}" in done.stdout
    assert len(done.stdout.splitlines()) >= 5
