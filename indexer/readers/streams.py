"""The bytes of an input, plain or gzip, in bounded memory."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from indexer.quarantine.quarantine import Code, Unfit
from mappings.limits import exceeds

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK_BYTES: Final = 1 << 17
"""What is read from a file at a time."""

UNPACKED_FLOOR: Final = 8 << 20
"""Bytes that may come of however few: a file of one line, said a thousand times, is no bomb."""

_INFLATED_BYTES: Final = 1 << 19
"""What is inflated at a time, so that a gzip bomb goes off in small pieces."""

_GZIP_MAGIC: Final = b"\x1f\x8b"


class Ratio:
    """How far data may unpack: so many times what was taken in so far, but a floor at least."""

    def __init__(self, limit: int, *, floor: int = UNPACKED_FLOOR) -> None:
        self.limit = limit
        self.packed = self.unpacked = 0
        self._floor = floor

    def exceeded(self) -> str:
        """What is wrong, empty if nothing is."""
        if self.unpacked <= self._floor or not exceeds(self.unpacked, self.limit * self.packed):
            return ""
        return (
            f"{self.packed:,} bytes unpack to more than {self.limit:,} times as many"
            f" (--limit unpacked-ratio={self.limit})"
        )


def inflated(
    chunks: Iterator[bytes], *, must_be_gzip: bool = False, ratio: int = 0
) -> Iterator[bytes]:
    """The chunks, inflated if the first two bytes say that they are gzip; several members too.

    Args:
        ratio: how many times as large they may become, beyond ``UNPACKED_FLOOR``; 0 is no limit.

    Raises:
        Unfit: the data ends in the middle, fails its checksum, becomes too large, or is not gzip
            and must be; all before was given.
    """
    first = next(chunks, b"")
    while len(first) < len(_GZIP_MAGIC) and (more := next(chunks, b"")):
        first += more
    if first.startswith(_GZIP_MAGIC):
        yield from _members(_Packed(first, chunks), Ratio(ratio))
    elif must_be_gzip and first:
        raise Unfit(Code.DAMAGED_GZIP, "it does not begin as gzip does")
    elif first:
        yield first
        yield from chunks


def _members(packed: _Packed, ratio: Ratio) -> Iterator[bytes]:
    try:
        with gzip.GzipFile(fileobj=packed) as file:
            while out := file.read1(_INFLATED_BYTES):
                ratio.packed, ratio.unpacked = packed.taken, ratio.unpacked + len(out)
                if wrong := ratio.exceeded():
                    raise Unfit(Code.OVERPACKED, wrong)
                yield out
    except EOFError as exc:
        raise Unfit(Code.TRUNCATED_GZIP, "the data ends in the middle") from exc
    except (gzip.BadGzipFile, zlib.error) as exc:
        raise Unfit(Code.DAMAGED_GZIP, str(exc)) from exc


class _Packed(io.RawIOBase):
    """Chunks as the file that ``gzip`` reads; ``taken``: the bytes that were read of it."""

    def __init__(self, first: bytes, chunks: Iterator[bytes]) -> None:
        super().__init__()
        self.taken = 0
        self._held = memoryview(first)
        self._chunks = chunks

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray | memoryview, /) -> int:  # type: ignore[override]
        while not self._held:
            if (chunk := next(self._chunks, None)) is None:
                return 0
            self._held = memoryview(chunk)
        size = min(len(into), len(self._held))
        into[:size] = self._held[:size]
        self._held = self._held[size:]
        self.taken += size
        return size


def head_of(chunks: Iterator[bytes], size: int) -> bytes:
    """The first bytes, inflated; fewer where there are fewer, or where the data is damaged."""
    head = b""
    with suppress(Unfit):
        for chunk in inflated(chunks):
            head += chunk
            if len(head) >= size:
                break
    return head[:size]


def all_bytes(chunks: Iterator[bytes], limit: int) -> bytes:
    """All bytes of a small file.

    Raises:
        Unfit: there are more than ``limit``.
    """
    parts, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise Unfit(Code.TOO_LONG, f"more than {limit} bytes")
        parts.append(chunk)
    return b"".join(parts)


def chunks_of_standard_input(most: int) -> Iterator[bytes]:
    """What comes from standard input, as it comes, at most so many bytes at once."""
    stream = sys.stdin.buffer
    read_some = getattr(stream, "read1", stream.read)
    return iter(lambda: bytes(read_some(most)), b"")
