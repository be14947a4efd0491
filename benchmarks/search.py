"""Searching SaudiNewsNet: one whole process, and inside a running one."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import data
from benchmarks.processes import fihris, median, run
from fihris.engines import open_engine
from fihris.query.parser import parse

if TYPE_CHECKING:
    import argparse

QUERIES = (
    ("phrase", '"وزارة الداخلية"'),
    ("phrase, rarer", '"تعزيز التعاون"'),
    ("two words", "تعزيز التعاون"),
    ("common word", "السعودية"),
    ("slop", '"تعاون أمني"~3'),
    ("exact", "=وزارة"),
    ("prefix", "كويت*"),
    ("filters", "الملك source:aawsat date:2015-07"),
    ("without", "الملك -سلمان"),
    ("either", "الكويت أو قطر"),
)
"""Kinds of query and an example of each."""


def main(arguments: argparse.Namespace) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="fihris-") as home:
        loading = ["index", str(data.news_file())]
        if arguments.articles:
            loading = ["index", str(data.some(Path(home) / "some.jsonl.gz", arguments.articles)[0])]
        done = run(fihris(*loading, home=home))
        if done.code:
            print(done.err)
            return
        phrase = QUERIES[0][1]
        asked = ("search", phrase, "--facets", "source,month")
        whole = median(fihris(*asked, home=home), arguments.times)
        print(f"  whole process, phrase + 2 facets: {whole:.0f} ms")
        with open_engine("embedded", home=home, index="press") as engine:
            print("  in process              articles  median ms    first ms")
            for name, text in QUERIES:
                query = parse(text)
                took = []
                for _ in range(arguments.times):
                    began = time.perf_counter()
                    results = engine.search(query, facets=("source", "month"))
                    took.append((time.perf_counter() - began) * 1000)
                print(
                    f"  {name:20} {results.total.articles:10,} {statistics.median(took):10.1f}"
                    f" {took[0]:11.1f}"
                )
