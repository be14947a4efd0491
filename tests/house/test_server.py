"""The server that tests run on: shared by a run, and gone when the run is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from tools.elasticsearch.cluster import ask
from tools.elasticsearch.shared import Server, server


def test_every_process_of_a_run_gets_the_same_server(
    elasticsearch_server: Server, run_folder: Path
) -> None:
    assert server(run_folder) == elasticsearch_server
    assert ask(elasticsearch_server.url)["version"]["number"] == elasticsearch_server.version


KEPT = """
import sys
from tools.elasticsearch.cluster import Run
from tools.elasticsearch import sweeper
import subprocess
run = Run.begin()
nodes = run.folder / "es" / "nodes"
nodes.mkdir(parents=True)
sweeper.watch(run.folder)
mark = str(nodes / "es-1")
marking = ["sh", "-c", 'echo "process $$" >"$0" && exec sleep 100', mark]
child = subprocess.Popen(marking, start_new_session=True)
print(run.folder, child.pid, flush=True)
sys.stdin.read()
"""


def test_what_a_killed_run_started_is_gone_soon() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KEPT],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout
        folder, child = run.stdout.readline().split()
        assert Path(folder).is_dir()
        os.kill(int(child), 0)
        os.kill(run.pid, signal.SIGKILL)
    for _ in range(200):
        if not Path(folder).exists():
            break
        time.sleep(0.05)
    assert not Path(folder).exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int(child), 0)
