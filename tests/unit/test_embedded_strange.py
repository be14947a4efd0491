"""Files and documents of the embedded engine that are not what it writes: named, and no fault."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import tantivy

from fihris.engines import open_engine
from fihris.engines.embedded.integrity import SEAL
from fihris.engines.errors import EngineError, GenerationGone
from fihris.engines.files import write_checked
from fihris.engines.keys import key_of
from fihris.engines.model import Everything, FaultCode, Query
from tests.contract.building import article, found, publish, search

STORED: dict[str, Any] = {
    "article_id": "x1", "position": 1, "kind": "body", "title": "الكويت", "date": "2024-05-01",
    "source": "كونا", "countries": ["KW"], "content_hash": "h",
}  # fmt: skip

ODD: dict[str, Any] = {
    "empty": b"",
    "no JSON": b"{",
    "deep": b"[" * 100_000,
    "a list": b"[]",
    "no id": {"article_id": None},
    "id": {"article_id": 5},
    "position": {"position": "1"},
    "far position": {"position": 10**15},
    "kind": {"kind": "x"},
    "title": {"title": ["a"]},
    "date": {"date": "2024-13-01"},
    "country": {"countries": "KW"},
    "version": {"schema_version": "newest"},
}


@pytest.mark.parametrize("odd", ODD)
def test_strange_documents_are_passed_over_and_named(odd: str, tmp_path: Path) -> None:
    with open_engine("embedded", index="press", home=tmp_path) as engine:
        generation = publish(engine, article("a1", "الكويت", source="كونا"))
    value = ODD[odd]
    stored = value if isinstance(value, bytes) else json.dumps({**STORED, **value}).encode()
    put(tmp_path / "press" / "generations" / generation, stored)
    with open_engine("embedded", index="press", home=tmp_path) as engine:
        for sort in ("relevance", "date"):
            hits = search(engine, "الكويت", sort=sort, facets=("source", "month")).hits
            assert [hit.article_id for hit in hits] == ["a1"]
        engine.rank(Query(Everything()))
        assert engine.article("x1") == ()
        assert [one[0].article_id for one in engine.scan()] == ["a1"]
        assert len(engine.strange) == 1
        engine.contents()
        codes = {fault.code for fault in engine.check(deep=True)}
        assert FaultCode.STRANGE in codes


def test_fields_that_a_newer_program_adds_are_left_alone(tmp_path: Path) -> None:
    with open_engine("embedded", index="press", home=tmp_path) as engine:
        generation = publish(engine, article("a1", "الكويت"))
    stored = json.dumps({**STORED, "main_country": "KW"}).encode()
    put(tmp_path / "press" / "generations" / generation, stored)
    with open_engine("embedded", index="press", home=tmp_path) as engine:
        assert found(engine, "الكويت") == ["a1", "x1"]
        assert not engine.strange


def put(folder: Path, stored: bytes) -> None:
    """Write a document with tantivy itself, as whole as any."""
    index = tantivy.Index.open(str(folder))
    writer = index.writer(15_000_000, 1)
    document = tantivy.Document()
    for view in ("lemma", "light", "exact"):
        document.add_text(view, "كويت")
    document.add_text("exact", "الكويت")
    document.add_text("light", "الكويت")
    document.add_unsigned("position", 1)
    document.add_unsigned("first", 1)
    document.add_unsigned("article_key", key_of("x1"))
    document.add_unsigned("content_key", 5)
    document.add_unsigned("source_key", 5)
    document.add_text("text", "الكويت")
    document.add_bytes("stored", stored)
    writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    (folder / SEAL).unlink()


META: tuple[Any, ...] = (
    [], 5, "x", {"segments": 5}, {"segments": [5]}, {"segments": [{"segment_id": 5}]},
    {"segments": [{"segment_id": "../../x", "deletes": None}]},
    {"segments": [{"segment_id": "0" * 32, "deletes": {"opstamp": -(10**16)}}]},
    {"segments": [{"segment_id": "0" * 32, "max_doc": 10**16, "deletes": None}]},
)  # fmt: skip


@pytest.mark.parametrize("name", ["meta.json", "generation.json", SEAL, "live", ".managed.json"])
def test_odd_files_of_an_index_are_no_fault(name: str, tmp_path: Path) -> None:
    with open_engine("embedded", index="press", home=tmp_path) as engine:
        generation = publish(engine, article("a1", "الكويت"))
    folder = tmp_path / "press" / "generations" / generation
    file = tmp_path / "press" / "live" if name == "live" else folder / name
    whole = file.read_text("utf-8")
    odd = [json.dumps(one) for one in META]
    about = json.loads((folder / "generation.json").read_text("utf-8"))
    for field in about:
        values: tuple[Any, ...] = (None, [], -1, 10**30, {"a": 1})
        odd += [json.dumps({**about, field: value}) for value in values]
    odd += ["", "\0", "[" * 200_000, '{"a":' * 200_000, "1e999", "press-999999\n", "../x\n" * 9]
    for text in odd:
        for checked in (False, True):
            if checked:
                write_checked(file, text)
            else:
                file.write_text(text, "utf-8")
            with open_engine("embedded", index="press", home=tmp_path) as engine:
                for ask in (
                    engine.live,
                    engine.previous,
                    engine.generations,
                    lambda: engine.check(deep=True),
                    lambda: found(engine, "الكويت"),
                    lambda: list(engine.scan()),
                    engine.contents,
                ):
                    with suppress(EngineError):  # and nothing else
                        ask()
    file.write_text(whole, "utf-8")
    with open_engine("embedded", index="press", home=tmp_path) as engine:
        engine.mend()
        assert found(engine, "الكويت") == ["a1"]


def test_a_generation_that_was_removed_is_said_to_be_gone(tmp_path: Path) -> None:
    with open_engine("embedded", index="press", home=tmp_path) as engine:
        generation = publish(engine, article("a1", "الكويت"))
        assert found(engine, "الكويت") == ["a1"]
        shutil.rmtree(tmp_path / "press" / "generations" / generation)
    with (
        open_engine("embedded", index="press", home=tmp_path) as engine,
        pytest.raises(GenerationGone) as told,
    ):
        found(engine, "الكويت")
    assert "fihris restore" in told.value.parts("en")[2]
