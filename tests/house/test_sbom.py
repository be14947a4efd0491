"""``make sbom`` lists what an installation consists of, and nothing of this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]  # installs packages


def test_every_package_of_an_installation_is_listed(checkout: Path, tmp_path: Path) -> None:
    folder = tmp_path / "checkout"
    left = shutil.ignore_patterns(".git", ".venv", ".demo", "dist", "__pycache__", ".*_cache")
    shutil.copytree(checkout, folder, ignore=left)
    done = subprocess.run(
        ["sh", "tools/sbom.sh"],
        cwd=folder,
        env={**os.environ, "PYTHON": sys.executable},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    text = (folder / "dist" / "fihris.cdx.json").read_text(encoding="utf-8")
    bom = json.loads(text)
    assert bom["bomFormat"] == "CycloneDX"
    assert bom["metadata"]["component"]["name"] == "fihris"
    listed = {canonicalize_name(one["name"]): one for one in bom["components"]}
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["elasticsearch"]
    asked = [Requirement(one) for one in wanted]
    names = {
        canonicalize_name(one.name) for one in asked if one.marker is None or one.marker.evaluate()
    }
    assert names - listed.keys() == set()
    assert {"pytest", "ruff", "pip", "hatchling"} & listed.keys() == set()
    assert [name for name, one in listed.items() if not one.get("licenses")] == []
    assert [name for name, one in listed.items() if not one.get("purl")] == []
    assert str(tmp_path) not in text
    assert not re.search(r"file://|/home/|/tmp/", text)
