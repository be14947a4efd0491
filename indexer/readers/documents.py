"""The values of a ``.json`` file, one after another: never all of them read at once.

A list of a million empty ones has two megabytes as text, and sixty once it is read; so the text is
cut where its elements end, which takes no memory, and each is read by itself.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Final

from indexer.quarantine.quarantine import Unfit
from indexer.readers import lines
from indexer.readers.pieces import Piece
from indexer.readers.records import parse
from indexer.readers.streams import CHUNK_BYTES, all_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 64 << 20
"""The largest ``.json`` file: unlike lines, it has to be held whole."""

_PART: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["\[\]{},]', re.DOTALL)
_SPACE: Final = re.compile(r"[ \t\r\n]*+")
_OPENING: Final = frozenset("[{")
_CLOSING: Final = frozenset("]}")


def read(chunks: Iterator[bytes]) -> Iterator[Piece]:
    """A ``.json`` file: an object, a list of them, or lines after all."""
    data = all_bytes(chunks, MAX_BYTES)
    try:
        found = values(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        found = None
    if found is None:
        yield from lines.read(
            data[at : at + CHUNK_BYTES] for at in range(0, len(data), CHUNK_BYTES)
        )
        return
    for text in found:
        yield _element(text)


def _element(text: str) -> Piece:
    size = len(text.encode())
    try:
        return Piece(parse(text), text=text, size=size)
    except Unfit as exc:
        return Piece(unfit=exc, text=text, size=size)


def values(text: str) -> Iterator[str] | None:
    """The texts of a document's values: of the one object, or of the elements of the one list, in
    order; an element may be empty, or no JSON. ``None`` if the whole is neither."""
    start = _end_of_space(text, 0)
    first = text[start : start + 1]
    if first == "{" and _is_one(text, start):
        return iter((text,))
    if first == "[" and _is_one(text, start):
        return _elements(text, start)
    return None


def _is_one(text: str, start: int) -> bool:
    """Whether a bracket is closed at the end of the text, and not before."""
    try:
        deque(_elements(text, start), maxlen=0)
    except ValueError:
        return False
    return True


def _elements(text: str, start: int) -> Iterator[str]:
    """What stands between the commas of a list that begins at ``start``.

    Raises:
        ValueError: it is not closed, or something follows it.
    """
    depth = 0
    begin = _end_of_space(text, start + 1)
    for part in _PART.finditer(text, start):
        sign = text[part.start()]
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        elif part[0] == '"':
            break  # a text that does not end
        if depth == 0:
            if _end_of_space(text, part.end()) != len(text):
                break
            if begin < part.start():
                yield text[begin : part.start()].strip()
            return
        if depth == 1 and sign == ",":
            yield text[begin : part.start()].strip()
            begin = part.end()
    raise ValueError("it is not one value")


def _end_of_space(text: str, start: int) -> int:
    found = _SPACE.match(text, start)
    return found.end() if found else start
