"""What goes wrong on a cluster, with real causes: each is named, loses nothing, and the same call
works when the cause is gone."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from elasticsearch import Elasticsearch

import mappings
from fihris.engines import open_engine
from fihris.engines.elastic.engine import ElasticEngine
from fihris.engines.elastic.shape import Options, mapping, settings
from fihris.engines.errors import (
    GenerationUnknown,
    IndexMissing,
    IndexNewer,
    IndexOlder,
    OtherWords,
)
from fihris.engines.model import FaultCode, InTitle, Node, Query, Word
from fihris.engines.server_errors import (
    AliasWrong,
    IndexReadOnly,
    QueryTooBroad,
    ServerNotReady,
    ServerUnsupported,
)
from tests.cli.conftest import Fihris
from tests.contract.building import article, found, load, publish, search
from tools.elasticsearch.nodes import free_port

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize("address", ["http://127.0.0.1:{}", "http://no-such-host.invalid:{}"])
def test_nobody_answering_is_named_in_three_lines(address: str, fihris: Fihris) -> None:
    url = address.format(free_port())
    done = fihris("--engine", "elasticsearch", "--elasticsearch-url", url, "search", "الكويت")
    assert done.code == 3
    assert len(done.err.splitlines()) == 3
    assert url in done.err


def test_a_secret_in_the_address_is_not_shown(fihris: Fihris) -> None:
    url = f"http://someone:hidden@127.0.0.1:{free_port()}"
    done = fihris("--engine", "elasticsearch", "--elasticsearch-url", url, "status")
    assert done.code == 3
    assert "hidden" not in done.err + done.out


@pytest.fixture
def hangs_up() -> Iterator[int]:
    """A port where each connection is taken and closed: of a container whose server is starting."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            with suppress(OSError):
                while True:
                    listening.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize(
    ("scheme", "told"),
    [("https", "it may be starting"), ("http", "does not use the protocol of its address")],
)
def test_a_server_that_hangs_up_is_not_said_to_have_a_wrong_certificate(
    scheme: str, told: str, hangs_up: int, fihris: Fihris
) -> None:
    url = f"{scheme}://127.0.0.1:{hangs_up}"
    done = fihris(
        "--engine", "elasticsearch", "--elasticsearch-url", url, "search", "الكويت",
    )  # fmt: skip
    assert done.code == 3
    assert told in done.err
    assert "certificate of" not in done.err


class Another(BaseHTTPRequestHandler):
    """Answers as OpenSearch does: its own numbers, and no header that says Elasticsearch."""

    def do_GET(self) -> None:
        body = json.dumps({"version": {"distribution": "opensearch", "number": "2.19.0"}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its base names it so
        return


@pytest.fixture
def another_program() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Another) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_what_is_not_elasticsearch_is_refused(another_program: str) -> None:
    with (
        open_engine("elasticsearch", index="press", url=another_program) as engine,
        pytest.raises(ServerUnsupported),
    ):
        engine.live()


def test_nothing_published_is_no_index(elastic: ElasticEngine) -> None:
    with pytest.raises(IndexMissing):
        search(elastic, "الكويت")
    with pytest.raises(GenerationUnknown):
        search(elastic, "الكويت", generation=f"{elastic.index}-000009")


def test_an_alias_that_was_taken_away_is_missed(
    elastic: ElasticEngine, client: Elasticsearch
) -> None:
    generation = publish(elastic, article("a1", "الكويت"))
    assert found(elastic, "الكويت") == ["a1"]
    client.indices.delete_alias(index=generation, name=elastic.index)
    with pytest.raises((IndexMissing, GenerationUnknown)):
        search(elastic, "الكويت")
    elastic.publish(generation)
    assert found(elastic, "الكويت") == ["a1"]


def test_an_alias_of_two_indices_is_refused(elastic: ElasticEngine, client: Elasticsearch) -> None:
    first = publish(elastic, article("a1", "الكويت"))
    second = load(elastic, article("a1", "الكويت"))
    client.indices.put_alias(index=second, name=elastic.index)
    with pytest.raises(AliasWrong) as told:
        search(elastic, "الكويت")
    assert first in told.value.facts["reason"]
    client.indices.delete_alias(index=second, name=elastic.index)
    assert found(elastic, "الكويت") == ["a1"]


def test_an_index_where_the_alias_must_be_is_refused(
    elastic: ElasticEngine, client: Elasticsearch
) -> None:
    client.indices.create(index=elastic.index)
    with pytest.raises(AliasWrong):
        search(elastic, "الكويت")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"schema_version": 99}, IndexNewer),
        ({"schema_version": 1}, IndexOlder),
        ({"analysis": "another"}, IndexOlder),
        ({"words": "theirs (1234)"}, OtherWords),
    ],
)
def test_an_index_of_another_kind_is_refused_and_untouched(
    elastic: ElasticEngine,
    client: Elasticsearch,
    change: dict[str, Any],
    error: type[Exception],
) -> None:
    generation = publish(elastic, article("a1", "الكويت"))
    meta = client.indices.get_mapping(index=generation)[generation]["mappings"]["_meta"]
    client.indices.put_mapping(index=generation, meta={**meta, **change})
    with open_engine("elasticsearch", index=elastic.index, url=elastic.where) as anew:
        with pytest.raises(error):
            search(anew, "الكويت")
        with pytest.raises(error):
            load(anew, article("a2", "الكويت"), generation=generation)
    client.indices.put_mapping(index=generation, meta=meta)
    assert found(elastic, "الكويت") == ["a1"]


def test_another_programs_generation_is_looked_at_before_it_is_believed(
    elastic: ElasticEngine, client: Elasticsearch
) -> None:
    old = publish(elastic, article("a1", "الكويت"))
    assert found(elastic, "الكويت") == ["a1"]
    new = load(elastic, article("a1", "الكويت"))
    meta = client.indices.get_mapping(index=new)[new]["mappings"]["_meta"]
    client.indices.put_mapping(index=new, meta={**meta, "analysis": "another"})
    client.indices.update_aliases(
        actions=[
            {"remove": {"index": old, "alias": elastic.index}},
            {"add": {"index": new, "alias": elastic.index}},
        ]
    )
    with open_engine("elasticsearch", index=elastic.index, url=elastic.where) as anew:
        assert isinstance(anew, ElasticEngine)
        anew._checked.add(old)  # as of a process that has searched before
        with pytest.raises(IndexOlder):
            search(anew, "الكويت")


def test_a_read_only_index_is_named_and_takes_the_load_again_later(
    elastic: ElasticEngine, client: Elasticsearch
) -> None:
    generation = publish(elastic, article("a1", "الكويت"))
    # what Elasticsearch sets itself when a disk passes the flood-stage watermark
    block = "index.blocks.read_only_allow_delete"
    client.indices.put_settings(index=generation, settings={block: True})
    with pytest.raises(IndexReadOnly):
        load(elastic, article("a2", "الكويت"), generation=generation)
    assert found(elastic, "الكويت") == ["a1"]
    client.indices.put_settings(index=generation, settings={block: None})
    load(elastic, article("a2", "الكويت"), generation=generation)
    assert found(elastic, "الكويت") == ["a1", "a2"]


def test_an_index_whose_shards_are_on_no_node_is_named(
    elastic: ElasticEngine, client: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = Options()
    name = f"{elastic.index}-000001"
    nowhere = {"routing": {"allocation": {"require": {"_name": "no-such-node"}}}}
    client.indices.create(
        index=name,
        settings={**settings(options), **nowhere},
        mappings=mapping(options),
        wait_for_active_shards="0",
    )
    monkeypatch.setattr("fihris.engines.elastic.generations.COPIES_SECONDS", 1)
    with pytest.raises(ServerNotReady):
        elastic.publish(name)
    assert elastic.live() is None
    client.indices.put_alias(index=name, name=elastic.index)
    with pytest.raises(ServerNotReady):
        search(elastic, "الكويت")
    assert [fault.code for fault in elastic.check()] == [FaultCode.DAMAGED]
    (told,) = elastic.generations()
    assert (told.live, told.articles, told.damage) == (True, 0, "some of its shards are on no node")
    anywhere = {"index.routing.allocation.require._name": None}
    later = threading.Timer(
        1, client.indices.put_settings, kwargs={"index": name, "settings": anywhere}
    )
    later.start()
    assert elastic.check() == ()  # shards that are on their way are waited for
    later.join()
    assert found(elastic, "الكويت") == []


def test_a_query_of_too_many_parts_within_one_another_is_named(elastic: ElasticEngine) -> None:
    publish(elastic, article("a1", "الكويت"))
    deep: Node = Word("الكويت")
    for _ in range(60):
        deep = InTitle(deep)
    with pytest.raises(QueryTooBroad):
        elastic.search(Query(deep))
    assert found(elastic, "الكويت") == ["a1"]


def test_an_article_that_the_server_refuses_is_set_aside_with_its_reason(
    elastic: ElasticEngine,
) -> None:
    generation = publish(elastic, article("a1", "الكويت", "قبل"))
    prepare = elastic.preparer()
    wrong = prepare(article("a1", "قطر", "بعد", date="yesterday", content_hash="new"))
    report = elastic.load([wrong, prepare(article("a2", "قطر"))], generation=generation)
    assert (report.loaded, report.replaced, report.paragraphs) == (1, 0, 1)
    (refused,) = report.refused
    assert refused.article_id == "a1"
    assert "yesterday" in refused.reason
    record = json.loads(refused.record)
    assert (record["id"], record["date"]) == ("a1", "yesterday")
    assert record["paragraphs"] == ["قطر", "بعد"]
    # the old version is as it was
    assert found(elastic, "الكويت") == ["a1"]
    assert found(elastic, "قطر") == ["a2"]
    assert [one.text for one in elastic.article("a1")] == ["الكويت", "قبل"]


def test_schema_and_mapping_are_what_the_server_says(
    elastic: ElasticEngine, client: Elasticsearch
) -> None:
    generation = elastic.new_generation()
    held = client.indices.get_mapping(index=generation)[generation]["mappings"]
    assert held["_meta"]["schema_version"] == mappings.schema_version()
    assert held["_meta"]["analysis"] == mappings.analysis_hash()
    assert set(held["properties"]) == set(mappings.paragraphs()["properties"])
    assert held["dynamic"] == "strict"
