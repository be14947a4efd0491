"""Both engines, holding the same articles."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import data
from fihris.engines import open_engine
from indexer.runs.index import run
from tools.elasticsearch.cluster import Run
from tools.elasticsearch.shared import server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fihris.engines.protocol import Engine


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a server of this run's own, or of ``ELASTICSEARCH_URL``."""
    begun = Run.begin()
    try:
        found = server(begun.folder)
        print(f"Elasticsearch {found.version} ({found.how})")
        yield found.url
    finally:
        begun.end()


@contextmanager
def both(url: str, path: Path | None = None) -> Iterator[tuple[Engine, Engine]]:
    """The embedded engine and the other, both with SaudiNewsNet, or with the articles of a file."""
    with tempfile.TemporaryDirectory(prefix="fihris-") as folder, ExitStack() as stack:
        engines = []
        where: dict[str, dict[str, Any]] = {
            "embedded": {"home": Path(folder, "embedded")},
            "elasticsearch": {"url": url},
        }
        for name, place in where.items():
            engine = stack.enter_context(open_engine(name, index="bench", **place))
            run(engine, [path or data.news_file()], home=Path(folder, name), rebuild=True)
            engines.append(engine)
        yield engines[0], engines[1]
        for one in engines[1].generations():
            if not one.live:
                engines[1].discard(one.name)
