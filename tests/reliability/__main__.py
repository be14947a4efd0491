"""``python -m tests.reliability [NAME …] [--scale SHARE]``: run the faults, print a line each.

The sizes are those of the table in ``docs/reliability.md``; ``--scale 0.1`` does a tenth. Cases of
the fuzzing programs (``fuzz-…``) follow from ``--seed``; ``--case N`` does one of them alone. What
fails is written to ``.fuzz``, small.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

from elasticsearch import Elasticsearch

from tests.cli.conftest import Fihris
from tests.conftest import CHECKOUT
from tests.reliability import damage, disk, homes, killing, memory, power, servers, switching
from tests.reliability.fuzzing import running
from tests.reliability.press import OnServer
from tools.elasticsearch.cluster import Run
from tools.elasticsearch.shared import server

NEWS: Final = CHECKOUT.parent / "shared" / "data" / "news" / "saudinewsnet.jsonl.gz"


def _size(full: int, scale: float) -> int:
    return max(1, round(full * scale))


@contextmanager
def _server(folder: Path) -> Iterator[killing.Fresh]:
    """Indices of their own on the server that ``ELASTICSEARCH_URL`` names, or on one started now;
    removed at the end."""
    begun, made = Run.begin(), list[OnServer]()
    try:
        url, run = server(begun.folder).url, uuid4().hex[:8]

        def fresh(name: str) -> Fihris:
            made.append(OnServer(folder / name, url, f"fault-{run}-{name}"))
            return made[-1]

        yield fresh
        with Elasticsearch(url) as client:
            for one in made:
                for name in client.indices.get_alias(
                    index=f"{one.index}-*", expand_wildcards="all"
                ):
                    client.indices.delete(index=name)
    finally:
        begun.end()


def _killed(folder: Path, times: int) -> str:
    with _server(folder) as fresh:
        return killing.killed_at_random(folder, times=times, fresh=fresh)


def _two(folder: Path, times: int) -> str:
    with _server(folder) as fresh:
        return switching.two_at_once(folder, times=times, fihris=fresh("two"))


def _switched(folder: Path, switches: int) -> str:
    with _server(folder) as fresh:
        return switching.read_while_switching(
            folder, readers=8, switches=switches, calm_seconds=10, fihris=fresh("switch")
        )


def _full(folder: Path, scale: float) -> str:
    every = disk.full_at_every_stage(folder / "every", stages=_size(20, scale))
    return f"{every}; {disk.full_within_a_step(folder / 'within', times=_size(10, scale))}"


FAULTS: Final[dict[str, Callable[[Path, float], str]]] = {
    "kill": lambda folder, scale: killing.killed_at_random(folder, times=_size(200, scale)),
    "switch": lambda folder, scale: switching.read_while_switching(
        folder, readers=8, switches=_size(20, scale), calm_seconds=10
    ),
    "two": lambda folder, scale: switching.two_at_once(folder, times=_size(50, scale)),
    "disk": _full,
    "damage": lambda folder, scale: damage.every_file(folder, flips=_size(40, scale)),
    "power": lambda folder, scale: power.power_lost(folder, times=_size(100, scale)),
    "homes": lambda folder, scale: homes.strange_homes(folder),
    "es-kill": lambda folder, scale: _killed(folder, _size(50, scale)),
    "es-two": lambda folder, scale: _two(folder, _size(50, scale)),
    "es-switch": lambda folder, scale: _switched(folder, _size(20, scale)),
    "es-down": lambda folder, scale: servers.server_killed(folder, times=_size(20, scale)),
    "es-node": lambda folder, scale: servers.node_gone(folder, times=_size(10, scale)),
    "es-disk": lambda folder, scale: servers.server_disk_full(folder, times=_size(12, scale)),
    "memory": lambda folder, scale: memory.little_memory(
        folder, megabytes=512, source=NEWS if NEWS.exists() and scale == 1 else None
    ),
}


FUZZING: Final = {f"fuzz-{name}": name for name in running.TARGETS}


def main() -> int:
    """Run what was asked, say what came of it; the exit code is how many failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*FAULTS, *FUZZING, []], help="all without")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full size")
    parser.add_argument("--seed", type=int, default=1, help="of fuzzing: other cases")
    parser.add_argument("--case", type=int, help="of fuzzing: this case alone")
    parser.add_argument("--cores", type=int, default=0, help="of fuzzing: processes; all without")
    asked = parser.parse_args()
    failed = 0
    for name in asked.names or [*FAULTS, *FUZZING]:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="fihris-reliability-") as folder:
            try:
                if name in FUZZING:
                    told = running.told(
                        FUZZING[name],
                        cases=_size(running.CASES, asked.scale),
                        seed=asked.seed,
                        only=asked.case,
                        cores=asked.cores,
                    )
                else:
                    told = FAULTS[name](Path(folder), asked.scale)
            except running.CasesFailed as exc:
                told = f"FAILED: {exc}"
                failed += 1
            except (AssertionError, disk.NoRights) as exc:
                traceback.print_exception(exc)
                told = f"FAILED: {type(exc).__name__} {exc}"
                failed += 1
        print(f"{name:11} {time.monotonic() - began:7.1f} s  {told}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
