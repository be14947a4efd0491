"""What could not be read is kept, can be mended, and is read again."""

from __future__ import annotations

import base64
import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fihris.engines.errors import DiskFull, HomeUnusable
from fihris.engines.model import Article
from indexer.quarantine.quarantine import (
    MAX_COPIED_BYTES,
    REASONS,
    Code,
    Quarantine,
    Rejected,
    entry_of,
    written,
)
from indexer.quarantine.replay import Own
from indexer.quarantine.replay import read as replay
from indexer.readers.reading import read
from tests.unit.reading import STRICT

NOON = datetime(2023, 10, 8, 12, tzinfo=UTC)


def quarantined(home: Path, *paths: Path) -> Path:
    """The quarantine file of reading ``paths``."""
    with Quarantine(home, "press", "run-1") as quarantine:
        for item in read(list(paths), asked=STRICT):
            if isinstance(item, Rejected):
                quarantine.add(item)
    return quarantine.path


def replayed(path: Path, *sources: Path) -> list[Article | Rejected]:
    """What a quarantine file gives where it lies, for a home that knows these sources."""
    own = Own((str(path.parent),), tuple(map(str, sources)))
    return list(replay([path], own=own))


def entries(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def rewritten(path: Path, mend: dict[int, object]) -> Path:
    """The file with some records mended."""
    lines = entries(path)
    for at, record in mend.items():
        lines[at]["record"] = record
    path.write_text(
        "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8"
    )
    return path


def test_nothing_is_made_when_there_is_nothing_to_keep(tmp_path: Path) -> None:
    with Quarantine(tmp_path, "press", "run-1"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    with Quarantine(tmp_path, "press", "run-1") as quarantine:
        quarantine.add(Rejected(code=Code.EMPTY, path="a.txt"))
    assert quarantine.path == tmp_path / "press" / "quarantine" / "run-1.jsonl"
    assert stat.S_IMODE(quarantine.path.stat().st_mode) == 0o600


def test_each_entry_says_what_where_and_why_in_readable_text(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"title": "خبر", "date": "32 أكتوبر 2023"}\n', encoding="utf-8")
    path = quarantined(tmp_path / "home", source)
    assert "32 أكتوبر 2023" in path.read_text(encoding="utf-8")
    (entry,) = entries(path)
    assert entry["record"] == {"title": "خبر", "date": "32 أكتوبر 2023"}
    del entry["quarantined"]["at"]
    assert entry["quarantined"] == {
        "code": "bad-date",
        "path": str(source),
        "line": 1,
        "detail": "32 أكتوبر 2023",
    }


def test_a_mended_record_is_read_and_one_not_mended_is_rejected_again(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"title": "أ", "date": "32/1/2023"}\n{"title": 5}\n', encoding="utf-8")
    path = quarantined(tmp_path / "home", source)
    first, second = replayed(rewritten(path, {0: {"title": "أ", "date": "31/1/2023"}}))
    assert isinstance(first, Article)
    assert (first.title, first.date) == ("أ", "2023-01-31")
    assert isinstance(second, Rejected)
    assert (second.code, second.path, second.line) == (Code.WRONG_TYPE, str(source), 2)


def test_a_broken_line_is_kept_as_text_and_mended_as_text(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"title": "أ"\n', encoding="utf-8")
    path = quarantined(tmp_path / "home", source)
    assert entries(path)[0]["record"] == '{"title": "أ"'
    (again,) = replayed(path)
    assert isinstance(again, Rejected)
    assert again.code == Code.INVALID_JSON
    (mended,) = replayed(rewritten(path, {0: '{"title": "أ"}'}))
    assert isinstance(mended, Article)


def test_undecodable_bytes_are_kept_whole_until_the_text_is_mended(tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_bytes("عنوان\n".encode() + b"\xc7\xe1\n")
    path = quarantined(tmp_path / "home", source)
    (entry,) = entries(path)
    assert base64.b64decode(entry["record_base64"]) == source.read_bytes()
    (again,) = replayed(path)
    assert isinstance(again, Rejected)
    assert (again.code, again.raw) == (Code.NOT_UTF8, source.read_bytes())
    (mended,) = replayed(rewritten(path, {0: "عنوان\nال"}))
    assert isinstance(mended, Article)
    assert (mended.title, mended.lines) == ("عنوان", ("ال",))


def test_half_a_surrogate_pair_stays_readable_and_mendable(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"title": "أ", "body": "\\ud83d"}\n', encoding="utf-8")
    path = quarantined(tmp_path / "home", source)
    assert entries(path)[0]["record"] == {"title": "أ", "body": "\ud83d"}
    (again,) = replayed(path)
    assert isinstance(again, Rejected)
    assert again.code == Code.NOT_UTF8


def test_a_large_record_is_referred_to_and_read_again_from_its_place(tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_text("خ" * MAX_COPIED_BYTES + "\0", encoding="utf-8")
    path = quarantined(tmp_path / "home", source)
    assert entries(path)[0]["record"] is None
    source.write_text("خبر\nمتن", encoding="utf-8")
    (mended,) = replayed(path, tmp_path)
    assert isinstance(mended, Article)
    assert mended.title == "خبر"


def test_a_file_that_went_away_meanwhile_is_told(tmp_path: Path) -> None:
    with Quarantine(tmp_path, "press", "run-1") as quarantine:
        quarantine.add(Rejected(code=Code.CHANGED, path=str(tmp_path / "gone.txt")))
        quarantine.add(Rejected(code=Code.TRUNCATED_GZIP, path="-"))
    assert [item.code for item in replayed(quarantine.path) if isinstance(item, Rejected)] == [
        Code.GONE,
        Code.GONE,
    ]


def test_a_quarantine_that_names_itself_is_read_once(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path, "press", "run-1")
    quarantine.add(Rejected(code=Code.CHANGED, path=str(quarantine.path)))
    quarantine.close()
    assert replayed(quarantine.path, tmp_path) == []


def test_a_quarantine_line_inside_another_is_refused(tmp_path: Path) -> None:
    with Quarantine(tmp_path, "press", "run-1") as quarantine:
        quarantine.add(Rejected(code=Code.BAD_DATE, path="a.jsonl", line=1, record="{}"))
    path = quarantine.path
    (line,) = entries(path)
    inside = line | {"record": {"title": "أ"}}
    (item,) = replayed(rewritten(path, {0: inside}))
    assert isinstance(item, Rejected)
    assert item.code == Code.NO_TEXT


def test_a_line_left_half_by_a_killed_run_harms_no_other(tmp_path: Path) -> None:
    with Quarantine(tmp_path, "press", "run-1") as first:
        first.add(Rejected(code=Code.EMPTY, path="a.txt"))
    with first.path.open("ab") as file:
        file.write(b'{"quarantined": {"code"')
    with Quarantine(tmp_path, "press", "run-1") as second:
        second.add(Rejected(code=Code.EMPTY, path="b.txt"))
    lines = first.path.read_bytes().splitlines()
    assert [Path(json.loads(lines[at])["quarantined"]["path"]).name for at in (0, 2)] == [
        "a.txt", "b.txt",
    ]  # fmt: skip


def test_a_place_that_cannot_be_written_is_a_plain_error(tmp_path: Path) -> None:
    (tmp_path / "press").write_text("a file where a folder must be", encoding="utf-8")
    with pytest.raises(HomeUnusable):
        Quarantine(tmp_path, "press", "run-1").add(Rejected(code=Code.EMPTY, path="a.txt"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is full")
def test_a_full_disk_is_a_plain_error(tmp_path: Path) -> None:
    with Quarantine(tmp_path, "press", "run-1") as quarantine:
        quarantine._file = os.open("/dev/full", os.O_RDWR)
        with pytest.raises(DiskFull):
            quarantine.add(Rejected(code=Code.EMPTY, path="a.txt"))


def test_every_code_has_its_reason_in_both_languages() -> None:
    assert {language: set(reasons) for language, reasons in REASONS.items()} == {
        "en": set(Code),
        "ar": set(Code),
    }


@given(
    st.sampled_from(Code),
    st.text(),
    st.none() | st.text(),
    st.none() | st.binary(),
    st.text(st.characters(categories=["Cs", "Lo"])),
)
def test_anything_rejected_is_one_line_of_utf8_json(
    code: Code, detail: str, record: str | None, raw: bytes | None, path: str
) -> None:
    path = f"/{path}"
    rejected = Rejected(code=code, path=path, detail=detail, record=record, raw=raw)
    line = written(entry_of(rejected, at=NOON))
    assert line.count(b"\n") == 1
    entry = json.loads(line.decode("utf-8"))
    assert (entry["quarantined"]["path"], entry["quarantined"]["detail"]) == (path, detail)
