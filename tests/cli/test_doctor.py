"""The doctor finds what is wrong, names what mends it, and mends what is safe."""

from __future__ import annotations

import shutil
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from fihris.engines.embedded.integrity import has_documents
from fihris.engines.model import FaultCode
from indexer.doctor import AILMENTS
from tests.cli.conftest import SEEDS, Fihris
from tests.cli.test_indexing import BAD_LINES, GOOD
from tests.cli.test_reindexing import MANY, piped, until
from tests.reliability.press import releases, write


@pytest.fixture
def press(fihris: Fihris) -> Fihris:
    """The program with the sample releases and one thing in quarantine."""
    bad = (BAD_LINES["no-text"] + "\n" + GOOD + "\n").encode()
    assert fihris("index", "-", stdin=bad).code == 4
    assert fihris("index", str(SEEDS / "releases.jsonl")).code == 0
    return fihris


def findings(fihris: Fihris, *options: str) -> list[tuple[str, str]]:
    return [(one["code"], one["severity"]) for one in told(fihris, *options)]


def told(fihris: Fihris, *options: str) -> list[dict[str, Any]]:
    return list(fihris("--json", "doctor", *options).json)


def test_every_fault_has_its_words_and_its_mending() -> None:
    assert {*FaultCode} <= AILMENTS.keys()
    for ailment in AILMENTS.values():
        assert ailment.en
        assert ailment.ar
        assert ailment.mend


def test_a_healthy_index_and_none_at_all_have_no_findings(press: Fihris, tmp_path: Path) -> None:
    done = press("doctor")
    assert (done.code, done.out) == (0, "")
    assert press("--lang", "ar", "doctor").code == 0
    assert findings(Fihris(tmp_path / "empty")) == []


def test_a_damaged_file_is_an_error_and_going_back_mends_it(press: Fihris) -> None:
    press("reindex", "--from-live")
    file = next((press.home / "press" / "generations" / "press-000002").glob("*.store"))
    data = bytearray(file.read_bytes())
    data[len(data) // 3] ^= 1
    file.write_bytes(data)
    done = press("--lang", "en", "doctor")
    assert done.code == 3
    assert file.name in done.out
    assert "fihris generations rollback" in done.out
    assert press("search", "الكويت").code == 3
    assert press("doctor", "--fix").code == 3
    assert press("generations", "rollback").code == 0
    assert press("search", "الكويت").code == 0
    assert press("reindex", "--from-live", "--keep", "0").code == 0


def test_a_damaged_live_index_is_mended_by_reindexing_its_sources(fihris: Fihris) -> None:
    fihris("index", str(SEEDS / "releases.jsonl"))
    next(fihris.home.rglob("*.pos")).write_bytes(b"")
    assert fihris("search", "وزارة").code == 3
    listed = fihris("--lang", "en", "generations", "list")
    assert (listed.code, "damaged" in listed.out) == (0, True)
    assert fihris("generations", "publish", "press-000001").code == 3
    assert fihris("index", str(SEEDS / "archive.jsonl.gz")).code == 3
    assert fihris("reindex").code == 0
    assert fihris("search", "وزارة").code == 0


def test_a_lost_journal_loses_no_article(press: Fihris) -> None:
    for file in press.home.glob("journal.sqlite3*"):
        file.unlink()
    assert press("search", "الكويت").code == 0
    assert findings(press) == [("journal-lost", "warning"), ("quarantine-unknown", "warning")]
    assert press("doctor", "--fix").code == 0
    assert len(press("--json", "quarantine", "list").json) == 1
    assert press("reindex").code == 2
    assert press("reindex", "--from-live").code == 0
    assert findings(press) == []


def test_a_damaged_journal_is_set_aside_and_made_anew(press: Fihris) -> None:
    (press.home / "journal.sqlite3-wal").unlink(missing_ok=True)
    (press.home / "journal.sqlite3").write_bytes(b"\x00garbage" * 999)
    done = press("--lang", "en", "index", str(SEEDS / "releases.jsonl"))
    assert done.code == 3
    assert "doctor --fix" in done.err
    assert press("search", "الكويت").code == 0
    assert ("journal-damaged", "error") in findings(press)
    assert press("doctor", "--fix").code == 0
    assert list(press.home.glob("journal.sqlite3.damaged-*"))
    assert len(press("--json", "quarantine", "list").json) == 1
    assert press("index", str(SEEDS / "releases.jsonl")).code == 0


@pytest.mark.parametrize("kept_by", ["damaged", "newer"])
def test_a_damaged_index_is_told_whatever_the_journal_is(press: Fihris, kept_by: str) -> None:
    if kept_by == "damaged":
        (press.home / "journal.sqlite3-wal").unlink(missing_ok=True)
        (press.home / "journal.sqlite3").write_bytes(b"\x00garbage" * 999)
    else:
        with sqlite3.connect(press.home / "journal.sqlite3") as connection:
            connection.execute("PRAGMA user_version = 999")
        connection.close()
    next(press.home.rglob("*.pos")).write_bytes(b"")
    assert {f"journal-{kept_by}", "damaged"} <= {code for code, _ in findings(press)}
    assert "damaged" in {code for code, _ in findings(press, "--fix")}


def test_a_copied_home_is_vouched_for_again(press: Fihris, tmp_path: Path) -> None:
    copy = Fihris(tmp_path / "نسخة من البيت")
    shutil.copytree(press.home, copy.home, copy_function=shutil.copyfile)
    assert findings(copy) == [("unsealed", "warning")]
    assert findings(copy, "--fix") == []
    assert copy("search", "الكويت").code == 0


def test_a_run_that_was_killed_is_told_and_closed(press: Fihris) -> None:
    with sqlite3.connect(press.home / "journal.sqlite3") as connection:
        connection.execute(
            "UPDATE runs SET state = 'running', ended = NULL, pid = 4194303 WHERE rowid = 1"
        )
    connection.close()
    assert findings(press) == [("run-killed", "warning")]
    assert press("doctor", "--fix").code == 0
    assert findings(press) == []
    assert press("--json", "runs").json[1]["state"] == "interrupted"


@pytest.mark.parametrize("step", ["200", "200000"])
def test_a_first_load_that_was_killed_is_not_published_by_mending(
    fihris: Fihris, tmp_path: Path, step: str
) -> None:
    source = write(tmp_path / "press.jsonl", releases(MANY))
    pipe = piped(tmp_path)  # the load cannot end before it is killed
    load = ("index", "--step", step, str(source), str(pipe))
    killed = fihris.start(*load)
    folder = fihris.home / "press" / "generations" / "press-000001"
    with pipe.open("w"):
        until(lambda: (folder / "meta.json").exists() and (step != "200" or has_documents(folder)))
        assert findings(fihris) == [("first-load", "warning")]
        assert fihris("doctor", "--fix").code == 0
        killed.kill()
        killed.communicate()
    assert ("nothing-published", "error") in findings(fihris)
    assert fihris("doctor", "--fix").code == 3
    assert fihris("search", "خبر").code == 3
    pipe.unlink()
    write(pipe, releases(1))
    assert fihris(*load).code == 0
    assert fihris("doctor").code == 0
    assert fihris("--json", "search", "خبر").json["total"]["articles"] == MANY


@pytest.mark.parametrize("left", ["folder", "nothing"])
def test_a_first_load_that_was_killed_before_anything_was_made_is_told(
    fihris: Fihris, tmp_path: Path, left: str
) -> None:
    source = write(tmp_path / "press.jsonl", releases(10))
    assert fihris("index", str(source)).code == 0
    with sqlite3.connect(fihris.home / "journal.sqlite3") as connection:
        connection.execute(
            "UPDATE runs SET state = 'running', ended = NULL, pid = 4194303, generation = NULL,"
            " read = 0, loaded = 0, unchanged = 0, superseded = 0, quarantined = 0"
        )
    connection.close()
    generation = fihris.home / "press" / "generations" / "press-000001"
    (generation / "generation.json").unlink()  # the last that is written of a new generation
    (fihris.home / "press" / "live").unlink()
    if left == "nothing":
        shutil.rmtree(generation)
    assert {"nothing-published", "run-killed"} <= {code for code, _ in findings(fihris)}
    assert findings(fihris, "--fix") == [("nothing-published", "error")]
    assert not generation.exists()
    assert fihris("index", str(source)).code == 0
    assert findings(fihris) == []


@pytest.mark.parametrize("pointer", [b"", b"garbage\n", b"press-00000x\n"])
def test_a_pointer_that_cannot_be_read_is_written_anew(press: Fihris, pointer: bytes) -> None:
    live = press.home / "press" / "live"
    live.write_bytes(pointer)
    assert findings(press) == [("pointer", "error")]
    assert findings(press, "--fix") == []  # there is one generation alone
    assert press("reindex", "--from-live").code == 0
    live.write_bytes(pointer)
    assert findings(press, "--fix") == [("pointer", "error")]  # which of two is for a person to say
    assert press("generations", "prune", "--keep", "0").code == 3
    assert len(press("--json", "generations", "list").json) == 2
    assert press("reindex", "--from-live").code == 3
    assert press("generations", "publish", "press-000001").code == 0
    assert findings(press) == []
    assert press("search", "الكويت").code == 0


def test_a_switch_that_cannot_be_accounted_for_is_not_done(press: Fihris) -> None:
    assert press("reindex", "--from-live").code == 0
    journal = press.home / "journal.sqlite3"
    for beside in press.home.glob("journal.sqlite3-*"):
        beside.unlink()
    journal.write_bytes(b"\x00garbage" * 999)
    assert press("generations", "rollback").code == 3
    assert press("generations", "publish", "press-000001").code == 3
    live = [one["name"] for one in press("--json", "generations", "list").json if one["live"]]
    assert live == ["press-000002"]


def test_an_index_that_is_gone_is_told_and_made_again_from_its_files(press: Fihris) -> None:
    shutil.rmtree(press.home / "press" / "generations")
    assert findings(press) == [("index-lost", "error")]  # the pointer points to nothing
    shutil.rmtree(press.home / "press")
    assert findings(press) == [("index-lost", "error")]
    assert findings(press, "--fix") == [("index-lost", "error")]
    assert press("reindex", str(SEEDS / "releases.jsonl")).code == 0
    assert findings(press) == []


def test_an_unfinished_build_and_a_clock_that_went_back_are_told(press: Fihris) -> None:
    press("reindex", "--from-live", "--no-publish")
    with sqlite3.connect(press.home / "journal.sqlite3") as connection:
        connection.execute("UPDATE runs SET state = 'failed' WHERE command = 'reindex'")
        later = time.strftime("%Y-%m-%dT%H:%M:%S.000+00:00", time.gmtime(time.time() + 86_400))
        connection.execute("UPDATE runs SET ended = ? WHERE command = 'reindex'", (later,))
    connection.close()
    assert findings(press) == [("unfinished", "warning"), ("clock", "warning")]
    # and it does no harm
    assert press("index", str(SEEDS / "archive.jsonl.gz")).code == 0
    assert press("reindex", "--from-live").code == 0


def test_a_screen_that_cannot_show_arabic_is_told(press: Fihris) -> None:
    done = press("--json", "doctor", env={"PYTHONIOENCODING": "latin-1", "LC_ALL": "C"})
    assert done.code == 0
    assert '"terminal"' in done.out
