"""How far a run is, on a terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

import pytest

SHOWN = """
import sys, time
from indexer.runs.loader import State
from search_cli.screen.output import Output
from search_cli.screen.progress import Progress
from search_cli.screen.streams import prepare
from search_cli.session.settings import resolve

prepare()
out = Output(resolve({{"lang": {language!r}}}), quiet={quiet})
now = time.monotonic()
with Progress(out) as progress:
    progress.show(State(paragraphs=500, bytes_total=100, began=now - 1))
    assert "rich" not in sys.modules
    progress.show(State(paragraphs=5000, bytes_read=30, bytes_total={total}, began=now - 10))
"""


def drawn(
    checkout: os.PathLike[str],
    language: str = "en",
    *,
    total: int | None = 100,
    quiet: bool = False,
    terminal: str = "xterm",
) -> str:
    """What is written to a terminal."""
    ours, theirs = pty.openpty()
    code = SHOWN.format(language=language, total=total, quiet=quiet)
    environment = {**os.environ, "COLUMNS": "100", "TERM": terminal, "PYTHONPATH": str(checkout)}
    with subprocess.Popen(
        [sys.executable, "-c", code], stderr=theirs, stdout=theirs, env=environment
    ) as process:
        os.close(theirs)
        told = b""
        try:
            while part := os.read(ours, 65_536):
                told += part
        except OSError:  # Linux says so that the other side is closed
            pass
        os.close(ours)
    assert process.returncode == 0, told.decode()
    return told.decode()


def test_what_takes_long_says_how_far_it_is_and_leaves_nothing_behind(
    checkout: os.PathLike[str],
) -> None:
    told = drawn(checkout)
    plain = re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]", "", told)
    assert "5,000 paragraphs · 500 a second" in plain
    assert "30%" in plain
    assert told.count("\x1b[?25l") == told.count("\x1b[?25h")  # the cursor is there again
    assert told.rstrip().endswith("\x1b[2K")


def test_it_is_told_in_arabic_and_of_work_whose_size_nobody_knows(
    checkout: os.PathLike[str],
) -> None:
    told = drawn(checkout, "ar", total=None)
    assert "5,000 فقرة" in told
    assert "30%" not in told


@pytest.mark.parametrize("how", [{"quiet": True}, {"terminal": "dumb"}])
def test_whoever_wants_none_of_it_sees_none(
    checkout: os.PathLike[str], how: dict[str, object]
) -> None:
    assert drawn(checkout, **how).strip() == ""  # type: ignore[arg-type]
