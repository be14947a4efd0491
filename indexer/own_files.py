"""The files of this program's own folders: opened where they lie, never through a link.

What lies in the folders ``quarantine`` and ``mended`` of an index is read as what this program
wrote. So it must be a plain file, in a folder that is no link, of this user, and not to be written
by others.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_APPEND: Final = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


def appended(path: Path) -> int:
    """Open a file of one's own to append to it, made where there is none; its descriptor.

    Raises:
        OSError: also when there is a link, or something that is no plain file.
    """
    with _folder(path, make=True) as folder:
        try:
            file = os.open(path.name, _APPEND, 0o600, dir_fd=folder)
        except OSError as exc:
            raise _told(exc, path) from exc
    try:
        _refuse_foreign(file, path)
    except OSError:
        os.close(file)
        raise
    return file


@contextmanager
def reading(path: Path) -> Iterator[IO[bytes]]:
    """Open a file of one's own to read it.

    Raises:
        OSError: also when there is a link, something that is no plain file, or one of somebody
            else, or one that others may write.
    """
    with _folder(path) as folder:
        try:
            descriptor = os.open(path.name, _READ, dir_fd=folder)
        except OSError as exc:
            raise _told(exc, path) from exc
    with os.fdopen(descriptor, "rb") as file:
        _refuse_foreign(descriptor, path)
        yield file


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Write a file of one's own anew: it is there whole, and on the disk, when this ends.

    Raises:
        OSError: what was there stays.
    """
    beside = f".{path.name}.{os.getpid()}"
    with _folder(path, make=True) as folder:
        with suppress(FileNotFoundError):  # of a killed process that had this one's number
            os.unlink(beside, dir_fd=folder)
        try:
            new = os.open(
                beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600, dir_fd=folder
            )
            with os.fdopen(new, "wb") as file:
                yield file
                file.flush()
                os.fsync(new)
            os.replace(beside, path.name, src_dir_fd=folder, dst_dir_fd=folder)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(beside, dir_fd=folder)
        os.fsync(folder)


@contextmanager
def _folder(path: Path, *, make: bool = False) -> Iterator[int]:
    """The folder of a file, itself no link."""
    if make:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        folder = os.open(path.parent, flags)
    except OSError as exc:
        raise _told(exc, path.parent) from exc
    try:
        yield folder
    finally:
        os.close(folder)


def _refuse_foreign(descriptor: int, path: Path) -> None:
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode):
        raise OSError(errno.EINVAL, f"{path.name} is not a plain file")
    if about.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, f"{path.name} belongs to another user")
    if about.st_mode & _OTHERS_WRITE:
        raise PermissionError(errno.EPERM, f"others may write {path.name} (chmod go-w)")


def _told(error: OSError, path: Path) -> OSError:
    """The error, in plain words where the system has other ones."""
    if error.errno == errno.ELOOP or (error.errno == errno.ENOTDIR and path.is_symlink()):
        return OSError(errno.ELOOP, f"{path.name} is a link")
    return error
