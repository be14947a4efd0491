"""Reindexing and locks on a cluster: the same commands, and two machines that cannot both build."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from fihris.engines import open_engine
from fihris.engines.elastic import locks
from fihris.engines.elastic.engine import ElasticEngine
from fihris.engines.errors import IndexLocked
from fihris.engines.model import FaultCode
from tests.cli.test_reindexing import MANY, ended, fed, piped, release, until, write
from tests.contract.building import article, load, publish
from tests.reliability.press import OnServer
from tools.elasticsearch.shared import Server


@pytest.fixture
def press(
    client: Elasticsearch, elasticsearch_server: Server, tmp_path: Path
) -> Iterator[OnServer]:
    index = f"test-{uuid4().hex[:12]}"
    yield OnServer(tmp_path / "home", elasticsearch_server.url, index)
    for name in client.indices.get_alias(index=f"{index}-*", expand_wildcards="all"):
        client.indices.delete(index=name)


def names(press: OnServer) -> list[tuple[str, bool]]:
    told = press("--json", "generations", "list").json
    return [(one["name"].removeprefix(press.index), one["live"]) for one in told]


def contents(press: OnServer, elasticsearch_server: Server) -> dict[int, int]:
    with open_engine("elasticsearch", index=press.index, url=elasticsearch_server.url) as engine:
        return engine.contents()


@pytest.mark.slow
def test_an_index_is_rebuilt_and_taken_back_as_on_the_embedded_engine(
    press: OnServer, tmp_path: Path
) -> None:
    source = write(tmp_path / "a.jsonl", *(release(n) for n in range(20)))
    assert press("index", str(source)).code == 0
    write(source, *(release(n, "قطر") for n in range(21)))
    done = press("--json", "reindex")
    assert (done.code, done.json["loaded"], done.json["published"]) == (0, 21, True), done.err
    assert names(press) == [("-000001", False), ("-000002", True)]
    assert press("search", "قطر").code == 0
    assert press("generations", "rollback").code == 0
    assert press("search", "قطر").code == 1
    write(source, release(1))
    done = press("--lang", "en", "reindex")
    assert done.code == 6, done.err
    assert "20 → 1" in done.err
    done = press("--json", "reindex", "--from-live", "--keep", "1")
    assert (done.code, done.json["loaded"]) == (0, 20), done.err
    # the one before, the refused one as the newest beside it, the live one
    assert [live for _, live in names(press)] == [False, False, True]
    assert press("doctor").code == 0


@pytest.mark.slow
def test_a_killed_build_is_gone_on_with_and_another_is_kept_out(
    press: OnServer, tmp_path: Path, elasticsearch_server: Server
) -> None:
    source = write(tmp_path / "a.jsonl", *(release(n) for n in range(MANY)))
    assert press("index", str(source)).code == 0
    pipe = piped(tmp_path)
    asked = ("reindex", str(source), str(pipe), "--max-change", "50")
    process = press.start(*asked, "--step", "200")
    with pipe.open("w", encoding="utf-8") as writing:
        writing.write(release(1000) + "\n")
        writing.flush()
        until(lambda: press("--json", "runs").json[0]["loaded"] > 0, 60)
        done = press("--lang", "en", "reindex", str(source))
        assert done.code == 5
        assert f"fihris reindex, {process.pid} @ {os.uname().nodename}" in done.err
        assert press("generations", "prune", "--keep", "0").code == 0
        assert len(names(press)) == 2, "what is being built was removed"
        process.send_signal(signal.SIGKILL)
        ended(process)
    done = fed(press, pipe, release(1000), asked=("--json", *asked))
    assert (done.code, done.json["resumed"]) == (0, True), done.err
    assert len(contents(press, elasticsearch_server)) == MANY + 1


# --- locks


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds for minutes."""
    monkeypatch.setattr(locks, "BEAT_SECONDS", 0.3)
    monkeypatch.setattr(locks, "WATCHED_SECONDS", 2.0)


def as_another_machine(client: Elasticsearch, elastic: ElasticEngine, *, ago: float) -> None:
    """Make a held lock look as if another machine held it, its clock so many seconds behind."""
    name = f"{elastic.index}-locks"
    source: dict[str, Any] = dict(client.get(index=name, id="build")["_source"])
    source |= {"host": "elsewhere", "pid": 1, "beat": time.time() - ago}
    client.index(index=name, id="build", document=source)


@pytest.mark.usefixtures("hasty")
def test_a_dead_machines_lock_is_taken_over_whatever_its_clock_said(
    client: Elasticsearch, elastic: ElasticEngine
) -> None:
    for ago in (86_400, -86_400):
        with elastic.locked("build", by="fihris reindex"):
            as_another_machine(client, elastic, ago=ago)
            with pytest.raises(IndexLocked, match="elsewhere"):
                elastic._locks.confirm()  # the first owner finds out that it lost it
        with elastic.locked("build", by="the next"):
            pass


@pytest.mark.usefixtures("hasty")
def test_a_live_machines_lock_is_never_taken_even_if_its_clock_is_a_day_behind(
    client: Elasticsearch, elastic: ElasticEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = os.uname_result(("", "elsewhere", "", "", ""))
    monkeypatch.setattr("fihris.engines.elastic.locks.os.uname", lambda: elsewhere)
    real = time.time
    monkeypatch.setattr("fihris.engines.elastic.locks.time.time", lambda: real() - 86_400)
    with elastic.locked("build", by="fihris reindex"):
        monkeypatch.undo()  # the other one is here, its clock is right
        monkeypatch.setattr(locks, "BEAT_SECONDS", 0.3)
        monkeypatch.setattr(locks, "WATCHED_SECONDS", 2.0)
        with (
            open_engine("elasticsearch", index=elastic.index, url=elastic.connection.urls) as other,
            pytest.raises(IndexLocked, match="elsewhere"),
            other.locked("build", by="x"),
        ):
            pytest.fail("taken from a live owner")
    with elastic.locked("build", by="fihris reindex"):
        pass


def test_who_lost_its_lock_does_not_publish(client: Elasticsearch, elastic: ElasticEngine) -> None:
    old = publish(elastic, article("a1", "القديم"))
    new = load(elastic, article("a1", "الجديد"))
    with elastic.locked("build", by="one"):
        as_another_machine(client, elastic, ago=0)
        with pytest.raises(IndexLocked, match="elsewhere"):
            elastic.publish(new)
    assert elastic.live() == old


def test_an_open_cursor_keeps_its_generation(client: Elasticsearch, elastic: ElasticEngine) -> None:
    from fihris.engines.errors import GenerationInUse

    old = publish(elastic, article("a1", "القديم"))
    point = client.open_point_in_time(index=old, keep_alive="1m")["id"]
    publish(elastic, article("a1", "الجديد"))
    with pytest.raises(GenerationInUse):
        elastic.discard(old)
    client.close_point_in_time(id=point)
    elastic.discard(old)


def test_a_mapping_that_was_changed_by_hand_is_told(
    client: Elasticsearch, elastic: ElasticEngine
) -> None:
    live = publish(elastic, article("a1", "نص"))
    assert elastic.check(deep=True) == ()
    client.indices.put_mapping(index=live, properties={"mine": {"type": "keyword"}})
    (fault,) = elastic.check()
    assert (fault.code, fault.subject, "mine" in fault.detail) == (FaultCode.MAPPING, live, True)
