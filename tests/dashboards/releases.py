"""The sample releases for dashboards: on the embedded engine, and as documents of a real server."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from fihris.engines import open_engine
from fihris.engines.elastic.connection import connection
from fihris.engines.protocol import Engine
from indexer.runs.index import run
from tests.conftest import CHECKOUT
from tests.dashboards.panels import Search, searching
from tools.elasticsearch.shared import Server

SEEDS = CHECKOUT / "seeds"
FILES = (SEEDS / "releases.jsonl", SEEDS / "archive.jsonl.gz", *sorted(SEEDS.glob("*.txt")))


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The sample releases on the embedded engine: who counts there, counts by another program."""
    home = tmp_path_factory.mktemp("panels")
    with open_engine("embedded", index="press", home=home) as engine:
        run(engine, list(FILES), home=home)
        yield engine


@pytest.fixture(scope="session")
def search(
    elasticsearch_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Search]:
    """Asks the same releases on a real server, where they were loaded as anybody would."""
    name, url = f"panels-{uuid4().hex[:8]}", elasticsearch_server.url
    home = tmp_path_factory.mktemp("panels-elasticsearch")
    with open_engine("elasticsearch", index=name, url=url) as engine:
        run(engine, list(FILES), home=home)
        live = engine.live()
        assert live is not None
        with searching(connection(url), name) as asks:
            yield asks
        connection(url).client().indices.delete(index=live)
