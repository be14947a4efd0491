"""Loading SaudiNewsNet from its file to searchable, and loading it again unchanged."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import data
from benchmarks.processes import fihris, run

if TYPE_CHECKING:
    import argparse


def main(arguments: argparse.Namespace) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="fihris-") as home:
        path = data.news_file()
        bodies = 165_360
        if arguments.articles:
            path, bodies = data.some(Path(home) / "some.jsonl.gz", arguments.articles)
        print("                       seconds  paragraphs/s  (with titles)  peak MB")
        first = _row("from file to searchable", path, home, bodies)
        again = _row("the same again", path, home, bodies)
        copy = Path(home) / ("copy-" + path.name)
        copy.write_bytes(path.read_bytes())
        under = _row("the same, another name", copy, home, bodies)
        print(f"  again: {first / again:.0f} times faster; read again: {first / under:.1f} times")
        size = sum(file.stat().st_size for file in Path(home, "press").rglob("*") if file.is_file())
        print(f"  index: {size / 1e6:.0f} MB")


def _row(name: str, path: Path, home: str, bodies: int) -> float:
    done = run(fihris("--json", "index", str(path), home=home), watch=True)
    report = json.loads(done.out)
    titles = report["paragraphs"] / done.seconds
    print(
        f"  {name:23} {done.seconds:5.1f}  {bodies / done.seconds:12,.0f}"
        f"  {titles:12,.0f}  {done.peak_mb:8.0f}"
    )
    return done.seconds
