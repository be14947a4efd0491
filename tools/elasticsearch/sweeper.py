"""Removes what a run started once the run is gone, however it went: ``sweeper.py FOLDER``.

The run holds a lock on ``FOLDER/owner``; the system lets go of it when the run's process ends, also
when it is killed. This program waits for that, in a session of its own, then ends every process
and container that left its mark in ``FOLDER/CLUSTER/nodes`` and removes the folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

GRACE_SECONDS: Final = 0.3
"""What was being started as the run died has left its mark by then."""


def watch(folder: Path) -> None:
    """Begin to watch a run's folder, unless it is watched already."""
    try:
        (folder / "watched").touch(exist_ok=False)
    except FileExistsError:
        return
    subprocess.run(
        # the shell ends at once: what goes on is nobody's child
        ["sh", "-c", '"$@" &', "sh", sys.executable, "-P", __file__, str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        check=True,
    )


def sweep(folder: Path) -> None:
    """End everything that left its mark in a folder, then remove it."""
    for mark in folder.glob("*/nodes/*"):
        end(mark)
    shutil.rmtree(folder, ignore_errors=True)


def end(mark: Path, *, kindly: bool = False) -> None:
    """End one node: the processes or the container that its mark names.

    Args:
        kindly: ask it to stop and wait; otherwise it is killed.
    """
    kind, _, told = mark.read_text(encoding="ascii").strip().partition(" ")
    if kind == "container":
        _end_container(told, kindly=kindly)
    elif told:
        _end_group(int(told), kindly=kindly)
    mark.unlink(missing_ok=True)


def _end_container(name: str, *, kindly: bool) -> None:
    import docker

    with (
        contextlib.suppress(docker.errors.NotFound),
        contextlib.closing(docker.from_env()) as engine,
    ):
        container = engine.containers.get(name)
        if kindly:
            container.stop()
        container.remove(force=True, v=True)


def _end_group(group: int, *, kindly: bool) -> None:
    with contextlib.suppress(ProcessLookupError):
        if kindly:
            os.killpg(group, signal.SIGTERM)
            if _gone(group, seconds=30):
                return
        os.killpg(group, signal.SIGKILL)
        _gone(group, seconds=10)


def has_ended(mark: Path) -> bool:
    """Whether the processes that a mark names ended by themselves; not known of a container."""
    kind, _, told = mark.read_text(encoding="ascii").strip().partition(" ")
    return kind == "process" and _gone(int(told), seconds=0.1)


def _gone(group: int, *, seconds: float) -> bool:
    """Wait until no process of a group is left."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def main() -> None:
    """Wait for the run to be gone, then sweep."""
    folder = Path(sys.argv[1])
    with (folder / "owner").open("rb") as owner:
        fcntl.flock(owner, fcntl.LOCK_EX)
    time.sleep(GRACE_SECONDS)
    sweep(folder)


if __name__ == "__main__":
    main()
