"""Who is told of a run is told, whatever becomes of the screen; and what is told to whom."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import threading
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Fihris, program
from tests.cli.listening import Hook, web_hook
from tests.cli.test_reindexing import MANY, piped, release, until, write

FULL = "/dev/full"
HAS_FULL = pytest.mark.skipif(not Path(FULL).exists(), reason=f"this system has no {FULL}")


@pytest.fixture
def hook() -> Iterator[Hook]:
    with web_hook() as kept:
        yield kept


@pytest.fixture
def worse(fihris: Fihris, tmp_path: Path) -> Path:
    """A source that holds less than what is live: a run from it is refused."""
    source = write(tmp_path / "a.jsonl", *(release(n) for n in range(10)))
    assert fihris("index", str(source)).code == 0
    return write(source, release(1))


@HAS_FULL
def test_a_screen_that_takes_nothing_changes_nothing(
    fihris: Fihris, worse: Path, tmp_path: Path
) -> None:
    metrics, told = tmp_path / "new" / "folder" / "fihris.prom", tmp_path / "told"
    asked = ("reindex", str(worse), "--metrics", str(metrics), "--on-failure", f"cat > '{told}'")
    with Path(FULL).open("w") as full:

        def code(*command: str) -> int:
            with fihris.start(*command, stderr=full) as process:
                process.communicate(timeout=100)
            return process.returncode

        assert code(*asked) == 6
        assert json.loads(told.read_text("utf-8"))["exit_code"] == 6
        assert "fihris_last_run_exit_code" in metrics.read_text("utf-8")
        # another user's program gets there
        assert stat.S_IMODE(metrics.stat().st_mode) == 0o644
        assert stat.S_IMODE(metrics.parent.stat().st_mode) == 0o755
        assert stat.S_IMODE(metrics.parent.parent.stat().st_mode) == 0o755
        again = ("reindex", "--from-live", "--max-change", "100")
        for command in (again, ("search", "القمة"), ("index", str(worse))):
            assert code(*command) == 0, command
        bad = write(tmp_path / "bad.jsonl", "{", release(1))
        assert code("index", str(bad)) == 4
        assert code("search") == 2
        # data is another matter
        with fihris.start("search", "القمة", stdout=full) as process:
            _, err = process.communicate(timeout=100)
        assert process.returncode == 3
        assert b"cannot be written" in err


@HAS_FULL
def test_what_goes_on_by_itself_goes_on_without_a_screen(fihris: Fihris, tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", release(1))
    assert fihris("index", str(source)).code == 0
    with Path(FULL).open("w") as full:
        process = fihris.start("--json", "reindex", "--every", "1s", stderr=full)
        assert process.stdout is not None
        for _ in range(2):
            assert json.loads(process.stdout.readline())["published"]
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=100)
        assert process.returncode == 130
        process = fihris.start("watch", str(tmp_path), stderr=full)
        write(tmp_path / "b.jsonl", release(2, "قطر"))
        until(lambda: fihris("search", "قطر").code == 0)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=100)
        assert process.returncode == 130


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_missing_do_not_matter(
    fihris: Fihris, tmp_path: Path, closed: str
) -> None:
    source = write(tmp_path / "a.jsonl", release(1))
    for command in ("index", "reindex", "status", "search"):
        given = {"index": str(source), "reindex": "--from-live", "search": "القمة"}
        words = [*program(), command, *filter(None, [given.get(command)])]
        done = subprocess.run(
            ["sh", "-c", f'"$@" {closed}', "sh", *words],
            env=fihris.environment(), capture_output=True, check=False, timeout=100,
        )  # fmt: skip
        assert done.returncode == 0, (command, done.stderr)
        assert b"Traceback" not in done.stderr


def test_a_command_that_is_told_writes_beside_the_data(fihris: Fihris, worse: Path) -> None:
    asked = ("reindex", str(worse), "--on-failure", "echo out")
    done = fihris("--json", *asked)
    assert done.code == 6
    assert done.json["exit_code"] == 6
    assert "out\n" in done.err
    with fihris.start("--debug", *asked) as process:
        out, err = process.communicate(timeout=100)
    assert out == b""
    assert b"out\n" in err
    assert b"Traceback" in err


def test_a_run_that_is_stopped_says_so_and_has_not_failed(fihris: Fihris, tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", *(release(n) for n in range(MANY)))
    pipe = piped(tmp_path)  # the run cannot end before it is stopped
    metrics, told = tmp_path / "m.prom", tmp_path / "told"
    process = fihris.start(
        "--json", "reindex", "--step", "200", str(source), str(pipe), "--metrics", str(metrics),
        "--on-failure", f"touch '{told}'",
    )  # fmt: skip
    with pipe.open("w"):
        until(lambda: any(fihris.home.rglob("press-000001")))
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=100)
    assert process.returncode == 130, err
    assert json.loads(out)["exit_code"] == 130
    labels = 'engine="embedded",index="press",command="reindex"'
    assert f"fihris_last_run_exit_code{{{labels}}} 130\n" in metrics.read_text("utf-8")
    assert f"fihris_last_run_success{{{labels}}} 0\n" in metrics.read_text("utf-8")
    assert not told.exists()


def test_a_web_hook_may_have_a_user_and_comes_from_the_environment(
    fihris: Fihris, worse: Path, hook: Hook
) -> None:
    url = f"http://bot:s3cr%40t@127.0.0.1:{hook.port}/services/T0KEN?q=قيمة"
    done = fihris("reindex", str(worse), env={"FIHRIS_WEBHOOK": url})
    assert done.code == 6
    assert json.loads(hook.bodies[0])["exit_code"] == 6
    basic = "Basic " + b64encode(b"bot:s3cr@t").decode()
    assert hook.asked == ["/services/T0KEN?q=%D9%82%D9%8A%D9%85%D8%A9", basic]
    assert "failed" not in done.err


def test_a_web_hook_that_fails_is_shown_by_its_host_alone(fihris: Fihris, worse: Path) -> None:
    """One where nothing listens, and one that does not speak HTTP; the run ends as it would."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            taken, _ = server.accept()
            with taken:
                taken.recv(65536)
                taken.sendall(b"PLANTED no HTTP\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        for port in (9, server.getsockname()[1]):
            url = f"http://bot:PLANTED-1@127.0.0.1:{port}/services/PLANTED?token=PLANTED"
            done = fihris("--lang", "en", "--json", "reindex", str(worse), "--webhook", url)
            assert done.code == 6
            assert done.json["exit_code"] == 6
            assert f"http://127.0.0.1:{port} failed" in done.err
            assert "PLANTED" not in done.out + done.err
        thread.join()


@pytest.mark.parametrize(
    "url",
    [
        "http://a b/PLANTED", "ftp://h/PLANTED", "https://bot:PLANTED/x@h/y", "h/PLANTED",
        "https://h:PLANTED/", "https:///PLANTED", "http://[::1/PLANTED", "http://h\n/PLANTED",
    ],
)  # fmt: skip
def test_a_web_hook_that_cannot_be_one_is_refused_before_anything_is_built(
    fihris: Fihris, worse: Path, url: str
) -> None:
    done = fihris("reindex", str(worse), "--webhook", url)
    assert done.code == 2
    assert "PLANTED" not in done.out + done.err
    assert len(list((fihris.home / "press" / "generations").iterdir())) == 1


def test_metrics_are_written_to_files_alone(fihris: Fihris, tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", release(1))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "loop").symlink_to("loop")
    for place in (".", "/dev/null", str(pipe), str(tmp_path / "loop")):
        assert fihris("reindex", str(source), "--metrics", place).code == 2, place
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    link = tmp_path / "link.prom"
    link.symlink_to("real.prom")
    assert fihris("reindex", str(source), "--metrics", str(link)).code == 0
    assert link.is_symlink()
    assert "fihris_last_run_success" in (tmp_path / "real.prom").read_text("utf-8")
