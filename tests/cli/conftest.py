"""Runs the real, installed program in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"


@dataclass(frozen=True)
class Done:
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.out)


def program() -> list[str]:
    """The installed command; in a checkout without one, the module."""
    script = Path(sys.executable).parent / "fihris"
    return [str(script)] if script.exists() else [sys.executable, "-m", "search_cli.main"]


class Fihris:
    """The program with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def environment(self, **more: str) -> dict[str, str]:
        """An environment without anybody's settings."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("FIHRIS_")}
        for name in ("COLUMNS", "NO_COLOR", "LANG", "LC_ALL", "LC_MESSAGES"):
            kept.pop(name, None)
        python = os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH"))))
        return {
            **kept,
            "PYTHONPATH": python,
            "FIHRIS_HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            **more,
        }

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        """Start the program and leave it running."""
        more = options.pop("env", {})
        return subprocess.Popen(
            [*program(), *arguments],
            env=self.environment(**more),
            stdin=options.pop("stdin", subprocess.DEVNULL),
            stdout=options.pop("stdout", subprocess.PIPE),
            stderr=options.pop("stderr", subprocess.PIPE),
            **options,
        )

    def __call__(self, *arguments: str, stdin: bytes | None = None, **options: Any) -> Done:
        """Run the program to its end. It may say what it likes, but never a traceback."""
        given = {"stdin": subprocess.PIPE} if stdin is not None else {}
        with self.start(*arguments, **given, **options) as process:
            out, err = process.communicate(stdin, timeout=100)
        done = Done(process.returncode, out.decode(), err.decode())
        assert "Traceback" not in done.err, done.err
        return done


@pytest.fixture
def fihris(tmp_path: Path) -> Fihris:
    """The program with an empty home."""
    return Fihris(tmp_path / "home")


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Fihris:
    """The program with the sample releases indexed; for tests that only read."""
    program_with_seeds = Fihris(tmp_path_factory.mktemp("indexed") / "بيت الفهرس")
    done = program_with_seeds("index", str(SEEDS / "releases.jsonl"), *map(str, text_seeds()))
    assert done.code == 0, done.err
    return program_with_seeds


def text_seeds() -> list[Path]:
    """The sample releases that are text files."""
    return sorted(SEEDS.glob("*.txt"))
