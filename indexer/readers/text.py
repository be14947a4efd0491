"""From a text file to a record: front matter, title, lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.encodings import decoded
from indexer.readers.keys import known
from indexer.readers.lines import MAX_LINE_BYTES
from indexer.readers.pieces import How, Piece
from indexer.readers.records import refuse_lines
from indexer.readers.streams import all_bytes
from indexer.readers.wrapping import unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

FENCE: Final = "---"
"""The line above and below front matter."""

_BREAKS: Final = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""Where ``str.splitlines`` splits."""

_KEY: Final = re.compile(r"\s*([^\W\d][\w\s]{0,30}?)\s*:(?:\s+(.*)|$)")


def read(chunks: Iterator[bytes], how: How = How()) -> Iterator[Piece]:
    """A text file: one release."""
    yield piece_of(all_bytes(chunks, MAX_LINE_BYTES), how)


def piece_of(data: bytes, how: How = How()) -> Piece:
    """What one text file's content is."""
    text = None
    try:
        text = decoded(data, asked=how.encoding)
        record, unknown = record_of(text, how)
    except Unfit as exc:
        raw = None if text is not None else data
        return Piece(unfit=exc, text=text, raw=raw, size=len(data))
    return Piece(record, text=text, size=len(data), unknown=unknown)


def record_of(text: str, how: How = How()) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A text file as a record, and the keys of its front matter that are not known.

    Front matter is optional: ``key: value`` lines between two lines ``---`` at the top, with the
    names of ``indexer.readers.keys``. Then the first line that is not empty is the title,
    unless the front matter has one, and every line after it is a paragraph, or a
    piece of one (``indexer.readers.wrapping``).

    Raises:
        Unfit: front matter is begun and not ended, or there are too many lines.
    """
    refuse_lines(text, _BREAKS)
    lines = text.splitlines()
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    end = _end_of_front_matter(lines, start)
    written = {
        match[1]: _unquoted(match[2] or "")
        for line in lines[start + 1 : end]
        if (match := _KEY.match(line))
    }
    record, unknown = known(written, how.keys) if written else ({}, ())
    rest = lines[end + 1 if end else 0 :]
    if not record.get("title"):
        at = next((at for at, line in enumerate(rest) if line.strip()), len(rest))
        record["title"], rest = "".join(rest[at : at + 1]), rest[at + 1 :]
    record.pop("paragraphs", None)
    record["body"] = "\n".join(unwrapped(rest))
    return record, unknown


def _end_of_front_matter(lines: list[str], start: int) -> int:
    """The line of the closing fence, 0 without front matter."""
    if not lines or lines[start].strip() != FENCE:
        return 0
    inside = start + 1
    while inside < len(lines) and (not lines[inside].strip() or _KEY.match(lines[inside])):
        inside += 1
    if inside < len(lines) and lines[inside].strip() == FENCE:
        return inside
    if inside == start + 1:  # a rule above a text, not front matter
        return 0
    raise Unfit(Code.WRONG_TYPE, f"front matter: not ended by {FENCE} before line {inside + 1}")


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
