"""Reads dates as Arabic press writes them: Gregorian and Hijri, any region's months, any digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Final, Literal

from fihris.arabic.spelling import fold
from mappings.loader import table

Calendar = Literal["gregorian", "hijri"]

FIRST_HIJRI_YEAR: Final = 1365
"""The first year of ``UMM_AL_QURA``; its first day is ``_FIRST_HIJRI_DAY``."""

_FIRST_HIJRI_DAY: Final = date(1945, 12, 5)

UMM_AL_QURA: Final = (
    "aabaaaaaaaabab6aaaa5754b555ab3aa64ea95baaa555aaab4ab655aaaaab2ecab2ab6aaaabab4aab2ab"
    "a2baa6b4aba55aaab5556d2b54aea57526e936aaad555aa5b52ba95b49ba4db25d52daa5ad4aea56d4bd"
    "23d91da95b4ab5a56d2b693b49b6556a9754b6a56caad555b29b92ba95d4ada55aaab595749764baa5b5"
    "2b6a56d2ae9572a75535a95d49ba4dd26d535aaaad4b6a57527a95b4ab5536c9ae4b6a96b4ada55d25d9"
    "2dc96d4ad6556d2b693749b64d72ab54b6a5752b6956b2ad94dc95d4aea56caad5556c97"
)
"""The Umm al-Qura calendar, 1365–1500 AH: three hexadecimal digits a year, 30-day months set.

Printed by ``tools/make_names.py --umm-al-qura`` from the PyPI package ``hijridate`` 2.6.0 (MIT),
after the tables of R. H. van Gent. It is the civil calendar of Saudi Arabia, whose agencies are
those that date by the Hijra; the arithmetic (tabular) calendar differs from it by a day in a
third of all months. Other countries go by sight and may differ by a day from both.
"""

_HIJRI_YEARS: Final = range(1300, 1501)
"""Numbers that can only be Hijri years: no press release is of the year 1445 AD."""

LONGEST: Final = 200
"""Code points of the longest text that is looked at as a date: both calendars with their weekdays,
places and times are half of it."""

DATELINE_CHARACTERS: Final = 120
"""How far into a paragraph a dateline may reach, in code points."""

_UNITS: Final = "اول ثاني ثالث رابع خامس سادس سابع ثامن تاسع عاشر"
_UNITS_AFTER_TEN: Final = "حادي ثاني ثالث رابع خامس سادس سابع ثامن تاسع"
_HOURS: Final = "واحده ثانيه ثالثه رابعه خامسه سادسه سابعه ثامنه تاسعه عاشره حاديه"
"""Ordinals, folded and without their article: of days, and of hours, which are feminine."""

_CLOCK: Final = rf"""
    \b(?:الساعه\s+)?\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\.\d+)?
    | \bالساعه\s+(?:\d{{1,2}}|ال(?:{_HOURS.replace(" ", "|")})(?:\s+عشره)?)\b
      (?:\s+و(?:النصف|الربع|الثلث|\d{{1,2}}\s+دقيقه|عشر\s+دقائق|خمس\s+دقائق)\b|\s+الا\s+\w+)?
"""
_AFTER_CLOCK: Final = r"(?:\s*(?:am|pm|صباحا|مساءا?|ظهرا|ليلا|فجرا|عصرا|[صمت](?:\.?\s*[مغ])?)\b)?"
_ZONE: Final = r"""
    (?:\b(?:gmt|utc|est|edt|ast)\b)?\s?[+-]\d{1,2}(?::?\d{2})?\b | \b(?:gmt|utc|z)\b
    | \b(?:حسب|ب)?\s?(?:ال)?توقيت(?:\s+[^\W\d_]+){1,3}
"""
_LEAD: Final = r"""
    \b(?:(?:تم|تاريخ|وقت|اخر)\s+)?
    (?:نشر|النشر|كتب|كتبت|اضيف|اضيفت|الاضافه|حدث|تحديث|التحديث|تعديل|التعديل|اخر)\b
    | \b(?:published|posted|updated|date)\b(?:\s+on\b)?
"""
"""What a page writes before its date: «نشر في», «آخر تحديث:»."""

_NOISE: Final = re.compile(
    rf"""\s+ | {_ZONE} | (?:{_CLOCK}){_AFTER_CLOCK} | {_LEAD} | [،,؛;.:()/|\[\]–—-]
    | \b(?:الموافقه?|يوم|صباحا?|مساءا?|بتاريخ|تاريخ|في|من|ل|ه|م|ميلاديه?|هجريه?)\b
    """,
    re.VERBOSE,
)
_PLACE: Final = r"[^\W\d_]+(?:[\s-]+[^\W\d_]+){0,3}"
_AFTER_DATELINE: Final = re.compile(
    rf"\s*[،,]?\s*(?:[()/|:–—\[\]-]|(?:[^\W\d_]{{2,4}})?\.?$)|\s*[،,]\s*{_PLACE}\s*(?:[:–—]|\s-)"
)
_DIGIT: Final = re.compile(r"\d")
_BEFORE_CHRIST: Final = re.compile(r"[^\w\s]*[-−]\d{4,}(?:-|$)")
"""A year before the first (ISO 8601, expanded representations): no engine holds it, and without
its sign it is another year."""
_OTHER_CALENDAR: Final = re.compile(r"\s*[،,]?\s*(?:الموافق\s*(?:ل\s*)?|/|\()\s*")
_UNFINISHED: Final = "…"
"""Stands for what was cut off, so that the end of a head is not taken for the end of a line."""


def parse_date(text: str, *, today: date | None = None) -> date | None:
    """The day that ``text`` is, or ``None`` if it is not one date and nothing else.

    Reads ISO 8601 (of a date and time the day as written, whatever its zone), ``8/10/2023`` (day
    first), ``الأحد ٨ تشرين الأول/أكتوبر ٢٠٢٣م``, ``23 ربيع الأول 1445 هـ`` and both calendars side
    by side (then the Gregorian day counts), days in words (``الخامس من مايو 2024``), also the dates
    of e-mail and feeds; what pages write before and behind is passed over (``نشر في``, a time and
    its zone). Years are those that every engine holds: 1 to 9999.

    Args:
        text: a date, with or without weekday and time; the weekday is not checked.
        today: gives a date without a year its year: the latest such day that is not after it.
            ``None`` leaves such a date unread.
    """
    text = text.strip()
    if len(text) > LONGEST or _BEFORE_CHRIST.match(text):
        return None
    if text.isascii() and text[:1].isdigit():
        try:
            day = datetime.fromisoformat(text).date()
        except ValueError:
            pass
        else:
            return _hijri(day.year, day.month, day.day) if day.year in _HIJRI_YEARS else day
    folded = fold(text)
    found = [_read(match, today) for match in _written().finditer(folded)]
    rest = _NOISE.sub(" ", _weekday().sub(" ", _written().sub(" ", folded)))
    if rest.strip() or not found or None in (one.day for one in found):
        return None
    gregorian = {one.day for one in found if one.calendar == "gregorian"}
    days = gregorian or {one.day for one in found}
    return days.pop() if len(days) == 1 else None


def find_dateline_date(text: str) -> date | None:
    """The date of a dateline at the start of a paragraph, or ``None``.

    «الكويت – 8 أكتوبر 2023 (كونا) –», «تونس في 30 جانفي 2024 –»: a place of at most four words or
    nothing, a date with day, month and year, then what ends a dateline (a bracket, dash, slash or
    colon). A date in a sentence («وقع في 8 أكتوبر 2023 اتفاق») is none.
    """
    head = fold(text[:DATELINE_CHARACTERS])
    if len(text) > DATELINE_CHARACTERS:
        head += _UNFINISHED
    place = _dateline().match(head) if _DIGIT.search(head) else None
    if not place:
        return None
    first = _written().match(head, place.end())
    if not first:
        return None
    matches, end = [first], first.end()
    between = _OTHER_CALENDAR.match(head, end)
    if between and (second := _written().match(head, between.end())):
        matches, end = [first, second], second.end()
    if not _AFTER_DATELINE.match(head, end):
        return None
    dates = sorted((_read(match, None) for match in matches), key=lambda one: one.calendar)
    return next((one.day for one in dates if one.day), None)  # Gregorian before Hijri


@dataclass(frozen=True, slots=True)
class _Found:
    day: date | None
    calendar: Calendar


def _read(match: re.Match[str], today: date | None) -> _Found:
    """What a match of ``_written`` says; ``day`` is ``None`` for a day that no calendar has."""
    written = match["day"] or match["day_2"] or match["day_3"] or match["day_4"]
    day = int(written) if written.isdecimal() else _ordinals()[written]
    name = match["month"] or match["month_4"]
    also = match["also"] or match["also_4"]
    if also and _months()[also] != _months()[name]:
        return _Found(None, "gregorian")  # names of two months are none of a day
    year_text = match["year"] or match["year_2"] or match["year_3"] or match["year_4"]
    if name:
        calendar, month = _months()[name]
    else:
        calendar, month = "gregorian", int(match["month_2"] or match["month_3"])
    if not year_text:
        return _Found(_latest(day, month, today) if calendar == "gregorian" else None, calendar)
    year = int(year_text)
    if calendar == "hijri" or (not name and year in _HIJRI_YEARS):
        return _Found(_hijri(year, month, day), "hijri")
    try:
        return _Found(date(year, month, day) if year not in _HIJRI_YEARS else None, "gregorian")
    except ValueError:
        return _Found(None, "gregorian")


def _latest(day: int, month: int, today: date | None) -> date | None:
    if today is None:
        return None
    for year in range(today.year, today.year - 9, -1):  # 29 February comes at least every 8 years
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate <= today:
            return candidate
    return None


def _hijri(year: int, month: int, day: int) -> date | None:
    """The Gregorian day; the 30th of a month of 29, which others may see, is the day after."""
    at = (year - FIRST_HIJRI_YEAR) * 12 + month - 1
    in_calendar = 0 <= at < len(_month_starts()) and month in range(1, 13)
    if not (in_calendar and day in range(1, 31)):
        return None
    return _FIRST_HIJRI_DAY + timedelta(days=_month_starts()[at] + day - 1)


@cache
def _month_starts() -> tuple[int, ...]:
    bits = "".join(f"{int(digit, 16):04b}" for digit in UMM_AL_QURA)
    return (0, *accumulate(29 + int(bit) for bit in bits))[:-1]


@cache
def _months() -> dict[str, tuple[Calendar, int]]:
    return {
        fold(name): ("hijri" if calendar == "hijri" else "gregorian", int(month))
        for calendar, month, name in table("months")
    }


@cache
def _ordinals() -> dict[str, int]:
    """Days of a month in words, folded: الأول … الثلاثون, الحادي والعشرين, and غرة."""
    units, after_ten = _UNITS.split(), _UNITS_AFTER_TEN.split()
    days = {"غره": 1, "الفاتح": 1, "اول": 1}
    days |= {f"ال{unit}": number for number, unit in enumerate(units, 1)}
    days |= {f"ال{unit} عشر": number for number, unit in enumerate(after_ten, 11)}
    for ten, words in ((20, "العشرون العشرين"), (30, "الثلاثون الثلاثين")):
        for word in words.split():
            days[word] = ten
            days |= {f"ال{unit} و{word}": ten + number for number, unit in enumerate(after_ten, 1)}
    return {word: day for word, day in days.items() if day <= 31}


def _ordinal() -> str:
    """A pattern of ``_ordinals``."""
    return rf"(?:{'|'.join(sorted(map(re.escape, _ordinals()), key=len, reverse=True))})(?=\s)"


@cache
def _weekday() -> re.Pattern[str]:
    names = sorted((fold(row[1]) for row in table("weekdays")), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(names)})\b")


@cache
def _written() -> re.Pattern[str]:
    """One date in folded text; other names of the same month beside it belong to it."""
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    blessed = r"(?:\s+(?:المبارك|الحرام|المكرم|المعظم|الخير))?"
    apart = r"(?![^\W\d_])"  # a digit may follow: «5مايو2024»
    also, also_4 = (
        rf"(?:(?:\s*[/(–-]\s*|\s+)(?P<{group}>{names}){apart}\s*\)?)?"
        for group in ("also", "also_4")
    )
    month = rf"(?P<month>{names}){apart}\.?{also}{blessed}"
    of = r"\s*[-/،,]?\s*(?:من\s+)?"
    of_year = r"(?:ل?(?:عام|سنه)\s+)?"
    end = r"(?!\d)(?:\s*(?:هجريه|هجري|ميلاديه|ميلادي|ه|م)\b\.?)?"
    day, year, sign = r"\d{1,2}", r"\d{4}", r"\s?[/.-]\s?"
    return re.compile(
        rf"""\b(?:
          (?P<day>{day}|{_ordinal()}){of}(?:شهر\s+)?{month}(?:{of}{of_year}(?P<year>{year}){end})?
        | (?P<day_2>{day})(?P<s2>{sign})(?P<month_2>{day})(?P=s2)(?P<year_2>{year}){end}
        | (?P<year_3>{year})(?P<s3>{sign})(?P<month_3>{day})(?P=s3)(?P<day_3>{day}){end}
        | (?P<month_4>{names}){apart}\.?{also_4}\s+(?P<day_4>{day})(?:st|nd|rd|th)?
          \s*[،,]?\s+(?P<year_4>{year}){end}
        )""",
        re.VERBOSE,
    )


@cache
def _dateline() -> re.Pattern[str]:
    weekday = rf"(?:(?:يوم\s+)?{_weekday().pattern}\s*[،,]?\s*)?"
    agency = r"(?:\(\s*[^()]{1,40}\)\s*)?"
    dash = r"\s*[–—:،,/(|-]+\s*"
    lead = rf"{_PLACE}\s*{agency}(?:{dash}|\s+في\s+|\s+)(?:{_PLACE}{dash})?"
    return re.compile(rf"\s*\(?\s*{agency}(?:{lead})?{weekday}(?:في\s+)?\[?(?=\d|{_ordinal()})")
