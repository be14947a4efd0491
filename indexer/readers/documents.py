"""The articles of a ``.json`` file, one after another: never all of them read at once.

A list of a million empty ones has two megabytes as text, and sixty once it is read; so the text is
cut where its elements end, which takes no memory, and each is read by itself. An object may be an
article, or hold a list of them at whatever key: the answer of a news service, WordPress's, a
server's hits, a chat's export.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers import lines
from indexer.readers.encodings import decoded
from indexer.readers.keys import has_text, looks_like_article
from indexer.readers.pieces import How, Piece
from indexer.readers.records import parse
from indexer.readers.streams import CHUNK_BYTES, all_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 64 << 20
"""The largest ``.json`` file: unlike lines, it has to be held whole."""

LIST_LEVELS: Final = 4
"""How deep in objects a list of articles is looked for: ``response.data.hits.hits``."""

FIRST_ELEMENTS: Final = 5
"""Of a list so many are looked at, whether they are articles."""

LOOKED_AT: Final = 1_000
"""Members of objects that are looked at for a list, before it is given up."""

LONGEST_TITLE: Final = 160
"""Characters of the first line of a chat's message that is its title; a longer one is text."""

_PART: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["\[\]{},]', re.DOTALL)
_SPACE: Final = re.compile(r"[ \t\r\n]*+")
_KEY: Final = re.compile(r'\s*"([^"\\]*+(?:\\.[^"\\]*+)*+)"\s*:\s*', re.DOTALL)
_OPENING: Final = frozenset("[{")
_CLOSING: Final = frozenset("]}")


class _Member(NamedTuple):
    """What stands in an object: its key, and where its value begins and ends in the text."""

    key: str
    begin: int
    end: int


def read(chunks: Iterator[bytes], how: How = How()) -> Iterator[Piece]:
    """A ``.json`` file: an article, a list of them wherever it is, or lines after all."""
    data = all_bytes(chunks, MAX_BYTES)
    try:
        text = decoded(data, asked=how.encoding)
        found = pieces_of(text, how)
    except Unfit as exc:
        if exc.code not in {Code.NOT_UTF8, Code.NUL_BYTES}:
            raise
        found = None
    if found is None:
        yield from lines.read(
            iter([data[at : at + CHUNK_BYTES] for at in range(0, len(data), CHUNK_BYTES)]), how
        )
        return
    yield from found


def pieces_of(text: str, how: How) -> Iterator[Piece] | None:
    """The articles of a document; ``None`` if it is neither an object nor a list."""
    start = _end_of_space(text, 0)
    first = text[start : start + 1]
    if first == "[" and _is_one(text, start):
        return (_element(one) for one in _elements(text, start, len(text)))
    if first == "{" and _is_one(text, start):
        return _of_object(text, start, how)
    return None


def values(text: str) -> Iterator[str] | None:
    """The texts of a document's values: of the one object, or of the elements of the one list, in
    order; an element may be empty, or no JSON. ``None`` if the whole is neither."""
    start = _end_of_space(text, 0)
    first = text[start : start + 1]
    if first == "{" and _is_one(text, start):
        return iter((text,))
    if first == "[" and _is_one(text, start):
        return _elements(text, start, len(text))
    return None


def _of_object(text: str, start: int, how: How) -> Iterator[Piece]:
    top = list(_bounded(_members(text, start, len(text))))
    alone = _small(text, top)
    mapped = {path.split(".")[0] for path in how.keys}
    if has_text(alone) or (mapped & alone.keys() and not _lists_of(text, top, how)):
        yield _element(text)
        return
    if (begin_end := next(iter(_lists_of(text, top, how)), None)) is not None:
        of_chat = _is_chat(alone)
        for number, one in enumerate(_elements(text, *begin_end), start=1):
            piece = _element(one)
            if of_chat and piece.record is not None:
                yield _message(piece, alone, number)
            else:
                yield piece
        return
    whole = [one for one in top if looks_like_article(_value(text, one))]
    if len(whole) > 1 or (whole and len(whole) == len(top)):
        for member in whole:
            piece = _element(text[member.begin : member.end])
            record = piece.record
            if record and not {"id", "_id", "url", "link"} & record.keys():
                piece = piece._replace(record={"id": member.key, **record})
            yield piece
        return
    yield _element(text)


def _lists_of(text: str, top: list[_Member], how: How) -> list[tuple[int, int]]:
    """Where the lists of articles in an object begin and end, the longest first."""
    found: list[tuple[int, int]] = []
    level = top
    for _ in range(LIST_LEVELS):
        below: list[_Member] = []
        for one in level:
            sign = text[one.begin : one.begin + 1]
            if sign == "[" and _holds_articles(text, one, how):
                found.append((one.begin, one.end))
            elif sign == "{" and len(below) < LOOKED_AT:
                below += _bounded(_members(text, one.begin, one.end))
        if found:
            break
        level = below
    return sorted(found, key=lambda one: one[0] - one[1])


def _holds_articles(text: str, member: _Member, how: How) -> bool:
    mapped = {path.split(".")[0] for path in how.keys}
    for number, one in enumerate(_elements(text, member.begin, member.end)):
        if number == FIRST_ELEMENTS:
            break
        record = _element(one).record
        if record is not None and (looks_like_article(record) or mapped & record.keys()):
            return True
    return False


def _is_chat(alone: dict[str, Any]) -> bool:
    """Whether it is the export of a chat: a channel with a name, a type and messages."""
    return isinstance(alone.get("name"), str) and "messages" in alone


def _message(piece: Piece, chat: dict[str, Any], number: int) -> Piece:
    """A message as an article: its first line is the title, unless that is a paragraph."""
    record = piece.record or {}
    text = record.get("text", "")
    if isinstance(text, list):
        text = "".join(
            one if isinstance(one, str) else str(one.get("text", ""))
            for one in text
            if isinstance(one, str | dict)
        )
    text = str(text).strip()
    if record.get("type", "message") != "message" or not text:
        return Piece(passed=(f"{chat['name']}: {record.get('id', number)}", "message without text"))
    first, _, rest = text.partition("\n")
    is_title = len(first) <= LONGEST_TITLE and not first.rstrip().endswith((".", "،"))
    made = {
        "id": f"{chat.get('id', chat['name'])}/{record.get('id', number)}",
        "title": first if is_title and rest.strip() else "",
        "body": rest if is_title and rest.strip() else text,
        "source": str(chat["name"]),
        "date": record.get("date"),
    }
    return piece._replace(record=made)


def _small(text: str, top: list[_Member]) -> dict[str, Any]:
    """The members of an object without what is large: a list or an object stands as empty."""
    made: dict[str, Any] = {}
    for one in top:
        sign = text[one.begin : one.begin + 1]
        if sign == "[":
            made[one.key] = []
        else:
            made[one.key] = _value(text, one)
    return made


def _value(text: str, member: _Member) -> Any:
    try:
        return parse(f'{{"_": {text[member.begin : member.end]}}}')["_"]
    except Unfit:
        return None


def _bounded(members: Iterator[_Member]) -> Iterator[_Member]:
    for number, one in enumerate(members):
        if number == LOOKED_AT:
            return
        yield one


def _members(text: str, start: int, end: int) -> Iterator[_Member]:
    """What stands in an object that begins at ``start``."""
    for begin, stop in _spans(text, start, end):
        if found := _KEY.match(text, begin, stop):
            yield _Member(found[1], found.end(), stop)


def _element(text: str) -> Piece:
    size = len(text.encode("utf-8", "surrogatepass"))
    try:
        return Piece(parse(text), text=text, size=size)
    except Unfit as exc:
        return Piece(unfit=exc, text=text, size=size)


def _is_one(text: str, start: int) -> bool:
    """Whether a bracket is closed at the end of the text, and not before."""
    try:
        deque(_spans(text, start, len(text)), maxlen=0)
    except ValueError:
        return False
    return True


def _elements(text: str, start: int, end: int) -> Iterator[str]:
    """What stands between the commas of a list that begins at ``start``."""
    for begin, stop in _spans(text, start, end):
        yield text[begin:stop].strip()


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where what stands between the commas of a list or an object begins and ends.

    Raises:
        ValueError: it is not closed, or something follows it.
    """
    depth = 0
    begin = _end_of_space(text, start + 1)
    for part in _PART.finditer(text, start, end):
        sign = text[part.start()]
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        elif part[0] == '"':
            break  # a text that does not end
        if depth == 0:
            if _SPACE.fullmatch(text, part.end(), end) is None:
                break
            if begin < part.start():
                yield begin, len(text[begin : part.start()].rstrip()) + begin
            return
        if depth == 1 and sign == ",":
            yield begin, part.start()
            begin = part.end()
    raise ValueError("it is not one value")


def _end_of_space(text: str, start: int) -> int:
    found = _SPACE.match(text, start)
    return found.end() if found else start
