"""How fast text becomes terms, and what the lists of words cost: at each start, and as settings."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import mappings
from benchmarks import data
from fihris.arabic.views import views

if TYPE_CHECKING:
    import argparse

READING: str = """
import time, mappings
began = time.perf_counter()
for spec in mappings.analysis()["filter"].values():
    if "rules_path" in spec:
        mappings.rules(spec["rules_path"])
print(time.perf_counter() - began)
"""
"""What a start pays for the lists: reading them, in a process of its own."""


def main(arguments: argparse.Namespace) -> None:
    """Print the table."""
    texts = [article["body"] for article in data.news(arguments.articles)]
    joined = views().joined
    for pass_ in ("cold", "warm"):
        began = time.process_time()
        words = sum(joined(text).exact.count(" ") + 1 for text in texts)
        seconds = time.process_time() - began
        print(f"  {words:,} words in three views, {pass_} memory: {words / seconds:,.0f} a second")
    took = [
        float(subprocess.run([sys.executable, "-c", READING], capture_output=True, check=True,
                             text=True, cwd=data.ROOT).stdout)
        for _ in range(arguments.times)
    ]  # fmt: skip
    lists = [s["rules_path"] for s in mappings.analysis()["filter"].values() if "rules_path" in s]
    rules = sum(len(mappings.rules(path)) for path in lists)
    size = len(json.dumps(mappings.inlined_analysis(), ensure_ascii=False).encode())
    print(f"  the lists add to a start: {statistics.median(took) * 1000:.0f} ms")
    print(f"  {rules:,} rules; settings with them inlined: {size / 1e6:.2f} MB")
