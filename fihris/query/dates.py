"""Days and spans of time as a query writes them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from fihris.arabic.dates import parse_date
from fihris.arabic.spelling import fold

_DAYS: Final = {
    **dict.fromkeys(("d", "day", "days", "ي", "يوم", "ايام", "يوما", "يومين"), 1),
    **dict.fromkeys(("w", "week", "weeks", "اسبوع", "اسابيع", "اسبوعا", "اسبوعين"), 7),
}
_MONTHS: Final = {
    **dict.fromkeys(("m", "month", "months", "ش", "شهر", "اشهر", "شهور", "شهرا", "شهرين"), 1),
    **dict.fromkeys(("y", "year", "years", "س", "سنه", "سنوات", "سنتين", "عام", "اعوام"), 12),
}
_TWO: Final = frozenset(("يومين", "اسبوعين", "شهرين", "سنتين"))
_SINCE: Final = re.compile(r"(\d{1,4})?\s*([^\W\d_]+)")
_NUMBERS: Final = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/]\d{1,2})?)?\s*(ه|م)?")
_HIJRI: Final = range(1300, 1501)

Span = tuple[str | None, str | None]
"""First and last day, ISO 8601; ``None`` is open."""


class NoDate(ValueError):
    """The text is not a day, month, year or range."""


class Reversed(NoDate):
    """The range ends before it begins."""


def read(field: str, text: str, today: date) -> Span:
    """The days that a value of the fields ``date``, ``since`` and ``until`` stands for.

    Hijri dates follow Umm al-Qura (``fihris.arabic.dates``, 1365-1500); a country that relies on
    sighting the moon may differ by a day.

    Raises:
        NoDate: also for a day outside the calendars known here.
        Reversed
    """
    try:
        if field == "since":
            return since(text, today)
        return until(text) if field == "until" else span(text)
    except OverflowError as exc:
        raise NoDate(text) from exc


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
            raise Reversed(text)
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
    """From a day on, or the last so many days, weeks, months, years: ``7d``, ``2w``, ``3m``,
    ``1y``, ``أسبوع``, ``3 أشهر``. Months back keep the day, or take the month's last."""
    counted = _SINCE.fullmatch(fold(text))
    unit = counted[2] if counted else ""
    if counted and (unit in _DAYS or unit in _MONTHS):
        many = int(counted[1] or 1) * (2 if unit in _TWO else 1)
        if unit in _DAYS:
            return _iso(today - timedelta(days=many * _DAYS[unit])), None
        return _iso(_months_before(today, many * _MONTHS[unit])), None
    return _iso(period(text)[0]), None


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        raise NoDate
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)  # every month has 28 days


def until(text: str) -> Span:
    """Up to the end of a day, month or year."""
    return None, _iso(period(text)[1])


def period(text: str) -> tuple[date, date]:
    """First and last day of a year, a month or a day; Gregorian, or Hijri with ``ه``.

    Raises:
        NoDate
    """
    folded = fold(text)
    numbers = _NUMBERS.fullmatch(folded)
    if numbers:
        year = int(numbers[1])
        # 2023ه and 1445م are slips of the pen, or years that no release is of
        if numbers[3] and (numbers[3] == "ه") != (year in _HIJRI):
            raise NoDate(text)
    day = parse_date(text)
    if day is not None:
        return day, day
    if numbers and folded.count("-") + folded.count("/") < 2:
        return _whole(year, int(numbers[2]) if numbers[2] else None)
    named = parse_date(f"1 {text}")
    if named is None:
        raise NoDate(text)
    years = [year for year in map(int, re.findall(r"\d{4}", folded)) if year in _HIJRI]
    for year in years:
        for month in range(1, 13):
            if _month(year, month) == named:
                return _whole(year, month)
    return _whole(named.year, named.month)


def _whole(year: int, month: int | None) -> tuple[date, date]:
    """First and last day of a month, or of a year."""
    first = _month(year, month or 1)
    if first.year == date.max.year and (month or 12) == 12:
        return first, date.max
    after = _month(year + 1, 1) if month in {None, 12} else _month(year, (month or 1) + 1)
    if after < first:  # behind the last Hijri year that is known the numbers are Gregorian again
        raise NoDate(f"{year}")
    return first, after - timedelta(days=1)


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
