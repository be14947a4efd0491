"""Files that a person gives besides the releases: word lists, queries, settings, secrets.

They are read whole, so their size is limited; anything but a regular file may never end, so it is
refused. A pipe that was named on the command line (``<(command)`` in a shell) is read.
"""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING, BinaryIO, Final

from mappings.limits import exceeds, spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class SideFileUnread(Exception):
    """Why a side file was not read, in both languages.

    Not shown directly: the caller raises an error that says what the file was for.
    """

    def __init__(self, reason: str, reason_ar: str | None = None) -> None:
        self.reason = reason
        self.reason_ar = reason_ar or reason
        super().__init__(reason)


_KINDS: Final = (
    (stat.S_ISDIR, "it is a folder", "هو مجلد"),
    (stat.S_ISFIFO, "it is a pipe", "هو أنبوب"),
    (stat.S_ISSOCK, "it is a socket", "هو مقبس"),
)


def read_side_file(
    path: Path, *, limit: int, option: str = "side_file", named: bool = False
) -> str:
    """The text of a side file, without a byte order mark; see ``read_side_bytes`` for the rest.

    Raises:
        SideFileUnread
    """
    whole = read_side_bytes(path, limit=limit, option=option, named=named)
    try:
        return whole.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise SideFileUnread("it is not UTF-8 text", "ليس نصًا بترميز UTF-8") from exc


def read_side_bytes(
    path: Path,
    *,
    limit: int,
    option: str = "side_file",
    named: bool = False,
    check: Callable[[os.stat_result], None] | None = None,
) -> bytes:
    """What a side file holds.

    Args:
        limit: bytes; 0 means no limit.
        option: the limit of ``mappings.limits`` that ``limit`` is, for the message; empty if it
            cannot be changed.
        named: it was named on the command line: a pipe is read too, and ``-`` is standard input.
        check: looks at the owner and the mode of what was opened; raises ``SideFileUnread``.

    Raises:
        SideFileUnread
    """
    at_most = limit + 1 if limit else -1
    try:
        if named and str(path) == "-":
            whole = sys.stdin.buffer.read(at_most)
        else:
            with open_side_file(path, named=named) as file:
                told = os.fstat(file.fileno())
                if check is not None:
                    check(told)
                if exceeds(told.st_size, limit):
                    raise _too_large(limit, option)
                whole = file.read(at_most)
    except OSError as exc:
        raise SideFileUnread(exc.strerror or type(exc).__name__) from exc
    if exceeds(len(whole), limit):
        raise _too_large(limit, option)
    return whole


def open_side_file(path: Path, *, named: bool = False) -> BinaryIO:
    """Open a side file, if it is one that ends: a plain file, or a pipe that was named.

    Raises:
        OSError
        SideFileUnread: it is a folder, a device, a socket, or a pipe that nobody named.
    """
    try:
        is_pipe = _checked(path.stat().st_mode, named=named)
    except ValueError as exc:
        raise SideFileUnread("its name contains a NUL", "في اسمه محرف NUL") from exc
    # without waiting for who writes: it may have become a pipe since it was looked at
    wait = 0 if is_pipe else os.O_NONBLOCK
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY | wait), "rb")
    try:
        _checked(os.fstat(file.fileno()).st_mode, named=named)
    except SideFileUnread:
        file.close()
        raise
    return file


def bounded_lines(file: BinaryIO, *, limit: int, option: str) -> Iterator[str]:
    """Lines of UTF-8 text as they come, without their ends; what is not UTF-8 is replaced.

    Only a line feed ends a line: to other programs, nothing else does.

    Args:
        limit: bytes of a line; 0 means no limit.
        option: as for ``read_side_bytes``.

    Raises:
        SideFileUnread: a line is too long.
    """
    at_most = limit + 1 if limit else -1
    for line in iter(lambda: file.readline(at_most), b""):
        if exceeds(len(line.rstrip(b"\n")), limit):
            raise SideFileUnread(
                f"a line is longer than {limit:,} bytes{_way(option)}",
                f"فيه سطر يزيد على {limit:,} بايت{_way(option)}",
            )
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def _checked(mode: int, *, named: bool) -> bool:
    """Whether it is a pipe; anything else that is not a regular file is refused."""
    if stat.S_ISREG(mode) or (named and stat.S_ISFIFO(mode)):
        return stat.S_ISFIFO(mode)
    for is_kind, english, arabic in _KINDS:
        if is_kind(mode):
            raise SideFileUnread(english, arabic)
    raise SideFileUnread("it is a device", "هو جهاز")


def _too_large(limit: int, option: str) -> SideFileUnread:
    return SideFileUnread(
        f"it is larger than {limit:,} bytes{_way(option)}",
        f"حجمه يزيد على {limit:,} بايت{_way(option)}",
    )


def _way(option: str) -> str:
    return f" (--limit {spelled(option)}=BYTES)" if option else ""
