"""TAB, in the real shells."""

from __future__ import annotations

import os
import pty
import re
import resource
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.conftest import Fihris, program

SHELLS = ("bash", "zsh", "fish")
START = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
SET_UP = {
    "bash": "PS1='> '; bind 'set bell-style none'; bind 'set enable-bracketed-paste off'",
    "zsh": "PS1='> '; unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -u -D",
    "fish": "function fish_prompt; echo '> '; end",
}

Complete = Callable[[str], list[str]]


class Shell:
    """A shell at a terminal, as somebody sits before it."""

    def __init__(self, name: str, environment: dict[str, str]) -> None:
        self.name = name
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:  # pragma: no cover
            os.execvpe(START[name][0], START[name], environment)  # noqa: S606 - as terminals do
        self.said = ""

    def write(self, keys: str) -> None:
        """Press keys."""
        os.write(self.terminal, keys.encode())

    def until(self, pattern: str, seconds: float = 60) -> re.Match[str]:
        """Wait for what the shell shows."""
        end = time.monotonic() + seconds
        while not (found := re.search(pattern, self.said)):
            assert time.monotonic() < end, f"{self.name} does not show {pattern!r}: {self.said!r}"
            if select.select([self.terminal], [], [], 0.2)[0]:
                self.said += os.read(self.terminal, 65536).decode("utf-8", "replace")
                if "\x1b[c" in self.said:  # fish asks what terminal this is, and waits
                    self.said = self.said.replace("\x1b[c", "")
                    self.write("\x1b[?62;22c")
        return found

    def run(self, line: str) -> None:
        """Run a line and wait for its end."""
        self.write(f"{line}; echo do''ne\r")
        self.until(r"done\r")
        self.said = ""

    def close(self) -> None:
        """End it."""
        os.close(self.terminal)
        with suppress(ProcessLookupError):
            os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, indexed: Fihris, tmp_path: Path) -> Iterator[Shell]:
    name: str = request.param
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed: completion in it is NOT tested")
    binaries = tmp_path / "bin"
    binaries.mkdir()
    own = binaries / "fihris"
    own.write_text(f'#!/bin/sh\nexec {" ".join(map(repr, program()))} "$@"\n')
    own.chmod(0o755)
    home = {"HOME": str(tmp_path), "ZDOTDIR": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    path = f"{binaries}{os.pathsep}{os.environ['PATH']}"
    environment = indexed.environment(**home, TERM="xterm", PATH=path, LC_ALL="C.UTF-8")
    script = tmp_path / "completion"
    told = subprocess.run(
        [str(own)],
        env={**environment, "_FIHRIS_COMPLETE": f"source_{name}"},
        check=True,
        capture_output=True,
    )
    script.write_bytes(told.stdout)
    opened = Shell(name, environment)
    try:
        opened.run(SET_UP[name])
        opened.run(f"source '{script}'")
        yield opened
    finally:
        opened.close()


def completed(shell: Shell, typed: str) -> list[str]:
    """The words of the line after TAB, as a command gets them."""
    shell.write(f"{typed}\t")
    time.sleep(0.5)
    shell.write("\x01printf '<%s>' got-it \x05 the-end\r")  # to the start of the line, to its end
    shown = shell.until(r"<got-it>((?:<[^>]*>)+)<the-end>")
    time.sleep(0.2)
    shell.said = ""
    return re.findall(r"<([^>]*)>", shown[1])


@pytest.mark.parametrize(
    ("typed", "last"),
    [
        ("fihris sear", "search"),
        ("fihris generations publ", "publish"),
        ("fihris search x --matc", "--match"),
        ("fihris search x --ind", "--index"),
        ("fihris search x --sort rel", "relevance"),
        ("fihris --lang en search x --color al", "always"),
        ("fihris facets x --by source,mon", "source,month"),
        ("fihris search x --source وكالة\\ أنباء\\ السا", "وكالة أنباء الساحل"),
        ("fihris show nawras-202310", "nawras-20231009-03"),
    ],
)
@pytest.mark.timeout(240)
def test_tab_completes(shell: Shell, typed: str, last: str) -> None:
    assert completed(shell, typed)[-1] == last


def offered(fihris: Fihris, line: str) -> list[str]:
    """What a shell is told."""
    told = fihris(env={"_FIHRIS_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": line,
                       "_TYPER_COMPLETE_FISH_ACTION": "get-args"})  # fmt: skip
    assert (told.code, told.err) == (0, "")
    return [one.partition("\t")[0] for one in told.out.splitlines() if one]


def test_commands_are_offered_as_help_lists_them(indexed: Fihris) -> None:
    assert offered(indexed, "fihris ")[:6] == [
        "search",
        "facets",
        "show",
        "batch",
        "explain",
        "index",
    ]


def test_what_is_loaded_is_offered_at_once(fihris: Fihris, tmp_path: Path) -> None:
    assert offered(fihris, "fihris show ") == []  # and nothing is said where there is no index
    release = '{"id": "%s", "title": "خبر", "body": "نص الخبر", "source": "%s"}'
    (tmp_path / "a.jsonl").write_text(release % ("one", "كونا"))
    assert fihris("index", str(tmp_path / "a.jsonl")).code == 0
    assert offered(fihris, "fihris show ") == ["one"]
    (tmp_path / "a.jsonl").write_text(release % ("two", "واس"))
    assert fihris("index", str(tmp_path / "a.jsonl")).code == 0
    assert {*offered(fihris, "fihris show ")} == {"one", "two"}
    assert {*offered(fihris, "fihris search x --source ")} == {"كونا", "واس"}
    assert offered(fihris, "fihris search x --index other --source ") == []
    (live,) = fihris("--json", "generations", "list").json
    assert offered(fihris, "fihris generations show ") == [live["name"]]
    assert offered(fihris, "fihris search x --generation press-") == [live["name"]]
    runs = [one["run"] for one in fihris("--json", "runs").json]
    assert offered(fihris, "fihris runs ") == runs
    assert offered(fihris, "fihris explain --query x --article t") == ["two"]
    assert fihris("doctor").code == 0


def test_an_index_that_is_not_ours_is_not_written_to(
    fihris: Fihris, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from search_cli.session import completing
    from search_cli.session.given import Given

    (tmp_path / "a.jsonl").write_text('{"id": "one", "title": "خبر", "body": "نص"}')
    assert fihris("index", str(tmp_path / "a.jsonl")).code == 0
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    given = Given(settings={"home": str(fihris.home)})
    assert completing._known(given, "id") == ["one"]
    assert not (fihris.home / "press" / completing.FILE).exists()


def test_tab_costs_little_more_than_python_and_typer(indexed: Fihris) -> None:
    """The clock says nothing on a busy machine; processor time, beside what is bare, does."""
    line = {"_FIHRIS_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "get-args",
            "_TYPER_COMPLETE_ARGS": "fihris search x --source "}  # fmt: skip
    bare = [sys.executable, "-c", "import typer, json"]
    assert offered(indexed, line["_TYPER_COMPLETE_ARGS"])  # kept from here on
    ours = least = float("inf")
    for _ in range(20):  # by turns: whatever else the machine does falls on both
        ours = min(ours, _cpu([*program()], indexed.environment(**line)))
        least = min(least, _cpu(bare, indexed.environment()))
    assert ours < 0.2 or ours < 2.5 * least


def _cpu(command: list[str], environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
