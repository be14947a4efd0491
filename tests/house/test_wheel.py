"""The wheel, alone in an empty environment outside the checkout, does what the demo does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),  # installs packages
    pytest.mark.xdist_group("wheel"),  # builds once
]


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as a release is: the source archive first, the wheel from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), cwd=checkout)
    (built,) = folder.glob("*.whl")
    return built


def run(*command: str, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}"
    return done.stdout


def demo_from(wheel: Path, *, constraints: Path, checkout: Path, folder: Path) -> str:
    """Install the wheel alone below ``folder`` and run the demo there."""
    run(sys.executable, "-m", "venv", "--without-pip", "env", cwd=folder)
    run(
        sys.executable, "-m", "pip", "--python", "env/bin/python", "install", "--quiet",
        "--disable-pip-version-check", "--no-compile", "-c", str(constraints), f"{wheel}[readers]",
        cwd=folder,
    )  # fmt: skip
    there = folder / "there"
    shutil.copytree(checkout / "seeds", there / "seeds")
    (there / "tools").mkdir()
    shutil.copy(checkout / "tools" / "demo.sh", there / "tools")
    # no PYTHONPATH, and the folder holds none of our modules: what answers is the wheel
    return run(
        "sh", "tools/demo.sh", cwd=there, FIHRIS=str(folder / "env/bin/fihris"), PYTHONPATH=""
    )


def test_the_data_files_of_the_mapping_travel_in_the_wheel(wheel: Path, checkout: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    data = {
        path.relative_to(checkout).as_posix()
        for room in ("mappings", "search_cli")
        for pattern in ("*.json", "*.tsv", "*.txt")
        for path in (checkout / room).rglob(pattern)
    }
    assert "mappings/analysis.json" in data
    assert data - packed == set()


def test_only_our_packages_and_the_licence_are_in_the_wheel(wheel: Path) -> None:
    top = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    (info,) = (name for name in top if name.endswith(".dist-info"))
    assert top - {info} == {"mappings", "fihris", "indexer", "search_cli"}
    assert f"{info}/licenses/LICENSE" in zipfile.ZipFile(wheel).namelist()


def test_the_demo_runs_from_the_wheel_alone(wheel: Path, checkout: Path, tmp_path: Path) -> None:
    said = demo_from(
        wheel, constraints=checkout / "constraints.txt", checkout=checkout, folder=tmp_path
    )
    assert "$ fihris search" in said


def test_the_demo_runs_on_the_oldest_versions_that_are_allowed(
    wheel: Path, checkout: Path, tmp_path: Path
) -> None:
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest = [re.sub(r">=([\w.]+).*", r"==\1", one) for one in project["dependencies"]]
    assert all("==" in one for one in oldest)
    constraints = tmp_path / "oldest.txt"
    constraints.write_text("\n".join(oldest), encoding="utf-8")
    said = demo_from(wheel, constraints=constraints, checkout=checkout, folder=tmp_path)
    assert "$ fihris search" in said
