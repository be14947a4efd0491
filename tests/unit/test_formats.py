"""Answers in every format: whole, in the order that was asked for, and harmless."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from fihris.answers.answer import Answer, Record
from fihris.answers.formats import FORMATS, FieldUnknown, written
from search_cli.screen.output import Output
from search_cli.session.declaration import Format
from search_cli.session.settings import resolve


@dataclass(frozen=True)
class Releases(Answer):
    """Two releases, the first in two paragraphs."""

    held: tuple[dict[str, Any], ...] = (
        {"id": "a#1", "title": "=1+1", "countries": ["KW", "SA"], "texts": ["أولى", "ثانية"]},
        {"id": "ب", "title": "عنوان | آخر\nوسطر", "countries": [], "texts": ["-رياضة"]},
    )
    columns: ClassVar = ("id", "title", "countries", "text")

    def as_json(self) -> dict[str, Any]:
        return {"releases": [*self.records()], "of": 2}

    def records(self) -> Iterator[Record]:
        yield from self.held

    def rows(self) -> Iterator[Record]:
        for one in self.held:
            for text in one["texts"]:
                yield {name: one[name] for name in ("id", "title", "countries")} | {"text": text}


def lines(name: str, *fields: str, answer: Answer | None = None) -> list[str]:
    return [*written(answer or Releases(), name, fields)]


def test_the_option_offers_the_formats_that_there_are() -> None:
    assert [*FORMATS] == [one for one in Format if one is not Format.table]


def test_json_is_one_document_and_json_lines_are_the_records() -> None:
    (whole,) = lines("json")
    assert json.loads(whole) == Releases().as_json()
    assert [json.loads(line) for line in lines("jsonl")] == [*Releases().held]


@pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_a_table_has_a_row_for_each_paragraph_and_no_formula(name: str, delimiter: str) -> None:
    text = "\r\n".join(lines(name))
    head, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    assert head == ["id", "title", "countries", "text"]
    assert rows == [
        ["a#1", "'=1+1", "KW; SA", "أولى"],
        ["a#1", "'=1+1", "KW; SA", "ثانية"],
        ["ب", "عنوان | آخر\nوسطر", "", "'-رياضة"],
    ]


def test_markdown_keeps_to_its_cells() -> None:
    assert lines("md", "id", "title") == [
        "| id | title |",
        "| --- | --- |",
        "| a\\#1 | =1+1 |",
        "| ب | عنوان \\| آخر وسطر |",
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_fields_come_in_the_order_that_was_asked_for(name: str) -> None:
    fields = ("title", "id")
    told = lines(name, *fields)
    if name == "json":
        assert [[*one] for one in json.loads(told[0])] == [[*fields]] * 2
    elif name == "jsonl":
        assert [[*json.loads(line)] for line in told] == [[*fields]] * 2
    else:
        # fields of the release alone: each stands once
        assert len([*csv.reader(told)]) in {3, 4}
        assert told[0].index("title") < told[0].index("id")


def test_a_field_of_rows_gives_rows() -> None:
    assert [json.loads(line)["text"] for line in lines("jsonl", "id", "text")] == [
        "أولى", "ثانية", "-رياضة",
    ]  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_an_unknown_field_is_refused_with_those_that_exist(name: str) -> None:
    told = written(Releases(), name, ("id", "texxt"))
    with pytest.raises(FieldUnknown) as refused:
        next(told)
    assert refused.value.facts == {
        "name": "texxt", "known": "id, title, countries, texts, text",
        "near": "did you mean text? ", "near_ar": "هل تقصد text؟ ",
    }  # fmt: skip


def test_an_answer_without_items_has_the_names_alone() -> None:
    empty = Releases(())
    assert lines("csv", answer=empty) == ["id,title,countries,text"]
    assert lines("jsonl", answer=empty) == []


@pytest.mark.parametrize(("name", "heads"), [("csv", 1), ("md", 2), ("jsonl", 0)])
def test_answers_that_go_on_are_one_table(
    capsys: pytest.CaptureFixture[str], name: str, heads: int
) -> None:
    out = Output(resolve({"format": name, "fields": "id,title"}))
    out.give(Releases(Releases().held[:1]))
    out.give(Releases(Releases().held[:1]))
    assert len(capsys.readouterr().out.splitlines()) == heads + 2
