"""What is held is never lost, is fed in again as it was meant, and is not told twice."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Fihris
from tests.cli.test_indexing import BAD_LINES, line
from tests.cli.test_reindexing import ended, found, piped, release, until, write

BAD = BAD_LINES["bad-date"]
GOOD = tuple(release(n) for n in range(20))


def held(fihris: Fihris) -> list[dict[str, Any]]:
    """What is held in quarantine."""
    return list(fihris("--json", "quarantine", "list").json)


def mend(fihris: Fihris, number: int, old: str, new: str) -> None:
    """Mend something in its quarantine file, as by hand."""
    file = Path(fihris("--json", "quarantine", "show", str(number)).json["file"])
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")


@pytest.fixture
def press(fihris: Fihris, tmp_path: Path) -> Fihris:
    """The program with twenty releases, and one held."""
    write(tmp_path / "a.jsonl", *GOOD)
    write(tmp_path / "q.jsonl", BAD)
    assert (
        fihris("index", "--strict", str(tmp_path / "a.jsonl"), str(tmp_path / "q.jsonl")).code == 4
    )
    return fihris


@pytest.mark.parametrize("killed", [False, True])
def test_the_text_of_a_run_at_work_or_killed_is_not_dropped(
    press: Fihris, tmp_path: Path, killed: bool
) -> None:
    pipe = piped(tmp_path)
    process = press.start("index", "--strict", str(pipe))
    with pipe.open("w", encoding="utf-8") as writing:
        other = BAD.replace('"x"', '"other"')
        writing.write("".join(f"{one}\n" for one in (other, *(release(n) for n in range(500)))))
        writing.flush()
        until(lambda: len(list(press.home.rglob("quarantine/*.jsonl"))) == 2)
        if killed:
            process.kill()
            process.communicate()
        assert press("quarantine", "drop", "1").code == 0
    if killed:
        assert press("doctor", "--fix").code == 0
    else:
        assert ended(process)[0] == 4
    (one,) = held(press)
    told = press("--json", "quarantine", "show", str(one["number"])).json
    assert told["record"]["id"] == "other"


def test_an_entry_whose_text_is_gone_stays_held(press: Fihris) -> None:
    next(press.home.rglob("quarantine/*.jsonl")).unlink()
    done = press("--json", "quarantine", "retry")
    assert (done.code, done.json) == (4, {"run": None, "gone": [1]})
    assert "quarantine drop 1" in done.err
    assert len(held(press)) == 1


def test_what_still_fails_is_not_recorded_as_a_source(press: Fihris, tmp_path: Path) -> None:
    for _ in range(3):
        assert press("quarantine", "retry").code == 4
    sources = press("--json", "reindex", "--dry-run").json["sources"]
    assert sources == [str(tmp_path / "a.jsonl"), str(tmp_path / "q.jsonl")]
    assert list(press.home.rglob("mended/*.jsonl")) == []
    done = press("--json", "reindex")
    assert (done.code, done.json["quarantined"]) == (4, 1)


def test_a_file_that_was_read_again_and_is_gone_later_is_not_missed(
    fihris: Fihris, tmp_path: Path
) -> None:
    folder = tmp_path / "fold"
    folder.mkdir()
    write(folder / "a.jsonl", *GOOD)
    whole = gzip.compress((release(100) + "\n").encode())
    (folder / "cut.jsonl.gz").write_bytes(whole[:-9])
    assert fihris("index", "--strict", "fold", cwd=tmp_path).code == 4
    assert fihris("quarantine", "retry", cwd="/").code == 4
    (folder / "cut.jsonl.gz").write_bytes(whole)
    assert fihris("quarantine", "retry", cwd="/").code == 0  # its place is known wherever one is
    assert found(fihris, "القمة") == {*(f"a{n}" for n in range(20)), "a100"}
    (folder / "cut.jsonl.gz").unlink()
    assert fihris("reindex").code == 0


def test_what_was_mended_moves_with_its_home_and_is_in_a_backup(
    press: Fihris, tmp_path: Path
) -> None:
    mend(press, 1, "32 أكتوبر", "2 أكتوبر")
    assert press("quarantine", "retry").code == 0
    backup = tmp_path / "press.zst"
    assert press("backup", str(backup)).code == 0
    write(tmp_path / "q.jsonl", release(50))
    moved = Fihris(tmp_path / "moved")
    shutil.move(press.home, moved.home)
    other = Fihris(tmp_path / "other")
    assert other("restore", "--trust-sources", str(backup)).code == 0
    for one in (moved, other):
        assert one("reindex").code == 0
        assert one("--json", "show", "x").json["date"] == "2023-10-02"
    (mended,) = moved.home.rglob("mended/*.jsonl")
    assert moved("reindex", "--forget", str(mended)).code == 0
    assert str(mended) not in moved("--json", "reindex", "--dry-run").json["sources"]


def test_a_line_separator_of_unicode_in_what_is_held_is_saved(
    fihris: Fihris, tmp_path: Path
) -> None:
    bad = line(id="x", title="سطر\u2028آخر", date="32 أكتوبر 2023")
    assert fihris("index", "--strict", "-", stdin=f"{bad}\n{GOOD[0]}\n".encode()).code == 4
    backup = tmp_path / "press.zst"
    assert fihris("backup", str(backup)).code == 0
    other = Fihris(tmp_path / "other")
    assert other("restore", str(backup)).code == 0
    told = other("--json", "quarantine", "show", "1").json
    assert told["record"]["title"] == "سطر\u2028آخر"


def test_what_is_fed_in_again_has_the_source_it_was_given(fihris: Fihris, tmp_path: Path) -> None:
    good, bad = (
        line(title=f"بيان {n}", body="نص القمة", date=date)
        for n, date in ((1, "2023-10-08"), (2, "32 أكتوبر"))
    )
    source = write(tmp_path / "s.jsonl", good, bad)
    assert fihris("index", "--strict", str(source), "--source", "وكالة س").code == 4
    mend(fihris, 1, "32 أكتوبر", "2023-10-09")
    assert fihris("quarantine", "retry").code == 0
    write(source, good, bad.replace("32 أكتوبر", "2023-10-09"))
    assert (
        fihris("--json", "index", "--strict", str(source), "--source", "وكالة س").json["loaded"]
        == 0
    )
    for command in (("status",), ("reindex",)):
        assert fihris(*command).code == 0
        assert len(found(fihris, "القمة", "--source", "وكالة س")) == 2
        assert len(found(fihris, "القمة")) == 2


def test_what_is_not_live_yet_is_still_held(press: Fihris, tmp_path: Path) -> None:
    assert press("reindex", "--no-publish").code == 4
    assert len(held(press)) == 1  # once, though it was rejected twice
    write(tmp_path / "q.jsonl", BAD.replace("32 أكتوبر", "2 أكتوبر"))
    assert press("reindex", "--no-publish").code == 0
    assert len(held(press)) == 1
    name = press("--json", "generations", "list").json[-1]["name"]
    assert press("generations", "publish", name).code == 0
    assert press("--json", "quarantine", "list").json == []


def test_what_was_dropped_is_counted_and_not_held_again(press: Fihris, tmp_path: Path) -> None:
    done = press("--json", "quarantine", "drop", "1")
    assert (done.code, done.json) == (0, {"dropped": [1]})
    for _ in range(2):
        done = press("--lang", "en", "--json", "reindex")
        assert (done.code, done.json["quarantined"], done.json["dropped"]) == (0, 1, 1)
        assert "dropped before, so not held again: 1" in done.err
    assert press("--json", "quarantine", "list").json == []
    write(tmp_path / "q.jsonl", BAD.replace("32 أكتوبر", "33 أكتوبر"))  # something else
    assert press("index", "--strict", str(tmp_path / "q.jsonl")).code == 4
    assert len(held(press)) == 1


def test_dropping_is_told_what(press: Fihris) -> None:
    assert press("quarantine", "drop", "1", "--all").code == 2
    assert press("--json", "quarantine", "drop", "--all").json == {"dropped": [1]}
    done = press("--json", "quarantine", "retry")
    assert (done.code, done.json) == (1, {"run": None, "gone": []})


ARABIC = "بيان".encode("windows-1256")


def old_name(folder: Path) -> str:
    """A file whose name is not UTF-8, as old archives have them."""
    return os.fsdecode(os.fsencode(folder) + b"/" + ARABIC + b".jsonl")


def test_a_name_that_is_not_utf8_is_loaded_held_recorded_and_saved(
    fihris: Fihris, tmp_path: Path
) -> None:
    folder = tmp_path / "nu"
    folder.mkdir()
    write(folder / "good.jsonl", *GOOD)
    name = old_name(folder)
    write(Path(name), "x", release(30))
    assert fihris("index", "--strict", str(folder)).code == 4
    (one,) = held(fihris)
    assert (one["place"], one["code"]) == (1, "invalid-json")
    assert fihris("quarantine", "show", "1").code == 0
    assert fihris("index", "--strict", name).code == 4  # named itself: recorded so
    assert fihris("runs", fihris("--json", "runs").json[0]["run"]).code == 0
    backup = tmp_path / "press.zst"
    assert fihris("backup", str(backup)).code == 0
    other = Fihris(tmp_path / "other")
    assert other("restore", "--trust-sources", str(backup)).code == 0
    write(Path(name), release(30), release(31))
    for one_home in (fihris, other):
        done = one_home("--json", "reindex")
        assert (done.code, done.json["quarantined"]) == (0, 0), done.err
        assert one_home("--json", "show", "a31").code == 0
        assert one_home("--json", "quarantine", "list").json == []
    assert fihris("reindex", "--forget", name).code == 0
    assert len(fihris("--json", "reindex", "--dry-run").json["sources"]) == 1
    Path(name).unlink()
    assert fihris("index", "--strict", name).code == 2
    assert json.loads(fihris("--json", "runs").out)
