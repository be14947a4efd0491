"""Makes a small index with an older program, for the tests of reading it: run by hand.

``python -m tools.make_old_index REVISION FILE`` takes the program as it was at a revision of this
repository, indexes ``seeds/releases.jsonl`` with it, and packs the home folder (``tar.gz``, without
times and owners, so that the same index makes the same file but for what the program puts in it).
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent


def main() -> None:
    """Make it."""
    revision, target = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        program, home = Path(folder) / "program", Path(folder) / "home"
        archive = subprocess.run(
            ["git", "archive", revision], cwd=ROOT, check=True, capture_output=True
        )
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as packed:
            packed.extractall(program, filter="data")
        subprocess.run(
            [sys.executable, "-m", "search_cli.main", "index", "seeds/releases.jsonl"],
            cwd=program,
            env={**os.environ, "PYTHONPATH": str(program), "FIHRIS_HOME": str(home)},
            check=True,
        )
        with tarfile.open(target, "w:gz") as out:
            out.add(home, arcname="home", filter=_plain)
    print(f"{target}: {Path(target).stat().st_size:,} bytes, made by {revision}")


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return None if entry.name.endswith(".lock") else entry


if __name__ == "__main__":
    main()
