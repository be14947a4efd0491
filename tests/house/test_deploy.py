"""What is in ``deploy/`` is what its readers (systemd, cron, Docker, Kubernetes) take."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from croniter import croniter

from tests.cli.conftest import Fihris
from tests.conftest import CHECKOUT

DEPLOY = CHECKOUT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
YAML = sorted(DEPLOY.rglob("*.yaml"))


def run(*command: str) -> None:
    done = subprocess.run(
        command, cwd=CHECKOUT, capture_output=True, text=True, timeout=100, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, done.stdout + done.stderr)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    program = shutil.which("true")
    for unit in UNITS:
        text = unit.read_text("utf-8").replace("/usr/local/bin/fihris", str(program))
        text = text.replace("User=fihris", "User=root")
        (tmp_path / unit.name).write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "fihris" in line]
    assert (done.returncode, ours) == (0, [])


def test_cron_takes_the_lines() -> None:
    text = (DEPLOY / "cron" / "fihris").read_text("utf-8")
    assert text.endswith("\n"), "cron passes over a last line without its end"
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    jobs = [line for line in lines if not re.match(r"[A-Z_]+=", line)]
    assert len(jobs) == 3
    for line in jobs:
        *when, user, command = line.split(None, 6)
        assert croniter.is_valid(" ".join(when)), line
        assert user == "fihris"
        assert "%" not in command, "cron takes % for the end of the line"
        run("sh", "-n", "-c", command)


@pytest.mark.parametrize("path", YAML, ids=lambda path: path.name)
def test_the_yaml_is_tidy(path: Path) -> None:
    run(sys.executable, "-m", "yamllint", "--strict", "-c", str(DEPLOY / ".yamllint"), str(path))


def test_docker_compose_takes_its_file() -> None:
    run(
        sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec",
        str(DEPLOY / "compose" / "compose.yaml"),
    )  # fmt: skip


def test_kubernetes_takes_its_objects() -> None:
    run(
        sys.executable, "-c", "from kubernetes_validate.__main__ import main; main()",
        "--strict", str(DEPLOY / "kubernetes" / "reindex.yaml"),
    )  # fmt: skip


def test_every_command_that_a_job_runs_is_one(tmp_path: Path) -> None:
    """Options are there, and mean what they must: nothing is left to a night to find out."""
    fihris = Fihris(tmp_path / "home")
    files = [path for path in DEPLOY.rglob("*") if path.is_file()]
    # the stack's scripts run other programs too; `tests/stack` runs them
    texts = [path.read_text("utf-8") for path in files if path.parent.name != "stack"]
    found = set()
    for text in texts:
        found |= set(re.findall(r"fihris (?:--json )?(index|reindex|watch|backup)\b", text))
        found |= set(re.findall(r'"(reindex|watch)"', text))
        for option in re.findall(r'(?<=[ "])--(?!json|now|f)[a-z-]+', text):
            pages = "".join(fihris(command, "--help").out for command in ("reindex", "watch"))
            assert option in pages, option
    assert found == {"index", "reindex", "watch", "backup"}
