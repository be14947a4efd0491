"""An index in one file: whole, verified, for either engine; damage is told by its place."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections import deque
from pathlib import Path

import pytest

from fihris.engines import open_engine
from indexer.backup import archive
from indexer.backup.archive import Writer, blocks, looked_through
from indexer.backup.backup import backup
from indexer.backup.restore import restore
from indexer.errors import ArchiveDamaged
from tests.cli.conftest import SEEDS, Fihris
from tests.cli.test_indexing import BAD_LINES, GOOD
from tests.cli.test_reindexing import until
from tests.reliability.press import held, releases, write
from tools.elasticsearch.shared import Server


@pytest.fixture
def press(fihris: Fihris, tmp_path: Path) -> Fihris:
    """The program with some releases, in several steps, and one thing in quarantine."""
    bad = (BAD_LINES["no-text"] + "\n" + GOOD + "\n").encode()
    assert fihris("index", "-", stdin=bad).code == 4
    source = write(tmp_path / "press.jsonl", releases(60))
    assert fihris("index", str(source), str(SEEDS / "releases.jsonl")).code == 0
    return fihris


def test_what_is_restored_is_what_was_saved(press: Fihris, tmp_path: Path) -> None:
    file = tmp_path / "نسخة احتياطية.zst"
    saved = press("--json", "backup", str(file))
    assert (saved.code, saved.json["articles"]) == (0, 71)
    other = Fihris(tmp_path / "other")
    done = other("--json", "--index", "moved", "restore", str(file))
    assert done.code == 0, done.err
    assert (done.json["loaded"], done.json["generation"]) == (71, "moved-000001")
    with open_engine("embedded", index="moved", home=other.home) as engine:
        restored = {article[0].article_id: article for article in engine.scan()}
    with open_engine("embedded", home=press.home) as engine:
        assert restored == {article[0].article_id: article for article in engine.scan()}
    runs = other("--json", "--index", "moved", "runs").json
    assert [run["command"] for run in runs] == ["restore", "index", "index"]
    assert len(other("--json", "--index", "moved", "quarantine", "list").json) == 1
    assert other("--index", "moved", "doctor").code == 0
    # over an index that is there: the former one is kept
    assert press("restore", str(file)).code == 0
    assert press("generations", "rollback").code == 0


def test_a_backup_that_was_killed_leaves_nothing_behind_the_next(
    press: Fihris, tmp_path: Path
) -> None:
    source = write(tmp_path / "more.jsonl", releases(4_000))
    assert press("index", str(source)).code == 0
    folder = tmp_path / "saved"
    folder.mkdir()
    file = folder / ("ن" * 125 + ".zst")  # as long as a name may be
    for _ in range(10):  # until one is killed before it has done
        file.unlink(missing_ok=True)
        killed = press.start("backup", str(file))
        until(lambda: any(folder.iterdir()))
        killed.kill()
        killed.communicate()
        if not file.exists():
            break
    assert any(folder.iterdir())
    assert not file.exists()
    assert press("backup", str(file)).code == 0
    assert list(folder.iterdir()) == [file]


def test_the_file_is_plain_zstd_for_others(press: Fihris, tmp_path: Path) -> None:
    file = tmp_path / "press.zst"
    press("backup", str(file))
    whole = archive._zstd().decompress(file.read_bytes()).decode()
    lines = [json.loads(line) for line in whole.splitlines()]
    assert lines[0]["index"] == "press"
    assert (
        sum("paragraphs" in line and isinstance(line["paragraphs"], list) for line in lines) == 71
    )
    program = shutil.which("zstd")
    if program:
        told = subprocess.run([program, "-dc", str(file)], capture_output=True, check=True)
        assert told.stdout.decode() == whole


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So small that a few releases make many."""
    monkeypatch.setattr(archive, "BLOCK_BYTES", 4_000)


def saved_file(press: Fihris, path: Path) -> bytes:
    with open_engine("embedded", home=press.home) as engine:
        backup(engine, path, home=press.home)
    return path.read_bytes()


@pytest.mark.usefixtures("small_blocks")
def test_each_damage_is_told_and_what_is_whole_is_salvaged(press: Fihris, tmp_path: Path) -> None:
    file = tmp_path / "press.zst"
    whole = saved_file(press, file)
    before = held(press)
    with file.open("rb") as opened:
        offsets = [block.offset for block in blocks(opened)]
    assert len(offsets) > 10
    chance = random.Random(1)
    other = Fihris(tmp_path / "other")
    for round_ in range(12):
        at = chance.randrange(len(whole))
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :])
        block = sum(offset <= at for offset in offsets)
        done = other("--lang", "en", "restore", str(file))
        assert done.code == 3
        assert f"block {block} (byte {offsets[block - 1]:,})" in done.err
        assert "--salvage" in done.err
        assert other("generations", "list").code == (1 if round_ == 0 else 0)
        salvaged = other("--json", "restore", "--salvage", str(file))
        assert salvaged.code == 4
        assert f"block {block}" in salvaged.json["lost"][0]
        found = held(other)
        assert found.items() <= before.items()
        assert len(found) >= len(before) - 12


@pytest.mark.parametrize("kind", ["articles", "journal", "quarantine"])
def test_a_block_that_says_another_kind_is_damaged(
    press: Fihris, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "press.zst"
    whole = saved_file(press, file)
    said = f'"kind": "{kind}'.encode()
    assert said in whole
    file.write_bytes(whole.replace(said, said[:-1] + b"_", 1))
    done = Fihris(tmp_path / "other")("--lang", "en", "restore", str(file))
    assert (done.code, "its hash does not agree" in done.err) == (3, True)


def test_a_backup_of_the_former_layout_is_read(
    press: Fihris, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LAYOUT", 1)
    file = tmp_path / "press.zst"
    assert b'"fihris": 1' in saved_file(press, file)
    other = Fihris(tmp_path / "other")
    assert other("restore", str(file)).code == 0
    assert held(other) == held(press)


@pytest.mark.parametrize("salvage", [(), ("--salvage",)])
@pytest.mark.parametrize("content", [b"", b"hello\n", b"no backup at all" * 99])
def test_what_is_no_backup_takes_no_index_away(
    press: Fihris, tmp_path: Path, salvage: tuple[str, ...], content: bytes
) -> None:
    file = tmp_path / "note.txt"
    file.write_bytes(content)
    done = press("--lang", "en", "restore", *salvage, str(file))
    assert (done.code, "is not a backup of fihris" in done.err) == (3, True)
    assert "--salvage" not in done.err
    assert len(press("--json", "generations", "list").json) == 1


def test_what_ends_a_line_for_python_alone_is_text(fihris: Fihris, tmp_path: Path) -> None:
    marks = "قبل\u2028بين\u2029ثم\u0085بعد"
    folder = tmp_path / marks
    folder.mkdir()
    bad = json.dumps({"id": "u4", "title": "خبر", "date": marks}, ensure_ascii=False)
    (folder / "a.jsonl").write_text(bad + "\n" + GOOD + "\n", "utf-8")
    assert fihris("index", "--strict", str(folder)).code == 4
    file, other = tmp_path / "a.zst", Fihris(tmp_path / "other")
    assert fihris("backup", str(file)).code == 0
    assert other("restore", str(file)).code == 0
    assert held(other) == held(fihris)
    (entry,) = other("--json", "quarantine", "list").json
    assert entry == fihris("--json", "quarantine", "list").json[0]
    shown = other("--json", "quarantine", "show", str(entry["number"])).json
    assert marks in json.dumps(shown, ensure_ascii=False)
    assert other("doctor").code == 0


def test_what_cannot_be_restored_after_the_publish_is_told_as_that(
    press: Fihris, tmp_path: Path
) -> None:
    file, other = tmp_path / "a.zst", Fihris(tmp_path / "other")
    assert press("backup", str(file)).code == 0
    (other.home / "press").mkdir(parents=True)
    (other.home / "press" / "quarantine").write_bytes(b"in the way")
    done = other("--lang", "en", "restore", str(file))
    assert (done.code, "press-000001 is now live" in done.err) == (3, True), done.err
    assert held(other) == held(press)
    assert other("--json", "runs").json[0]["state"] == "done"


def test_a_generation_that_is_not_there_is_not_saved(press: Fihris, tmp_path: Path) -> None:
    assert press("backup", str(tmp_path / "x"), "--generation", "press-000009").code == 3


@pytest.mark.usefixtures("small_blocks")
def test_a_file_that_is_cut_or_is_none_is_refused(press: Fihris, tmp_path: Path) -> None:
    file = tmp_path / "press.zst"
    whole = saved_file(press, file)
    other = Fihris(tmp_path / "other")
    for size in (0, 5, 100, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:size])
        assert other("restore", str(file)).code == 3, size
    file.write_bytes(b"no backup at all" * 99)
    assert other("restore", str(file)).code == 3
    assert other("restore", str(tmp_path / "absent")).code == 2
    assert other("generations", "list").code == 1


def test_a_block_that_is_missing_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.zst"
    with file.open("wb") as opened:
        writer = Writer(opened)
        for kind in ("head", "articles", "articles", "end"):
            writer.write(kind, [{"n": 1}])
    with file.open("rb") as opened:
        first, second, third, fourth = (block.offset for block in blocks(opened))
    data = file.read_bytes()
    for cut, told in (
        (data[:second] + data[fourth:], "blocks 2–3 are missing"),
        (data[:fourth], "its end is missing"),
        (data[second:], "blocks 1–1 are missing"),
    ):
        file.write_bytes(cut)
        with file.open("rb") as opened, pytest.raises(ArchiveDamaged) as wrong:
            deque(looked_through(opened, "a.zst"), maxlen=0)
        assert told in str(wrong.value), told
    assert first == 0
    assert third > second


def test_a_backup_of_a_newer_program_and_of_nothing_is_refused(
    press: Fihris, tmp_path: Path
) -> None:
    file = tmp_path / "new.zst"
    with file.open("wb") as opened:
        writer = Writer(opened)
        writer.write("head", [{"format": 99, "made_by": "fihris 9"}])
        writer.write("end", [{}])
    done = press("--lang", "en", "restore", str(file))
    assert (done.code, "fihris 9" in done.err) == (3, True)
    assert Fihris(tmp_path / "none")("backup", str(file)).code == 3
    done = press("--lang", "en", "backup", str(tmp_path / "no" / "folder.zst"))
    assert (done.code, "the backup cannot be written to" in done.err) == (3, True)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert press("backup", str(pipe)).code == 3
    assert pipe.is_fifo()
    link = tmp_path / "latest.zst"
    link.symlink_to(tmp_path / "kept.zst")
    assert press("backup", str(link)).code == 0
    assert link.is_symlink()
    done = Fihris(tmp_path / "another")("--json", "restore", "--no-publish", str(link))
    assert (done.code, done.json["published"]) == (0, False)
    assert "fihris generations publish" in done.err or "press-000001" in done.err
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.slow
def test_an_index_moves_up_to_a_cluster_and_back(
    press: Fihris, tmp_path: Path, elasticsearch_server: Server
) -> None:
    url = elasticsearch_server.url
    up, down = tmp_path / "up.zst", tmp_path / "down.zst"
    with open_engine("embedded", home=press.home) as engine:
        backup(engine, up, home=press.home)
        before = engine.contents()
        articles = [*engine.scan()]
    index = f"test-moved-{tmp_path.name.lower()[-8:].replace('_', '')}"
    with open_engine("elasticsearch", index=index, url=url) as server:
        try:
            restore(server, up, home=tmp_path / "cluster")
            assert server.contents() == before
            assert [*server.scan()] == articles
            backup(server, down, home=tmp_path / "cluster")
        finally:
            client = server._client  # type: ignore[attr-defined]
            for name in client.indices.get_alias(index=f"{index}-*", expand_wildcards="all"):
                client.indices.delete(index=name)
    with open_engine("embedded", index="back", home=tmp_path / "back") as engine:
        restore(engine, down, home=tmp_path / "back")
        assert engine.contents() == before
        assert [*engine.scan()] == articles
