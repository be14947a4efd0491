"""The sample releases for dashboards: on the embedded engine, and as documents of a real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from engines import open_engine
from engines.elastic.panels import Search
from engines.protocol import Engine
from indexer.pipeline import run
from mappings.loader import inlined_analysis, paragraphs
from tests.conftest import CHECKOUT
from tools.elasticsearch.shared import Server

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

SEEDS = CHECKOUT / "seeds"


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The sample releases on the embedded engine: who counts there, counts by another program."""
    home = tmp_path_factory.mktemp("panels")
    with open_engine("embedded", index="press", home=home) as engine:
        files = [SEEDS / "releases.jsonl", SEEDS / "archive.jsonl.gz", *sorted(SEEDS.glob("*.txt"))]
        run(engine, list(files), home=home)
        yield engine


@pytest.fixture(scope="session")
def index(elasticsearch_server: Server, embedded: Engine) -> Iterator[tuple[Elasticsearch, str]]:
    """The same paragraphs, each a document, on a real server."""
    from elasticsearch import Elasticsearch
    from elasticsearch.helpers import bulk

    # making an index with 78,000 rules takes seconds
    client = Elasticsearch(elasticsearch_server.url, request_timeout=100)
    name = f"panels-{uuid4().hex[:8]}"
    client.indices.create(
        index=name, mappings=paragraphs(), settings={"analysis": inlined_analysis()}
    )
    documents = [
        {key: value for key, value in asdict(one).items() if value not in {None, "", ()}}
        for article in embedded.scan()
        for one in article
    ]
    bulk(client, documents, index=name, refresh=True)
    yield client, name
    client.indices.delete(index=name)


def searching(index: tuple[Elasticsearch, str]) -> Search:
    """Asks the index, as ``engines.elastic.panels`` wants it asked."""
    client, name = index

    def search(request: dict[str, Any]) -> dict[str, Any]:
        body = {"source" if key == "_source" else key: value for key, value in request.items()}
        return dict(client.search(index=name, **body).body)

    return search
