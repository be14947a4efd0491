"""Hard-wrapped text is joined; what is no running text stays as it is."""

from __future__ import annotations

import textwrap

import pytest

from indexer.readers.wrapping import unwrapped

FIRST = (
    "أعلنت وزارة الصحة في مدينة الميناء افتتاح مستشفى جديد يضم مئتي سرير لخدمة سكان الساحل،"
    " وقال وزير الصحة إن المشروع جزء من خطة وطنية. وأضاف أن العمل سيبدأ قريبا في المبنى الجديد."
)
SECOND = "وأكد أن فرق الطوارئ ستعمل على مدار الساعة في المركز، وأن القرى البعيدة ستخدم بعيادات."


@pytest.mark.parametrize("width", [30, 45, 60, 72])
@pytest.mark.parametrize("parted", [True, False], ids=["empty-lines", "none"])
def test_wrapped_paragraphs_are_whole_again(width: int, parted: bool) -> None:
    lines = textwrap.wrap(FIRST, width) + ([""] if parted else []) + textwrap.wrap(SECOND, width)
    found = unwrapped(lines)
    assert " ".join(found) == f"{FIRST} {SECOND}"
    assert "وقال وزير الصحة إن" in found[0]
    if parted:
        assert found == [FIRST, SECOND]


@pytest.mark.parametrize(
    "text",
    [
        # a paragraph a line
        f"{FIRST}\n{SECOND}\n{FIRST}",
        # a poem, in lines and in half-lines
        "قفا نبك من ذكرى حبيب ومنزل\nبسقط اللوى بين الدخول فحومل\n"
        "فتوضح فالمقراة لم يعف رسمها\nلما نسجتها من جنوب وشمأل",
        "سلام من صبا بردى أرق   ودمع لا يكفكف يا دمشق\n"
        "ومعذرة اليراعة والقوافي   جلال الرزء عن وصف يدق",
        # lists
        "- تطوير المستشفيات العامة في المدن\n- بناء مراكز صحية في القرى\n- تدريب الكوادر الطبية",
        "1. تطوير المستشفيات\n2. بناء المراكز\n3. تدريب الكوادر\n4. شراء الأجهزة",
        "السعر: 5 دنانير\nالكمية: عشرة أطنان\nالموعد: غدا صباحا",
        # short news, a sentence a line
        "وصل الوفد اليوم.\nالتقى الرئيس مساء.\nيغادر غدا.",
    ],
    ids=["lines", "poem", "half-lines", "list", "numbers", "fields", "sentences"],
)
def test_what_is_not_wrapped_stays(text: str) -> None:
    assert unwrapped(text.split("\n")) == text.split("\n")


def test_a_heading_between_wrapped_paragraphs_stays_apart() -> None:
    lines = [*textwrap.wrap(FIRST, 50), "", "خدمات جديدة", "", *textwrap.wrap(SECOND, 50)]
    assert unwrapped(lines) == [FIRST, "خدمات جديدة", SECOND]


def test_a_list_in_wrapped_text_keeps_its_items() -> None:
    items = ["- بند أول", "- بند ثان"]
    assert unwrapped([*textwrap.wrap(FIRST, 50), "", *items]) == [FIRST, *items]


def test_a_word_that_was_parted_by_a_hyphen_is_whole() -> None:
    lines = [
        "The ministry of health announced the open-",
        "ing of a hospital in the town, and said that",
    ]
    (found,) = unwrapped([*lines, "it will serve the whole coast of the country", "from June."])
    assert found.startswith("The ministry of health announced the opening of a hospital")


def test_headlines_without_a_stop_stay_apart() -> None:
    lines = ["الوزير يفتتح مستشفى الميناء", "ارتفاع أسعار الوقود في المدن",
             "انطلاق معرض الكتاب السنوي",
             "وفد يزور الجامعة غدا"]  # fmt: skip
    assert unwrapped(lines) == lines
