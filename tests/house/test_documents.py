"""What the documents type, works, and prints what they show."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.house.transcripts import Command, commands


def test_the_documents_commands_print_what_they_show(checkout: Path, tmp_path: Path) -> None:
    """In order, README first, in one home: a page may search what an earlier one indexed."""
    readme = checkout / "README.md"
    assert readme.is_file(), "there is no README.md yet"
    typed = list(commands(readme))
    assert typed, "README.md shows no command in a ```console block"
    for page in sorted((checkout / "docs").glob("*.md")):
        typed += commands(page)
    wrong = []
    for one in typed:
        done = subprocess.run(
            one.line,
            shell=True,
            cwd=checkout,
            env=environment(tmp_path),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode != one.exit_code or not one.is_answered_by(done.stdout):
            wrong.append(
                f"{one.where}: $ {one.line}\nexit code {done.returncode}, "
                f"the page says {one.exit_code}; it printed\n{done.stdout}"
            )
    assert not wrong, "\n\n".join(wrong)


def environment(home: Path) -> dict[str, str]:
    here = Path(sys.executable).parent
    return {
        **os.environ,
        "FIHRIS_HOME": str(home),
        "PATH": f"{here}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
    }


def test_a_transcript_is_read_as_it_is_written(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A page\n\n"
        "```sh\n$ fihris not-a-transcript\n```\n\n"
        "```console\n"
        "$ make demo\n"
        "not ours\n"
        "$ fihris search 'وزارة' \\\n"
        "    --size 1   # exit 1\n"
        "first\n"
        "…\n"
        "took … ms\n"
        "\n"
        "$ fihris status\n"
        "```\n",
        encoding="utf-8",
    )
    search, status = commands(page)
    assert search == Command(
        where="page.md:10",
        line="fihris search 'وزارة' --size 1",
        exit_code=1,
        output=("first", "…", "took … ms"),
    )
    assert status == Command(where="page.md:16", line="fihris status", exit_code=0, output=())


def test_an_ellipsis_stands_for_what_changes_and_for_nothing_else() -> None:
    shown = Command(where="", line="", exit_code=0, output=("first", "…", "took … ms"))
    assert shown.is_answered_by("first\ntook 1.9 ms\n")
    assert shown.is_answered_by("first\nsecond\n\nthird\ntook 1.9 ms\n")
    assert not shown.is_answered_by("first\ntook 1.9 s\n")
    assert not shown.is_answered_by("first\ntook 1.9 ms\nand more\n")
    assert not shown.is_answered_by("second\ntook 1.9 ms\n")
    assert Command(where="", line="", exit_code=0, output=()).is_answered_by("anything\n")
