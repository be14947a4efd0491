"""Readers during publish, rollback and prune; two builders at once."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.cli.conftest import ROOT, Fihris
from tests.reliability.press import releases, where, write

READER = """
import json, os, sys, time
from fihris.engines import open_engine
from fihris.query.parser import parse
where, until = json.loads(sys.argv[1]), sys.argv[2]
query = parse("خبر")
took, errors, mixed, seen = [], [], 0, set()
with open_engine(**where) as engine:
    engine.search(query, size=50, facets=["source"])
    print("ready", flush=True)
    while not os.path.exists(until):
        began = time.perf_counter()
        try:
            results = engine.search(query, size=50, facets=["source"])
        except Exception as exc:
            errors.append(repr(exc))
            continue
        took.append(time.perf_counter() - began)
        marks = {hit.source for hit in results.hits}
        counted = [(one.value, one.articles) for one in results.facets[0].buckets]
        seen.add(results.generation)
        if len(marks) != 1 or counted != [(marks.pop(), results.total.articles)]:
            mixed += 1
        time.sleep(0.002)
print(json.dumps({"took": took, "errors": errors, "mixed": mixed, "seen": sorted(seen)}))
"""
"""Searches until a file is there; the first time before it is ready, since that search reads the
word lists. Every article of a generation has the same source: an answer that
mixes two generations has two."""


@dataclass(frozen=True)
class Told:
    """What readers met, without errors and without mixed answers."""

    answers: int
    generations: int
    p95_ms: float


class Reading:
    """Processes that search all the while."""

    def __init__(self, fihris: Fihris, stop: Path, *, readers: int) -> None:
        self._where = json.dumps(where(fihris))
        self._stop = stop
        self._readers = readers
        self._started: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        for _ in range(self._readers):
            one = subprocess.Popen(
                [sys.executable, "-c", READER, self._where, str(self._stop)],
                cwd=ROOT, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            self._started.append(one)
        for one in self._started:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.touch()

    def told(self) -> Told:
        """What they met; after the end."""
        told = [json.loads(one.communicate(timeout=120)[0]) for one in self._started]
        errors = [error for one in told for error in one["errors"]]
        assert errors == [], (len(errors), sorted(set(errors))[:3])
        assert sum(one["mixed"] for one in told) == 0
        took: list[float] = [took for one in told for took in one["took"]]
        return Told(
            answers=len(took),
            generations=len({name for one in told for name in one["seen"]}),
            p95_ms=statistics.quantiles(took, n=20)[-1] * 1000,
        )


def read_while_switching(
    folder: Path,
    *,
    readers: int,
    switches: int,
    articles: int = 120,
    calm_seconds: float = 2,
    fihris: Fihris | None = None,
) -> str:
    """Each generation says its own number as the source of every article.

    Args:
        calm_seconds: how long readers are alone, twice; what they meet the second time is told.
    """
    fihris = fihris or Fihris(folder / "home")
    source = folder / "press.jsonl"

    def build(number: int) -> None:
        write(source, [{**one, "source": f"جيل {number}"} for one in releases(articles)])
        done = fihris("reindex", str(source), "--keep", "1", "--max-change", "50")
        assert done.code == 0, done.err

    build(0)
    for name in ("warm", "calm"):
        with Reading(fihris, folder / name, readers=readers) as calm:
            time.sleep(calm_seconds)
        usual = calm.told()
    with Reading(fihris, folder / "stop", readers=readers) as reading:
        for number in range(1, switches + 1):
            build(number)
            if number % 3 == 0:
                assert fihris("generations", "rollback").code == 0
            assert fihris("generations", "prune", "--keep", "0").code == 0
    told = reading.told()
    assert told.generations > min(switches, 2)
    return (
        f"{readers} readers × {switches} switches: {told.answers:,} answers from"
        f" {told.generations} generations, 0 errors, 0 mixed; p95 {told.p95_ms:.1f} ms, without"
        f" switches {usual.p95_ms:.1f} ms (× {told.p95_ms / usual.p95_ms:.1f})"
    )


def two_at_once(
    folder: Path, *, times: int, articles: int = 400, fihris: Fihris | None = None
) -> str:
    """Start two reindex at the same moment: one works, one exits 5 and says who holds the lock."""
    fihris = fihris or Fihris(folder / "home")
    source = write(folder / "press.jsonl", releases(articles))
    assert fihris("index", str(source)).code == 0
    refused = apart = 0
    for _ in range(times):
        started = [fihris.start("--lang", "en", "reindex", "--step", "50") for _ in range(2)]
        said = [one.communicate(timeout=120)[1].decode() for one in started]
        codes = sorted(one.returncode for one in started)
        if codes == [0, 0]:  # the second began when the first had ended
            first, second = fihris("--json", "runs", "--size", "2").json[::-1]
            assert first["ended_at"] <= second["began_at"]
            apart += 1
            continue
        assert codes == [0, 5], said
        (holder,) = (one.pid for one in started if one.returncode == 0)
        assert any("fihris reindex" in text and str(holder) in text for text in said), said
        refused += 1
    assert refused
    listed = fihris("--json", "generations", "list").json
    assert sum(one["live"] for one in listed) == 1
    return f"{times} pairs: {refused} refused with exit code 5 by name, {apart} one after another"
