"""What a later reindex reads: the sources of what is live, whatever came in between."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Fihris
from tests.cli.test_indexing import BAD_LINES, GOOD
from tests.cli.test_reindexing import MANY, ended, found, names, piped, release, until, write


def sources(fihris: Fihris) -> list[str]:
    """What a reindex would read, by the names of the files."""
    return [Path(one).name for one in fihris("--json", "reindex", "--dry-run").json["sources"]]


@pytest.fixture
def press(fihris: Fihris, tmp_path: Path) -> Fihris:
    """The program with twenty releases out of one file."""
    source = write(tmp_path / "a.jsonl", *(release(n) for n in range(20)))
    assert fihris("index", str(source)).code == 0
    return fihris


def test_sources_are_read_in_the_order_of_their_last_loading(
    fihris: Fihris, tmp_path: Path
) -> None:
    old = write(tmp_path / "z_old.jsonl", release(1, "القديم"), release(2))
    new = write(tmp_path / "a_new.jsonl", release(1, "الجديد"))
    fihris("index", str(old))
    fihris("index", str(new))
    done = fihris("--json", "reindex")
    assert (done.json["loaded"], done.json["superseded"], done.json["read"]) == (2, 1, 3)
    assert found(fihris, "الجديد") == {"a1"}
    assert fihris("search", "القديم").code == 1


def test_the_sources_are_those_of_the_generation_that_is_live(
    press: Fihris, tmp_path: Path
) -> None:
    other = write(tmp_path / "n.jsonl", *(release(n, "قطر") for n in range(7)))
    more = write(tmp_path / "c.jsonl", release(30))
    assert press("reindex", str(other)).code == 6
    assert sources(press) == ["a.jsonl"]
    assert press("generations", "publish", "press-000002").code == 0
    assert sources(press) == ["n.jsonl"]
    assert press("reindex").code == 0
    assert press("index", str(more)).code == 0
    assert sources(press) == ["n.jsonl", "c.jsonl"]
    assert press("generations", "publish", "press-000001").code == 0
    assert sources(press) == ["a.jsonl", "c.jsonl"]  # what was loaded since is not forgotten
    assert press("generations", "rollback").code == 0
    assert sources(press) == ["n.jsonl", "c.jsonl"]


def test_a_restore_that_is_not_published_brings_neither_sources_nor_quarantine(
    press: Fihris, tmp_path: Path
) -> None:
    there = Fihris(tmp_path / "there")
    source = write(tmp_path / "n.jsonl", release(50, "قطر"), BAD_LINES["no-text"])
    assert there("index", str(source)).code == 4
    backup = tmp_path / "there.zst"
    assert there("backup", str(backup)).code == 0
    assert press("restore", str(backup), "--no-publish").code == 0
    assert sources(press) == ["a.jsonl"]
    assert press("--json", "quarantine", "list").json == []
    assert press("generations", "publish", "press-000002").code == 0
    assert sources(press) == ["n.jsonl"]
    assert len(press("--json", "quarantine", "list").json) == 1
    assert press("generations", "rollback").code == 0
    assert sources(press) == ["a.jsonl"]


def test_nothing_goes_on_with_what_was_built_in_another_home(
    fihris: Fihris, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder / "a.jsonl", *(release(n) for n in range(MANY)))
    file = write(tmp_path / "z.jsonl", release(1000))
    assert fihris("index", str(folder), str(file)).code == 0
    file.unlink()
    pipe = piped(tmp_path)
    # named, since a pipe in the place of what was recorded is passed over
    process = fihris.start("reindex", "--step", "200", str(folder), str(pipe))
    with pipe.open("w"):
        until(lambda: fihris("--json", "runs").json[0]["loaded"])
        process.kill()
        ended(process)
    pipe.unlink()
    write(file, release(1000))
    backup = tmp_path / "press.zst"
    assert fihris("backup", str(backup)).code == 0
    there = Fihris(tmp_path / "there")
    assert there("restore", str(backup)).code == 0
    assert there("restore", str(backup), "--no-publish").code == 0
    assert set(names(there)) == {"press-000001", "press-000002"}
    assert there("doctor").code == 0
    assert there("generations", "prune", "--keep", "0").code == 0
    assert set(names(there)) == {"press-000001"}
    done = there("--json", "reindex", str(folder), str(file))
    assert (done.code, done.json["resumed"], done.json["loaded"]) == (0, False, MANY + 1)


def test_an_index_that_is_restored_beside_itself_has_its_own_journal(
    press: Fihris, tmp_path: Path
) -> None:
    assert press("index", "-", stdin=(BAD_LINES["no-text"] + "\n" + GOOD).encode()).code == 4
    backup = tmp_path / "press.zst"
    assert press("backup", str(backup)).code == 0
    for _ in range(2):
        assert press("--index", "moved", "restore", str(backup)).code == 0
        told = press("--json", "--index", "moved", "reindex", "--dry-run").json
        assert told["sources"] == [str(tmp_path / "a.jsonl"), "-"]
        (held,) = press("--json", "--index", "moved", "quarantine", "list").json
    assert press("--index", "moved", "quarantine", "show", str(held["number"])).code == 0
    assert press("--index", "moved", "quarantine", "drop", "--all").code == 0
    assert len(press("--json", "quarantine", "list").json) == 1


def test_what_passes_once_is_no_source(press: Fihris, tmp_path: Path) -> None:
    pipe = piped(tmp_path)
    process = press.start("index", str(pipe))
    pipe.write_text(release(30) + "\n", "utf-8")
    assert ended(process)[0] == 0
    assert sources(press) == ["a.jsonl", "-"]
    assert press("reindex").code == 6  # and does not wait for somebody to write
    assert press("reindex", "--forget", "-").code == 0
    assert press("index", "/dev/stdin", stdin=(release(31) + "\n").encode()).code == 0
    assert sources(press) == ["a.jsonl", "-"]


def test_a_folder_that_has_become_a_file_cannot_be_read_again(
    fihris: Fihris, tmp_path: Path
) -> None:
    folder = tmp_path / "وارد"
    folder.mkdir()
    write(folder / "a.jsonl", release(1))
    assert fihris("index", str(folder)).code == 0
    (folder / "a.jsonl").unlink()
    folder.rmdir()
    folder.write_bytes(b"\0\1\2")  # a text would be read for what it is
    done = fihris("--lang", "en", "reindex")
    assert (done.code, "--forget" in done.err) == (6, True)
    assert fihris("reindex", "--forget", folder.name, cwd=tmp_path).code == 0


def test_forgetting_says_what_it_does_not_know(press: Fihris, tmp_path: Path) -> None:
    assert press("reindex", "--forget", "a.jsonl", "nope", cwd=tmp_path).code == 2
    assert sources(press) == ["a.jsonl"]
    done = press("--json", "reindex", "--forget", "typo", cwd=tmp_path)
    unknown = {"forgotten": [], "not_recorded": [str(tmp_path / "typo")]}
    assert (done.code, done.json) == (1, unknown)
    done = press("--json", "reindex", "--forget", "a.jsonl", cwd=tmp_path)
    known = {"forgotten": [str(tmp_path / "a.jsonl")], "not_recorded": []}
    assert (done.code, done.json) == (0, known)


def test_standard_input_is_built_from_and_an_empty_name_is_no_folder(
    press: Fihris, tmp_path: Path
) -> None:
    given = "\n".join(release(n, "قطر") for n in range(20)).encode()
    done = press("--json", "reindex", "-", stdin=given)
    assert (done.code, done.json["loaded"]) == (0, 20), done.err
    for command in ("index", "reindex"):
        assert press(command, os.fspath(""), cwd=tmp_path).code == 2
