"""A backup may come from anybody: it gives no right to read, and nothing of a wrong one is live."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from fihris.engines import open_engine
from fihris.engines.keys import key_of
from indexer.backup.archive import Kind, Writer, digest_of
from tests.cli.conftest import Fihris
from tests.cli.test_foreign_data import SECRET, entry
from tests.cli.test_reindexing import found, release, write
from tests.unit.test_archive import INPUT, PARAGRAPH, RUN

ARTICLE = {"paragraphs": [PARAGRAPH | {"text": "نص من بعيد"}]}
END = {"articles": 1, "paragraphs": 1, "contents": digest_of({key_of("a1"): key_of("c1")})}


def backup(path: Path, **lines: list[dict[str, Any]]) -> Path:
    """A backup with one article, whole by its hashes, and whatever else it says."""
    parts: dict[str, list[dict[str, Any]]] = {
        "head": [{"format": 1}], "articles": [ARTICLE], "journal": [RUN, INPUT], "quarantine": [],
        "mended": [], "end": [END],
    }  # fmt: skip
    parts |= lines
    with path.open("wb") as file:
        writer = Writer(file)
        for kind, rows in parts.items():
            known: Kind = kind  # type: ignore[assignment]
            writer.write(known, rows)
    return path


@pytest.fixture
def private(tmp_path: Path) -> Path:
    """A file that nobody means to index."""
    return write(tmp_path / "secret.jsonl", SECRET)


def test_the_paths_of_a_backup_are_not_read_before_they_are_confirmed(
    fihris: Fihris, tmp_path: Path, private: Path
) -> None:
    file = backup(tmp_path / "b.zst", journal=[RUN, INPUT | {"path": str(private)}])
    done = fihris("--lang", "en", "--json", "restore", str(file))
    assert (done.code, done.json["unconfirmed"]) == (0, 1), done.err
    assert "reindex --trust-sources" in done.err
    refused = fihris("--lang", "en", "reindex")
    assert refused.code == 6
    assert str(private) in refused.err
    assert "--trust-sources" in refused.err
    plan = fihris("--json", "reindex", "--dry-run")
    assert (plan.json["unconfirmed"], plan.json["missing"]) == ([str(private)], [])
    (told,) = fihris("--json", "doctor").json
    assert (told["code"], told["subject"]) == ("sources-unconfirmed", str(private))
    assert fihris("reindex", "--from-live", "--dry-run").code == 0
    assert found(fihris, "القمة") == set()
    assert fihris("reindex", "--trust-sources", "--max-change", "500").code == 0
    assert found(fihris, "القمة") == {"secret"}
    assert fihris("reindex", "--max-change", "500").code == 0


def test_one_may_trust_a_backup_of_ones_own(fihris: Fihris, tmp_path: Path, private: Path) -> None:
    file = backup(tmp_path / "b.zst", journal=[RUN, INPUT | {"path": str(private)}])
    assert fihris("restore", "--trust-sources", str(file)).code == 0
    assert fihris("reindex", "--max-change", "500").code == 0
    assert found(fihris, "القمة") == {"secret"}


def test_a_source_that_is_loaded_here_is_confirmed(
    fihris: Fihris, tmp_path: Path, private: Path
) -> None:
    file = backup(tmp_path / "b.zst", journal=[RUN, INPUT | {"path": str(private)}])
    assert fihris("restore", str(file)).code == 0
    assert fihris("index", str(private)).code == 0
    assert fihris("reindex", "--max-change", "100").code == 0


@pytest.mark.parametrize("kind", ["quarantine", "mended"])
def test_the_quarantine_of_a_backup_reads_no_path(
    fihris: Fihris, tmp_path: Path, private: Path, kind: str
) -> None:
    line = {"run": RUN["run"], "line": entry(private)}
    inputs = [
        INPUT | {"path": str(private)},
        INPUT | {"path": f"mended/{RUN['run']}.jsonl", "position": 1},
        INPUT | {"path": "mended/../../../secret.jsonl", "position": 2},
        INPUT | {"path": "/", "position": 3},
    ]
    file = backup(tmp_path / "b.zst", journal=[RUN, *inputs], **{kind: [line]})
    assert fihris("restore", str(file)).code == 0
    fihris("quarantine", "retry")
    assert fihris("reindex").code == 6
    assert found(fihris, "القمة") == set()


def test_a_backup_adds_nothing_to_the_runs_of_this_home(
    fihris: Fihris, tmp_path: Path, private: Path
) -> None:
    source = write(tmp_path / "a.jsonl", release(1), "x")
    assert fihris("index", str(source)).code == 4
    assert fihris("quarantine", "drop", "--all").code == 0
    run = fihris("--json", "runs").json[0]["run"]
    file = backup(
        tmp_path / "b.zst",
        journal=[RUN | {"run": run}, INPUT | {"run": run, "path": str(private), "position": 7}],
        quarantine=[{"run": run, "line": entry(private)}],
    )
    assert fihris("restore", str(file)).code == 0
    fihris("quarantine", "retry")
    assert fihris("--json", "reindex", "--dry-run").json["sources"] == [str(source)]
    assert found(fihris, "القمة") == set()


@pytest.mark.parametrize(
    "wrong",
    [
        {"journal": [RUN | {"run": "a\0b"}]},
        {"journal": [RUN | {"read": 7}]},
        {"journal": [INPUT | {"position": 10**30}]},
        {"quarantine": [{"run": "../../x", "line": "{}"}]},
        {"mended": [{"run": "x", "line": 5}]},
        {"head": [{"format": "one"}]},
        {"end": [{"articles": "1"}]},
        {"articles": [{"paragraphs": [PARAGRAPH | {"text": None}]}]},
        {"articles": [{"paragraphs": [PARAGRAPH | {"date": "0000-00-00"}]}]},
        {"articles": [ARTICLE] * 3 + [{"paragraphs": "x"}]},
    ],
)
def test_what_is_wrong_in_a_backup_is_told_and_nothing_is_live(
    fihris: Fihris, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    file = backup(tmp_path / "b.zst", **wrong)
    done = fihris("--lang", "en", "restore", str(file))
    assert (done.code, "is damaged: block" in done.err) == (3, True), done.err
    assert fihris("generations", "list").code == 1
    assert list(tmp_path.rglob("x.jsonl")) == []


def test_what_is_whole_beside_it_is_salvaged(fihris: Fihris, tmp_path: Path) -> None:
    file = backup(tmp_path / "b.zst", journal=[RUN | {"run": "a\0b"}])
    done = fihris("--json", "restore", "--salvage", str(file))
    assert (done.code, done.json["loaded"]) == (4, 1)
    assert "run is no name of a run" in done.json["lost"][0]


def test_a_backup_that_unpacks_too_far_is_refused(fihris: Fihris, tmp_path: Path) -> None:
    path = tmp_path / "b.zst"
    backup(path, mended=[{"run": "x", "line": " " * (32 << 20)}] * 5)
    assert path.stat().st_size < 100_000
    done = fihris("--lang", "en", "restore", str(path))
    assert (done.code, "--limit unpacked-ratio=100" in done.err) == (3, True), done.err


@pytest.mark.parametrize("what", ["pipe", "device", "folder"])
def test_what_is_no_file_is_no_backup(fihris: Fihris, tmp_path: Path, what: str) -> None:
    path = tmp_path / "b.zst"
    if what == "pipe":
        os.mkfifo(path)
    elif what == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    assert fihris("restore", str(path)).code == 2


def test_a_backup_of_an_index_with_rejections_over_the_limit_is_restored(
    fihris: Fihris, tmp_path: Path
) -> None:
    source = tmp_path / "a.jsonl"
    source.write_bytes(b"x\n" * 1_200 + (release(1) + "\n").encode())
    assert fihris("index", str(source)).code == 4
    assert fihris("backup", str(tmp_path / "b.zst")).code == 0
    other = Fihris(tmp_path / "other")
    assert other("restore", str(tmp_path / "b.zst")).code == 0
    one, two = (home("--json", "quarantine", "list").json for home in (fihris, other))
    assert [entry["detail"] for entry in one] == [entry["detail"] for entry in two]
    with open_engine("embedded", home=other.home) as engine:
        assert json.dumps([one[0].article_id for one in engine.scan()]) == '["a1"]'
