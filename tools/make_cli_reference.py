"""Writes ``docs/cli.md`` and ``search_cli/help.txt`` from what the program itself says.

``python tools/make_cli_reference.py`` writes them, ``--check`` says whether they are up to date.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
COLUMNS: Final = "100"
PANEL: Final = "Global options"

HEAD: Final = """# The command line

Generated from `--help` by `make docs`. [query.md](query.md) explains how to write a query.

Every command accepts the global options, before or after its name; they are listed once, under
[fihris](#fihris). If a command has an option of the same name, that one applies. For completion
with TAB in bash, zsh and fish, run `fihris --install-completion`.

Exit codes: 0 found or done · 1 nothing found · 2 wrong use · 3 the engine cannot be reached or
refuses · 4 some input was quarantined, the rest is loaded · 5 another run holds the lock ·
6 a gate refused to publish · 130 interrupted.

With `--json`, an error is JSON as well, in one line on standard error:
`{"error": {"code": "index-missing", "message": "…", "state": "…", "next": "…"}}`.
"""


def said(*arguments: str) -> str:
    """What ``fihris ARGUMENTS --help`` prints, without colours, 100 columns wide."""
    environment = {
        **os.environ, "COLUMNS": COLUMNS, "TERM": "dumb", "NO_COLOR": "1", "LC_ALL": "C.UTF-8",
        "_TYPER_FORCE_DISABLE_TERMINAL": "1", "TERMINAL_WIDTH": COLUMNS,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "search_cli.main", *arguments, "--help"],
        env=environment,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines()) + "\n"


def own(*command: str) -> str:
    """The help of a command, without the options that it shares with all."""
    return re.sub(rf"╭─ {PANEL} ─.*?╯\n", "", said(*command), flags=re.DOTALL)


def inner_commands(name: str) -> list[list[str]]:
    """The commands of a group, in their order; none if ``name`` is a command itself."""
    group = getattr(import_module(f"search_cli.commands.{name}"), "group", None)
    return [[name, *inner] for inner in _of_group(group)] if group is not None else []


def _of_group(group: Any) -> list[list[str]]:
    found = [[str(one.name or one.callback.__name__)] for one in group.registered_commands]
    for one in group.registered_groups:
        found += [[str(one.name), *inner] for inner in _of_group(one.typer_instance)]
    return found


def pages() -> dict[Path, str]:
    """Every file that is made, with its content."""
    from search_cli.command_list import COMMANDS

    top = said()
    parts = [HEAD, f"## fihris\n\n```text\n{top}```\n"]
    for name in COMMANDS:
        parts.append(f"## fihris {name}\n\n```text\n{own(name)}```\n")
        parts += [
            f"### fihris {' '.join(inner)}\n\n```text\n{own(*inner)}```\n"
            for inner in inner_commands(name)
        ]
    return {
        ROOT / "docs" / "cli.md": "\n".join(parts),
        ROOT / "search_cli" / "help.txt": top,
    }


def main() -> int:
    """Write the pages, or check them."""
    stale = 0
    for path, text in pages().items():
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale = 1
            print(f"{path.relative_to(ROOT)} is out of date: run make docs", file=sys.stderr)
    return stale


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
