"""What ``docs/python.md`` types works; importing the library costs nothing and reads nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from indexer.runs.index import run
from tests.house.test_documents import environment

_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_block_of_the_page_runs(checkout: Path, tmp_path: Path) -> None:
    page = (checkout / "docs" / "python.md").read_text(encoding="utf-8")
    blocks = _BLOCK.findall(page)
    assert len(blocks) >= 8
    from fihris.engines import open_engine

    home = tmp_path / "fihris"  # the user-data folder of whoever runs the page
    with open_engine("embedded", index="press", home=home) as engine:
        run(engine, sorted((checkout / "seeds").glob("0*.txt")), home=home)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-W", "error", "-c", "\n".join(blocks)],
        cwd=checkout,
        env=environment(tmp_path) | {"XDG_DATA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_importing_it_reads_no_file_and_loads_nothing_heavy(checkout: Path) -> None:
    program = (
        "import sys\n"
        "read = []\n"
        "sys.addaudithook(lambda event, facts: read.append((event, facts[0]))\n"
        "    if event in {'open', 'socket.connect', 'socket.getaddrinfo'} else None)\n"
        "import fihris\n"
        "ours = [one for one in read if not str(one[1]).endswith(('.py', '.pyc'))\n"
        "    and '.pyc.' not in str(one[1])]\n"
        "assert not ours, ours\n"
        "heavy = {'tantivy', 'elasticsearch', 'typer', 'mappings.loader'} & sys.modules.keys()\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run(
        [sys.executable, "-c", program],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        check=True,
    )
