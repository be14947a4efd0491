"""From a text file to a record: front matter, title, lines."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Any, Final

from fihris.arabic.spelling import fold
from fihris.engines.model import ARTICLE_FIELDS
from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.lines import MAX_LINE_BYTES
from indexer.readers.pieces import Piece
from indexer.readers.records import FIELDS, refuse_lines
from indexer.readers.streams import all_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

FENCE: Final = "---"
"""The line above and below front matter."""

ARABIC_KEYS: Final = {
    fold("المعرّف"): "id",
    fold("العنوان"): "title",
    **{fold(one.ar): one.name for one in ARTICLE_FIELDS if one.given},
}
"""Front matter in Arabic, compared folded: «المعرف» is «المعرّف»."""

_BREAKS: Final = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""Where ``str.splitlines`` splits."""

_KEY: Final = re.compile(r"\s*([^\W\d][\w\s]{0,30}?)\s*:(?:\s+(.*)|$)")


def read(chunks: Iterator[bytes]) -> Iterator[Piece]:
    """A text file: one release."""
    yield piece_of(all_bytes(chunks, MAX_LINE_BYTES))


def piece_of(data: bytes) -> Piece:
    """What one text file's content is."""
    text = None
    try:
        text = decoded(data)
        record, unknown = record_of(text)
    except Unfit as exc:
        raw = None if text is not None else data
        return Piece(unfit=exc, text=text, raw=raw, size=len(data))
    return Piece(record, text=text, size=len(data), unknown=unknown)


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, with or without its mark; UTF-16 with its mark.

    Raises:
        Unfit: it is neither, holds NUL, or is empty.
    """
    if not data.strip():
        raise Unfit(Code.EMPTY)
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise Unfit(
            Code.NOT_UTF8, f"byte 0x{data[exc.start]:02X} at {exc.start}, in line {line}"
        ) from exc
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Unfit(Code.NUL_BYTES, f"in line {line}")
    return text


def record_of(text: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A text file as a record, and the keys of its front matter that are not known.

    Front matter is optional: ``key: value`` lines between two lines ``---`` at the top, with the
    fields of a record or their Arabic names. Then the first line that is not empty is the title,
    unless the front matter has one, and every line after it is a paragraph.

    Raises:
        Unfit: front matter is begun and not ended, or there are too many lines.
    """
    refuse_lines(text, _BREAKS)
    lines = text.splitlines()
    record: dict[str, Any] = {}
    unknown: list[str] = []
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    end = _end_of_front_matter(lines, start)
    for line in lines[start + 1 : end]:
        if (match := _KEY.match(line)) is None:
            continue
        written = match[1]
        key = ARABIC_KEYS.get(fold(written), written.lower())
        if key in FIELDS:
            record[key] = _unquoted(match[2] or "")
        else:
            unknown.append(written)
    rest = [line for line in lines[end + 1 if end else 0 :] if line.strip()]
    if not record.get("title"):
        record["title"], rest = "".join(rest[:1]), rest[1:]
    record.pop("paragraphs", None)
    record["body"] = "\n".join(rest)
    return record, tuple(unknown)


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
