"""Mailboxes: the messages of an mbox file, one after another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.mail import MAX_BYTES, pieces_of
from indexer.readers.pieces import How, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

_FROM: Final = re.compile(rb"From \S+.*\d\d:\d\d")
_STUFFED: Final = re.compile(rb"(?m)^>(>*From )")


def read(chunks: Iterator[bytes], how: How = How()) -> Iterator[Piece]:
    """The messages of a mailbox; one that is damaged leaves the others."""
    number = 0
    for number, message in enumerate(_messages(chunks), start=1):
        try:
            for piece in pieces_of(_STUFFED.sub(rb"\1", message), how):
                yield piece._replace(line=number)
        except Unfit as exc:
            yield Piece(unfit=exc, line=number, size=len(message))
    if not number:
        raise Unfit(Code.EMPTY)


def _messages(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The messages without the lines between them."""
    held: list[bytes] = []
    size = 0
    is_after_empty = True
    begun = False
    for line in _lines(chunks):
        if is_after_empty and _FROM.match(line):
            if begun:
                yield b"".join(held)
            held, size, begun = [], 0, True
            is_after_empty = False
            continue
        size += len(line)
        if size > MAX_BYTES:
            raise Unfit(Code.TOO_LONG, f"a message of more than {MAX_BYTES} bytes")
        held.append(line)
        is_after_empty = not line.strip()
    if begun or b"".join(held).strip():
        yield b"".join(held)


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        first, *others = chunk.split(b"\n")
        held.append(first)
        size += len(first)
        if size > MAX_BYTES:
            raise Unfit(Code.TOO_LONG, f"a line of more than {MAX_BYTES} bytes")
        if others:
            yield b"".join(held) + b"\n"
            *whole, last = others
            for line in whole:
                yield line + b"\n"
            held, size = [last], len(last)
    if held and held != [b""]:
        yield b"".join(held)
