"""The embedded engine's files: damage is told, readers are not disturbed, remains are swept up."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fihris.engines import open_engine
from fihris.engines.embedded.integrity import PARTS
from fihris.engines.errors import GenerationInUse, IndexDamaged
from fihris.engines.model import FaultCode
from mappings.errors import FihrisError
from tests.contract.building import article, found, load, publish
from tests.contract.test_keeping import read_elsewhere


def flipped(data: bytes) -> bytes:
    """One bit in the middle."""
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda data: data[: len(data) // 2],
    "emptied": lambda data: b"",
    "zeroed": lambda data: bytes(len(data)),
    "flipped": flipped,
}


def made(home: Path) -> tuple[Path, str]:
    """A generation of two loads with a replaced article; its folder and the name of it."""
    with open_engine("embedded", home=home) as engine:
        name = publish(engine, *(article(f"a{n}", "مجلس الوزراء", "الكويت") for n in range(50)))
        load(engine, article("a7", "قطر"), article("new", "مجلس"), generation=name)
    return home / "press" / "generations" / name, name


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_damaged_file_is_told_and_never_answers_wrongly(tmp_path: Path, damage: str) -> None:
    folder, name = made(tmp_path / "whole")
    query = '"مجلس الوزراء"'
    with open_engine("embedded", home=tmp_path / "whole") as engine:
        right = found(engine, query)
    assert len(right) == 49
    files = [file.name for file in folder.iterdir() if not file.name.endswith(".lock")]
    assert {file.rpartition(".")[2] for file in files} >= {*PARTS, "del"}
    for at, file in enumerate([*files, "../../live"]):
        home = tmp_path / f"copy-{at}"
        shutil.copytree(tmp_path / "whole", home)
        target = home / "press" / "generations" / name / file
        target.write_bytes(DAMAGES[damage](target.read_bytes()))
        with open_engine("embedded", home=home) as engine:
            try:
                assert found(engine, query) == right, file
                answered = True
            except FihrisError:
                answered = False
            told = {fault.code for fault in engine.check()}
        if not answered:
            assert told & {FaultCode.DAMAGED, FaultCode.POINTER, FaultCode.OLDER,
                           FaultCode.OTHER_WORDS, FaultCode.NEWER}, file  # fmt: skip


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    folder, _ = made(tmp_path)
    for part in PARTS:
        file = next(folder.glob(f"*.{part}"))
        kept = file.read_bytes()
        file.unlink()
        with open_engine("embedded", home=tmp_path) as engine:
            with pytest.raises(IndexDamaged, match=part):
                found(engine, "مجلس")
            (fault,) = engine.check()
        assert (fault.code, part in fault.detail) == (FaultCode.DAMAGED, True)
        file.write_bytes(kept)


def test_a_flip_that_keeps_the_time_is_found_by_a_deep_check(tmp_path: Path) -> None:
    folder, name = made(tmp_path)
    file = next(folder.glob("*.idx"))
    about = file.stat()
    file.write_bytes(flipped(file.read_bytes()))
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    with open_engine("embedded", home=tmp_path) as engine:
        assert engine.check() == ()
        (fault,) = engine.check(deep=True)
    assert (fault.code, fault.subject) == (FaultCode.DAMAGED, name)


def test_a_copy_is_right_and_is_vouched_for_again_by_mending(tmp_path: Path) -> None:
    made(tmp_path / "whole")
    home = tmp_path / "copy"
    shutil.copytree(tmp_path / "whole", home, copy_function=shutil.copyfile)
    with open_engine("embedded", home=home) as engine:
        assert len(found(engine, "مجلس")) == 50
        assert [fault.code for fault in engine.check()] == [FaultCode.UNSEALED]
        engine.mend()
        assert engine.check() == ()


def test_a_generation_that_another_process_reads_is_not_removed(tmp_path: Path) -> None:
    with open_engine("embedded", home=tmp_path) as engine:
        old = publish(engine, *(article(f"a{n}", "القديم") for n in range(30)))
        reader = read_elsewhere(str(tmp_path), "press")
        publish(engine, article("b", "الجديد"))
        with pytest.raises(GenerationInUse):
            engine.discard(old)
        out, _ = reader.communicate("go on\n", timeout=30)
        assert out == "30\n"
        engine.discard(old)
        assert [one.name for one in engine.generations()] == ["press-000002"]


def test_a_long_lived_reader_does_not_keep_what_it_no_longer_reads(tmp_path: Path) -> None:
    with (
        open_engine("embedded", home=tmp_path) as reader,
        open_engine("embedded", home=tmp_path) as engine,
    ):
        old = publish(engine, article("a", "القديم"))
        assert found(reader, "القديم") == ["a"]
        publish(engine, article("b", "الجديد"))
        assert found(reader, "الجديد") == ["b"]
        engine.discard(old)


def test_a_damaged_list_of_files_is_written_anew(tmp_path: Path) -> None:
    folder, _ = made(tmp_path)
    (folder / ".managed.json").write_bytes(b"\x00" * 40)
    with open_engine("embedded", home=tmp_path) as engine:
        assert [fault.code for fault in engine.check()] == [FaultCode.DAMAGED]
        engine.mend()
        assert engine.check() == ()
        assert len(found(engine, "مجلس")) == 50


def test_remains_of_killed_runs_are_told_and_swept_up(tmp_path: Path) -> None:
    folder, name = made(tmp_path)
    (folder / ("0" * 32 + ".idx")).write_bytes(b"half a segment")
    managed = json.loads((folder / ".managed.json").read_text())
    (folder / ".managed.json").write_text(json.dumps([*managed, "0" * 32 + ".idx"]))
    (folder.parent / "press-000009").mkdir()
    (folder.parent.parent / ".live.4711").write_text("press-0000")
    with open_engine("embedded", home=tmp_path) as engine:
        told = [(fault.code, fault.subject) for fault in engine.check()]
        assert told == [
            (FaultCode.LEFT_BEHIND, name),
            (FaultCode.LEFT_BEHIND, "press-000009"),
            (FaultCode.LEFT_BEHIND, ".live.4711"),
        ]
        engine.mend()
        assert engine.check() == ()
        assert len(found(engine, "مجلس")) == 50


def test_what_is_not_ours_is_never_removed(tmp_path: Path) -> None:
    folder, _ = made(tmp_path)
    foreign = folder.parent / "press-000008"
    foreign.mkdir()
    (foreign / "thesis.docx").write_text("mine")
    (folder.parent / "notes.txt").write_text("mine")
    with open_engine("embedded", home=tmp_path) as engine:
        engine.mend()
    assert (foreign / "thesis.docx").exists()
    assert (folder.parent / "notes.txt").exists()


def test_a_lost_pointer_is_set_again_where_there_is_no_doubt(tmp_path: Path) -> None:
    made(tmp_path)
    pointer = tmp_path / "press" / "live"
    pointer.write_bytes(b"\xff\x00")
    with open_engine("embedded", home=tmp_path) as engine:
        assert [fault.code for fault in engine.check()] == [FaultCode.POINTER]
        engine.mend()
        assert engine.check() == ()
        assert len(found(engine, "مجلس")) == 50
        publish(engine, article("b", "الجديد"))
        pointer.unlink()
        engine.mend()
        assert [fault.code for fault in engine.check()] == [FaultCode.POINTER]
