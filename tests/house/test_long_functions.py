"""What holds ``make check`` to functions that can be read at once."""

from __future__ import annotations

from pathlib import Path

from tools.circles import PACKAGES
from tools.long_functions import MOST_LINES, REASON, too_long


def test_no_function_is_long_without_a_reason(checkout: Path) -> None:
    assert list(too_long(checkout / name for name in PACKAGES)) == []


def test_a_long_function_is_named_unless_a_line_above_says_why(tmp_path: Path) -> None:
    body = "    pass\n" * MOST_LINES
    file = tmp_path / "long.py"
    file.write_text(
        f"def short():\n{body[9:]}\n"
        f"@decorated\ndef without():\n{body}\n"
        f"{REASON}its options\n@decorated\ndef within():\n{body}"
    )
    assert list(too_long([tmp_path])) == [f"{file}:63: without has {MOST_LINES + 1} lines"]
