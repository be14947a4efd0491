"""The engines that every promise is kept by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from fihris.engines import open_engine
from fihris.engines.protocol import Engine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks a hundred things takes longer where each goes to a server."""
    for item in items:
        if "[elasticsearch" in item.name and item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(400))


@pytest.fixture(params=["embedded", "elasticsearch"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Engine]]:
    """Opens the engine of the test, once more each time."""
    index = f"test-{uuid4().hex[:12]}"
    where = {"home": str(tmp_path)}
    if request.param == "elasticsearch":
        where = {"url": request.getfixturevalue("elasticsearch_server").url}
    yield lambda: open_engine(request.param, index=index, **where)
    if request.param == "elasticsearch":
        with Elasticsearch(where["url"]) as client:
            # each is a million and a half of settings in the cluster's state
            for name in client.indices.get_alias(index=f"{index}-*"):
                client.indices.delete(index=name)


@pytest.fixture
def engine(reopen: Callable[[], Engine]) -> Iterator[Engine]:
    with reopen() as opened:
        yield opened
