"""One answer in many formats: ``--format`` and ``--fields`` of the real program."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Fihris

ASKED = ("search", '"وزارة الداخلية"', "--size", "3")


def test_json_is_a_format_by_two_names(indexed: Fihris) -> None:
    one, other = indexed("--json", *ASKED).json, indexed("--format", "json", *ASKED).json
    assert one | {"took_ms": 0} == other | {"took_ms": 0}


def test_json_lines_are_the_hits(indexed: Fihris) -> None:
    done = indexed("--format", "jsonl", *ASKED)
    hits = indexed("--json", *ASKED).json["hits"]
    assert [json.loads(line) for line in done.out.splitlines()] == hits


def test_a_table_for_spreadsheets_has_the_article_beside_each_paragraph(indexed: Fihris) -> None:
    done = indexed("--format", "csv", *ASKED)
    rows = [*csv.DictReader(io.StringIO(done.out, newline=""), strict=True)]
    hits = indexed("--json", *ASKED).json["hits"]
    told = [(hit["article_id"], one["text"]) for hit in hits for one in hit["paragraphs"]]
    assert [(row["article_id"], row["text"]) for row in rows] == told
    assert rows[0]["countries"] == "; ".join(hits[0]["countries"])


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_a_file_for_spreadsheets_says_that_it_is_utf_8(
    indexed: Fihris, tmp_path: Path, name: str
) -> None:
    piped = indexed("--format", name, *ASKED).out.encode()
    with (
        (tmp_path / "answer").open("wb") as file,
        indexed.start("--format", name, *ASKED, stdout=file) as process,
    ):
        process.communicate(timeout=100)
    assert (tmp_path / "answer").read_bytes() == b"\xef\xbb\xbf" + piped


def test_chosen_fields_stand_alone(indexed: Fihris) -> None:
    done = indexed("--fields", "article_id,url", "--format", "tsv", *ASKED)
    assert done.out.splitlines()[0] == "article_id\turl"
    assert len(done.out.splitlines()) == 1 + len(indexed("--json", *ASKED).json["hits"])


def test_chosen_fields_of_a_table_are_its_columns(indexed: Fihris) -> None:
    done = indexed("--fields", "value,articles", "facets", "--by", "country")
    buckets = indexed("--json", "facets", "--by", "country").json["facets"]["country"]
    told = [f"{one['value']}\t{one['articles']}" for one in buckets]
    assert done.out.splitlines() == ["value\tarticles", *told]


def test_an_unknown_field_is_named_with_the_known_and_nothing_is_written(indexed: Fihris) -> None:
    done = indexed("--fields", "article_id,body", "--format", "csv", *ASKED)
    assert (done.code, done.out) == (2, "")
    assert '"body"' in done.err
    assert "countries, organizations" in done.err


def test_the_nearer_setting_counts(indexed: Fihris) -> None:
    near = indexed("--json", *ASKED, env={"FIHRIS_FORMAT": "csv"})
    assert near.json["hits"]
    near = indexed("--format", "csv", *ASKED, env={"FIHRIS_JSON": "yes"})
    assert near.out.startswith("article_id,")
    both = indexed("--json", "--format", "csv", *ASKED)
    assert (both.code, both.out) == (2, "")


def test_nothing_found_has_its_code_in_every_format(indexed: Fihris) -> None:
    done = indexed("--format", "csv", "search", "قسطنطينيغراد")
    assert done.code == 1
    assert done.out.startswith("article_id,")
    assert len(done.out.splitlines()) == 1
