"""The journal: every run accounted for, by many processes at once, whatever happens to the file."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from fihris.engines.errors import DiskFull
from indexer.backup.brought import dump, take_in
from indexer.errors import JournalDamaged, JournalNewer, RunUnknown
from indexer.journal import sources as recorded
from indexer.journal.file import MIGRATIONS, NAME
from indexer.journal.journal import Counts, Journal
from indexer.quarantine import entries as quarantined
from indexer.quarantine.quarantine import Code, Quarantine, Rejected

COUNTS = Counts(loaded=3, unchanged=2, superseded=1, quarantined=4, paragraphs=30)


def journal_in(home: Path, index: str = "press") -> Journal:
    return Journal(home, engine="embedded", index=index)


def test_a_run_is_told_as_it_was_entered(tmp_path: Path) -> None:
    with journal_in(tmp_path / "بيت جديد") as journal:
        assert journal.runs() == ()
        run_id = journal.begin("index", inputs=[("/a", None), ("/b", "كونا")])
        assert [run.state for run in journal.runs()] == ["running"]
        journal.count(run_id, Counts(loaded=1), generation="press-000001")
        journal.end(run_id, "done", counts=COUNTS, seconds=1.5)
        run = journal.run(run_id[:-1])
    assert (run.state, run.counts, run.counts.read) == ("done", COUNTS, 10)
    assert (run.generation, run.seconds, run.inputs) == ("press-000001", 1.5, ("/a", "/b"))


def test_counts_that_do_not_add_up_cannot_be_entered(tmp_path: Path) -> None:
    with journal_in(tmp_path) as journal:
        run_id = journal.begin("index")
        with pytest.raises(JournalDamaged, match="CHECK"), journal.writing() as connection:
            connection.execute("UPDATE runs SET read = 5 WHERE run = ?", (run_id,))
        assert journal.run(run_id).counts.read == 0


def test_each_index_has_its_own_account(tmp_path: Path) -> None:
    with journal_in(tmp_path) as journal, journal_in(tmp_path, "other") as other:
        run_id = journal.begin("index")
        assert other.runs() == ()
        with pytest.raises(RunUnknown):
            other.run(run_id)


def test_a_killed_run_is_told_as_interrupted(tmp_path: Path) -> None:
    with journal_in(tmp_path) as journal:
        run_id = journal.begin("index")
        gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                              capture_output=True, text=True, check=True)  # fmt: skip
        with journal.writing() as connection:
            connection.execute("UPDATE runs SET pid = ?", (int(gone.stdout),))
        assert journal.run(run_id).state == "interrupted"


def test_many_processes_enter_at_once(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from indexer.journal.journal import Counts, Journal\n"
        "with Journal(Path(sys.argv[1]), engine='embedded', index='press') as journal:\n"
        "    for _ in range(10):\n"
        "        run = journal.begin('index')\n"
        "        journal.end(run, 'done', counts=Counts(loaded=1), seconds=0.1)\n"
    )
    root = Path(__file__).parents[2]
    started = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], cwd=root) for _ in range(4)
    ]
    assert [process.wait(60) for process in started] == [0, 0, 0, 0]
    with journal_in(tmp_path) as journal:
        assert [run.state for run in journal.runs()] == ["done"] * 40


def test_a_journal_that_is_no_journal_is_a_plain_error(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"not a database at all, and long enough to be read as one" * 20)
    with journal_in(tmp_path) as journal, pytest.raises(JournalDamaged):
        journal.runs()


def test_a_newer_layout_is_refused_by_its_number(tmp_path: Path) -> None:
    with journal_in(tmp_path) as journal:
        journal.begin("index")
    with sqlite3.connect(tmp_path / NAME) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with journal_in(tmp_path) as journal, pytest.raises(JournalNewer):
        journal.runs()


@pytest.mark.parametrize("writable", [True, False])
def test_an_older_layout_is_read_also_where_one_may_not_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writable: bool
) -> None:
    with sqlite3.connect(tmp_path / NAME) as connection:
        connection.executescript(MIGRATIONS[0])
        connection.execute("PRAGMA user_version = 1")
        connection.execute(
            "INSERT INTO runs (run, engine, name, command, state, generation, began, program,"
            " analysis, schema_version, host, pid) VALUES ('r', 'embedded', 'press', 'index',"
            " 'done', 'press-000001', '2023', 'fihris', 'a', 1, 'h', 1)"
        )
        connection.execute("INSERT INTO inputs (run, position, path) VALUES ('r', 0, '/a')")
        connection.execute(
            "INSERT INTO quarantine (run, line, code, path, detail, at)"
            " VALUES ('r', 1, 'empty', '/a', '', '2023')"
        )
    connection.close()
    monkeypatch.setattr(os, "access", lambda *_: writable)
    with journal_in(tmp_path) as journal:
        assert [one.path for one in recorded.sources(journal)] == ["/a"]
        assert [one.path for one in quarantined.entries(journal)] == ["/a"]


def test_any_path_is_given_back_as_it_was(tmp_path: Path) -> None:
    path = "/\udcc8\udced \ud83d/ب"
    with journal_in(tmp_path / "here") as journal, journal_in(tmp_path / "there") as other:
        run_id = journal.begin("index", inputs=[(path, path)])
        journal.end(run_id, "done", counts=Counts(), seconds=0, detail=path)
        brought = other.begin("restore")
        other.end(brought, "done", counts=Counts(), seconds=0, generation="press-000001")
        take_in(other, dump(journal), by=brought)
        for one in (journal, other):
            assert one.run(run_id).inputs == (path,)
            assert [(source.path, source.source) for source in recorded.sources(one)] == [
                (path, path)
            ]
            assert recorded.forget(one, path) == 1


def test_a_full_disk_is_a_plain_error(tmp_path: Path) -> None:
    with journal_in(tmp_path) as journal:
        journal.begin("index")
        (pages,) = journal.rows("PRAGMA page_count")
        journal.rows(f"PRAGMA max_page_count = {pages[0]}")
        with pytest.raises(DiskFull):
            journal.begin("index", plan="x" * 500_000)
        assert len(journal.runs()) == 1


def test_the_order_of_sources_is_that_of_their_last_loading(tmp_path: Path) -> None:
    def loaded(journal: Journal, command: str, *paths: str) -> None:
        run_id = journal.begin(command, inputs=[(path, None) for path in paths])
        journal.end(run_id, "done", counts=Counts(), seconds=0)

    with journal_in(tmp_path) as journal:
        loaded(journal, "index", "/gone")
        loaded(journal, "index --rebuild", "/a", "/b")
        loaded(journal, "index", "/c")
        loaded(journal, "index", "/a")
        loaded(journal, "reindex", "/of no concern")
        journal.begin("index", inputs=[("/failed", None)])
        assert [one.path for one in recorded.sources(journal)] == ["/b", "/c", "/a"]
        assert recorded.forget(journal, "/c") == 1
        assert [one.path for one in recorded.sources(journal)] == ["/b", "/a"]


def test_contents_are_kept_as_they_were(tmp_path: Path) -> None:
    contents = {2**64 - 1: 0, 5: 2**63, 0: 1}
    with journal_in(tmp_path) as journal:
        run_id = journal.begin("reindex")
        assert recorded.saved_contents(journal, run_id) is None
        recorded.save_contents(journal, run_id, contents)
        assert recorded.saved_contents(journal, run_id) == contents


def test_what_replaced_something_makes_older_notes_unsure(tmp_path: Path) -> None:
    with journal_in(tmp_path) as journal:
        recorded.remember(journal, {"m1": 3, "": 9}, generation="g", replaced=0)
        recorded.remember(journal, {"m2": 4}, generation="g", replaced=0)
        assert recorded.held(journal, "m1", generation="g") == 3
        assert recorded.held(journal, "m1", generation="other") is None
        recorded.remember(journal, {"m3": 4}, generation="g", replaced=1)
        assert recorded.held(journal, "m1", generation="g") is None
        assert recorded.held(journal, "m3", generation="g") is None


def test_a_lost_journal_learns_of_the_quarantine_from_its_files(tmp_path: Path) -> None:
    with journal_in(tmp_path) as journal:
        run_id = journal.begin("index")
        with Quarantine(tmp_path, "press", run_id) as quarantine:
            quarantine.add(Rejected(code=Code.NO_TEXT, path="/a", line=3, record="{}"))
            quarantine.add(Rejected(code=Code.EMPTY, path="/b"))
            quarantined.enter(journal, run_id, quarantine.taken())
        before = quarantined.entries(journal)
        assert [(one.path, one.place, one.code) for one in before] == [
            ("/a", 3, "no-text"), ("/b", None, "empty"),
        ]  # fmt: skip
        assert quarantined.read_files(journal) == 0
    for file in tmp_path.glob(NAME + "*"):
        file.unlink()
    with journal_in(tmp_path) as journal:
        assert quarantined.read_files(journal) == 2
        assert quarantined.entries(journal) == before
