"""Processes that live for long beside others: what is gone is let go of, and a home is known by
what it is, not by its name."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fihris.engines import open_engine
from fihris.engines.embedded.integrity import left_behind
from fihris.engines.errors import HomeChanged
from fihris.engines.model import FaultCode
from tests.cli.conftest import Fihris
from tests.cli.test_reindexing import ended, release, until, write
from tests.contract.building import article, found, load, publish


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What is watched."""
    made = tmp_path / "وارد"
    made.mkdir()
    return made


@contextmanager
def watching(fihris: Fihris, folder: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A ``fihris watch`` at work; it has loaded what is there."""
    process = fihris.start("--lang", "en", "watch", "--settle", "0.1", *options, str(folder))
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            ended(process)


def held_by(process: subprocess.Popen[bytes], home: Path) -> list[str]:
    """Files in a home that a process has open or mapped, removed ones too."""
    seen = Path(f"/proc/{process.pid}/maps").read_text().splitlines()
    for file in Path(f"/proc/{process.pid}/fd").iterdir():
        try:
            seen.append(str(file.readlink()))
        except FileNotFoundError:  # closed meanwhile
            continue
    return [line for line in seen if f"{home}/press/" in line]


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="asks Linux what is open")
def test_a_watching_process_holds_nothing_of_former_generations(
    fihris: Fihris, folder: Path
) -> None:
    with watching(fihris, folder) as process:
        for night in range(3):
            write(folder / f"{night}.jsonl", release(night, "مسقط"))
            until(lambda n=night: fihris("show", f"a{n}").code == 0)
            until(lambda: not held_by(process, fihris.home))
            assert fihris("reindex", "--keep", "0").code == 0
        names = [one["name"] for one in fihris("--json", "status").json["generations"]]
        assert names == ["press-000003", "press-000004"]  # the live one and the one before it
        assert held_by(process, fihris.home) == []


def test_loads_of_another_process_leave_no_orphans(fihris: Fihris, folder: Path) -> None:
    with watching(fihris, folder):
        for number in range(0, 8, 2):
            write(folder / "a.jsonl", release(number, "مسقط"))
            until(lambda n=number: fihris("show", f"a{n}").code == 0)
            other = write(folder.parent / "b.jsonl", release(number + 1, "قطر"))
            until(lambda o=other: fihris("index", str(o)).code == 0)
    (generation,) = (fihris.home / "press" / "generations").iterdir()
    assert left_behind(generation) == []
    assert fihris("--json", "doctor").json == []


def test_a_long_lived_writer_beside_short_ones_leaves_no_orphans(tmp_path: Path) -> None:
    with open_engine("embedded", home=tmp_path) as engine:
        name = publish(engine, article("a", "مجلس"))
        for number in range(4):
            with open_engine("embedded", home=tmp_path) as other:
                load(other, article("b", f"قطر {number}"), generation=name)
            load(engine, article("b", f"قطر {number}", "مسقط"), generation=name)
        assert left_behind(tmp_path / "press" / "generations" / name) == []
        assert found(engine, "مسقط") == ["b"]
        assert engine.check() == ()


def test_orphans_are_named_with_their_size_and_swept_while_somebody_reads(tmp_path: Path) -> None:
    with open_engine("embedded", home=tmp_path) as engine:
        name = publish(engine, article("a", "مجلس"))
        folder = tmp_path / "press" / "generations" / name
        assert found(engine, "مجلس") == ["a"]
        # as earlier versions left them: not on tantivy's list of its own files
        for part in ("idx", "store", "7.del"):
            (folder / f"{'0' * 32}.{part}").write_bytes(b"x" * 100)
        (folder / "thesis.docx").write_text("mine")
        told = {fault.code: fault.detail for fault in engine.check()}
        assert told == {
            FaultCode.LEFT_BEHIND: "3 files, 300 bytes",
            FaultCode.FOREIGN: "thesis.docx (1)",
        }
        with open_engine("embedded", home=tmp_path) as another:
            another.mend()
        assert [fault.code for fault in engine.check()] == [FaultCode.FOREIGN]
        assert (folder / "thesis.docx").read_text() == "mine"
        assert found(engine, "مجلس") == ["a"]
        load(engine, article("b", "مجلس"), generation=name)
        assert found(engine, "مجلس") == ["a", "b"]


def test_orphans_stay_while_a_generation_is_written(fihris: Fihris, folder: Path) -> None:
    fihris("index", str(write(folder / "a.jsonl", release(1))))
    (generation,) = (fihris.home / "press" / "generations").iterdir()
    orphan = generation / f"{'0' * 32}.idx"
    orphan.write_bytes(b"x")
    with (
        open_engine("embedded", home=fihris.home) as engine,
        engine.locked("write", by="somebody"),
    ):
        fihris("doctor", "--fix")
        assert orphan.exists()
    assert fihris("doctor", "--fix").code == 0
    assert not orphan.exists()


# --- the home --------------------------------------------------------------------------------


def moved(home: Path) -> None:
    home.rename(home.with_name("elsewhere"))


def moved_with_another_in_its_place(home: Path) -> None:
    moved(home)
    home.mkdir()


def linked_to_another(home: Path) -> None:
    moved(home)
    home.with_name("another").mkdir()
    home.symlink_to(home.with_name("another"))


def copied_back(home: Path) -> None:
    moved(home)
    shutil.copytree(home.with_name("elsewhere"), home)


def emptied_and_made_anew(home: Path) -> None:
    shutil.rmtree(home / "press")
    (home / "press").mkdir()


CHANGES = [
    moved, moved_with_another_in_its_place, linked_to_another, copied_back, emptied_and_made_anew,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_watching_stops_when_the_home_is_another(
    fihris: Fihris, folder: Path, change: object
) -> None:
    assert callable(change)
    write(folder / "a.jsonl", release(1))
    with watching(fihris, folder) as process:
        until(lambda: fihris("search", "القمة").code == 0)
        change(fihris.home)
        before = sorted(fihris.home.parent.rglob("*"))
        write(folder / "b.jsonl", release(2, "قطر"))
        code, err = ended(process)
    assert code == 3
    assert "is no longer the folder that this command started with" in err
    assert err.count("error: ") == 1
    assert "Traceback" not in err
    # nothing was made in its place
    assert sorted(fihris.home.parent.rglob("*")) == sorted({*before, folder / "b.jsonl"})


def test_a_moved_home_with_a_link_to_it_in_its_place_is_the_same(
    fihris: Fihris, folder: Path
) -> None:
    with watching(fihris, folder):
        write(folder / "a.jsonl", release(1))
        until(lambda: fihris("search", "القمة").code == 0)
        moved(fihris.home)
        fihris.home.symlink_to(fihris.home.with_name("elsewhere"))
        write(folder / "b.jsonl", release(2, "قطر"))
        until(lambda: fihris("search", "قطر").code == 0)


def test_a_home_that_is_a_link_is_used_as_what_it_leads_to(fihris: Fihris, folder: Path) -> None:
    target = fihris.home.with_name("target")
    target.mkdir()
    fihris.home.symlink_to(target)
    assert fihris("index", str(write(folder / "a.jsonl", release(1)))).code == 0
    assert fihris("search", "القمة").code == 0
    assert (target / "press" / "live").exists()
    assert fihris("--json", "doctor").json == []


def test_reindexing_again_and_again_stops_when_the_home_is_another(
    fihris: Fihris, folder: Path, tmp_path: Path
) -> None:
    fihris("index", str(write(folder / "a.jsonl", release(1))))
    told = tmp_path / "told"
    process = fihris.start(
        "--lang", "en", "--json", "reindex", "--every", "1s", "--on-failure", f"cat > '{told}'"
    )
    assert process.stdout is not None
    process.stdout.readline()
    moved(fihris.home)
    code, err = ended(process)
    assert code == 3
    assert "is no longer the folder that this command started with" in err
    assert not fihris.home.exists()
    assert "HomeChanged" not in told.read_text()
    assert "started with" in told.read_text()


@pytest.mark.parametrize("change", CHANGES)
def test_an_engine_that_is_open_for_long_refuses_another_home(
    tmp_path: Path, change: object
) -> None:
    assert callable(change)
    home = tmp_path / "home"
    with open_engine("embedded", home=home) as engine:
        name = publish(engine, article("a", "مجلس"))
        assert found(engine, "مجلس") == ["a"]
        change(home)
        with pytest.raises(HomeChanged):
            found(engine, "مجلس")
        with pytest.raises(HomeChanged):
            load(engine, article("b", "مجلس"), generation=name)
        with pytest.raises(HomeChanged), engine.locked("write", by="test"):
            pass
        with pytest.raises(HomeChanged):
            engine.new_generation()


def test_a_folder_that_takes_the_number_of_the_removed_one_is_another(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with open_engine("embedded", home=home) as engine:
        publish(engine, article("a", "مجلس"))
        for _ in range(20):  # file systems give numbers again soon
            shutil.rmtree(home)
            (home / "press").mkdir(parents=True)
            with pytest.raises(HomeChanged):
                engine.live()


def test_a_journal_that_is_moved_in_the_middle_of_a_run_is_not_written_elsewhere(
    tmp_path: Path,
) -> None:
    from indexer.errors import JournalMoved
    from indexer.journal.journal import Counts, Journal

    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    with Journal(home, engine="embedded", index="press") as journal:
        run = journal.begin("index")
        home.rename(elsewhere)
        with Journal(home, engine="embedded", index="press") as another:
            begun = another.begin("index")
            with pytest.raises(JournalMoved):
                journal.end(run, "done", counts=Counts(), seconds=1.0)
            journal.close()
            # the other's log is not removed with the first one's name
            assert [one.run_id for one in another.runs()] == [begun]
            assert (home / "journal.sqlite3-wal").exists()
        with Journal(home, engine="embedded", index="press") as again:
            assert [one.run_id for one in again.runs()] == [begun]
    with Journal(elsewhere, engine="embedded", index="press") as first:
        assert [one.run_id for one in first.runs()] == [run]


def test_nothing_is_held_open_once_an_engine_is_gone(tmp_path: Path) -> None:
    code = (
        "import os, sys; from fihris.engines import open_engine\n"
        "before = len(os.listdir('/proc/self/fd'))\n"
        "for _ in range(5):\n"
        "    with open_engine('embedded', home=sys.argv[1]) as engine: engine.live()\n"
        "del engine\n"
        "print(len(os.listdir('/proc/self/fd')) - before)\n"
    )
    with open_engine("embedded", home=tmp_path) as engine:
        publish(engine, article("a", "مجلس"))
    if not Path("/proc/self/fd").exists():
        pytest.skip("asks Linux what is open")
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2], env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip
    assert done.stdout == "0\n"
