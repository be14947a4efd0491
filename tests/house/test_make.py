"""The Makefile: what it says, and that it works wherever the checkout lies."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

TARGETS = {
    "help", "demo", "test", "contract", "check", "docs", "bench", "clean", "constraints",
    "elasticsearch", "wheel-test", "reliability", "stack", "stack-password", "stack-client",
    "stack-down", "sbom", "audit",
}  # fmt: skip
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv", ".demo", "dist", "__pycache__", ".*_cache")


def make(
    *arguments: str, folder: Path, elsewhere: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run ``make -C folder`` from ``elsewhere``, as a person would, without this run's make."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", "-C", str(folder), "--no-print-directory", *arguments],
        cwd=elsewhere,
        env={**kept, "PYTHON": sys.executable, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def far_folder(checkout: Path, tmp_path: Path) -> Path:
    """A copy of the checkout where the path has a space and Arabic letters."""
    folder = tmp_path / "مجلد فهرس"
    shutil.copytree(checkout, folder, ignore=LEFT_BEHIND)
    return folder


def test_make_alone_explains_each_target(checkout: Path, tmp_path: Path) -> None:
    done = make(folder=checkout, elsewhere=tmp_path)
    assert done.returncode == 0, done.stderr
    assert set(re.findall(r"^  ([a-z-]+)  +[A-Z]", done.stdout, flags=re.MULTILINE)) == TARGETS
    assert make("help", folder=checkout, elsewhere=tmp_path).stdout == done.stdout


@pytest.mark.slow
@pytest.mark.timeout(300)  # makes a virtual environment
def test_the_demo_runs_in_a_folder_with_a_space_and_arabic_letters(
    far_folder: Path, tmp_path: Path
) -> None:
    first = make("demo", folder=far_folder, elsewhere=tmp_path)
    assert first.returncode == 0, first.stdout + first.stderr
    assert "$ fihris search" in first.stdout

    # a locale without Arabic letters is no reason not to start
    again = make("demo", folder=far_folder, elsewhere=tmp_path, LC_ALL="C")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "installing" not in again.stderr

    assert make("clean", folder=far_folder, elsewhere=tmp_path).returncode == 0
    assert not (far_folder / ".venv").exists()
    assert not (far_folder / ".demo").exists()


def test_a_python_that_is_too_old_is_refused_by_name(far_folder: Path, tmp_path: Path) -> None:
    old = program(
        tmp_path / "old-python", 'case "$1" in --version) echo Python 3.9.1;; *) exit 1;; esac'
    )
    done = make("demo", folder=far_folder, elsewhere=tmp_path, PYTHON=str(old))
    assert done.returncode != 0
    assert "is not Python 3.11 or later (Python 3.9.1)" in done.stderr
    assert not (far_folder / ".venv").exists()


def test_a_python_without_ensurepip_is_told_what_to_install(
    far_folder: Path, tmp_path: Path
) -> None:
    # as Debian ships it: venv is there, ensurepip is not; nor is any other tool on the PATH
    bare = program(
        tmp_path / "bare-python",
        f'case "$*" in *ensurepip*|*virtualenv*) exit 1;; esac; exec "{sys.executable}" "$@"',
    )
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("make", "sh", "cat", "cksum", "dirname", "sed", "rm", "awk"):
        found = shutil.which(tool)
        assert found, tool
        (tools / tool).symlink_to(found)
    done = make("demo", folder=far_folder, elsewhere=tmp_path, PYTHON=str(bare), PATH=str(tools))
    assert done.returncode != 0
    assert "it comes without ensurepip" in done.stderr
    assert (
        f"apt install python{sys.version_info.major}.{sys.version_info.minor}-venv" in done.stderr
    )
    assert not (far_folder / ".venv").exists()


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path
