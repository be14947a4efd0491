"""Judged queries, the rankings that ``fihris batch`` writes for them, and their nDCG@10."""

from __future__ import annotations

import json
import math
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from benchmarks import data
from benchmarks.processes import fihris, run
from fihris.answers.batch import Batch
from fihris.engines import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fihris.engines.protocol import Engine

DEPTH: Final = 100
"""Paragraphs asked for: what ``fihris batch`` gives by default."""

SOME_QUARANTINED: Final = 4
"""The exit code of a load that left something out: a few hundred paragraphs of SaudiNewsNet are
signs alone."""


class Judged(NamedTuple):
    """A query and the ids of the documents that answer it."""

    query_id: str
    text: str
    answers: frozenset[str]


class Measured(NamedTuple):
    """What one query got, and how long it took."""

    ndcg: float
    found: bool
    took_ms: float


def judged(name: str, limit: int | None = None) -> list[Judged]:
    """The queries of a set, in order."""
    answers: defaultdict[str, set[str]] = defaultdict(set)
    for query_id, document_id, *_ in data.rows(f"retrieval/{name}/qrels.tsv"):
        answers[query_id].add(document_id)
    rows = list(data.rows(f"retrieval/{name}/queries.tsv"))[:limit]
    return [Judged(query_id, text, frozenset(answers[query_id])) for query_id, text in rows]


def ndcg(ranking: Sequence[str], answers: frozenset[str], depth: int = 10) -> float:
    """Discounted gain of the first ``depth`` documents, as a share of the best there could be
    (Järvelin and Kekäläinen, 2002; an answer gains 1)."""
    best = sum(1 / math.log2(place + 2) for place in range(min(depth, len(answers))))
    gained = sum(
        1 / math.log2(place + 2) for place, one in enumerate(ranking[:depth]) if one in answers
    )
    return gained / best if best else 0.0


def measure(engine: Engine, queries: Iterable[Judged]) -> list[Measured]:
    """Ask each query as a line of ``fihris batch --format trec``; the best paragraph of a document
    stands for it."""
    batch = Batch(
        engine, form="trec", rank="paragraphs", size=DEPTH, match="any", syntax=False, tag="bench"
    )
    out = []
    for query in queries:
        began = time.perf_counter()
        lines = [line for line, _ in batch.lines([(query.query_id, query.text)])]
        took_ms = (time.perf_counter() - began) * 1000
        paragraphs = (line.split(" ")[2] for line in lines)
        documents = list(dict.fromkeys(one.rpartition("#")[0] for one in paragraphs))
        found = not query.answers.isdisjoint(documents)
        out.append(Measured(ndcg(documents, query.answers), found, took_ms))
    return out


@contextmanager
def indexed(articles: Iterable[dict[str, Any]]) -> Iterator[Engine]:
    """An engine that holds articles, loaded as a user loads them.

    Raises:
        SystemExit: they could not be loaded.
    """
    with tempfile.TemporaryDirectory(prefix="fihris-") as home:
        file = Path(home) / "articles.jsonl"
        with file.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in articles)
        done = run(fihris("index", str(file), home=home))
        if done.code not in {0, SOME_QUARANTINED}:
            sys.exit(done.err)
        with open_engine("embedded", home=home, index="press") as engine:
            yield engine


def report(articles: Iterable[dict[str, Any]], sets: dict[str, list[Judged]]) -> None:
    """Index articles, ask all queries and print a line for each set, and for all."""
    print("  set                    queries  nDCG@10  halves       in the first 100  median ms")
    everything: list[Measured] = []
    with indexed(articles) as engine:
        for name, queries in sets.items():
            found = measure(engine, queries)
            everything += found
            print(_line(name, found))
    if len(sets) > 1:
        print(_line("all", everything))


def _line(name: str, found: Sequence[Measured]) -> str:
    def mean(some: Sequence[Measured]) -> float:
        return statistics.fmean(one.ndcg for one in some) if some else 0.0

    share = statistics.fmean(one.found for one in found)
    took = statistics.median(one.took_ms for one in found)
    halves = f"{mean(found[::2]):.3f} {mean(found[1::2]):.3f}"
    return f"  {name:22} {len(found):7,}  {mean(found):.4f}   {halves}  {share:16.3f}  {took:9.1f}"
