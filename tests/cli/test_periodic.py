"""Jobs that go on by themselves: watching, reindexing again and again, telling of failures."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Fihris, program
from tests.cli.listening import web_hook
from tests.cli.test_indexing import GOOD
from tests.cli.test_reindexing import ended, found, release, until, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "وارد"
    made.mkdir()
    return made


def test_files_are_loaded_as_they_come_and_those_that_came_before(
    fihris: Fihris, folder: Path
) -> None:
    write(folder / "before.jsonl", release(1))
    process = fihris.start("watch", str(folder))
    try:
        until(lambda: fihris("search", "القمة").code == 0)
        write(folder / "after.jsonl", release(2, "قطر"))
        (folder / "~$notes.docx").write_bytes(b"PK")
        (folder / ".half.jsonl").write_text(release(3, "عمان"), "utf-8")
        until(lambda: fihris("search", "قطر").code == 0)
        # written in two pieces, and renamed into place as careful programs do
        (folder / ".half.jsonl").rename(folder / "whole.jsonl")
        until(lambda: fihris("search", "عمان").code == 0)
        write(folder / "after.jsonl", release(2, "بيروت"))
        until(lambda: fihris("search", "بيروت").code == 0)
        assert fihris("search", "قطر").code == 1
        (folder / "after.jsonl").unlink()
        sub = folder / "جديد"
        sub.mkdir()
        (sub / "text.txt").write_text("عنوان\n\nبيان من مسقط\n", "utf-8")
        until(lambda: fihris("search", "مسقط").code == 0)
        assert fihris("search", "بيروت").code == 0
    finally:
        process.send_signal(signal.SIGTERM)
        code, err = ended(process)
    assert code == 130, err
    assert "notes.docx" not in err
    assert fihris("--json", "reindex", "--dry-run").json["sources"] == [str(folder)]


def test_what_the_system_does_not_tell_of_is_found(fihris: Fihris, folder: Path) -> None:
    outside = folder.parent / "خارج"
    (outside / "اليوم" / "مساء").mkdir(parents=True)
    write(outside / "اليوم" / "مساء" / "a.jsonl", release(1, "قطر"))
    (outside / ".cache").mkdir()
    write(outside / ".cache" / "b.jsonl", release(2, "عمان"))
    process = fihris.start("--lang", "en", "watch", str(folder))
    assert process.stderr is not None
    assert b"watching" in process.stderr.readline()
    try:
        write(folder / "c.jsonl", release(3))
        until(lambda: fihris("search", "الكويت").code == 0)
        # whole folders, with what is in them; a name that is not UTF-8 is told as an error
        (outside / ".cache").rename(folder / ".cache")
        write(folder / ".cache" / "d.jsonl", release(4, "عمان"))
        (outside / "اليوم").rename(folder / "اليوم")
        until(lambda: fihris("search", "قطر").code == 0)
        Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.txt")).write_text(
            "بيان من مسقط", "utf-8"
        )
        until(lambda: fihris("search", "مسقط").code == 0)
        assert fihris("search", "عمان").code == 1
        # another folder by the same name
        folder.rename(outside / "القديم")
        folder.mkdir()
        write(folder / "e.jsonl", release(5, "تونس"))
        until(lambda: fihris("search", "تونس").code == 0)
        write(folder / "f.jsonl", release(6, "الرباط"))
        until(lambda: fihris("search", "الرباط").code == 0)
    finally:
        process.send_signal(signal.SIGTERM)
        code, err = ended(process)
    assert code == 130, err


@pytest.mark.parametrize(
    ("limit", "allowed"), [("max_inotify_instances", 0), ("max_inotify_watches", 2)]
)
def test_more_folders_than_the_system_watches_are_told(
    fihris: Fihris, folder: Path, limit: str, allowed: int
) -> None:
    for number in range(5):
        (folder / str(number)).mkdir()
    # limits of a user namespace: nobody else feels them
    lowered = ["unshare", "--user", "--map-root-user", "sh", "-c"]
    lowered += [f'echo {allowed} > /proc/sys/user/{limit} && exec "$@"', "sh"]
    try:
        subprocess.run([*lowered, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as exc:
        pytest.skip(f"limits cannot be lowered here: {exc}")
    asked = [*lowered, *program(), "--lang", "en", "watch", str(folder)]
    done = subprocess.run(
        asked, env=fihris.environment(), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 3
    assert "fs.inotify.max_user_watches" in done.stderr
    assert "--poll" in done.stderr


def test_a_refused_load_is_tried_again(fihris: Fihris, folder: Path) -> None:
    from fihris.engines import open_engine

    with (
        open_engine("embedded", home=fihris.home) as engine,
        engine.locked("write", by="fihris somebody"),
    ):
        write(folder / "a.jsonl", release(1))
        process = fihris.start("--lang", "en", "watch", str(folder))
        assert process.stderr is not None
        said = process.stderr.readline() + process.stderr.readline()
        assert b"fihris somebody" in said
    until(lambda: fihris("search", "القمة").code == 0)
    process.send_signal(signal.SIGTERM)
    ended(process)


def test_reindexing_again_and_again_tells_a_line_each_time(fihris: Fihris, tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", release(1))
    fihris("index", str(source))
    process = fihris.start("--json", "reindex", "--every", "1s", "--keep", "1")
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    assert (first["published"], first["generation"]) == (True, "press-000002")
    write(source, release(1), release(2))
    refused = json.loads(process.stdout.readline())
    while "error" not in refused:
        refused = json.loads(process.stdout.readline())
    assert refused["exit_code"] == 6
    assert [gate["name"] for gate in refused["gates"] if not gate["passed"]] == [
        "articles", "paragraphs",
    ]  # fmt: skip
    write(source, release(3))
    while "error" in json.loads(process.stdout.readline()):
        pass
    process.send_signal(signal.SIGTERM)
    code, err = ended(process)
    assert code == 130, err
    assert found(fihris, "القمة") == {"a3"}


@pytest.mark.parametrize(
    "options", [("--every", "soon"), ("--every", "1h", "--at", "25:00"), ("--every", "0s")]
)
def test_a_schedule_that_cannot_be_read_is_wrong_use(
    fihris: Fihris, options: tuple[str, ...]
) -> None:
    assert fihris("reindex", *options).code == 2


@pytest.fixture
def hook() -> Iterator[tuple[str, list[bytes]]]:
    """The address of a web hook, and what it was sent."""
    with web_hook() as kept:
        yield f"http://127.0.0.1:{kept.port}/hook?token=secret", kept.bodies


def test_a_failure_is_told_to_a_command_a_web_hook_and_the_metrics(
    fihris: Fihris, tmp_path: Path, hook: tuple[str, list[bytes]]
) -> None:
    source = write(tmp_path / "a.jsonl", *(release(n) for n in range(10)))
    fihris("index", str(source))
    metrics, told = tmp_path / "مقاييس" / "fihris.prom", tmp_path / "told.json"
    code = f"import sys, os; open({str(told)!r}, 'w').write(os.environ['FIHRIS_EXIT_CODE'] + sys.stdin.read())"  # noqa: E501
    command = shlex.join([sys.executable, "-c", code])
    asked = (
        "reindex", "--metrics", str(metrics), "--on-failure", command, "--webhook", hook[0]
    )  # fmt: skip
    assert fihris(*asked).code == 0
    text = metrics.read_text("utf-8")
    labels = 'engine="embedded",index="press",command="reindex"'
    assert f"fihris_last_run_success{{{labels}}} 1\n" in text
    assert f'fihris_last_run_articles{{{labels},outcome="loaded"}} 10\n' in text
    assert f'fihris_gate_passed{{{labels},gate="articles"}} 1\n' in text
    assert not told.exists()
    assert hook[1] == []
    write(source, release(1))
    assert fihris(*asked).code == 6
    text = metrics.read_text("utf-8")
    assert f"fihris_last_run_success{{{labels}}} 0\n" in text
    assert f"fihris_last_run_exit_code{{{labels}}} 6\n" in text
    assert f'fihris_gate_passed{{{labels},gate="articles"}} 0\n' in text
    assert told.read_text()[0] == "6"
    assert json.loads(told.read_text()[1:])["exit_code"] == 6
    (sent,) = hook[1]
    assert "press-000003" in json.loads(sent)["error"][0]


def test_a_hook_that_fails_is_told_without_its_secret(fihris: Fihris, tmp_path: Path) -> None:
    fihris("index", "-", stdin=(GOOD + "\n").encode())
    done = fihris("--lang", "en", "reindex", "--webhook", "http://127.0.0.1:9/x?token=secret")
    assert done.code == 6  # standard input cannot be read again
    assert "http://127.0.0.1:9 failed" in done.err
    assert "secret" not in done.err
    done = fihris("--lang", "en", "reindex", "--on-failure", "exit 7")
    assert "exit code 7" in done.err


def test_metrics_are_in_prometheus_own_format() -> None:
    from search_cli.session.reporting import metrics_of

    text = metrics_of(
        {"engine": "embedded", "index": 'a"b\\c', "command": "reindex", "exit_code": 0}
    )
    assert 'index="a\\"b\\\\c"' in text
    for line in text.splitlines():
        assert line.startswith(("# HELP fihris_", "# TYPE fihris_", "fihris_")), line
    assert text.endswith("\n")
