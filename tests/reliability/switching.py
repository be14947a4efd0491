"""Readers during publish, rollback and prune; two builders at once."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli.conftest import ROOT, Fihris
from tests.reliability.press import releases, write

READER = """
import json, sys, time
from engines import open_engine
from search_cli.query_language import parse
home, until = sys.argv[1], sys.argv[2]
query = parse("خبر")
took, errors, mixed, seen = [], [], 0, set()
import os
with open_engine("embedded", home=home) as engine:
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


def read_while_switching(folder: Path, *, readers: int, switches: int, articles: int = 120) -> str:
    """Each generation says its own number as the source of every article: an answer that mixes two
    generations has two sources."""
    fihris = Fihris(folder / "home")
    source = folder / "press.jsonl"
    stop = folder / "stop"

    def build(number: int) -> None:
        write(source, [{**one, "source": f"جيل {number}"} for one in releases(articles)])
        done = fihris("reindex", str(source), "--keep", "1", "--max-change", "50")
        assert done.code == 0, done.err

    build(0)
    calm = _p95(_read(fihris, folder / "calm", readers, lambda: time.sleep(2)))

    def switch() -> None:
        for number in range(1, switches + 1):
            build(number)
            if number % 3 == 0:
                assert fihris("generations", "rollback").code == 0
            assert fihris("generations", "prune", "--keep", "0").code == 0

    told = _read(fihris, stop, readers, switch)
    errors = [error for one in told for error in one["errors"]]
    assert errors == [], errors[:3]
    assert sum(one["mixed"] for one in told) == 0
    answers = sum(len(one["took"]) for one in told)
    generations = {name for one in told for name in one["seen"]}
    assert len(generations) > min(switches, 2)
    busy = _p95(told)
    return (
        f"{readers} readers × {switches} switches: {answers:,} answers from {len(generations)}"
        f" generations, 0 errors, 0 mixed; p95 {busy:.1f} ms, without switches {calm:.1f} ms"
        f" (× {busy / calm:.1f})"
    )


Told = dict[str, Any]


def _read(fihris: Fihris, stop: Path, readers: int, meanwhile: Callable[[], None]) -> list[Told]:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(fihris.home), str(stop)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(readers)
    ]  # fmt: skip
    for one in started:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    try:
        meanwhile()
    finally:
        stop.touch()
        told = [one.communicate(timeout=60)[0] for one in started]
    return [json.loads(one) for one in told]


def _p95(told: list[Told]) -> float:
    took: list[float] = [one for reader in told for one in reader["took"]]
    return statistics.quantiles(took, n=20)[-1] * 1000


def two_at_once(folder: Path, *, times: int, articles: int = 400) -> str:
    """Start two reindex at the same moment: one works, one exits 5 and says who holds the lock."""
    fihris = Fihris(folder / "home")
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
