"""Days and spans of time as a query writes them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from arabic.dates import parse_date
from arabic.spelling import fold

_SINCE: Final = re.compile(
    r"(\d{1,4})?\s*(d|w|m|y|ي|يوم|ايام|يوما|اسبوع|اسابيع|شهر|اشهر|سنه|سنوات)"
)
_DAYS: Final = {"d": 1, "ي": 1, "w": 7, "ا": 7, "m": 30, "ش": 30, "y": 365, "س": 365}
_HIJRI: Final = range(1300, 1501)

Span = tuple[str | None, str | None]
"""First and last day, ISO 8601; ``None`` is open."""


class NoDate(ValueError):
    """The text is no day, month, year or range of them; or it is turned round."""


def span(text: str) -> Span:
    """The days of ``2023``, ``2023-10``, a day, ``A..B``, ``>A``, ``>=A``, ``<A``, ``<=A``.

    Raises:
        NoDate
    """
    text = text.strip()
    if ".." in text:
        first, _, last = text.partition("..")
        start = period(first)[0] if first.strip() else None
        end = period(last.lstrip("."))[1] if last.lstrip(".").strip() else None
        if start is None and end is None:
            raise NoDate(text)
        if start and end and start > end:
            raise NoDate("reversed")
        return _iso(start), _iso(end)
    for sign in (">=", "≥", "<=", "≤", ">", "<"):
        if text.startswith(sign):
            start, end = period(text[len(sign) :])
            if sign in {">=", "≥"}:
                return _iso(start), None
            if sign in {"<=", "≤"}:
                return None, _iso(end)
            if sign == ">":
                return _iso(end + timedelta(days=1)), None
            return None, _iso(start - timedelta(days=1))
    start, end = period(text)
    return _iso(start), _iso(end)


def since(text: str, today: date) -> Span:
    """From a day on, or the last so many days: ``7d``, ``2w``, ``3m``, ``1y``, ``أسبوع``."""
    counted = _SINCE.fullmatch(fold(text).lower())
    if counted:
        days = int(counted[1] or 1) * _DAYS[counted[2][0]]
        try:
            return _iso(today - timedelta(days=days)), None
        except OverflowError as exc:
            raise NoDate(text) from exc
    return _iso(period(text)[0]), None


def until(text: str) -> Span:
    """Up to the end of a day, month or year."""
    return None, _iso(period(text)[1])


def period(text: str) -> tuple[date, date]:
    """First and last day of a year, a month or a day; Gregorian, or Hijri with ``ه``.

    Raises:
        NoDate
    """
    folded = fold(text)
    numbers = re.fullmatch(r"(\d{4})(?:[-/](\d{1,2}))?\s*(?:ه|هـ|م)?", folded)
    if numbers:
        year = int(numbers[1])
        if numbers[2] is None:
            first, after = _month(year, 1), _month(year + 1, 1)
        else:
            month = int(numbers[2])
            first = _month(year, month)
            after = _month(year + month // 12, month % 12 + 1)
        return first, after - timedelta(days=1)
    day = parse_date(text)
    if day is not None:
        return day, day
    named = parse_date(f"1 {text}")
    if named is None:
        raise NoDate(text)
    ahead = parse_date(f"30 {text}") or named + timedelta(days=27)
    is_hijri = any(str(year) in folded for year in _HIJRI)
    last = ahead
    while not is_hijri and (last + timedelta(days=1)).month == named.month:
        last += timedelta(days=1)
    return named, last


def _month(year: int, month: int) -> date:
    """The first day of a month. A year from 1300 to 1500 is Hijri: no release is that old."""
    if not 1 <= month <= 12:
        raise NoDate(f"{year}-{month}")
    day = parse_date(f"{year:04}-{month:02}-01")
    if day is None:
        raise NoDate(f"{year}-{month}")
    return day


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
