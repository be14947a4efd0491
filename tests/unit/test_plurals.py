"""Numbers and their nouns agree, in English and Arabic."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel import Locale

from fihris.dashboards.errors import ObjectsWrong
from mappings.plurals import ARABIC, OBLIQUE, category_ar, category_en, counted
from search_cli.texts.messages import say

NUMBERS = (*range(1_300), 1_000_000, 1_000_002, 1_000_003, 1_000_011, 1_234_567)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_categories_are_those_of_cldr(lang: str) -> None:
    rule = Locale(lang).plural_form
    ours = category_ar if lang == "ar" else category_en
    wrong = [number for number in NUMBERS if ours(number) != rule(number)]
    assert not wrong


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "0 مقالة"),
        (1, "مقالة واحدة"),
        (2, "مقالتان"),
        (3, "3 مقالات"),
        (10, "10 مقالات"),
        (11, "11 مقالة"),
        (99, "99 مقالة"),
        (100, "100 مقالة"),
        (102, "102 مقالة"),
        (103, "103 مقالات"),
        (1_011, "1,011 مقالة"),
    ],
)
def test_arabic_articles(number: int, written: str) -> None:
    assert counted(number, "مقالة") == written


def test_a_masculine_noun_takes_tanween_from_11_to_99_only() -> None:
    assert [counted(number, "فرق") for number in (3, 11, 100)] == ["3 فروق", "11 فرقًا", "100 فرق"]


def test_two_are_oblique_where_they_are_an_object() -> None:
    assert counted(2, f"مقالة{OBLIQUE}") == "مقالتين"


@pytest.mark.parametrize("number", [0, 2, 1_001])
def test_english_has_a_plural_for_all_but_one(number: int) -> None:
    assert counted(number, "saved object") == f"{number:,} saved objects"
    assert counted(1, "saved object") == "1 saved object"


def test_messages_agree_in_both_languages() -> None:
    facts = {"articles": 1, "paragraphs": 3, "took_ms": 0.5}
    assert say("en", "found", **facts) == "1 article, 3 paragraphs · 0.5 ms"
    assert say("ar", "found", **facts) == "مقالة واحدة، 3 فقرات · 0.5 م.ث"
    assert say("ar", "more", rest=2, next=10) == "بقيت مقالتان: ‎--offset 10"
    assert say("ar", "instead", query="وقود", articles=2).endswith("يجد مقالتين")


def test_errors_agree_in_both_languages() -> None:
    assert ObjectsWrong(count=1).parts("en")[0] == "the saved objects have 1 fault"
    assert ObjectsWrong(count=2).parts("ar")[0] == "في الكائنات المحفوظة خطآن"


def test_every_noun_of_a_template_has_its_forms(checkout: Path) -> None:
    """A template names its noun as ``{n:noun}``: an Arabic one that has no forms is a KeyError."""
    named = set()
    for room in ("mappings", "fihris", "indexer", "search_cli"):
        for file in (checkout / room).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            named |= set(re.findall(r"\{\w+:([\u0621-\u0652 ]{2,})\}", text))
    assert named
    assert {noun.removesuffix(OBLIQUE) for noun in named} <= set(ARABIC)
