"""Runs and quarantine, with the program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import SEEDS, Fihris
from tests.cli.test_indexing import BAD_LINES, GOOD, line


def run_of(fihris: Fihris) -> dict[str, Any]:
    """The latest run, with its counts added up."""
    (run,) = fihris("--json", "runs", "--size", "1").json
    parts = ("loaded", "unchanged", "superseded", "quarantined")
    assert run["read"] == sum(run[part] for part in parts)
    told: dict[str, Any] = fihris("--json", "runs", run["run"]).json
    return told


def test_every_run_is_told_with_its_inputs(fihris: Fihris, tmp_path: Path) -> None:
    assert fihris("runs").code == 1
    fihris("index", str(SEEDS / "releases.jsonl"))
    run = run_of(fihris)
    assert (run["command"], run["state"]) == ("index", "done")
    assert run["inputs"] == [str(SEEDS / "releases.jsonl")]
    loaded = run["loaded"]
    fihris("index", str(SEEDS / "releases.jsonl"))
    run = run_of(fihris)
    assert (run["loaded"], run["unchanged"]) == (0, loaded)
    (tmp_path / "a.jsonl").write_text("nothing\n" + GOOD + "\n", "utf-8")
    fihris("index", str(tmp_path))
    run = run_of(fihris)
    assert (run["loaded"], run["quarantined"]) == (1, 1)
    assert fihris("--json", "status").json["quarantined"] == 1
    arabic = fihris("--lang", "ar", "runs").out
    assert len(arabic.splitlines()) == 3
    assert "حُجر 1" in arabic


def test_what_is_held_can_be_mended_and_is_still_there_after_a_rebuild(fihris: Fihris) -> None:
    bad = "\n".join((BAD_LINES["bad-date"], BAD_LINES["no-text"], GOOD))
    fihris("index", "--strict", "-", stdin=bad.encode())
    held = fihris("--json", "quarantine", "list").json
    assert [(one["number"], one["code"]) for one in held] == [(1, "bad-date"), (2, "no-text")]
    told = fihris("--json", "quarantine", "show", "1").json
    assert told["record"]["date"] == "32 أكتوبر 2023"
    file = Path(told["file"])
    file.write_text(file.read_text("utf-8").replace("32 أكتوبر", "2 أكتوبر"), "utf-8")
    done = fihris("--json", "quarantine", "retry")
    assert (done.code, done.json["loaded"], done.json["quarantined"]) == (4, 1, 1)
    assert fihris("--json", "show", "x").json["date"] == "2023-10-02"
    (left,) = fihris("--json", "quarantine", "list").json
    assert (left["number"], left["code"]) == (3, "no-text")
    assert not file.exists()
    assert fihris("quarantine", "retry", "1").code == 1
    assert fihris("quarantine", "drop", "3").code == 0
    assert fihris("quarantine", "list").code == 1
    assert list(fihris.home.rglob("quarantine/*.jsonl")) == []


def test_a_file_that_was_mended_and_read_again_is_no_longer_held(
    fihris: Fihris, tmp_path: Path
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(BAD_LINES["bad-date"] + "\n", "utf-8")
    assert fihris("index", "--strict", str(file)).code == 4
    file.write_text(line(id="x", title="t", date="2023-10-02") + "\n", "utf-8")
    assert fihris("index", "a.jsonl", cwd=tmp_path).code == 0
    assert fihris("quarantine", "list").code == 1


def test_dropping_needs_a_name(fihris: Fihris) -> None:
    fihris("index", "-", stdin=(BAD_LINES["no-text"] + "\n").encode())
    assert fihris("quarantine", "drop").code == 2
    assert json.loads(fihris("--json", "quarantine", "list").out)
