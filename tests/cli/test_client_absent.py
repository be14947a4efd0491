"""Without the package that speaks to a server, whatever needs it says which one to install."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, SEEDS, Fihris

ABSENT = """
import sys
for name in ("elasticsearch", "elastic_transport"):
    sys.modules[name] = None  # what Python keeps of a module that cannot be imported
from search_cli.main import main
main()
"""
"""The program in an environment where they are not."""


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",),
        ("search", "وزارة"),
        ("index", str(SEEDS / "007_oman_breaking.txt")),
        ("doctor",),
        ("mapping", "diff"),
        ("security", "apply"),
        ("security", "key", "list"),
    ],
)
def test_a_missing_client_is_named_with_what_installs_it(
    fihris: Fihris, arguments: tuple[str, ...]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ABSENT, "--lang", "en", "--engine", "elasticsearch", *arguments],
        env=fihris.environment(), capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert 'the engine "elasticsearch" needs a package that is not installed' in done.stderr
    mend = shlex.split(done.stderr.splitlines()[-1].partition("install it: ")[2])
    assert Path(mend[0]).samefile(sys.executable)
    assert mend[1:4] == ["-m", "pip", "install"]
    # this copy came from this folder
    assert Path(mend[-1].removesuffix("[elasticsearch]")).samefile(ROOT)


def test_what_needs_no_server_needs_no_client(fihris: Fihris) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ABSENT, "--engine", "elasticsearch", "mapping", "show"],
        env=fihris.environment(), capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
