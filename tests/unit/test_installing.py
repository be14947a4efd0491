"""The command that adds a part which is not installed works from where this copy came."""

from __future__ import annotations

import json
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from mappings.version import install_command
from tests.cli.conftest import ROOT


class Installed:
    """What an installer wrote down of where a copy came from."""

    def __init__(self, told: dict[str, Any] | None) -> None:
        self.told = told

    def read_text(self, name: str) -> str | None:
        assert name == "direct_url.json"
        return None if self.told is None else json.dumps(self.told)


def words(told: dict[str, Any] | None, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(metadata, "distribution", lambda _: Installed(told))
    start = f"{sys.executable} -m pip install "
    command = install_command("watch")
    assert command.startswith(start)
    return command.removeprefix(start)


def test_a_folder_is_installed_from_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "a b"
    folder.mkdir()
    url = folder.as_uri()
    asked = {"url": url, "dir_info": {"editable": True}}
    assert words(asked, monkeypatch) == f"-e '{folder}[watch]'"
    assert words({"url": url, "dir_info": {}}, monkeypatch) == f"'{folder}[watch]'"


def test_a_repository_is_installed_from_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"url": "https://host/fihris.git", "vcs_info": {"vcs": "git", "commit_id": "1"}}
    assert words(asked, monkeypatch) == "'fihris[watch] @ git+https://host/fihris.git'"


def test_a_checkout_that_nobody_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert words(None, monkeypatch) == f"-e '{ROOT}[watch]'"
