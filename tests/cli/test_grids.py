"""Cell by cell, what a terminal that does not reorder shows: pyte is one."""

from __future__ import annotations

import json
import os
import re
import shlex
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest

from tests.cli.conftest import Fihris, program
from tests.screens.scenes import QUERIES, RELEASES, SCENES

fcntl = pytest.importorskip("fcntl")
pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")

GOLDEN = Path(__file__).parent / "golden" / "screens"
ROWS = 50
LANGUAGES = ("en", "ar")
STILL = ("vocalised", "mixed", "facets", "explain", "caret", "batch")
"""Scenes whose words do not change from run to run: no times, no versions."""


def sent(program: Fihris, line: str, columns: int, **environment: str) -> bytes:
    """What a terminal is sent by a line of shell that is run in it."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
    told = {"TERM": "xterm-256color", "XTERM_VERSION": "XTerm(379)", **environment}
    for name in ("TERM_PROGRAM", "WT_SESSION", "MLTERM", "VTE_VERSION", "KONSOLE_VERSION", "TMUX"):
        told.setdefault(name, "")
    with subprocess.Popen(
        ["sh", "-c", line], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
        env=program.environment(**told),
    ):  # fmt: skip
        os.close(theirs)
        return b"".join(_read(ours))


def grid(written: bytes, columns: int) -> list[str]:
    """The lines of a terminal, cell by cell."""
    screen = pyte.Screen(columns, ROWS)
    pyte.ByteStream(screen).feed(written)
    return "\n".join(row.rstrip() for row in screen.display).rstrip().split("\n")


def _read(ours: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # whoever wrote is gone
            break
        if not piece:
            break
        yield piece
    os.close(ours)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Fihris:
    """The program with releases of every direction indexed."""
    place = tmp_path_factory.mktemp("grids")
    (place / "queries.csv").write_text(QUERIES, "utf-8")
    records = place / "releases.jsonl"
    records.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in RELEASES), "utf-8")
    indexing = Fihris(place / "home")
    done = indexing("index", str(records))
    assert done.code == 0, done.err
    return indexing


def scene_of(releases: Fihris, scene: str, columns: int, lang: str, **more: str) -> bytes:
    line = SCENES[scene].replace("fihris", shlex.join(program()), 1)
    more = {"FIHRIS_LANG": lang, "SCENES": str(releases.home.parent), **more}
    return sent(releases, line, columns, **more)


def _without_time(line: str) -> str:
    """A line without how long the search took, and without the space that its digits left."""
    told = re.sub(r" ?\d+(?:\.\d+)? ?(?=ms)|(?<=ﺙ\.ﻡ) \d+(?:\.\d+)?", "", line)
    return line if told == line else told.strip()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("columns", [80, 200])
@pytest.mark.parametrize("scene", STILL)
def test_a_scene_is_shown_cell_by_cell(
    releases: Fihris, update_golden: bool, scene: str, columns: int, lang: str
) -> None:
    lines = grid(scene_of(releases, scene, columns, lang), columns)
    told = "\n".join(map(_without_time, lines)) + "\n"
    golden = GOLDEN / f"{scene}-{columns}-{lang}.txt"
    if update_golden:
        golden.write_text(told, "utf-8")
    assert told == golden.read_text("utf-8")


def test_on_a_terminal_that_reorders_the_letters_are_sent_as_they_are(releases: Fihris) -> None:
    told = scene_of(releases, "mixed", 80, "ar", VTE_VERSION="7001", XTERM_VERSION="").decode()
    assert " \u2066Reuters\u2069 عن مصدر" in re.sub(r"\x1b\[[0-9;]*m", "", told)


def test_a_terminal_that_tells_nothing_is_asked_about_once(
    releases: Fihris, tmp_path: Path
) -> None:
    own = {"XTERM_VERSION": "", "XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    first, second = (scene_of(releases, "facets", 80, "en", **own) for _ in range(2))
    assert b"bidi = " in first
    assert b"bidi = " not in second


def test_a_pipe_and_a_search_into_it_need_nothing_of_a_screen(releases: Fihris) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "search_cli.main", "search", "الشرطة"],
        env=releases.environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    screens = {f"search_cli.screen.{name}" for name in ("screen", "layout", "bidi", "terminals")}
    assert not loaded & {*screens, "bidi", "arabic_reshaper", "wcwidth"}
    assert not set("\u2066\u2067\u2068\u2069\u200e\u200f") & set(done.stdout)


def test_what_is_said_beside_a_pipe_is_as_wide_as_the_screen(releases: Fihris) -> None:
    line = f"{shlex.join(program())} facets كلمةلاوجودلها | cat"
    told = sent(releases, line, 60, FIHRIS_LANG="ar", COLUMNS="")
    assert [row for row in grid(told, 60) if row.startswith(" ")]
    assert told.count(b"\n") == len(grid(told, 60))
