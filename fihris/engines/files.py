"""The program's own files: they survive a power loss, tell when they are not what was written, and
are opened only where nothing else stands in their place.

A home may be unpacked from an archive, shared, or written to by others: a link in it would have the
program read, cut or fill any file of whoever runs it, and a pipe would keep it waiting for ever.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SMALL_BYTES: Final = 64_000_000
"""The largest file that is read whole; pointers, seals and lists of segments take kilobytes."""

_IN_THE_WAY: Final = {errno.ELOOP, errno.EISDIR, errno.ENXIO}
"""What the system says of a link that is not followed, a folder, and a pipe or socket that nobody
reads."""


class NotOwn(OSError):
    """A link, or anything else that this program does not make, stands where its own should."""

    def __init__(self, path: Path, what: str) -> None:
        """``what`` it is, in English."""
        self.reason = f"{path.name} is {what}"
        super().__init__(errno.EINVAL, self.reason, str(path))


def open_own(path: Path, flags: int, mode: int = 0o600, *, folder: int | None = None) -> int:
    """Open a file of the program's own: a regular one, by no link, without waiting.

    Args:
        flags: as of ``os.open``; not ``O_TRUNC``, which would cut a device or a file that has
            another name before it is known.
        mode: of a new file.
        folder: the folder that it lies in, open, if that was looked at before.

    Raises:
        NotOwn: something else stands there; it was neither read nor written.
        OSError
    """
    return _opened(path, flags, mode, folder=folder)[0]


def _opened(
    path: Path, flags: int, mode: int = 0o600, *, folder: int | None = None
) -> tuple[int, os.stat_result]:
    name = path if folder is None else path.name
    flags |= os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        file = os.open(name, flags, mode, dir_fd=folder)
    except OSError as exc:
        if exc.errno in _IN_THE_WAY:
            check_own(path)
        raise
    about = os.fstat(file)
    if not stat.S_ISREG(about.st_mode):
        os.close(file)
        raise NotOwn(path, "not a regular file")
    return file, about


def reading_own(path: Path) -> IO[bytes]:
    """A file of the program's own, to be read. Raises as ``open_own``."""
    return os.fdopen(open_own(path, os.O_RDONLY), "rb")


def read_own(path: Path) -> bytes:
    """What a small file of the program's own holds.

    Raises:
        OSError: as ``open_own``; or it is larger than ``SMALL_BYTES``.
    """
    file, about = _opened(path, os.O_RDONLY)
    try:
        if about.st_size > SMALL_BYTES:
            raise OSError(errno.EFBIG, f"{path.name} is too large", str(path))
        return os.read(file, about.st_size)  # replaced whole, never added to: that is all of it
    finally:
        os.close(file)


def check_own(path: Path, *, folder: bool = False) -> None:
    """Make sure that a regular file or a real folder is there, or nothing: for what is opened by
    a library, and for the folders on the way.

    Raises:
        NotOwn, OSError
    """
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return
    if stat.S_ISLNK(mode):
        raise NotOwn(path, "a link")
    if not (stat.S_ISDIR(mode) if folder else stat.S_ISREG(mode)):
        raise NotOwn(path, "not a folder" if folder else "not a regular file")


def make_own_folder(path: Path) -> None:
    """Make a folder in the home, and those above it, for their owner alone, where there is none.

    Raises:
        NotOwn, OSError
    """
    check_own(path, folder=True)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)


# --- what is read as this program's own word: the quarantine, and what was mended of it


def appended(path: Path) -> int:
    """Open such a file to append to it, made where there is none; its descriptor.

    Raises:
        NotOwn, OSError: also when somebody else could have written it.
    """
    with _folder(path, make=True) as folder:
        file = open_own(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, folder=folder)
    try:
        _refuse_foreign(file, path)
    except OSError:
        os.close(file)
        raise
    return file


@contextmanager
def reading(path: Path) -> Iterator[IO[bytes]]:
    """Open such a file to read it.

    Raises:
        NotOwn, OSError: also when somebody else could have written it.
    """
    with _folder(path) as folder:
        descriptor = open_own(path, os.O_RDONLY, folder=folder)
    with os.fdopen(descriptor, "rb") as file:
        _refuse_foreign(descriptor, path)
        yield file


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Write such a file anew: it is there whole, and on the disk, when this ends.

    Raises:
        NotOwn, OSError: what was there stays.
    """
    beside = _beside(path)
    with _folder(path, make=True) as folder:
        new = os.open(beside, _NEW, 0o600, dir_fd=folder)
        try:
            with os.fdopen(new, "wb") as file:
                yield file
                file.flush()
                os.fsync(new)
            os.replace(beside, path.name, src_dir_fd=folder, dst_dir_fd=folder)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(beside, dir_fd=folder)
        os.fsync(folder)


@contextmanager
def _folder(path: Path, *, make: bool = False) -> Iterator[int]:
    """The folder of such a file, opened; neither it nor the index's, which it lies in, is a link.

    Raises:
        NotOwn, OSError
    """
    above = path.parent.parent
    if make:
        check_own(above, folder=True)
        make_own_folder(path.parent)
    outer = _open_folder(above)
    try:
        folder = _open_folder(path.parent, outer)
    finally:
        os.close(outer)
    try:
        yield folder
    finally:
        os.close(folder)


def _open_folder(path: Path, above: int | None = None) -> int:
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(path if above is None else path.name, flags, dir_fd=above)
    except OSError as exc:
        if exc.errno in {errno.ELOOP, errno.ENOTDIR}:
            check_own(path, folder=True)
        raise


def _refuse_foreign(descriptor: int, path: Path) -> None:
    about = os.fstat(descriptor)
    if about.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, f"{path.name} belongs to another user")
    if about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(errno.EPERM, f"others may write {path.name} (chmod go-w)")


# --- written whole


def write_whole(path: Path, text: str, *, mode: int | None = None) -> None:
    """Write a file so that a reader, or a machine that lost power, finds the old one or the new. A
    link of that name is replaced, not followed.

    Args:
        mode: its rights, whatever the process gives new files.
    """
    beside = path.with_name(_beside(path))
    file = os.open(beside, _NEW, 0o666)
    try:
        with os.fdopen(file, "w", encoding="utf-8") as out:
            if mode is not None:
                os.fchmod(file, mode)
            out.write(text)
            out.flush()
            os.fsync(file)
        beside.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
    sync_folder(path.parent)


_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


def _beside(path: Path) -> str:
    """A name that nobody can know before: where others may write, they would put a link there."""
    return f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}"


def sync_folder(path: Path) -> None:
    """Make what was created or renamed in a folder survive a power loss."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_checked(path: Path, text: str) -> None:
    """``write_whole`` with a last line that holds the checksum of those before it."""
    body = text.rstrip("\n") + "\n"
    write_whole(path, f"{body}crc32:{zlib.crc32(body.encode()):08x}\n")


def read_checked(path: Path) -> str:
    """What ``write_checked`` wrote; a file without a checksum, of an older program, as it is.

    Raises:
        OSError: as ``read_own``.
        ValueError: it is not what was written.
    """
    whole = read_own(path)
    body, mark, told = whole.rpartition(b"crc32:")
    if not mark:
        return whole.decode("utf-8")
    if told != b"%08x\n" % zlib.crc32(body):
        raise ValueError("its checksum does not agree")
    return body.decode("utf-8")
