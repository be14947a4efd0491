"""What means nothing is refused, instead of being passed over or ending in a fault."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from fihris.answers.formats import csv_line
from tests.cli.conftest import Done, Fihris
from tests.cli.test_reindexing import release, write


@pytest.fixture
def source(fihris: Fihris, tmp_path: Path) -> Path:
    made = write(tmp_path / "a.jsonl", release(1))
    assert fihris("index", str(made)).code == 0
    return made


@pytest.mark.parametrize(
    "arguments",
    [
        ("reindex", "--from-live", "PATH"),
        ("reindex", "--from-live", "--source", "كونا"),
        ("reindex", "--source", "كونا"),
        ("reindex", "--at", "03:00"),
        ("reindex", "--at", "25:00"),
        ("reindex", "--jitter", "5m"),
        ("reindex", "--every", "1h", "--at", ""),
        ("reindex", "--max-change", "nan"),
        ("reindex", "--max-quarantine", "nan"),
        ("watch", "PATH", "--settle", "nan"),
        ("doctor", "zz"),
    ],
)
def test_what_would_be_passed_over_is_wrong_use(
    fihris: Fihris, source: Path, arguments: tuple[str, ...]
) -> None:
    done = fihris(*(str(source) if one == "PATH" else one for one in arguments))
    assert done.code == 2, done.err
    assert len(list((fihris.home / "press" / "generations").iterdir())) == 1


def test_a_size_may_be_any_number(fihris: Fihris, source: Path) -> None:
    assert source.is_file()
    for size in ("9223372036854775808", "99999999999999999999"):
        assert len(fihris("--json", "runs", "--size", size).json) == 1


def test_publishing_what_is_live_tells_what_was_before_it(fihris: Fihris, source: Path) -> None:
    def publish(name: str) -> str:
        return fihris("--lang", "en", "generations", "publish", name).err

    assert publish("press-000001") == "press-000001 is now live; before it: –\n"
    assert fihris("reindex", str(source)).code == 0
    assert publish("press-000002") == "press-000002 is now live; before it: press-000001\n"
    assert publish("press-000001") == "press-000001 is now live; before it: press-000002\n"


@pytest.mark.parametrize(
    "text",
    [
        "a;=1+1", "a; =1+1", 'a;"=1+1"', "a\t@SUM(1)", "a\n+1", "ا؛ب;＝1", ";;-1",
        "=1+1", "\t=1", "a;b;=1;@c",
    ],
)  # fmt: skip
def test_no_cell_starts_a_formula_whatever_parts_cells(text: str) -> None:
    for parts in (",", ";", "\t"):
        for row in csv.reader(csv_line([text, 1]).splitlines(), delimiter=parts):
            for cell in row:
                assert cell.lstrip(' "\t')[:1] not in {*"=+-@＝＋－＠"}, (parts, row)


def test_a_cell_without_signs_is_as_it_was() -> None:
    for text in ("قال: 3 - 2 = 1", "a;b", "a-b; c", "x=1"):
        assert next(csv.reader([csv_line([text])])) == [text]


def as_json(done: Done) -> dict[str, str]:
    """The one error on standard error."""
    assert done.out == ""
    told = json.loads(done.err)
    assert list(told) == ["error"]
    assert list(told["error"]) == ["code", "message", "state", "next"]
    error: dict[str, str] = told["error"]
    return error


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (("search", "القمة", "--json"), "index-missing", 3),
        (("--format", "json", "search", "القمة"), "index-missing", 3),
        (("--json", "search", "--sise", "3"), "option-unknown", 2),
        (("search", "--sise", "3", "--json"), "option-unknown", 2),  # not read to its end
        (("saerch", "--json"), "command-unknown", 2),
        (("facets", "--by", "sorce", "--json"), "facet-unknown", 2),
        (("search", '"القمة', "--json"), "query-wrong", 2),
        (("--json", "index", "/no/such/file"), "input-missing", 2),
    ],
)
def test_errors_are_json_where_answers_are(
    fihris: Fihris, arguments: tuple[str, ...], code: str, exit_code: int
) -> None:
    done = fihris(*arguments)
    assert (as_json(done)["code"], done.code) == (code, exit_code)


def test_an_error_as_json_says_what_its_lines_say(fihris: Fihris) -> None:
    lines = fihris("--index", "other", "search", "القمة").err.splitlines()
    told = as_json(fihris("--index", "other", "search", "القمة", "--json"))
    parts = [told[name] for name in ("message", "state", "next")]
    assert [one.partition(":")[2].strip() for one in lines] == parts
    assert "fihris --index other index" in told["next"]


def test_where_answers_are_no_json_neither_are_errors(fihris: Fihris) -> None:
    for arguments in (("--format", "csv", "search", "ا"), ("search", "--sise", "--", "--json")):
        assert fihris(*arguments).err.startswith("error: ")


def test_a_facet_or_a_field_that_is_mistyped_is_named_with_the_nearest(indexed: Fihris) -> None:
    assert "did you mean source? use some of: " in indexed("facets", "--by", "month,sorce").err
    wrong = indexed("search", "الكويت", "--fields", "article_id,tilte", "--format", "csv")
    assert "did you mean title? use some of: " in wrong.err


def test_batch_takes_the_format_of_all_commands_or_refuses_it_by_name(
    indexed: Fihris, tmp_path: Path
) -> None:
    queries = tmp_path / "q.csv"
    queries.write_text("id,query\n1,الكويت\n")
    own = indexed("batch", str(queries), "--format", "jsonl").out
    assert indexed("--format", "jsonl", "batch", str(queries)).out == own
    assert indexed("batch", str(queries), env={"FIHRIS_FORMAT": "jsonl"}).out == own
    csv = indexed("batch", str(queries)).out
    assert csv != own
    assert indexed("batch", str(queries), env={"FIHRIS_FORMAT": "md"}).out == csv
    for option in (("--json",), ("--fields", "id")):
        done = indexed("batch", str(queries), *option)
        assert (done.code, done.out) == (2, "")
        assert f"{option[0]} cannot be used with batch" in done.err
    done = indexed("--format", "md", "batch", str(queries))
    assert (done.code, "--format md cannot be used with batch" in done.err) == (2, True)


@pytest.mark.parametrize("command", [("mapping", "show"), ("kibana", "export")])
def test_what_is_json_anyway_follows_format_and_fields(
    fihris: Fihris, command: tuple[str, ...]
) -> None:
    (whole,) = map(json.loads, fihris("--format", "json", *command).out.splitlines())
    first = whole[0] if isinstance(whole, list) else whole
    name = next(iter(first))
    assert fihris("--format", "jsonl", *command).out.splitlines()[0].startswith("{")
    rows = fihris("--format", "csv", "--fields", name, *command).out.splitlines()
    assert rows[0] == name
    assert fihris("--fields", "nothing", *command).code == 2
