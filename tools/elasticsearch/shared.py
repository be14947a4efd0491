"""One server for a whole run, whatever processes it has: the first that asks starts it."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from tools.elasticsearch.cluster import ask, start
from tools.elasticsearch.errors import NoServer

if TYPE_CHECKING:
    from pathlib import Path

RUN: str = "FIHRIS_TEST_RUN"
"""The variable that tells the processes of a run its folder."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server without security that answers. ``how``: ``given``, ``docker``, ``distribution``."""

    url: str
    version: str
    how: str


def server(run: Path) -> Server:
    """The server of a run: ``ELASTICSEARCH_URL``, or one that is started now.

    Raises:
        NoServer: there is none to be had; the same for every process of the run that asks.
    """
    given = os.environ.get("ELASTICSEARCH_URL")
    if given:
        return Server(given, _version(given), "given")
    known = run / "server.json"
    with (run / "starting").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if known.exists():
            body = json.loads(known.read_text("utf-8"))
            if "problem" in body:
                raise NoServer(body["problem"])
            return Server(**body)
        try:
            cluster = start(run)
        except NoServer as exc:
            known.write_text(json.dumps({"problem": str(exc)}), "utf-8")
            raise
        url = cluster.urls[0]
        found = Server(url, _version(url), cluster.how)
        known.write_text(json.dumps(asdict(found)), "utf-8")
        return found


def _version(url: str) -> str:
    try:
        return str(ask(url)["version"]["number"])
    except (OSError, KeyError, TypeError, ValueError) as exc:
        raise NoServer(f"ELASTICSEARCH_URL does not answer as Elasticsearch does: {exc}") from exc
