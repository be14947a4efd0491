"""What every file of the checkout keeps to."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

ROOMS = ("mappings", "fihris", "indexer", "search_cli", "benchmarks", "tools", "tests")
MODULES = [path for room in ROOMS for path in sorted((CHECKOUT / room).rglob("*.py"))]
MAX_LINES = 400


def name(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_says_what_it_is(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if not source and path.name == "__init__.py" and name(path).startswith("tests/"):
        return  # a mere folder of tests
    assert ast.get_docstring(ast.parse(source)), f"{name(path)} has no docstring"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_short_or_says_why_not(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    reasoned = any(line.startswith("# long because: ") for line in lines)
    assert reasoned or len(lines) <= MAX_LINES, (
        f"{name(path)} has {len(lines)} lines: split it by idea, or say `# long because: …`"
    )


def test_constraints_are_exact_versions_and_nothing_else() -> None:
    lines = (CHECKOUT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    held = [line for line in lines if not line.startswith("#")]
    assert [
        line for line in held if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][\w.!+]*", line)
    ] == []
    assert not re.search(r"https?:|//|--\w", "\n".join(lines))


def test_constraints_hold_every_package_that_is_asked_for() -> None:
    lines = (CHECKOUT / "constraints.txt").read_text(encoding="utf-8").lower().splitlines()
    held = {re.sub(r"[._-]+", "-", line.split("==")[0]) for line in lines if "==" in line}
    asked = set(
        re.findall(
            r'^    "([a-z][a-z0-9-]+)>=',
            (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"),
            flags=re.MULTILINE,
        )
    )
    assert asked
    assert asked - held == set()
