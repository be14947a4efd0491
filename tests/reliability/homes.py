"""Homes that make trouble: each works, or says in one plain error why not."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.cli.conftest import Done, Fihris, program
from tests.reliability.disk import small_disk
from tests.reliability.press import releases, write


def is_plain(done: Done) -> bool:
    """Three lines, and an exit code that means something."""
    starts = [line[:6] for line in done.err.splitlines()[:3]]
    return done.code == 3 and starts == ["error:", "state:", "next: "]


def strange_homes(folder: Path) -> str:
    """Go through them, with a search, a load, a reindex and the doctor in each."""
    source = write(folder / "press.jsonl", releases(30))
    told = []
    long = folder / ("ب" * 100) / ("ج" * 20)
    assert len(str(long).encode()) >= 250
    for name, home, more in (
        ("Arabic letters and spaces", folder / "بيت فيه مسافات" / "فهرس", {}),
        (f"{len(str(long).encode())} bytes", long, {}),
        ("locale C, a zone 14 h ahead", folder / "c", {"LC_ALL": "C", "TZ": "Pacific/Kiritimati"}),
    ):
        fihris = Fihris(home)
        for command in (("index", str(source)), ("search", "خبر"), ("reindex",), ("doctor",),
                        ("runs",), ("generations", "list")):  # fmt: skip
            done = fihris(*command, env=more)
            assert done.code == 0, (name, command, done.err)
        told.append(name)
    told.append(_read_only(folder, source))
    told.append(_without_rights(folder, source))
    (folder / "file").write_text("not a folder")
    fihris = Fihris(folder / "file" / "home")
    assert is_plain(fihris("--lang", "en", "index", str(source)))
    told.append("below a file: refused")
    return "; ".join(told)


def _read_only(folder: Path, source: Path) -> str:
    disk = folder / "disk"
    with small_disk(disk, 50_000):
        fihris = Fihris(disk / "home")
        assert fihris("index", str(source)).code == 0
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        for command in (("search", "خبر"), ("status",), ("runs",), ("generations", "list")):
            done = fihris(*command)
            assert done.code == 0, (command, done.err)
        for command in (("index", str(source)), ("reindex",), ("generations", "prune")):
            assert is_plain(fihris("--lang", "en", *command)), command
    return "read-only: searched, loads refused"


def _without_rights(folder: Path, source: Path) -> str:
    """Root without the right to pass over rights, or whoever runs this."""
    fihris = Fihris(folder / "closed")
    assert fihris("index", str(source)).code == 0
    fihris.home.chmod(0)
    held = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    held = held if shutil.which("setpriv") else []
    try:
        done = subprocess.run(
            [*held, *program(), "--lang", "en", "search", "خبر"],
            env=fihris.environment(), capture_output=True, check=False,
        )  # fmt: skip
    finally:
        fihris.home.chmod(0o700)
    assert is_plain(Done(done.returncode, done.stdout.decode(), done.stderr.decode())), done
    return "no rights: refused"
