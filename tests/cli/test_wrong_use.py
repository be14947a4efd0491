"""What means nothing is refused, instead of being passed over or ending in a fault."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from fihris.answers.formats import csv_line
from tests.cli.conftest import Fihris
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
