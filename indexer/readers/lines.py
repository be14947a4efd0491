"""Lines of a stream of bytes, plain or gzip, in bounded memory."""

from __future__ import annotations

import sys
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.quarantine.quarantine import Code, Unfit
from mappings.limits import exceeds

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE_BYTES: Final = 16 << 20
"""The longest line, and the largest text file: 270 times the longest line of SaudiNewsNet,
which has 61,664 bytes."""

_INFLATED_BYTES: Final = 1 << 19
"""What is inflated at a time, so that a gzip bomb goes off in small pieces."""

UNPACKED_FLOOR: Final = 8 << 20
"""Bytes that may come of however few: a file of one line, said a thousand times, is no bomb."""

_GZIP_MAGIC: Final = b"\x1f\x8b"
_GZIP: Final = 31
"""zlib's ``wbits`` for a gzip header and a window of any size."""


@dataclass(frozen=True, slots=True)
class TooLong:
    """Stands for a line over ``MAX_LINE_BYTES``, which was passed over."""

    bytes: int


class GzipBroken(Exception):
    """Gzip data ends too early or is damaged; all before was given."""

    def __init__(self, code: Code, detail: str) -> None:
        """Say how, and where."""
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


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
        GzipBroken: the data ends in the middle, fails its checksum, becomes too large, or is not
            gzip and must be.
    """
    first = next(chunks, b"")
    while len(first) < len(_GZIP_MAGIC) and (more := next(chunks, b"")):
        first += more
    if first.startswith(_GZIP_MAGIC):
        try:
            yield from _members(first, chunks, Ratio(ratio))
        except zlib.error as exc:
            raise GzipBroken(Code.DAMAGED_GZIP, str(exc)) from exc
    elif must_be_gzip and first:
        raise GzipBroken(Code.DAMAGED_GZIP, "it does not begin as gzip does")
    elif first:
        yield first
        yield from chunks


def _members(data: bytes, chunks: Iterator[bytes], ratio: Ratio) -> Iterator[bytes]:
    """Inflate one gzip member after another; zeros after the last are padding."""
    while data:
        member = zlib.decompressobj(_GZIP)
        while True:
            out = member.decompress(data, _INFLATED_BYTES)
            ended = member.eof
            left = member.unused_data if ended else member.unconsumed_tail
            ratio.packed += len(data) - len(left)
            ratio.unpacked += len(out)
            if wrong := ratio.exceeded():
                raise GzipBroken(Code.OVERPACKED, wrong)
            if out:
                yield out
            if ended:
                break
            data = member.unconsumed_tail or next(chunks, b"")
            if not data:  # all was taken in, not all may have been given out
                yield member.flush()
                if not member.eof:
                    raise GzipBroken(Code.TRUNCATED_GZIP, "the data ends in the middle")
                return
        data = _after_padding(member.unused_data, chunks)


def _after_padding(data: bytes, chunks: Iterator[bytes]) -> bytes:
    """What follows the zeros after a member; empty at the end."""
    while not (rest := data.lstrip(b"\0")):
        data = next(chunks, b"")
        if not data:
            break
    return rest


def numbered_lines(chunks: Iterator[bytes]) -> Iterator[tuple[int, bytes | TooLong]]:
    """The lines without their ends, numbered from 1; the last may lack its end.

    A line over ``MAX_LINE_BYTES`` is passed over piece by piece and never held.
    """
    number = 0
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        first, *others = chunk.split(b"\n")
        size += len(first)
        if size <= MAX_LINE_BYTES:
            held.append(first)
        else:
            held.clear()
        if not others:
            continue
        number += 1
        yield number, b"".join(held) if size <= MAX_LINE_BYTES else TooLong(size)
        *whole, last = others
        for line in whole:
            number += 1
            yield number, line
        held, size = [last], len(last)
    if size:
        yield number + 1, b"".join(held) if size <= MAX_LINE_BYTES else TooLong(size)


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
