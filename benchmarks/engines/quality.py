"""nDCG@10 of both engines, on the questions and on the headlines."""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.engines.both import both, cluster
from benchmarks.quality import headlines, pool
from benchmarks.quality.measuring import Judged, judged, measure

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable


def main(arguments: argparse.Namespace) -> None:
    """Print the table."""
    limit = arguments.articles
    news = headlines.articles(limit)
    held = {one["id"] for one in news}
    titles = [one for one in judged("saudinewsnet_titles") if one.answers & held]
    questions = [one for name in pool.SETS for one in judged(name)]
    print("  set          queries  embedded  elasticsearch  same ranking  ms     ms")
    with cluster() as url:
        _row(url, "headlines", news, titles)
        _row(url, "questions", pool.documents(limit), questions)


def _row(url: str, name: str, articles: Iterable[dict[str, Any]], asked: list[Judged]) -> None:
    with tempfile.TemporaryDirectory(prefix="fihris-") as folder:
        file = Path(folder) / "articles.jsonl"
        with file.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in articles)
        with both(url, file) as engines:
            left, right = (measure(engine, asked) for engine in engines)
    scores = [statistics.fmean(one.ndcg for one in found) for found in (left, right)]
    took = [statistics.median(one.took_ms for one in found) for found in (left, right)]
    same = statistics.fmean(one.ndcg == other.ndcg for one, other in zip(left, right, strict=True))
    print(
        f"  {name:12} {len(asked):7,}  {scores[0]:8.4f}  {scores[1]:13.4f}  {same:12.1%}"
        f"  {took[0]:5.1f}  {took[1]:5.1f}"
    )
