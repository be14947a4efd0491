"""Documents that were put into the index by hand: passed over, counted, named, and no fault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from fihris.engines.elastic.engine import ElasticEngine
from fihris.engines.elastic.shape import HALF, version_of
from fihris.engines.errors import EngineError, IndexDamaged
from fihris.engines.keys import key_of
from fihris.engines.model import Everything, FaultCode, Query
from tests.cli.conftest import Fihris
from tests.contract.building import article, found, load, publish, search

pytestmark = pytest.mark.timeout(300)

KEY = key_of("x1")

WHOLE: dict[str, Any] = {
    "paragraph_id": "x1#1", "article_id": "x1", "article_key": KEY - HALF, "position": 1,
    "kind": "body", "text": "الكويت وقطر", "title": "الكويت", "date": "2024-05-01",
    "source": "كونا", "countries": ["KW"], "content_hash": "h", "first": True,
    "indexed_at": "2026-01-01T00:00:00+00:00", "schema_version": 2,
}  # fmt: skip

ID = f"{version_of(KEY, 'h')}-1"

CHANGES: dict[str, Any] = {
    "nothing but text": {name: ... for name in WHOLE if name != "text"},
    "nothing at all": dict.fromkeys(WHOLE, ...),
    "no text": {"text": None},
    "texts": {"text": ["الكويت", "قطر"]},
    "text is a number": {"text": 5},
    "no id": {"article_id": ...},
    "ids": {"article_id": ["x1", "x2"]},
    "no key": {"article_key": ...},
    "keys": {"article_key": [1, 2]},
    "another's key": {"article_key": key_of("a1") - HALF},
    "position is a text": {"position": "1"},
    "position is a fraction": {"position": 1.5},
    "position below zero": {"position": -1},
    "no position": {"position": ...},
    "unknown kind": {"kind": "footnote"},
    "titles": {"title": ["أ", "ب"]},
    "title is a number": {"title": 7},
    "year without a date": {"date": "-0044-03-15"},
    "dates": {"date": ["2024-05-01", "2024-05-02"]},
    "sources": {"source": ["كونا", "واس"]},
    "countries without a name": {"countries": ["KW", None]},
    "hashes": {"content_hash": ["h", "i"]},
    "loaded at a number": {"indexed_at": 1_700_000_000_000},
    "schema is a text": {"schema_version": "2"},
}
"""What is changed of a document, ``...`` being left out."""


def put(client: Elasticsearch, generation: str, change: dict[str, Any], name: str = ID) -> None:
    """Put a document into an index, as a person would."""
    body = {**WHOLE, **change}
    body = {field: value for field, value in body.items() if value is not ...}
    client.index(index=generation, id=name, document=body, routing=f"{KEY:x}", refresh=True)


def test_the_document_itself_would_be_taken(elastic: ElasticEngine, client: Elasticsearch) -> None:
    generation = publish(elastic, article("a1", "الكويت"))
    put(client, generation, {})
    assert found(elastic, "الكويت") == ["a1", "x1"]
    assert not elastic.strange
    assert elastic.check(deep=True) == ()


def test_strange_documents_are_passed_over_and_named(
    elastic: ElasticEngine, client: Elasticsearch
) -> None:
    mine = (article("a1", "الكويت", date="2024-05-01", source="كونا"), article("a2", "الكويت"))
    generation = publish(elastic, *mine)
    for number, (what, change) in enumerate(CHANGES.items()):
        name = ID if number % 2 else "by-hand"
        put(client, generation, change, name)
        elastic.strange.__init__()  # type: ignore[misc] # each is looked at alone
        for text in ("الكويت", '"الكويت قطر"~3', "الكويت أو قطر"):
            for sort in ("relevance", "date"):
                asked: dict[str, Any] = {"facets": ("source", "month", "country"), "size": 50}
                if what == "keys" and sort == "date":
                    # the server groups by what must be one
                    with pytest.raises(IndexDamaged, match="several article keys"):
                        search(elastic, text, sort=sort, **asked)
                    continue
                ids = {hit.article_id for hit in search(elastic, text, sort=sort, **asked).hits}
                assert ids <= {"a1", "a2"}, what
                assert ids or "~" in text
        elastic.rank(Query(Everything()))
        assert [one.text for one in elastic.article("a1")] == ["الكويت"], what
        assert elastic.article("x1") == (), what
        assert sorted(one[0].article_id for one in elastic.scan()) == ["a1", "a2"], what
        assert len(elastic.strange) == 1, (what, elastic.strange.told())
        elastic.contents()
        elastic.generations()
        faults = [one for one in elastic.check(deep=True) if one.code == FaultCode.STRANGE]
        (fault,) = faults
        assert fault.detail.startswith("1: "), what
        assert "x1#1" in fault.detail or name in fault.detail
        client.delete(index=generation, id=name, routing=f"{KEY:x}", refresh=True)


def test_an_article_of_which_one_document_is_strange_is_shown_with_the_rest(
    elastic: ElasticEngine, client: Elasticsearch
) -> None:
    generation = publish(elastic, article("x1", "الكويت", "قطر", content_hash="h"))
    put(client, generation, {"position": 3, "text": None}, f"{version_of(KEY, 'h')}-3")
    assert [one.text for one in elastic.article("x1")] == ["الكويت", "قطر"]
    put(client, generation, {"indexed_at": "2099-01-01T00:00:00+00:00", "text": "عدن"}, "mine")
    assert [one.text for one in elastic.article("x1")] == ["الكويت", "قطر"]
    assert found(elastic, "عدن") == []
    # a new version of the article takes away what is in its way, by whatever id
    put(client, generation, {"text": "عدن"}, 'a "quoted" id\n')
    load(elastic, article("x1", "بيروت", content_hash="i"), generation=generation)
    assert [one.text for one in elastic.article("x1")] == ["بيروت"]
    assert client.count(index=generation)["count"] == 1


def test_the_commands_go_on_and_warn(
    elastic: ElasticEngine, client: Elasticsearch, fihris: Fihris, tmp_path: Path
) -> None:
    where = ("--engine", "elasticsearch", "--elasticsearch-url", elastic.where,
             "--index", elastic.index)  # fmt: skip
    given = "".join(
        json.dumps({"id": f"a{n}", "title": "الكويت", "body": f"الكويت {n}"}) + "\n"
        for n in range(40)
    )
    assert fihris(*where, "index", "-", stdin=given.encode()).code == 0
    put(client, elastic.live() or "", {"position": "1", "paragraph_id": "\x1b[31mx\n2"})
    saved = str(tmp_path / "saved.zst")
    for command in (("search", "الكويت", "--size", "100"), ("backup", saved)):
        done = fihris(*where, *command)
        assert done.code == 0, done.err
        assert "did not write" in done.err
        assert "\x1b" not in done.err
    assert fihris(*where, "show", "a1").err == ""
    done = fihris("--json", *where, "doctor")
    assert done.code == 3
    assert [one["code"] for one in done.json] == ["strange-documents"]
    done = fihris(*where, "reindex", "--from-live")
    assert done.code == 4, done.err
    assert "not a document of fihris (position)" in done.err
    assert fihris(*where, "doctor").code == 0
    assert fihris("--json", *where, "search", "الكويت").err == ""


def test_a_lock_that_says_nothing_of_its_owner_is_watched(
    elastic: ElasticEngine, client: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fihris.engines.elastic.locks.WATCHED_SECONDS", 1.5)
    publish(elastic, article("a1", "الكويت"))
    with elastic.locked("write", by="a test"):
        pass  # so that the index of locks is there
    for odd in ({}, {"host": 5, "pid": "x", "beat": []}, {"pid": -1, "by": ["a"] * 999}):
        client.index(index=f"{elastic.index}-locks", id="write", document=odd, refresh=True)
        with elastic.locked("write", by="a test"):
            assert elastic.live() is not None


@pytest.mark.parametrize(
    "meta",
    [
        {},
        {"schema_version": "2"},
        {"schema_version": -1, "analysis": []},
        {"schema_version": 2, "analysis": "x", "made_at": {"a": 1}},
        {"schema_version": 2, "analysis": "x", "at_rest": [1]},
        {"schema_version": 10**40, "analysis": "x"},
    ],
    ids=str,
)
def test_a_mapping_that_says_odd_things_of_itself_is_no_fault(
    meta: dict[str, Any], elastic: ElasticEngine, client: Elasticsearch
) -> None:
    generation = publish(elastic, article("a1", "الكويت"))
    client.indices.put_mapping(index=generation, meta=meta)
    (fault,) = elastic.check(deep=True)
    assert fault.code in {FaultCode.DAMAGED, FaultCode.NEWER, FaultCode.OLDER}
    for ask in (elastic.generations, elastic.contents, lambda: elastic.publish(generation)):
        with pytest.raises(EngineError):
            ask()
