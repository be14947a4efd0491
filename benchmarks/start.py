"""How long the program takes to start, against Python itself and against Typer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from benchmarks.processes import fihris, median

if TYPE_CHECKING:
    import argparse


def main(arguments: argparse.Namespace) -> None:
    """Print the table."""
    times = arguments.times
    rows = (
        ("python -c pass", [sys.executable, "-c", "pass"]),
        ("python -c 'import typer'", [sys.executable, "-c", "import typer"]),
        ("fihris --help", [sys.executable, "-m", "search_cli.main", "--help"]),
        ("fihris search --help", [sys.executable, "-m", "search_cli.main", "search", "--help"]),
        ("fihris analyze WORD", fihris("analyze", "والوزارة", home="unused")),
    )
    for name, command in rows:
        print(f"  {name:28} {median(command, times):7.0f} ms")
