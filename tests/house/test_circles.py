"""What holds ``make check`` to files that do not import each other in a circle."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools.circles import PACKAGES, circle


def test_no_file_imports_itself_by_way_of_others() -> None:
    assert circle(*PACKAGES) == []


def test_a_circle_is_found_though_it_is_for_type_checking_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "ringed"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "one.py").write_text("import ringed.two\n")
    (package / "two.py").write_text("def later():\n    from ringed import three\n")
    (package / "three.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import ringed.one\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    found = circle("ringed")
    assert {*found} == {"ringed.one", "ringed.two", "ringed.three"}
    assert found[found.index("ringed.two") + 1] == "ringed.three"
    sys.modules.pop("ringed", None)
