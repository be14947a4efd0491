"""Lines of a stream of bytes, plain or gzip, in bounded memory."""

from __future__ import annotations

import sys
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.quarantine import Code, Unfit

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE_BYTES: Final = 16 << 20
"""The longest line, and the largest text file: 270 times the longest line of SaudiNewsNet,
which has 61,664 bytes."""

CHUNK_BYTES: Final = 1 << 17
"""What is read from a file at a time."""

_INFLATED_BYTES: Final = 1 << 19
"""What is inflated at a time, so that a gzip bomb goes off in small pieces."""

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


def inflated(chunks: Iterator[bytes], *, must_be_gzip: bool = False) -> Iterator[bytes]:
    """The chunks, inflated if the first two bytes say that they are gzip; several members too.

    Raises:
        GzipBroken: the data ends in the middle, fails its checksum, or is not gzip and must be.
    """
    first = next(chunks, b"")
    while len(first) < len(_GZIP_MAGIC) and (more := next(chunks, b"")):
        first += more
    if first.startswith(_GZIP_MAGIC):
        try:
            yield from _members(first, chunks)
        except zlib.error as exc:
            raise GzipBroken(Code.DAMAGED_GZIP, str(exc)) from exc
    elif must_be_gzip and first:
        raise GzipBroken(Code.DAMAGED_GZIP, "it does not begin as gzip does")
    elif first:
        yield first
        yield from chunks


def _members(data: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Inflate one gzip member after another; zeros after the last are padding."""
    while data:
        member = zlib.decompressobj(_GZIP)
        while True:
            if out := member.decompress(data, _INFLATED_BYTES):
                yield out
            ended = member.eof
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


def chunks_of_standard_input() -> Iterator[bytes]:
    """What comes from standard input, as it comes."""
    stream = sys.stdin.buffer
    read_some = getattr(stream, "read1", stream.read)
    return iter(lambda: bytes(read_some(CHUNK_BYTES)), b"")
