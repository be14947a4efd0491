"""What a stranger gives is data: it names no path that is read, and leads nowhere."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from fihris.engines import open_engine
from indexer.runs.index import run
from indexer.runs.loader import Manner
from mappings.limits import Limits
from tests.cli.conftest import Fihris
from tests.cli.test_indexing import BAD_LINES, line
from tests.cli.test_reindexing import found, release, write

SECRET = line(id="secret", title="سر القمة", body="لا يقرؤه أحد")


def entry(path: Path | str, record: object = None) -> str:
    """A line as a quarantine file has it."""
    head = {"code": "changed", "path": str(path), "line": None, "detail": "", "at": "2023-01-01"}
    return json.dumps({"quarantined": head, "record": record}, ensure_ascii=False)


def codes(fihris: Fihris) -> list[str]:
    """Why what is held is held."""
    return [one["code"] for one in fihris("--json", "quarantine", "list").json]


@pytest.fixture
def private(tmp_path: Path) -> Path:
    """A file that nobody means to index."""
    folder = tmp_path / "private"
    folder.mkdir()
    return write(folder / "secret.jsonl", SECRET)


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
@pytest.mark.parametrize("record", [None, "text", {"title": "القمة"}])
def test_a_line_like_one_of_the_quarantine_is_data(
    fihris: Fihris, tmp_path: Path, private: Path, name: str, record: object
) -> None:
    write(tmp_path / name, entry(private, record), entry("/", record), entry("/dev/zero", record))
    assert fihris("index", str(tmp_path / name)).code == 4
    assert found(fihris, "القمة") == set()
    assert codes(fihris) == ["no-text"] * 3
    with_title = json.loads(entry(private)) | {"id": "plain", "title": "بيان القمة"}
    write(tmp_path / "b.jsonl", json.dumps(with_title, ensure_ascii=False))
    assert fihris("index", str(tmp_path / "b.jsonl")).code == 0
    assert found(fihris, "القمة") == {"plain"}


@pytest.mark.parametrize("where", ["quarantine", "mended"])
def test_only_the_home_itself_is_replayed(
    fihris: Fihris, tmp_path: Path, private: Path, where: str
) -> None:
    foreign = tmp_path / "other" / "press" / where
    foreign.mkdir(parents=True)
    write(foreign / "x.jsonl", entry(private))
    assert fihris("index", str(foreign)).code == 4
    own = fihris.home / "press" / where
    own.mkdir(parents=True, exist_ok=True)
    (own / "linked.jsonl").symlink_to(foreign / "x.jsonl")
    write(own / "open.jsonl", entry(private)).chmod(0o666)
    write(own / "null.jsonl", entry(private)).chmod(0o600)
    named = [str(own / f"{name}.jsonl") for name in ("linked", "open", "null")]
    assert fihris("index", *named).code == 4
    assert found(fihris, "القمة") == set()
    assert set(codes(fihris)) == {"no-text", "unreadable", "no-rights", "not-a-source"}


def test_the_own_quarantine_may_be_named_by_hand(fihris: Fihris, tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", BAD_LINES["bad-date"])
    assert fihris("index", "--strict", str(source)).code == 4
    (file,) = fihris.home.rglob("quarantine/*.jsonl")
    file.write_text(file.read_text("utf-8").replace("32 أكتوبر", "2 أكتوبر"), "utf-8")
    assert fihris("index", str(file)).code == 0
    assert fihris("show", "x").code == 0


def test_a_retry_reads_again_what_lies_in_a_source_and_nothing_else(
    fihris: Fihris, tmp_path: Path, private: Path
) -> None:
    folder = tmp_path / "fold"
    folder.mkdir()
    write(folder / "a.jsonl", release(1))
    (folder / "way.d").symlink_to(private.parent)
    broken = folder / "b.jsonl.gz"
    broken.write_bytes(b"no gzip")
    assert fihris("index", str(folder)).code == 4
    (file,) = fihris.home.rglob("quarantine/*.jsonl")
    with file.open("a", encoding="utf-8") as more:
        for path in (private, folder / "way.d" / "secret.jsonl", folder / ".." / "private", "/"):
            more.write(entry(path) + "\n")
    assert fihris("doctor", "--fix").code == 0
    broken.unlink()
    write(broken, release(2))
    broken.rename(folder / "b.jsonl")
    (folder / "b.jsonl.gz").symlink_to("b.jsonl")
    fihris("quarantine", "retry")
    assert "secret" not in found(fihris, "القمة")
    assert codes(fihris).count("not-a-source") == 4


# --- what is no file -----------------------------------------------------------------------------


def test_what_is_no_file_is_told_and_never_waited_for(fihris: Fihris, tmp_path: Path) -> None:
    folder = tmp_path / "fold"
    folder.mkdir()
    write(folder / "good.jsonl", release(1))
    os.mkfifo(folder / "pipe.jsonl")
    for name, to in (("zero", "/dev/zero"), ("random", "/dev/urandom"), ("kernel", "/proc/kmsg"),
                     ("info", "/proc/meminfo"), ("through", folder / "pipe.jsonl")):  # fmt: skip
        (folder / f"{name}.jsonl").symlink_to(to)
    (folder / "away").symlink_to("/")
    done = fihris("--json", "index", str(folder))
    assert (done.code, done.json["loaded"], done.json["quarantined"]) == (4, 1, 4)
    assert codes(fihris) == ["not-a-file"] * 4
    for command in (("reindex", "--max-quarantine", "100"), ("quarantine", "retry")):
        assert fihris(*command).code == 4
    assert codes(fihris) == ["not-a-file"] * 4
    assert found(fihris, "القمة") == {"a1"}


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null"])
def test_a_device_that_is_named_is_refused(fihris: Fihris, tmp_path: Path, path: str) -> None:
    for named in (path, tmp_path / "link.jsonl"):
        if named != path:
            Path(named).symlink_to(path)
        done = fihris("--lang", "en", "index", str(named))
        assert (done.code, "device" in done.err) == (2, True)


def test_a_source_that_becomes_a_pipe_is_missed_not_waited_for(
    fihris: Fihris, tmp_path: Path
) -> None:
    source = write(tmp_path / "a.jsonl", release(1))
    assert fihris("index", str(source)).code == 0
    source.unlink()
    os.mkfifo(source)
    done = fihris("--lang", "en", "reindex")
    assert (done.code, "a.jsonl" in done.err) == (6, True)


@pytest.mark.parametrize("command", [("reindex",), ("quarantine", "list"), ("backup", "x.zst")])
def test_a_link_in_the_own_folder_is_not_followed(
    fihris: Fihris, tmp_path: Path, command: tuple[str, ...]
) -> None:
    source = write(tmp_path / "a.jsonl", BAD_LINES["bad-date"], release(1))
    assert fihris("index", "--strict", str(source)).code == 4
    (file,) = fihris.home.rglob("quarantine/*.jsonl")
    kept = write(tmp_path / "kept.txt", "mine")
    file.unlink()
    file.symlink_to(kept)
    done = fihris(*command, cwd=tmp_path)
    assert done.code in {0, 3, 6}
    assert kept.read_text("utf-8") == "mine\n"
    assert "Traceback" not in done.err


# --- limits --------------------------------------------------------------------------------------


def run_of(fihris: Fihris) -> dict[str, Any]:
    """The last run."""
    return dict(fihris("--json", "runs").json[0])


def test_rejections_over_the_limit_of_a_file_are_one_entry_and_all_are_counted(
    fihris: Fihris, tmp_path: Path
) -> None:
    source = tmp_path / "a.jsonl"
    source.write_bytes(b"x\n" * 5_000 + (release(1) + "\n").encode())
    done = fihris("--json", "index", str(source))
    assert (done.json["read"], done.json["loaded"], done.json["quarantined"]) == (5_001, 1, 5_000)
    entries = fihris("--json", "quarantine", "list").json
    assert len(entries) == 1_001
    assert entries[-1]["code"] == "more"
    assert "4,000 more: invalid-json 4,000" in entries[-1]["detail"]
    assert "4,000 more" in fihris("--lang", "en", "quarantine", "list").out
    (file,) = fihris.home.rglob("quarantine/*.jsonl")
    assert file.stat().st_size < 500_000
    source.write_text(release(1) + "\n", "utf-8")
    assert fihris("quarantine", "retry", str(entries[-1]["number"])).code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_rejections_of_an_own_entry_are_held_one_by_one(fihris: Fihris, tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    source.write_bytes(b"x\n" * 1_500 + (release(1) + "\n").encode())
    for _ in range(2):
        fihris("index", str(source))
    held = fihris("--json", "quarantine", "list").json
    texts = [one["number"] for one in held if one["code"] != "more"]
    assert fihris("quarantine", "retry", *map(str, texts)).code == 4
    again = fihris("--json", "quarantine", "list").json
    assert [one["code"] for one in again].count("invalid-json") == len(texts)


def test_rejections_over_the_limit_of_a_run_are_one_entry(tmp_path: Path, fihris: Fihris) -> None:
    folder = tmp_path / "fold"
    folder.mkdir()
    for at in range(5):
        write(folder / f"{at}.jsonl", "x", "[]", release(at))
    with open_engine("embedded", home=fihris.home) as engine:
        done = run(engine, [folder], home=fihris.home, manner=Manner(limits=Limits(rejected=3)))
    assert (done.counts.loaded, done.counts.quarantined, done.counts.read) == (5, 10, 15)
    held = fihris("--json", "quarantine", "list").json
    codes_held = [one["code"] for one in held]
    assert codes_held == ["invalid-json", "not-an-object", "invalid-json", "more"]
    assert held[-1]["path"] == str(folder / "1.jsonl")
    assert "7 more: not-an-object 4, invalid-json 3 (--limit rejected=3)" in held[-1]["detail"]
    assert run_of(fihris)["quarantined"] == 10


@pytest.mark.parametrize(
    "changed",
    [
        "runs SET seconds = 'abc'", "runs SET state = '???'", "runs SET began = zeroblob(5)",
        "runs SET pid = 1000000000000000000", "inputs SET path = x'ff00fe'",
        "runs SET detail = x'ff'", "runs SET loaded = -5, read = -5",
    ],
)  # fmt: skip
def test_a_journal_that_holds_what_this_program_does_not_write_is_damaged(
    fihris: Fihris, tmp_path: Path, changed: str
) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text('{"id": "1", "title": "خبر", "body": "متن"}')
    assert fihris("index", str(source)).code == 0
    with closing(sqlite3.connect(fihris.home / "journal.sqlite3")) as journal:
        journal.execute(f"UPDATE {changed}")
        journal.commit()
    codes = {done.code for done in (fihris("runs"), fihris("status"), fihris("reindex"))}
    said = fihris("--lang", "en", "reindex" if changed.startswith("inputs") else "runs")
    assert (said.code, "the journal" in said.err) == (3, True), said.err
    assert codes <= {0, 3}
    assert fihris("search", "خبر").code == 0


def test_a_run_of_another_process_number_and_time_than_there_are_is_told(fihris: Fihris) -> None:
    article = line(id="1", title="خبر", body="متن")
    assert fihris("index", "-", stdin=article.encode()).code == 0
    with closing(sqlite3.connect(fihris.home / "journal.sqlite3")) as journal:
        journal.execute("UPDATE runs SET state = 'running', pid = 100000000000000, ended = 'x'")
        journal.commit()
    assert "interrupted" in fihris("runs").out
    assert "run-killed" in [one["code"] for one in fihris("--json", "doctor").json]
