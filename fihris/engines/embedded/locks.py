"""Locks of the embedded engine: held by the system, told by a small file.

``flock`` ends with the process that holds it, however that ends: a dead owner's lock is free at
once, a live one's never taken, and no clock is asked. It holds between containers that share a
folder, and between machines where the file system passes it on (NFS 4 does).

    HOME/INDEX/lock-build    a new generation is being built
    HOME/INDEX/lock-write    the live generation or the pointer is being changed
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import repeat
from typing import TYPE_CHECKING, Final

from fihris.engines.errors import HomeUnusable, IndexLocked, unwritable
from fihris.engines.files import make_own_folder, open_own, read_own
from fihris.engines.waiting import tried, turns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fihris.engines.protocol import Lock

_BUSY: Final = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES}

UNTOLD: Final = "?"

LOOK_SECONDS: Final = 0.02
TRIES: Final = 25
"""Looks, 20 ms apart, for the name of who holds a lock."""

OPENING_TRIES: Final = 250
"""Looks, 20 ms apart, for a moment in which nobody opens a generation; that takes milliseconds."""


@contextmanager
def locked(folder: Path, index: str, what: Lock, *, by: str) -> Iterator[None]:
    """Hold a lock, or say who holds it.

    Raises:
        IndexLocked: another does; nothing was waited for.
        HomeUnusable: the folder cannot be written, or its file system knows no locks.
    """
    path = folder / f"lock-{what}"
    try:
        make_own_folder(folder)
        file = open_own(path, os.O_RDWR | os.O_CREAT)
    except OSError as exc:
        raise unwritable(folder, exc) from exc
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            if exc.errno in _BUSY:
                raise IndexLocked(index=index, where=folder.parent, holder=holder(path)) from exc
            raise HomeUnusable(where=folder, reason=f"{path.name}: {exc.strerror}") from exc
        _tell(file, by)
        try:
            yield
        finally:
            _fall_silent(file)
    finally:
        os.close(file)  # and with it the lock; the name stays, so that all lock the same file


def holder(path: Path) -> str:
    """Who holds it: ``COMMAND, PID @ HOST, SINCE``. Who has it since this moment is given another
    one to say so."""
    for _ in turns(repeat(LOOK_SECONDS, TRIES)):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            told = json.loads(read_own(path))
            return f"{told['by']}, {told['pid']} @ {told['host']}, {told['since']}"
    return UNTOLD


def is_held(path: Path) -> bool:
    """Whether somebody holds it now."""
    try:
        file = open_own(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as exc:
        return exc.errno in _BUSY
    else:
        return False
    finally:
        os.close(file)


def _tell(file: int, by: str) -> None:
    about = {
        "by": by,
        "pid": os.getpid(),
        "host": os.uname().nodename,
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    if _has_other_name(file):
        return
    try:
        os.ftruncate(file, 0)  # of one that was killed
        os.pwrite(file, json.dumps(about, ensure_ascii=False).encode(), 0)
    except OSError:
        return  # a full disk: the lock holds all the same, and does not say whose it is


def _fall_silent(file: int) -> None:
    with contextlib.suppress(OSError):
        if not _has_other_name(file):
            os.ftruncate(file, 0)


def _has_other_name(file: int) -> bool:
    """Whether a lock may be a file that was there before, linked to its name: that is locked, and
    left as it is."""
    return os.fstat(file).st_nlink > 1


class Hold:
    """Keeps a generation from being removed while it is read or built; given up with the object."""

    __slots__ = ("_file",)

    def __init__(self, marker: Path) -> None:
        """Take hold of the generation that ``marker`` stands in.

        Raises:
            FileNotFoundError: it is gone, or going.
        """
        self._file = open_own(marker, os.O_RDONLY)
        try:
            fcntl.flock(self._file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            gone = os.fstat(self._file).st_nlink == 0
        except OSError as exc:
            gone = exc.errno in _BUSY  # else: no locks here; reading goes on without
        if gone:
            raise FileNotFoundError(errno.ENOENT, "is being removed", str(marker))

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            os.close(self._file)


def removable(marker: Path) -> int | None:
    """A file descriptor that keeps readers away until it is closed; ``None`` if there are some."""
    file = open_own(marker, os.O_RDONLY)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        if exc.errno in _BUSY:
            os.close(file)
            return None
    return file


@contextmanager
def while_nobody_opens(generation: Path) -> Iterator[None]:
    """Keep tantivy from opening what is committed: it holds this lock from when it reads the list
    of segments until it has all of their files open.

    Raises:
        IndexLocked: something holds it for longer than opening takes.
        OSError
    """
    file = open_own(generation / ".tantivy-meta.lock", os.O_RDWR | os.O_CREAT)
    try:
        try:
            tried(
                lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB),
                repeat(LOOK_SECONDS, OPENING_TRIES),
                on=BlockingIOError,
            )
        except BlockingIOError:
            where = generation.parent
            raise IndexLocked(index=generation.name, where=where, holder=UNTOLD) from None
        yield
    finally:
        os.close(file)
