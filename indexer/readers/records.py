"""From a record, one JSON object as ``interface.md`` has it, to an ``Article``."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from hashlib import blake2b
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from fihris.arabic.dates import find_dateline_date, parse_date
from fihris.engines.model import ARTICLE_FIELDS, GIVEN, Article
from indexer.enrich.paragraphs import SPLIT_VERSION
from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.markup import ANY_TAG, without_markup
from mappings.limits import Limits, exceeds, spelled

if TYPE_CHECKING:
    from datetime import date

FIELDS: Final = frozenset(("id", "title", "body", "paragraphs", *GIVEN))
"""The fields of a record; others are passed over."""

MAX_ID_BYTES: Final = 512
"""The longest id: what Elasticsearch takes for ``_id``, so that both engines hold the same."""

ID_BYTES: Final = 12
"""Bytes of a derived id, written as 24 hexadecimal digits: by chance, two of ten million articles
have the same one once in 10¹⁴ times."""

_SEPARATOR: Final = "\x1f"
"""Between hashed fields. Python counts it as space, so that no cleaned field holds it."""

_HASHED: Final = ("source", "category", "url", "author", "place")
"""Fields in the order in which they are hashed. One that came later is hashed behind them, where it
has a value: a hash of before is the same today."""

_hashed: Final = itemgetter(*_HASHED)
_WRITTEN: Final = tuple(
    (one.name, one.kind) for one in ARTICLE_FIELDS if one.given and one.kind != "day"
)
_LATER: Final = tuple(name for name in GIVEN if name not in {"date", *_HASHED})

_FORBIDDEN_IN_ID: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_OTHER_BREAKS: Final = "\r\f\u2028\u2029"
"""With the line feed, where a text is split; ``str.splitlines`` would take twice as long."""

MAX_MARKS: Final = 1_000_000
"""Brackets, commas and quotation marks of one record: what it is made of, and what it takes of
memory when it is read, up to a hundred bytes each. A release of ten million letters has fewer."""

_MARKS_TELL_FROM: Final = 1_000_000
"""Characters of a record whose marks are counted: fewer cannot hold more of them."""

MAX_LINES: Final = 1_000_000
"""Lines of one record or text file, empty ones too, before it is told which are paragraphs."""

MAX_DATE_CHARACTERS: Final = 200
"""The longest text that is read as a date: both calendars, a weekday and an hour take 80."""

SQUEEZED_CHARACTERS: Final = 200
"""Longer fields are not remembered: they are rarely the same again, and memory is bounded."""

_LETTER: Final = re.compile(r"[^\W_]")
_decode: Final = json.JSONDecoder().raw_decode


def parse(text: str) -> dict[str, Any]:
    """The object that a line of JSON is.

    Raises:
        Unfit: it is not valid JSON (with the column, from 1), not an object, or made of too much.
    """
    if len(text) > _MARKS_TELL_FROM and sum(map(text.count, '[{,"')) > MAX_MARKS:
        raise Unfit(Code.TOO_LONG, f"more than {MAX_MARKS:,} brackets, commas and quotation marks")
    if text[:1] != "{":
        text = text.lstrip("\ufeff \t\r\n")
    try:
        record, end = _decode(text)
    except json.JSONDecodeError as exc:
        if "\0" in text:
            raise Unfit(Code.NUL_BYTES, f"column {text.index(chr(0)) + 1}") from exc
        place = f"line {exc.lineno}, column" if exc.lineno > 1 else "column"
        raise Unfit(Code.INVALID_JSON, f"{exc.msg}: {place} {exc.colno}") from exc
    except (ValueError, RecursionError) as exc:  # a number of 5,000 digits, ten thousand brackets
        raise Unfit(Code.INVALID_JSON, "a number too long, or nested too deep") from exc
    if end != len(text) and text[end:].strip():
        raise Unfit(Code.INVALID_JSON, f"Extra data: column {end + 1}")
    if type(record) is not dict:
        raise Unfit(Code.NOT_AN_OBJECT, f"it is {_kind(record)}")
    return record


# long: one pass, in the order that decides what a record is refused for, and how its id is made
def article_of(
    record: dict[str, Any],
    *,
    source: str | None = None,
    today: date | None = None,
    limits: Limits = Limits(),
    doubts: list[Unfit] | None = None,
) -> Article:
    """The article that a record describes.

    ``paragraphs`` counts before ``body``; both are split at line breaks, and lines without
    anything but space are left out. Simple HTML is read as text. An article without a date has
    that of its dateline. One without an id has one that stays the same when it is read again:
    BLAKE2b with 96 bits, in hexadecimal, of its URL if it has one; else, if it has a title and a
    date, of source, title and date with U+001F between; else the start of its content hash.

    Args:
        record: the fields, as JSON has them.
        source: the source of a record that names none.
        today: see ``fihris.arabic.dates.parse_date``.
        limits: of the title and of other fields of one line, of paragraphs, of the whole.
        doubts: given what is left out of the article because it cannot be read, where the article
            can do without; with ``None``, that is refused too.

    Raises:
        Unfit: with what is wrong, and with which field; over a limit, with the size and the option.
    """
    get = record.get
    title = _one_line(get("title"), "title")
    headings: list[int] = []
    lines = tuple(_lines(record, headings))
    if (paragraphs := get("paragraphs")) and not title:
        title = _title_among(paragraphs)
    fields = {
        name: _one_line(get(name), name) if kind == "line" else _address(get(name))
        for name, kind in _WRITTEN
    }
    named_source = fields["source"] = fields["source"] or source or ""
    day = _day(get("date"), today, doubts)
    if not day and lines and (found := find_dateline_date(lines[0])):
        day = found.isoformat()
    later = [f"{name}={fields[name]}" for name in _LATER if fields[name]]
    later += [f"headings={headings}"] if headings else []
    content = _SEPARATOR.join((SPLIT_VERSION, day, *_hashed(fields), *later, title, *lines))
    _refuse_without_text(record, title, lines)
    for field, text in (("title", title), *fields.items()):
        _refuse_over(limits, "title", field, len(text))
    _refuse_too_much(limits, lines, len(title) + sum(map(len, fields.values())))
    if "\0" in content:
        raise Unfit(Code.NUL_BYTES, "in a field")
    try:
        # UTF-16 because most of it is as it lies in memory: encoding takes half the time of UTF-8
        content_hash = blake2b(content.encode("utf-16-le"), digest_size=16).hexdigest()
    except UnicodeEncodeError as exc:
        raise Unfit(Code.NOT_UTF8, "half a surrogate pair, as \\ud83d alone") from exc
    article_id = _given_id(get("id"))
    if not article_id:
        if fields["url"]:
            article_id = _digest(fields["url"])
        else:
            article_id = id_of_title(named_source, title, day) or content_hash[: 2 * ID_BYTES]
    return Article(
        article_id=article_id,
        title=title,
        lines=lines,
        headings=tuple(headings),
        date=day or None,
        content_hash=content_hash,
        **{name: text or None for name, text in fields.items()},
    )


def _refuse_too_much(limits: Limits, lines: tuple[str, ...], carried: int) -> None:
    """Raise for lines over a limit; of the whole, what goes with each of them counts each time."""
    _refuse_over(limits, "paragraphs", "the article", len(lines), of="paragraphs")
    for at, line in enumerate(lines, start=1):
        if exceeds(len(line), limits.paragraph):
            _refuse_over(limits, "paragraph", f"paragraph {at}", len(line))
    whole = sum(map(len, lines)) + carried * len(lines)
    _refuse_over(limits, "article", "the article, its title with each paragraph,", whole)


def _refuse_over(
    limits: Limits, name: str, what: str, size: int, *, of: str = "characters"
) -> None:
    """Raise when there is more of something than a limit allows, with the option to change it."""
    limit: int = getattr(limits, name)
    if exceeds(size, limit):
        detail = f"{what} has {size:,} {of}; at most {limit:,} (--limit {spelled(name)}=…)"
        raise Unfit(Code.TOO_LONG, detail)


def id_of_title(source: str | None, title: str, day: str | None) -> str:
    """The id derived from source, title and day; empty without a title or a day."""
    return _digest(_SEPARATOR.join((source or "", title, day))) if title and day else ""


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=ID_BYTES).hexdigest()


def _kind(value: object) -> str:
    if value is None:
        return "null"
    names = {bool: "true or false", int: "a number", float: "a number", str: "a string"}
    return names.get(type(value), "an object" if isinstance(value, dict) else "a list")


def _wrong(field: str, value: object, wanted: str) -> Unfit:
    return Unfit(Code.WRONG_TYPE, f"{field}: it is {_kind(value)}, not {wanted}")


def _one_line(value: object, field: str) -> str:
    """A field's text without markup, its spaces single; empty if there is none."""
    if value is None:
        return ""
    if value.__class__ is not str:
        raise _wrong(field, value, "a string")
    return _squeezed(value) if len(value) <= SQUEEZED_CHARACTERS else _squeezed_anew(value)


@lru_cache(maxsize=1024)  # the same few sources, categories, authors again and again
def _squeezed(value: str) -> str:
    return _squeezed_anew(value)


def _squeezed_anew(value: str) -> str:
    if "<" in value or "&" in value:
        value = without_markup(value)
    return " ".join(value.split())


def _address(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _wrong("url", value, "a string")
    return "".join(value.split())


def _lines(record: dict[str, Any], headings: list[int]) -> list[str]:
    """The lines of ``paragraphs``, or else of ``body``; places of headings are added."""
    paragraphs = record.get("paragraphs")
    if paragraphs:
        if not isinstance(paragraphs, list):
            raise _wrong("paragraphs", paragraphs, "a list")
        parts = [_paragraph(paragraph, at) for at, paragraph in enumerate(paragraphs)]
        lines: list[str] = []
        for text, kind in parts:
            if kind != "title":
                made = _split(text, most=MAX_LINES - len(lines))
                headings += [len(lines)] if kind == "heading" and len(made) == 1 else []
                lines += made
        return lines
    body = record.get("body")
    if body is None:
        return []
    if not isinstance(body, str):
        raise _wrong("body", body, "a string")
    return _split(body)


def _split(text: str, *, most: int = MAX_LINES) -> list[str]:
    if "<" in text or "&" in text:
        text = without_markup(text)
    if _SEPARATOR in text:
        text = text.replace(_SEPARATOR, " ")
    for sign in _OTHER_BREAKS:
        if sign in text:
            text = text.replace(sign, "\n")
    refuse_lines(text, "\n", most)
    return [line for piece in text.split("\n") if (line := piece.strip())]


def refuse_lines(text: str, signs: str, most: int = MAX_LINES) -> None:
    """Raise where a text has more than ``most`` of the signs that end a line: before its split."""
    if len(text) > most and sum(map(text.count, signs)) > most:
        raise Unfit(Code.TOO_LONG, f"more than {MAX_LINES:,} lines")


def _paragraph(paragraph: object, at: int) -> tuple[str, str]:
    """Its text, and its kind."""
    if isinstance(paragraph, str):
        return paragraph, "body"
    if not isinstance(paragraph, dict):
        raise _wrong(f"paragraphs[{at}]", paragraph, "a string")
    text, kind = paragraph.get("text"), paragraph.get("kind")
    if not isinstance(text, str):
        raise _wrong(f"paragraphs[{at}].text", text, "a string")
    if kind not in {None, "title", "heading", "body"}:
        raise Unfit(Code.WRONG_TYPE, f"paragraphs[{at}].kind: not title, heading or body")
    return text, str(kind or "body")


def _title_among(paragraphs: list[object]) -> str:
    for at, paragraph in enumerate(paragraphs):
        text, kind = _paragraph(paragraph, at)
        if kind == "title":
            return _one_line(text, "title")
    return ""


def _day(value: object, today: date | None, doubts: list[Unfit] | None) -> str:
    if value is None or value == "":
        return ""
    if not isinstance(value, str):
        raise _wrong("date", value, "a string")
    if not value.strip():
        return ""
    if len(value) <= MAX_DATE_CHARACTERS and (day := parse_date(value, today=today)):
        return day.isoformat()
    unfit = Unfit(Code.BAD_DATE, value[:60])
    if doubts is None:
        raise unfit
    doubts.append(unfit)
    return ""


def _given_id(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise _wrong("id", value, "a string or a whole number")
    value = value.strip()
    if match := _FORBIDDEN_IN_ID.search(value):
        raise Unfit(Code.BAD_ID, f"it holds U+{ord(match[0]):04X}")
    try:
        size = len(value) if value.isascii() else len(value.encode())
    except UnicodeEncodeError as exc:
        raise Unfit(Code.NOT_UTF8, "id: half a surrogate pair") from exc
    if size > MAX_ID_BYTES:
        raise Unfit(Code.BAD_ID, f"it is longer than {MAX_ID_BYTES} bytes")
    return value


def _refuse_without_text(record: dict[str, Any], title: str, lines: tuple[str, ...]) -> None:
    """Raise if there is no letter in title and lines, with the reason."""
    for text in (title, *lines):
        if _LETTER.search(ANY_TAG.sub("", text) if "<" in text else text):
            return
    written = [record.get(field) for field in ("title", "body", "paragraphs")]
    if all(value is None for value in written):
        raise Unfit(Code.NO_TEXT)
    if any(value and not isinstance(value, str) for value in written) or any(
        isinstance(value, str) and value.strip() for value in written
    ):
        raise Unfit(Code.ONLY_MARKUP)
    raise Unfit(Code.EMPTY)
