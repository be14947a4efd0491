"""A real server with users, shared by the tests of a run that need one; with one index of ours."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fihris.engines import open_engine
from fihris.engines.elastic.security import Role, Security
from indexer.runs.index import run as load
from tests.conftest import CHECKOUT
from tools.elasticsearch.cluster import start

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

INDEX = "press"
GENERATION = "press-000001"


@dataclass(frozen=True, slots=True)
class Secured:
    """Where it is, and the password of ``elastic``."""

    url: str
    password: str

    def client(self, key: str | None = None) -> Elasticsearch:
        """As ``elastic``, or by an API key."""
        from elasticsearch import Elasticsearch

        if key is not None:
            return Elasticsearch(self.url, api_key=key, max_retries=0)
        return Elasticsearch(self.url, basic_auth=("elastic", self.password), max_retries=0)

    def security(self, key: str | None = None, index: str = INDEX) -> Security:
        """Roles and keys, seen by ``elastic`` or by the owner of a key."""
        return Security(self.client(key), as_it_is, index=index, where=self.url)

    def key(self, role: Role) -> str:
        """A new key of a role."""
        return self.security().create_key(f"test-{role}", role=role, expires="1h").secret


@contextmanager
def as_it_is(doing: str) -> Iterator[None]:
    """The client's own exceptions: tests look at their status."""
    assert doing
    yield


def secured_server(run: Path) -> Secured:
    """The server of this run; the first that asks starts it."""
    known = run / "roles.json"
    with (run / "starting-roles").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if known.exists():
            return Secured(**json.loads(known.read_text("utf-8")))
        cluster = start(run, "roles", security=True, heap_mb=512)
        assert cluster.password is not None
        found = Secured(cluster.urls[0], cluster.password)
        _prepare(found, run)
        found.security().apply()
        known.write_text(json.dumps({"url": found.url, "password": found.password}), "utf-8")
        return found


def _prepare(secured: Secured, run: Path) -> None:
    """An index of ours, and some of somebody else."""
    with open_engine(
        "elasticsearch", index=INDEX, url=secured.url, user="elastic", password=secured.password
    ) as engine:
        load(engine, [CHECKOUT / "seeds" / "007_oman_breaking.txt"], home=run / "roles-home")
        assert engine.live() == GENERATION
    client = secured.client()
    for name in ("archive-000001", "press-archive"):
        client.index(index=name, id="1", document={"source": "كونا"}, refresh=True)
    client.security.put_user(username="journalist", password="planted-0815-password", roles=[])  # noqa: S106 - a user to be attacked


def tried(client: Elasticsearch, method: str, path: str, body: Any = None) -> int:
    """The status of an answer, whatever it is."""
    from elasticsearch import ApiError

    headers = {"Accept": "application/json"}
    if body is not None:
        headers["Content-Type"] = (
            "application/x-ndjson" if isinstance(body, list) else "application/json"
        )
    try:
        answer = client.perform_request(method, path, headers=headers, body=body)
    except ApiError as exc:
        return int(exc.meta.status)
    return int(answer.meta.status)
