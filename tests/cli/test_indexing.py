"""Indexing with the program: what is loaded, what is set aside, what is never lost."""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import shutil
import signal
import stat
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.cli.conftest import SEEDS, Done, Fihris


def line(**fields: object) -> str:
    """A JSON line."""
    return json.dumps(fields, ensure_ascii=False)


GOOD = line(id="good", title="بيان", body="الكويت تستضيف القمة", date="2023-10-08")


def counts(done: Done) -> tuple[int, int, int, int]:
    """Read, loaded, unchanged, quarantined; they always add up."""
    report = done.json
    told = tuple(report[name] for name in ("read", "loaded", "unchanged", "quarantined"))
    assert told[0] == told[1] + told[2] + told[3]
    return told


def test_a_folder_is_indexed_and_again_passed_over(fihris: Fihris) -> None:
    first = fihris("--json", "index", str(SEEDS))
    read, loaded, unchanged, _ = counts(first)
    assert loaded >= 25
    assert unchanged == 0
    again = fihris("--json", "index", str(SEEDS))
    assert counts(again)[:3] == (read, 0, loaded)
    assert fihris("--json", "status").json["generations"][0]["live"] is True


def test_a_changed_article_is_replaced_and_a_new_one_added(fihris: Fihris, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(GOOD + "\n", "utf-8")
    fihris("index", str(file))
    file.write_text(
        GOOD.replace("الكويت", "الدوحة") + "\n" + line(id="b", body="خبر") + "\n", "utf-8"
    )
    assert counts(fihris("--json", "index", str(file))) == (2, 2, 0, 0)
    assert fihris("search", "الكويت").code == 1
    assert fihris("search", "الدوحة").code == 0


def test_files_that_replace_one_another_are_read_again(fihris: Fihris, tmp_path: Path) -> None:
    one, other = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    one.write_text(GOOD + "\n", "utf-8")
    other.write_text(GOOD.replace("الكويت", "الدوحة") + "\n", "utf-8")
    for file, word in ((one, "الكويت"), (other, "الدوحة"), (one, "الكويت"), (other, "الدوحة")):
        assert fihris("index", str(file)).code == 0
        assert fihris("search", word).code == 0, word


def test_standard_input_is_read_plain_and_gzipped(fihris: Fihris) -> None:
    assert counts(fihris("--json", "index", "-", stdin=(GOOD + "\n").encode()))[1] == 1
    other = gzip.compress((line(id="z", body="مضغوط") + "\n").encode())
    assert counts(fihris("--json", "index", "-", stdin=other))[1] == 1
    assert fihris("search", "مضغوط").code == 0


def test_what_lacks_a_source_gets_the_one_given(fihris: Fihris) -> None:
    fihris("index", "-", "--source", "وكالة الساحل", stdin=(GOOD + "\n").encode())
    done = fihris("--json", "search", "القمة", "--source", "وكالة الساحل", "--date", "2023-10")
    assert done.json["hits"][0]["source"] == "وكالة الساحل"


def test_rebuilding_leaves_only_what_was_given(fihris: Fihris, tmp_path: Path) -> None:
    fihris("index", "-", stdin=(GOOD + "\n").encode())
    done = fihris(
        "--json", "index", "--rebuild", "-", stdin=(line(id="n", body="جديد") + "\n").encode()
    )
    assert done.json["generation"] == "press-000002"
    assert fihris("search", "القمة").code == 1
    assert fihris("search", "جديد").code == 0


BAD_LINES = {
    "invalid-json": '{"id": "x", "title": ',
    "not-an-object": "[1, 2]",
    "no-text": line(id="x", source="s"),
    "wrong-type": line(id="x", title=["t"]),
    "bad-date": line(id="x", title="t", date="32 أكتوبر 2023"),
    "bad-id": line(id="a\tb", title="t"),
    "only-markup": line(id="x", title="<p>&nbsp;</p>"),
}


@pytest.mark.parametrize("code", BAD_LINES)
def test_a_bad_line_is_set_aside_and_the_rest_loaded(fihris: Fihris, code: str) -> None:
    bad = f"{BAD_LINES[code]}\n{GOOD}\n".encode()
    done = fihris("--json", "index", "--strict", "-", stdin=bad)
    assert done.code == 4
    assert counts(done) == (2, 1, 0, 1)
    assert f"[{code}]" in done.err
    assert "-:1" in done.err
    entry = json.loads(Path(done.json["quarantine"]).read_text("utf-8"))
    assert entry["quarantined"]["code"] == code
    assert fihris("search", "القمة").code == 0


def test_a_quarantined_line_can_be_mended_and_fed_in_again(fihris: Fihris) -> None:
    done = fihris("--json", "index", "--strict", "-", stdin=(BAD_LINES["bad-date"] + "\n").encode())
    file = Path(done.json["quarantine"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = fihris("--json", "index", "--strict", str(file))
    assert (again.code, counts(again)) == (4, (1, 0, 0, 1))
    file.write_text(file.read_text("utf-8").replace("32 أكتوبر 2023", "8 أكتوبر 2023"), "utf-8")
    mended = fihris("--json", "index", str(file))
    assert (mended.code, counts(mended)) == (0, (1, 1, 0, 0))
    assert fihris("--json", "show", "x").json["date"] == "2023-10-08"


def test_bad_files_are_set_aside_each_with_its_reason(fihris: Fihris, tmp_path: Path) -> None:
    folder = tmp_path / "مجلد فيه أشياء"
    folder.mkdir()
    (folder / "a_good.jsonl").write_text(GOOD + "\n", "utf-8")
    (folder / "b.txt").write_bytes("بيان قديم\n\nنص".encode("windows-1256"))
    (folder / "c.txt").write_bytes(b"")
    (folder / "d.txt").write_bytes("عنوان\n\nنص\x00نص".encode())
    (folder / "e.txt").write_text(" \n\t\n", "utf-8")
    (folder / "f.txt").write_text("<div><br/></div>", "utf-8")
    (folder / "g.jsonl").write_text(GOOD.replace("القمة", "المؤتمر") + "\n", "utf-8")
    (folder / "h.jsonl.gz").write_bytes(
        gzip.compress((line(id="h", body="نص") + "\n").encode() * 1)[:-9]
    )
    (folder / "i.txt").symlink_to(folder / "nowhere.txt")
    (folder / "j.jsonl").write_bytes(
        b'{"body": "' + b"x" * 50_000_000 + b'"}\n' + line(id="j", body="بعدها").encode()
    )
    done = fihris("--json", "index", str(folder))
    assert done.code == 4
    entries = [
        json.loads(one) for one in Path(done.json["quarantine"]).read_text("utf-8").splitlines()
    ]
    codes = {Path(one["quarantined"]["path"]).name: one["quarantined"]["code"] for one in entries}
    assert codes == {
        "b.txt": "not-utf8",
        "c.txt": "empty",
        "d.txt": "nul-bytes",
        "e.txt": codes["e.txt"],
        "f.txt": "only-markup",
        "g.jsonl": "duplicate-id",
        "h.jsonl.gz": "truncated-gzip",
        "i.txt": "broken-link",
        "j.jsonl": "too-long",
    }
    assert codes["e.txt"] in {"empty", "only-markup", "no-text"}
    assert counts(done)[3] == len(entries)
    assert fihris("search", "بعدها").code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_rights_is_set_aside(fihris: Fihris, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    try:
        done = fihris("--json", "index", str(closed))
        assert done.code == 4
        assert "[no-rights]" in done.err
    finally:
        closed.chmod(0o700)


@pytest.mark.parametrize(
    ("name", "content"), [("absent.txt", None), ("picture.png", b"\x89PNG"), ("clip.mov", b"\0\0")]
)
def test_what_is_no_input_is_refused_and_nothing_is_made(
    fihris: Fihris, tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = fihris("--lang", "en", "index", str(tmp_path / name))
    assert done.code == 2
    assert [text[:6] for text in done.err.splitlines()] == ["error:", "state:", "next: "]
    assert name in done.err
    assert fihris("status").code == 1


def test_an_index_of_a_newer_program_is_refused_and_kept(fihris: Fihris) -> None:
    fihris("index", "-", stdin=(GOOD + "\n").encode())
    about = next(fihris.home.rglob("generation.json"))
    body = json.loads(about.read_text())
    about.write_text(json.dumps({**body, "schema_version": 999}))
    for command in (("search", "القمة"), ("index", "-"), ("status",)):
        done = fihris("--lang", "en", *command, stdin=(GOOD + "\n").encode())
        assert done.code == 3
        assert "newer" in done.err
    about.write_text(json.dumps(body))
    assert fihris("search", "القمة").code == 0


def test_a_damaged_pointer_is_a_plain_error(fihris: Fihris) -> None:
    fihris("index", "-", stdin=(GOOD + "\n").encode())
    (fihris.home / "press" / "live").write_bytes(b"\xff\x00../..")
    assert fihris("search", "القمة").code == 3


def test_another_writer_is_waited_for_by_exit_code_5(fihris: Fihris) -> None:
    fihris("index", "-", stdin=(GOOD + "\n").encode())
    import tantivy

    folder = next(fihris.home.rglob("generation.json")).parent
    writer = tantivy.Index.open(str(folder)).writer(20_000_000, 1)
    done = fihris("--lang", "en", "index", "-", stdin=(line(id="n", body="جديد") + "\n").encode())
    assert done.code == 5
    assert "another run" in done.err
    writer.rollback()
    assert fihris("search", "القمة").code == 0


@pytest.mark.skipif(sys.platform != "linux", reason="needs a small tmpfs")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount")
def test_a_full_disk_publishes_nothing_and_keeps_what_was_there(
    fihris: Fihris, tmp_path: Path
) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if os.system(f"mount -t tmpfs -o size=3m tmpfs '{small}'") != 0:
        pytest.skip("mounting is not allowed here")
    try:
        fihris.home = small / "home"
        assert fihris("index", "-", stdin=(GOOD + "\n").encode()).code == 0
        many = "\n".join(
            line(id=f"n{n}", body=" ".join(f"كلمة{n * 31 + k}" for k in range(400)))
            for n in range(2_000)
        )
        done = fihris("--lang", "en", "index", "-", stdin=many.encode())
        assert done.code == 3
        assert "no space left" in done.err
        assert fihris("--json", "search", "القمة").json["total"]["articles"] == 1
        assert fihris("--json", "status").json["generations"][0]["articles"] == 1
        assert fihris("index", "-", stdin=(line(id="b", body="صغير") + "\n").encode()).code == 0
    finally:
        os.system(f"umount '{small}'")


def test_a_home_that_cannot_be_made_is_a_plain_error(fihris: Fihris, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    fihris.home = tmp_path / "file" / "home"
    done = fihris("--lang", "en", "index", "-", stdin=(GOOD + "\n").encode())
    assert done.code == 3
    assert done.err.startswith("error: ")


def unread(pipe: int) -> int:
    """Bytes in a pipe that its reader has not taken."""
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


def test_ctrl_c_ends_with_130_and_publishes_nothing(fihris: Fihris, tmp_path: Path) -> None:
    fihris("index", "-", stdin=(GOOD + "\n").encode())
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    process = fihris.start("index", str(pipe))
    with pipe.open("wb") as writing:
        writing.write((line(id="n", body="لن ينشر") + "\n").encode())
        writing.flush()
        while unread(writing.fileno()):  # until it waits for more
            time.sleep(0.1)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert fihris("search", "ينشر").code == 1
    assert fihris("search", "القمة").code == 0


def test_much_input_is_read_by_a_second_process_with_the_same_result(
    fihris: Fihris, tmp_path: Path
) -> None:
    big = tmp_path / "big.jsonl"
    with big.open("w", encoding="utf-8") as out:
        for number in range(1_200):
            body = f"خبر رقم {number} عن الكويت " + "وكلام كثير " * 120
            out.write(line(id=f"a{number}", body=body, date="2023-10-08") + "\n")
        out.write("not json\n")
    assert big.stat().st_size > 2_000_000
    done = fihris("--json", "index", str(big))
    assert (done.code, counts(done)) == (4, (1_201, 1_200, 0, 1))
    assert fihris("--json", "facets", "الكويت", "--by", "month").json["facets"]["month"] == [
        {"value": "2023-10", "articles": 1_200, "paragraphs": 1_200}
    ]


def test_a_pipe_shows_no_progress(fihris: Fihris) -> None:
    done = fihris("index", str(SEEDS))
    assert "\r" not in done.err
    assert "\x1b" not in done.err
    assert "=" in done.err


def test_settings_come_from_file_environment_and_line_in_that_order(
    fihris: Fihris, tmp_path: Path
) -> None:
    (tmp_path / "fihris.toml").write_text('index = "fromfile"\nlang = "ar"\n')
    data = (GOOD + "\n").encode()
    told = fihris("--json", "index", "-", stdin=data, cwd=tmp_path).json
    assert told["generation"].startswith("fromfile-")
    told = fihris(
        "--json", "index", "-", stdin=data, cwd=tmp_path, env={"FIHRIS_INDEX": "fromenv"}
    ).json
    assert told["generation"].startswith("fromenv-")
    told = fihris(
        "--json", "--index", "fromline", "index", "-", stdin=data, cwd=tmp_path,
        env={"FIHRIS_INDEX": "fromenv"},
    ).json  # fmt: skip
    assert told["generation"].startswith("fromline-")


@pytest.mark.parametrize(
    "body", ["engine = 3", 'indx = "x"', "not toml", 'index = "Ü"', 'engine = "solr"']
)
def test_settings_that_mean_nothing_are_refused(fihris: Fihris, tmp_path: Path, body: str) -> None:
    file = tmp_path / "fihris.toml"
    file.write_text(body)
    done = fihris("--lang", "en", "--config", str(file), "status")
    assert done.code == 2
    assert done.err.startswith("error: ")
    assert "fihris.toml" in done.err


def test_help_and_embedded_search_load_no_engine_they_do_not_need(fihris: Fihris) -> None:
    fihris("index", "-", stdin=(GOOD + "\n").encode())
    probe = (
        "import sys\n"
        "from search_cli.main import run\n"
        "run({arguments})\n"
        "print(sorted({{name.split('.')[0] for name in sys.modules}}), file=sys.stderr)"
    )
    import subprocess

    def loaded(*arguments: str) -> str:
        code = probe.format(arguments=list(arguments))
        return subprocess.run(
            [sys.executable, "-c", code], env=fihris.environment(), capture_output=True, text=True,
            check=True,
        ).stderr  # fmt: skip

    help_page = loaded("--help")
    assert "'tantivy'" not in help_page
    assert "'typer'" not in help_page
    searching = loaded("search", "القمة")
    assert "'tantivy'" in searching
    for heavy in ("elasticsearch", "rich", "pyarabic", "multiprocessing", "hypothesis", "sqlite3"):
        assert f"'{heavy}'" not in searching


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_an_answer_that_cannot_be_written_is_a_plain_error(fihris: Fihris) -> None:
    fihris("index", "-", stdin=(GOOD + "\n").encode())
    for arguments in (["--help"], ["--version"], ["status"], ["--json", "search", "القمة"]):
        with Path("/dev/full").open("wb") as full, fihris.start(*arguments, stdout=full) as run:
            _, err = run.communicate(timeout=100)
        assert run.returncode == 3, arguments
        assert "cannot be written: No space left on device" in err.decode()
        assert "Traceback" not in err.decode()


def test_the_version_is_told(fihris: Fihris) -> None:
    done = fihris("--version")
    assert done.code == 0
    assert done.out.startswith("fihris ")


def test_an_unknown_command_or_option_is_wrong_use(fihris: Fihris) -> None:
    assert fihris("serch", "x").code == 2
    assert fihris("search", "x", "--colour").code == 2


def test_what_an_index_that_is_gone_held_is_read_again(fihris: Fihris, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(GOOD + "\n", encoding="utf-8")
    assert fihris("index", str(path)).code == 0
    shutil.rmtree(fihris.home / "press")
    assert fihris("--json", "index", str(path)).json["loaded"] == 1
    assert fihris("search", "القمة").code == 0
    assert fihris("--json", "index", str(path)).json["unchanged"] == 1
