"""The programs that measure still run: each at a tiny size."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import MORE, NAMES

SEARCHES_ALL = {"quality.pool", "quality.headlines", "quality.constants"}
"""What takes minutes whatever its size is exercised by ``tests/quality`` instead."""


@pytest.mark.slow
@pytest.mark.parametrize("name", [one for one in (*NAMES, *MORE) if one not in SEARCHES_ALL])
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
