"""What tests of the Elasticsearch engine stand on: the run's server, and indices of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from fihris.engines import open_engine
from fihris.engines.elastic.engine import ElasticEngine
from tests.cli.conftest import fihris
from tests.conftest import CHECKOUT
from tools.elasticsearch.shared import Server

__all__ = ["fihris"]


@pytest.fixture(scope="session")
def data() -> Path:
    """Real texts, outside the repository."""
    folder = Path(os.environ.get("FIHRIS_DATA") or CHECKOUT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no texts to compare in {folder}; FIHRIS_DATA names another folder")
    return folder


@pytest.fixture(scope="session")
def client(elasticsearch_server: Server) -> Iterator[Elasticsearch]:
    """Asks the run's server directly."""
    with Elasticsearch(elasticsearch_server.url, request_timeout=60) as opened:
        yield opened


@pytest.fixture
def elastic(client: Elasticsearch, elasticsearch_server: Server) -> Iterator[ElasticEngine]:
    """An engine on an index of its own, removed afterwards."""
    yield from opened(client, url=elasticsearch_server.url)


@pytest.fixture(scope="module")
def shared_elastic(client: Elasticsearch, elasticsearch_server: Server) -> Iterator[ElasticEngine]:
    """The same for all tests of a module, which only read."""
    yield from opened(client, url=elasticsearch_server.url)


def opened(client: Elasticsearch, **where: Any) -> Iterator[ElasticEngine]:
    """An engine on an index of its own, removed afterwards."""
    index = f"test-{uuid4().hex[:12]}"
    with open_engine("elasticsearch", index=index, **where) as engine:
        assert isinstance(engine, ElasticEngine)
        yield engine
    for name in client.indices.get_alias(index=f"{index}*"):
        client.indices.delete(index=name)
