"""``python -m tests.reliability [NAME …] [--scale SHARE]``: run the faults, print a line each.

The sizes are those of the table in ``docs/reliability.md``; ``--scale 0.1`` does a tenth.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import uuid4

from elasticsearch import Elasticsearch

from tests.cli.conftest import Fihris
from tests.conftest import CHECKOUT
from tests.reliability import damage, disk, homes, killing, memory, power, switching
from tests.reliability.press import OnServer

NEWS: Final = CHECKOUT.parent / "shared" / "data" / "news" / "saudinewsnet.jsonl.gz"


def _size(full: int, scale: float) -> int:
    return max(1, round(full * scale))


def _server(folder: Path) -> killing.Fresh:
    """Indices of their own on the server that ``ELASTICSEARCH_URL`` names."""
    url = os.environ.get("ELASTICSEARCH_URL")
    if not url:
        raise AssertionError("needs a server: make elasticsearch, then ELASTICSEARCH_URL=…")
    run = uuid4().hex[:8]
    return lambda name: OnServer(folder / name, url, f"fault-{run}-{name}")


def _swept(folder: Path, work: Callable[[killing.Fresh], str]) -> str:
    """Do it, and remove the indices that it made."""
    fresh = _server(folder)
    made: list[OnServer] = []

    def counted(name: str) -> Fihris:
        one = fresh(name)
        assert isinstance(one, OnServer)
        made.append(one)
        return one

    try:
        return work(counted)
    finally:
        for one in made:
            with Elasticsearch(one.url) as client:
                found = client.indices.get_alias(index=f"{one.index}-*", expand_wildcards="all")
                for name in found:
                    client.indices.delete(index=name)


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
    "es-kill": lambda folder, scale: _swept(
        folder, lambda fresh: killing.killed_at_random(folder, times=_size(50, scale), fresh=fresh)
    ),
    "es-two": lambda folder, scale: _swept(
        folder,
        lambda fresh: switching.two_at_once(folder, times=_size(50, scale), fihris=fresh("two")),
    ),
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
    on_server = os.environ.get("ELASTICSEARCH_URL")
    every = [name for name in FAULTS if on_server or not name.startswith("es-")]
    for name in asked.names or every:
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
