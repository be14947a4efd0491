"""``python -m tests.reliability [NAME …] [--scale SHARE]``: run the faults, print a line each.

The sizes are those of the table in ``docs/reliability.md``; ``--scale 0.1`` does a tenth.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.conftest import CHECKOUT
from tests.reliability import damage, disk, homes, killing, memory, power, switching

NEWS: Final = CHECKOUT.parent / "shared" / "data" / "news" / "saudinewsnet.jsonl.gz"


def _size(full: int, scale: float) -> int:
    return max(1, round(full * scale))


FAULTS: Final[dict[str, Callable[[Path, float], str]]] = {
    "kill": lambda folder, scale: killing.killed_at_random(folder, times=_size(200, scale)),
    "switch": lambda folder, scale: switching.read_while_switching(
        folder, readers=8, switches=_size(20, scale)
    ),
    "two": lambda folder, scale: switching.two_at_once(folder, times=_size(50, scale)),
    "disk": lambda folder, scale: disk.full_at_every_stage(folder, stages=_size(20, scale)),
    "damage": lambda folder, scale: damage.every_file(folder, flips=_size(40, scale)),
    "power": lambda folder, scale: power.power_lost(folder, times=_size(100, scale)),
    "homes": lambda folder, scale: homes.strange_homes(folder),
    "memory": lambda folder, scale: memory.little_memory(
        folder, megabytes=512, source=NEWS if NEWS.exists() and scale == 1 else None
    ),
}


def main() -> int:
    """Run what was asked, say what came of it; the exit code is how many failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*FAULTS, []], help="faults; all without")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full size")
    asked = parser.parse_args()
    failed = 0
    for name in asked.names or FAULTS:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="fihris-reliability-") as folder:
            try:
                told = FAULTS[name](Path(folder), asked.scale)
            except (AssertionError, disk.NoRights) as exc:
                told = f"FAILED: {type(exc).__name__} {exc}"
                failed += 1
        print(f"{name:8} {time.monotonic() - began:7.1f} s  {told}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
