"""Files that survive a power loss, and that tell when they are not what was written."""

from __future__ import annotations

import contextlib
import os
import zlib
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader, or a machine that lost power, finds the old one or the new."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
    sync_folder(path.parent)


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
        OSError
        ValueError: it is not what was written.
    """
    whole = path.read_bytes()
    body, mark, told = whole.rpartition(b"crc32:")
    if not mark:
        return whole.decode("utf-8")
    if told != b"%08x\n" % zlib.crc32(body):
        raise ValueError("its checksum does not agree")
    return body.decode("utf-8")
