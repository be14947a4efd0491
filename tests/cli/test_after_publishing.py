"""Whatever goes wrong once a generation is live, nobody is told that nothing was published."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from indexer.backup.archive import Writer, blocks
from search_cli.session.reporting import Listeners
from tests.cli.conftest import Done, Fihris
from tests.cli.test_reindexing import release, write

NOTHING = ("nothing was", "لم يتغير", "what was searchable before still is", "untouched")
"""What is said where nothing was published."""


@pytest.fixture
def press(fihris: Fihris, tmp_path: Path) -> Path:
    source = write(tmp_path / "a.jsonl", *(release(n) for n in range(10)))
    assert fihris("index", str(source)).code == 0
    return source


def live(fihris: Fihris) -> str:
    return (fihris.home / "press" / "live").read_text("utf-8").split()[0]


def refuse_ends(fihris: Fihris) -> None:
    """The journal takes everything but that a run is done."""
    with closing(sqlite3.connect(fihris.home / "journal.sqlite3")) as journal:
        journal.execute(
            "CREATE TRIGGER no_end BEFORE UPDATE OF state ON runs WHEN NEW.state = 'done'"
            " BEGIN SELECT RAISE(ABORT, 'it takes no more'); END"
        )
        journal.commit()


def assert_told(fihris: Fihris, done: Done, before: str) -> None:
    now = live(fihris)
    assert done.code == 3, done.err
    assert now != before
    assert f"{now} is now live" in done.err, done.err
    assert not any(one in done.err for one in NOTHING), done.err


@pytest.mark.parametrize("command", ["index", "reindex", "restore", "publish"])
def test_a_journal_that_fails_after_publishing(
    command: str, fihris: Fihris, press: Path, tmp_path: Path
) -> None:
    saved = str(tmp_path / "saved")
    commands: dict[str, Callable[[], tuple[str, ...]]] = {
        "index": lambda: ("index", "--rebuild", str(press)),
        "reindex": lambda: ("reindex",),
        "restore": lambda: ("restore", saved),
        "publish": lambda: ("generations", "publish", "press-000002"),
    }
    assert fihris("backup", saved).code == 0
    if command == "publish":
        assert fihris("reindex", "--no-publish").code == 0
    refuse_ends(fihris)
    before = live(fihris)
    assert_told(fihris, fihris(*commands[command]()), before)


@pytest.mark.parametrize("kind", ["journal", "quarantine"])
@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "..", "a\nb", "", 5, [1], None])
def test_names_of_runs_that_a_backup_cannot_have(
    kind: str, name: Any, fihris: Fihris, press: Path, tmp_path: Path
) -> None:
    press.write_bytes(press.read_bytes() + b"{broken\n")
    assert fihris("index", str(press)).code == 4
    saved, odd = tmp_path / "saved", tmp_path / "odd"
    assert fihris("backup", str(saved)).code == 0
    with saved.open("rb") as whole, odd.open("wb") as out:
        writer = Writer(out)
        kinds = {"head", "articles", "journal", "quarantine", "mended", "end"}
        for block in blocks(whole, unpack=kinds):
            lines = [
                {**line, "run": name} if block.kind == kind and "run" in line else line
                for line in block.lines()
            ]
            writer.write(block.kind, lines)  # type: ignore[arg-type] # as it was read
    before = live(fihris)
    done = fihris("restore", str(odd))
    assert "bug in fihris" not in done.err, done.err
    now = live(fihris)
    if done.code not in {0, 4}:
        assert ("is now live" in done.err) == (now != before), done.err
        assert any(one in done.err for one in NOTHING) == (now == before), done.err
    assert fihris("search", "الكويت").code in {0, 1}


def test_metrics_that_cannot_be_written_any_more_are_told_as_that_alone(tmp_path: Path) -> None:
    metrics = tmp_path / "fihris.prom"
    metrics.mkdir()  # while the run was at work
    outcome = {"exit_code": 0, "engine": "embedded", "index": "press", "command": "reindex"}
    (told,) = Listeners(metrics=metrics).tell(outcome)
    assert "the run itself ended as reported above" in told.parts("en")[1]


def test_a_screen_that_is_full_does_not_undo_a_run(fihris: Fihris, press: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip(f"this system has no {full}")
    before = live(fihris)
    with full.open("w") as out, fihris.start("--json", "reindex", stdout=out) as process:
        _, err = process.communicate(timeout=100)
    assert process.returncode == 3
    assert live(fihris) != before
    assert b"nothing" not in err, err
    assert b"stays done" in err
