"""Both engines side by side: loading, size, latency of ten kinds of query; and what this program
adds to what the server takes by itself."""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
import time
from collections import deque
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import parallel_bulk

import mappings
from benchmarks import data
from benchmarks.engines.both import cluster
from benchmarks.processes import fihris, median, run
from benchmarks.search import QUERIES
from fihris.engines import open_engine
from fihris.engines.elastic.asking import Asker
from fihris.engines.elastic.engine import ElasticEngine
from fihris.query.parser import parse
from indexer.runs.preparing import Group, Job, batches

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from fihris.engines.protocol import Engine, Prepared


def main(arguments: argparse.Namespace) -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory(prefix="fihris-") as folder, cluster() as url:
        path = data.news_file()
        if arguments.articles:
            path = data.some(Path(folder) / "some.jsonl.gz", arguments.articles)[0]
        index = "bench"
        there = ["--engine", "elasticsearch", "--elasticsearch-url", url, "--index", index]
        here = ["--index", index]
        print("  whole load, file to searchable   seconds  paragraphs/s  peak MB (this side)")
        for name, which in (("embedded", here), ("elasticsearch", there)):
            done = run(fihris("--json", *which, "index", str(path), home=folder), watch=True)
            told = json.loads(done.out)["paragraphs"]
            print(
                f"  {name:31}{done.seconds:9.1f}{told / done.seconds:14,.0f}{done.peak_mb:10,.0f}"
            )
        _server_memory(url)
        with (
            open_engine("embedded", index=index, home=folder) as embedded,
            open_engine("elasticsearch", index=index, url=url) as elastic,
        ):
            assert isinstance(elastic, ElasticEngine)
            for engine in (embedded, elastic):
                size = sum(one.bytes for one in engine.generations() if one.live)
                print(f"  {engine.name:31} index {size / 1e6:.0f} MB")
            _loads(elastic, url, path)
            _latencies(embedded, elastic, arguments.times)
            _overhead(elastic, url, arguments.times)
        asked = ["search", QUERIES[0][1]]
        for name, which in (("embedded", here), ("elasticsearch", there)):
            took = median(fihris(*which, *asked, home=folder), arguments.times)
            print(f"  one search, whole process, {name:14} {took:6.0f} ms")


def _server_memory(url: str) -> None:
    """What a server on this machine holds (Linux)."""
    with Elasticsearch(url) as client:
        nodes = client.nodes.info(metric="process")["nodes"].values()
    for node in nodes:
        status = Path(f"/proc/{node['process']['id']}/status")
        if status.exists():
            held = dict(line.split(":", 1) for line in status.read_text("ascii").splitlines())
            print(f"  the server holds {int(held['VmRSS'].split()[0]) / 1024:,.0f} MB")


def _loads(elastic: ElasticEngine, url: str, path: Path) -> None:
    """The engine's loading against the client's own, of documents made ready before."""
    job = Job(
        groups=(Group((path,)),),
        preparer=elastic.preparer(),
        checker=lambda _: set(),
        words=mappings.own_words(),
    )
    ready = [one for batch in batches(job) for one in batch.prepared]
    began = time.perf_counter()
    name = elastic.new_generation()
    print(f"  a generation is made, lexicon and all, in {time.perf_counter() - began:.1f} s")
    other = elastic.new_generation()
    with Elasticsearch(url, request_timeout=60) as client:
        actions = list(_actions(ready, other))
        began = time.perf_counter()
        deque(parallel_bulk(client, actions, thread_count=2), maxlen=0)
        client.indices.refresh(index=other)
        theirs = time.perf_counter() - began
    began = time.perf_counter()
    elastic.load(ready, generation=name)
    ours = time.perf_counter() - began
    print(
        f"  {len(actions):,} ready documents: parallel_bulk {theirs:.1f} s, here {ours:.1f} s:"
        f" {theirs / ours:.2f} ×"
    )
    for one in (name, other):
        elastic.discard(one)


def _actions(ready: Sequence[Prepared], index: str) -> Iterator[dict[str, Any]]:
    for article in ready:
        lines = article.payload.bulk.splitlines()
        for head, body in zip(lines[::2], lines[1::2], strict=True):
            about = json.loads(head)["index"]
            yield {
                "_index": index,
                "_id": about["_id"],
                "routing": about["routing"],
                "_source": json.loads(body),
            }


def _latencies(embedded: Engine, elastic: Engine, times: int) -> None:
    print("  in process, ms at the median   articles  embedded  elasticsearch")
    for name, text in QUERIES:
        query = parse(text)
        asked = [
            partial(engine.search, query, facets=("source", "month"))
            for engine in (embedded, elastic)
        ]
        results = asked[0]()
        took = [_median(one, times) for one in asked]
        print(f"  {name:28} {results.total.articles:10,} {took[0]:9.1f} {took[1]:14.1f}")


def _overhead(elastic: ElasticEngine, url: str, times: int) -> None:
    """A search here, against the very same request by curl."""
    sent: list[tuple[str, bytes]] = []

    class Recording(Asker):
        """Keeps what goes to the server."""

        def send(self, lines: list[dict[str, Any]]) -> list[Any]:
            body = "\n".join(json.dumps(one, ensure_ascii=False) for one in lines) + "\n"
            sent.append((f"{url}/_msearch", body.encode()))
            return super().send(lines)

    from fihris.engines.elastic.searching import Asked, Searcher

    query = parse(QUERIES[0][1])
    client = elastic.connection.client()
    asker = Recording(client, elastic.index, elastic.where, elastic.strange)
    Searcher(asker).page(query, Asked(10, 0, False, (), 10, 3))
    with tempfile.TemporaryDirectory() as folder:
        took = 0.0
        for number, (address, body) in enumerate(sent):
            file = Path(folder) / str(number)
            file.write_bytes(body)
            command = ["curl", "-s", "-o", "/dev/null", "-w", "%{time_total}", "-XPOST", address,
                       "-H", "Content-Type: application/x-ndjson",
                       "--data-binary", f"@{file}"]  # fmt: skip
            took += statistics.median(
                float(subprocess.run(command, capture_output=True, check=True).stdout) * 1000
                for _ in range(times)
            )
    mine = _median(lambda: elastic.search(query), times)
    print(f"  a phrase in process {mine:.1f} ms, the same requests by curl {took:.1f} ms")


def _median(call: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)
