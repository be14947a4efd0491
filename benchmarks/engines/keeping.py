"""What keeps an index going, on both engines: rebuilding it, publishing, saving and restoring it,
and how soon a file that arrives is found."""

from __future__ import annotations

import shutil
import signal
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import data
from benchmarks.engines.both import cluster
from benchmarks.processes import environment, fihris, run
from fihris.engines import open_engine
from fihris.query.parser import parse

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from fihris.engines.protocol import Engine

ARRIVALS = 10
"""Files that are put under watch, one after another."""


def main(arguments: argparse.Namespace) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="fihris-") as folder, cluster() as url:
        path = data.news_file()
        if arguments.articles:
            path = data.some(Path(folder) / "some.jsonl.gz", arguments.articles)[0]
        there = ("--engine", "elasticsearch", "--elasticsearch-url", url, "--index", "keeping")
        home = Path(folder, "embedded")
        _row("embedded", ("--index", "keeping"), {"home": home}, home, path)
        _row("elasticsearch", there, {"url": url}, Path(folder, "elasticsearch"), path)


def _row(name: str, options: Sequence[str], where: dict[str, Any], home: Path, path: Path) -> None:
    saved = home.with_suffix(".zst")
    loaded = _took(options, home, "index", str(path))
    print(f"  {name}: from file to searchable {loaded:.1f} s")
    again = _took(options, home, "reindex", "--from-live", "--keep", "1")
    print(f"    reindex --from-live {again:.1f} s: {loaded / again:.2f} × the speed of loading")
    with open_engine(name, index="keeping", **where) as engine:
        print(f"    a publish {_publish(engine):.0f} ms")
    backed = _took(options, home, "backup", str(saved))
    print(f"    backup {backed:.1f} s, {saved.stat().st_size / 1e6:.0f} MB")
    restored = _took((*options, "--index", "restored"), home, "restore", str(saved))
    print(f"    restore, verified {restored:.1f} s")
    with open_engine(name, index="keeping", **where) as engine:
        waited = _arrivals(engine, options, home)
    print(
        f"    watch, from a file's arrival to its being found: {statistics.median(waited):.1f} s"
        f" at the median of {len(waited)}, at most {max(waited):.1f}"
    )


def _took(options: Sequence[str], home: Path, *command: str) -> float:
    done = run(fihris(*options, *command, home=home))
    if done.code:
        raise SystemExit(done.err)
    return done.seconds


def _publish(engine: Engine) -> float:
    """The median of going back and forth, in milliseconds."""
    took = []
    for _ in range(6):
        previous = engine.previous()
        assert previous is not None
        began = time.perf_counter()
        engine.publish(previous)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def _arrivals(engine: Engine, options: Sequence[str], home: Path) -> list[float]:
    """Seconds from each file's being moved in until a search finds it."""
    watched = home.with_name(f"{home.name}-watched")
    watched.mkdir()
    command = fihris(*options, "watch", str(watched), home=home)
    process = subprocess.Popen(
        command,
        cwd=data.ROOT,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(3)
        return [_found(engine, watched, number) for number in range(ARRIVALS)]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        shutil.rmtree(watched)


def _found(engine: Engine, watched: Path, number: int) -> float:
    word = f"واردة{number}"
    (watched / f"{number}.txt").write_text(f"خبر {word}\n\nنص الخبر.\n", encoding="utf-8")
    began = time.perf_counter()
    while not engine.search(parse(f"={word}")).total.articles:
        if time.perf_counter() - began > 60:
            raise SystemExit(f"{number}.txt was not found within a minute")
        time.sleep(0.02)
    return time.perf_counter() - began
