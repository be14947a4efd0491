"""JSON lines: an object a line, of a stream of any length in bounded memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.encodings import as_utf8
from indexer.readers.pieces import How, Piece
from indexer.readers.records import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE_BYTES: Final = 16 << 20
"""The longest line, and the largest text file: 270 times the longest line of SaudiNewsNet,
which has 61,664 bytes."""


@dataclass(frozen=True, slots=True)
class TooLong:
    """Stands for a line over ``MAX_LINE_BYTES``, which was passed over."""

    bytes: int


_ACTIONS: Final = frozenset(("index", "create", "update", "delete"))
"""What the first line of a pair says in the body of Elasticsearch's ``_bulk``."""


def read(chunks: Iterator[bytes], how: How = How()) -> Iterator[Piece]:
    """The lines of a file; one that is damaged from some line on gives those before it."""
    number = 0
    bulk: str | None = None
    try:
        for number, line in numbered_lines(as_utf8(chunks, asked=how.encoding)):
            if isinstance(line, TooLong):
                detail = f"{line.bytes} bytes; at most {MAX_LINE_BYTES}"
                unfit = Unfit(Code.TOO_LONG, detail)
                yield Piece(unfit=unfit, line=number, size=line.bytes)
                continue
            piece = piece_of(line, number)
            record = piece.record
            if record is not None and len(record) == 1 and (id_ := _bulk_id(record)) is not None:
                bulk = id_
                continue
            if bulk is not None and record is not None:
                piece = piece._replace(record=_of_bulk(record, bulk))
                bulk = None
            yield piece
    except Unfit as exc:
        yield Piece(unfit=exc, line=number + 1)
        return
    if not number:
        raise Unfit(Code.EMPTY)


def _bulk_id(record: dict[str, Any]) -> str | None:
    """The id that a line of actions names, empty if it leaves that to the server; ``None`` if it
    is no such line."""
    (action, about), *_ = record.items()
    if action not in _ACTIONS or not isinstance(about, dict):
        return None
    return str(about.get("_id", ""))


def _of_bulk(record: dict[str, Any], id_: str) -> dict[str, Any]:
    inner = record.get("doc")
    if isinstance(inner, dict):  # an update
        record = inner
    return {"id": id_, **record} if id_ else record


def piece_of(line: bytes, number: int | None) -> Piece:
    """What one line of JSON is."""
    text = None
    try:
        text = line.decode()
        if not text or text.isspace():
            return Piece()
        return Piece(parse(text), None, number, text, None, len(line))
    except UnicodeDecodeError as exc:
        detail = f"byte 0x{line[exc.start]:02X} at {exc.start}"
        unfit = Unfit(Code.NOT_UTF8, detail)
        return Piece(unfit=unfit, line=number, raw=line, size=len(line))
    except Unfit as exc:
        return Piece(unfit=exc, line=number, text=text, size=len(line))


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
