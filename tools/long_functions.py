"""Finds functions of more than 60 lines that no line above them gives a reason for, as
``# long: REASON``. ``python -m tools.long_functions [FOLDER …]`` names them and ends with 1.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tools.circles import PACKAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_LINES: Final = 60
"""Of a function, from its ``def`` to its end; beyond it, what it does is rarely one thing."""

REASON: Final = "# long: "


def too_long(folders: Iterable[Path]) -> Iterator[str]:
    """Where each of them is, with its name and how many lines it has."""
    for folder in folders:
        for file in sorted(folder.rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            lines = text.splitlines()
            for node in ast.walk(ast.parse(text)):
                if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    continue
                first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                above = lines[first - 2].strip() if first > 1 else ""
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                if size > MOST_LINES and not above.startswith(REASON):
                    yield f"{file}:{node.lineno}: {node.name} has {size} lines"


def main() -> int:
    """Say which there are."""
    found = list(too_long(map(Path, sys.argv[1:] or PACKAGES)))
    for one in found:
        print(f"{one}, more than {MOST_LINES}: split it, or say why above it", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
