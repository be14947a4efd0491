"""Dates as Arabic press writes them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fihris.arabic.dates import UMM_AL_QURA, find_dateline_date, parse_date

DAY = date(2023, 10, 8)


@pytest.mark.parametrize(
    "written",
    [
        "2023-10-08",
        "20231008",
        "2023-10-08T23:30:00-11:00",
        "2023-10-08 10:00",
        "2023/10/08",
        "8/10/2023",
        "08-10-2023",
        "8.10.2023",
        "٨/١٠/٢٠٢٣",
        "۸/۱۰/۲۰۲۳",
        "8 أكتوبر 2023",
        "8 اكتوبر 2023م",
        "8 أكتوبر ٢٠٢٣ ميلادي",
        "٨ أُكْتُوبَر ٢٠٢٣",
        "8 أكتـــوبر 2023",
        "الأحد 8 أكتوبر 2023",
        "الأحد، ٨ تشرين الأول ٢٠٢٣",
        "8 تشرين الأول/أكتوبر 2023",
        "8 أكتوبر/ تشرين الأول 2023",
        "8 أكتوبر-تشرين الأول 2023",
        "8 أكتوبر (تشرين الأول) 2023",
        "الأحد 8 من شهر أكتوبر عام 2023",
        "8 أكتوبر 2023 10:30 صباحًا",
        "23 ربيع الأول 1445 هـ",
        "23 ربيع أول 1445",
        "23/3/1445هـ",
        "1445-03-23",
        "الأحد 23 ربيع الأول 1445هـ الموافق 8 أكتوبر 2023م",
        "Sun, 08 Oct 2023 10:00:00 +0300",
        "Sun, 08 Oct 2023 10:00:00 -0400",
        "Sun, 08 Oct 2023 10:00 EDT-04:00",
        "October 8, 2023",
        "October 8th, 2023",
        "8 octobre 2023",
        "8 تشرين 1 2023",
        "8 تشرين الأول أكتوبر 2023",
        "تشرين الأول/أكتوبر 8, 2023",
        "8أكتوبر2023",
        "الثامن من أكتوبر 2023",
        "الأحد، الثامن من شهر أكتوبر لعام 2023",
        "الثالث والعشرين من ربيع الأول 1445",
        "نُشر في: 08/10/2023",
        "تاريخ النشر: 2023/10/08",
        "آخر تحديث: 8 أكتوبر 2023 - 10:30 بتوقيت الإمارات",
        "8 أكتوبر 2023 الساعة 14:30 بتوقيت غرينتش",
        "8 أكتوبر 2023 الساعة العاشرة والنصف صباحًا",
        "8 أكتوبر 2023، 3:45 م بتوقيت مكة المكرمة",
        "10:20 - 8 أكتوبر 2023 GMT+3",
        "Published on October 8, 2023",
        "\u200f8 أكتوبر 2023\u200e",
        "ﺍﻷﺣﺪ ٨ ﺃﻛﺘﻮﺑﺮ ٢٠٢٣",
    ],
)
def test_a_date_is_read_however_it_is_written(written: str) -> None:
    assert parse_date(written) == DAY


@pytest.mark.parametrize(
    "written",
    [
        "2023-13-45",
        "2023-02-30",
        "32 أكتوبر 2023",
        "10/25/2023",
        "31 رمضان 1445",
        "8 و9 أكتوبر 2023",
        "7 أكتوبر 2023 8 أكتوبر 2023",
        "8-9 أكتوبر 2023",
        "من 7 إلى 8 أكتوبر 2023",
        "الخامس والسادس من أكتوبر 2023",
        "8 تشرين الأول/نوفمبر 2023",
        "الثلاثون من فبراير 2024",
        "الثاني والثلاثون من مايو 2024",
        "مطلع أكتوبر 2023",
        "قبل ساعتين",
        "الأحد",
        "أمس",
        "أكتوبر 2023",
        "8 أكتوبر",
        "1-1-1",
        "99999-01-01",
        "-0044-03-15",
        "-0044-03-15T10:00",
        "\u200e−2023-10-08",
        "2023-10-08 " + "1" * 1_000_000,
        "",
        " ",
    ],
)
def test_what_is_not_one_day_is_no_date(written: str) -> None:
    assert parse_date(written) is None


@pytest.mark.parametrize(
    ("month", "names"),
    [
        (1, ["يناير", "كانون الثاني", "جانفي"]),
        (2, ["فبراير", "شباط", "فيفري"]),
        (3, ["مارس", "آذار"]),
        (4, ["أبريل", "إبريل", "نيسان", "أفريل"]),
        (5, ["مايو", "أيار", "ماي", "مايس"]),
        (6, ["يونيو", "حزيران", "جوان", "يونيه"]),
        (7, ["يوليو", "تموز", "جويلية", "يوليوز"]),
        (8, ["أغسطس", "آب", "أوت", "غشت"]),
        (9, ["سبتمبر", "أيلول", "شتنبر"]),
        (10, ["أكتوبر", "تشرين الأول"]),
        (11, ["نوفمبر", "تشرين الثاني", "نونبر"]),
        (12, ["ديسمبر", "كانون الأول", "دجنبر"]),
    ],
)
def test_every_region_names_its_months(month: int, names: list[str]) -> None:
    assert {parse_date(f"5 {name} 2024") for name in names} == {date(2024, month, 5)}


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("5 رجب 1446 هـ", date(2025, 1, 5)),
        ("26 شوال 1436", date(2015, 8, 11)),
        ("1 محرم 1365", date(1945, 12, 5)),
        ("30 ذو الحجة 1500", date(2077, 11, 16)),
        ("15 رمضان المبارك 1445 هـ", date(2024, 3, 25)),
        ("12 ذي الحجة 1445", date(2024, 6, 18)),
    ],
)
def test_hijri_days_are_those_of_umm_al_qura(written: str, day: date) -> None:
    assert parse_date(written) == day


def test_every_day_of_a_month_is_read_in_words() -> None:
    words = [
        "الأول",
        "الثاني",
        "الثالث",
        "الرابع",
        "الخامس",
        "السادس",
        "السابع",
        "الثامن",
        "التاسع",
        "العاشر",
    ]
    after_ten = ["الحادي", *words[1:9]]
    days = [*words, *(f"{unit} عشر" for unit in after_ten), "العشرين"]
    days += [*(f"{unit} والعشرين" for unit in after_ten), "الثلاثين", "الحادي والثلاثين"]
    read = [parse_date(f"{day} من ديسمبر 2023") for day in days]
    assert read == [date(2023, 12, number) for number in range(1, 32)]
    assert parse_date("الحادي والعشرون من ديسمبر 2023") == date(2023, 12, 21)
    assert parse_date("غرة محرم 1446") == date(2024, 7, 7)
    assert parse_date("أول يناير 2024") == parse_date("الفاتح من يناير 2024") == date(2024, 1, 1)


def test_the_hijri_calendar_has_136_years_of_whole_months() -> None:
    days = (date(2077, 11, 16) - date(1945, 12, 5)).days + 1
    bits = bin(int(UMM_AL_QURA, 16)).count("1")
    assert days == 136 * 12 * 29 + bits


def test_a_day_without_year_is_the_latest_before_today() -> None:
    assert parse_date("8 أكتوبر", today=date(2024, 3, 1)) == DAY
    assert parse_date("8 أكتوبر", today=date(2023, 10, 8)) == DAY
    assert parse_date("29 فبراير", today=date(2027, 1, 1)) == date(2024, 2, 29)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)))
def test_an_iso_day_is_itself(day: date) -> None:
    assert parse_date(day.isoformat()) == day


@given(st.dates(min_value=date(1946, 1, 1), max_value=date(2077, 11, 1)), st.text(max_size=8))
def test_reading_a_date_never_raises(day: date, noise: str) -> None:
    parse_date(noise + day.strftime("%d/%m/%Y") + noise, today=day)
    find_dateline_date(noise + day.strftime("%d/%m/%Y") + noise)


@given(st.integers(0, 136 * 354 - 1))
def test_hijri_days_follow_one_another(days: int) -> None:
    # each Gregorian day in the table's span is met by exactly one Hijri day below the 30th
    day = date(1945, 12, 5) + timedelta(days=days)
    met = [
        (year, month, number)
        for year in range(1365, 1501)
        if abs((day - date(1945, 12, 5)).days / 354.367 - (year - 1365)) < 2
        for month in range(1, 13)
        for number in range(1, 30)
        if parse_date(f"{year}-{month:02d}-{number:02d}") == day
    ]
    assert len(met) <= 1


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("الكويت – 8 أكتوبر 2023 (كونا) – أعلنت وزارة الداخلية", DAY),
        ("تونس في 8 أكتوبر 2023 – نشرت وزارة النقل", DAY),
        ("صيدا – ٨ تشرين الأول ٢٠٢٣ (المرفأ): أُعيد اليوم", DAY),
        ("البصرة ۸ تشرین الاول ۲۰۲۳ – دشنت", DAY),
        ("الجزائر، 8 أكتوبر 2023 – شرعت", DAY),
        ("الدمام 23 ربيع الأول 1445 هـ الموافق 8 أكتوبر 2023 م – نفذت", DAY),
        ("الرياض 23 ربيع الأول 1445 هـ الموافق 8 أكتوبر 2023 م واس", DAY),
        ("جيبوتي – ٨ تشرين الأول/أكتوبر ٢٠٢٣: وصلت", DAY),
        ("الكويت (كونا) – 8 أكتوبر 2023 – أعلنت", DAY),
        ("الكويت، الأحد 8 أكتوبر 2023 (كونا) –", DAY),
        ("8 أكتوبر 2023 – أعلنت", DAY),
        ("القاهرة في الثامن من أكتوبر 2023 – أعلنت", DAY),
        ("8 أكتوبر 2023، دبي - أعلنت شركة الميناء", DAY),
        ("(دبي، 8 أكتوبر 2023) أعلنت شركة الميناء", DAY),
        ("دبي، الإمارات العربية المتحدة - [8 أكتوبر 2023]: أعلنت", DAY),
        ("الكويت – 8 أكتوبر (كونا) – أعلنت", None),
        ("وقع في 8 أكتوبر 2023 اتفاق بين الجانبين", None),
        ("وقع في 8 أكتوبر 2023، اتفاق بين الجانبين", None),
        ("شهدت الكويت يوم 8 أكتوبر 2023 احتفالات", None),
        ("قال الوزير إن الاتفاق الذي وقع في 8 أكتوبر 2023 (كونا)", None),
        ("أعلنت الوزارة نتائجها", None),
        ("", None),
    ],
)
def test_the_date_of_a_dateline_and_no_other_is_found(text: str, day: date | None) -> None:
    assert find_dateline_date(text) == day
