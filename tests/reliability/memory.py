"""Memory held: a load within so much address space, or a plain error that says what to raise."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.cli.conftest import Done, Fihris, program
from tests.reliability.homes import is_plain
from tests.reliability.press import releases, write


def little_memory(folder: Path, *, megabytes: int, source: Path | None = None) -> str:
    """Load under a limit of address space, and once under one that is too small for anything."""
    fihris = Fihris(folder / "home")
    source = source or write(folder / "press.jsonl", releases(2_000))

    def held(limit: int) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            ["prlimit", f"--as={limit * 1_048_576}", *program(), "--lang", "en", "index",
             str(source)],
            env=fihris.environment(), capture_output=True, check=False,
        )  # fmt: skip

    few = held(300)
    assert is_plain(Done(few.returncode, "", few.stderr.decode())), few.stderr
    done = held(megabytes)
    assert done.returncode == 0, done.stderr.decode()
    assert fihris("doctor").code == 0
    return f"{megabytes} MB: {done.stderr.decode().strip()}; 300 MB: refused by name"
