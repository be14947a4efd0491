"""The lines of a backup, checked where they come in: each field has its type and its bounds.

A backup may have been written by anybody. Nothing of it is used before it has passed here, so that
nothing behind has to ask again.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NoReturn

from fihris.engines.model import LISTS, Paragraph

if TYPE_CHECKING:
    from collections.abc import Callable

MOST: Final = 10**15
"""The largest count that is taken."""

NAME: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.:+_-]{0,199}", re.ASCII)
"""What a run may be called: it names a file."""

TEXT_CHARACTERS: Final = 100_000
"""The longest field of the journal: a path, what a run said at its end."""

_ID_BYTES: Final = 512
_UNFIT_IN_ID: Final = re.compile("[#\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_STATES: Final = frozenset(("running", "done", "failed", "interrupted", "refused"))
_COUNTS: Final = ("loaded", "unchanged", "superseded", "quarantined")
_LISTS: Final = frozenset(LISTS)
_NUMBERS: Final = frozenset(("position", "schema_version"))
_PLAIN: Final = frozenset(field.name for field in fields(Paragraph)) - _LISTS - _NUMBERS
_KINDS: Final = frozenset(("title", "heading", "body"))
_OF_ARTICLE: Final = (_PLAIN | _LISTS | {"schema_version"}) - {
    "paragraph_id", "text", "kind", "heading",
}  # fmt: skip


class RowWrong(Exception):
    """A line of a backup is not what a line of its kind is."""


def row_of(kind: str, line: bytes, number: int) -> dict[str, Any]:
    """A line, read and checked; fields that are not known are left out of a paragraph alone.

    Raises:
        RowWrong: with the line's number and what is wrong.
    """
    try:
        row = json.loads(line.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as exc:
        raise RowWrong(f"line {number} is not JSON") from exc
    try:
        if type(row) is not dict:
            _refuse("it is no object")
        if check := _CHECKS.get(kind):
            check(row)
    except RowWrong as exc:
        raise RowWrong(f"line {number}: {exc}") from exc
    return dict(row)


def paragraphs_of(row: dict[str, Any]) -> tuple[Paragraph, ...]:
    """The article that a checked row holds."""
    return tuple(_paragraph(one) for one in row["paragraphs"])


def _paragraph(told: dict[str, Any]) -> Paragraph:
    known = {name: value for name, value in told.items() if name in _PLAIN or name in _NUMBERS}
    for name in _LISTS:
        known[name] = tuple(told.get(name) or ())
    return Paragraph(**known)


# --- each kind


def _head(row: dict[str, Any]) -> None:
    for name in ("format", "schema_version", "articles", "paragraphs"):
        _count(row, name, needed=False)
    _text(row, "made_by", needed=False)


def _end(row: dict[str, Any]) -> None:
    for name in ("articles", "paragraphs"):
        _count(row, name, needed=False)
    _text(row, "contents", needed=False)


def _article(row: dict[str, Any]) -> None:
    paragraphs = row.get("paragraphs")
    if type(paragraphs) is not list or not paragraphs:
        _refuse("paragraphs is no list, or is empty")
    first: dict[str, Any] = {}
    before = -1
    for one in paragraphs:
        if type(one) is not dict:
            _refuse("a paragraph is no object")
        if not first or any(one.get(name) != first.get(name) for name in _OF_ARTICLE):
            _check_of_article(one)
            first = first or one
        _check_of_paragraph(one)
        if one["article_id"] != first["article_id"] or one["position"] <= before:
            _refuse("its paragraphs are not those of one article, in order")
        if one.get("content_hash") != first.get("content_hash"):
            _refuse("its paragraphs are of two versions")
        before = one["position"]


def _check_of_article(told: dict[str, Any]) -> None:
    """What all paragraphs of an article say alike."""
    for name in _OF_ARTICLE - _LISTS - _NUMBERS:
        _plain(told, name)
    for name in _LISTS:
        value = told.get(name)
        if value is not None and not (
            type(value) is list and all(type(one) is str for one in value)
        ):
            _refuse(f"{name} is no list of texts")
        _refuse_signs(name, "".join(value or ()))
    _count(told, "schema_version", needed=False)
    article_id = told.get("article_id")
    if type(article_id) is not str or _UNFIT_IN_ID.search(article_id):
        _refuse("article_id cannot be used")
    if not 0 < len(article_id.encode()) <= _ID_BYTES:
        _refuse("article_id is empty, or too long")
    if told.get("date"):
        try:
            date.fromisoformat(told["date"] if _DAY.fullmatch(told["date"]) else "")
        except ValueError:
            _refuse("date is no day")


def _check_of_paragraph(told: dict[str, Any]) -> None:
    _count(told, "position")
    for name in ("text", "kind", "heading"):
        _plain(told, name)
    if not told.get("text"):
        _refuse("text is no text")
    if told.get("kind") not in _KINDS:
        _refuse("kind is not title, heading or body")
    if told.get("paragraph_id") != f"{told['article_id']}#{told['position']}":
        _refuse("paragraph_id is not of its article and position")


def _plain(told: dict[str, Any], name: str) -> None:
    """A text that may be absent."""
    value = told.get(name)
    if value is None:
        return
    if type(value) is not str:
        _refuse(f"{name} is no text")
    _refuse_signs(name, value)


def _refuse_signs(name: str, text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        _refuse(f"{name} holds half a surrogate pair")
    if "\0" in text:
        _refuse(f"{name} holds a NUL")


def _journal(row: dict[str, Any]) -> None:
    _name(row)
    if row.get("table") == "runs":
        _run(row)
    elif row.get("table") == "inputs":
        _text(row, "path")
        _text(row, "source", needed=False)
        _text(row, "asked", needed=False)
        _count(row, "position")
        _count(row, "forgotten", needed=False)
        if row.get("forgotten", 0) not in {0, 1}:
            _refuse("forgotten is not 0 or 1")
    else:
        _refuse("it is of no table")


def _run(row: dict[str, Any]) -> None:
    for name in ("command", "state", "began", "program", "analysis", "host"):
        _text(row, name)
    for name in ("ended", "detail", "plan", "generation", "notes"):
        _text(row, name, needed=False)
    for name in (*_COUNTS, "read", "replaced", "paragraphs", "schema_version", "pid"):
        _count(row, name)
    seconds = row.get("seconds")
    if seconds is not None and not (
        type(seconds) in {int, float} and math.isfinite(seconds) and 0 <= seconds <= MOST
    ):
        _refuse("seconds is no time")
    if row["state"] not in _STATES:
        _refuse("state is none that a run has")
    if row["read"] != sum(row[name] for name in _COUNTS):
        _refuse("its counts do not add up")


def _held(row: dict[str, Any]) -> None:
    _name(row)
    if type(row.get("line")) is not str or "\n" in row["line"]:
        _refuse("line is no text of one line")


_CHECKS: Final[dict[str, Callable[[dict[str, Any]], None]]] = {
    "head": _head,
    "articles": _article,
    "journal": _journal,
    "quarantine": _held,
    "mended": _held,
    "end": _end,
}


# --- each field


def _refuse(what: str) -> NoReturn:
    raise RowWrong(what)


def _count(row: dict[str, Any], name: str, *, needed: bool = True) -> None:
    value = row.get(name, None if needed else 0)
    if type(value) is not int or not 0 <= value <= MOST:
        _refuse(f"{name} is no count")


def _text(row: dict[str, Any], name: str, *, needed: bool = True) -> None:
    value = row.get(name)
    if value is None and not needed:
        return
    if type(value) is not str or len(value) > TEXT_CHARACTERS or "\0" in value:
        _refuse(f"{name} is no text, or one that is too long")


def _name(row: dict[str, Any]) -> None:
    value = row.get("run")
    if type(value) is not str or not NAME.fullmatch(value):
        _refuse("run is no name of a run")
