"""Counted nouns that agree with their number: 1 article, 2 articles; مقالتان، 3 مقالات، 11 مقالة.

The categories are those of CLDR's plural rules; a test compares them with babel's. Babel itself is
not used here, because importing it would slow down every start.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Category = Literal["zero", "one", "two", "few", "many", "other"]
"""CLDR's names of the plural categories."""

OBLIQUE: Final = " نصبًا"
"""Marks an Arabic noun in a template as an object, or as following a preposition (مقالتين)."""


class ArabicForms(NamedTuple):
    """How an Arabic noun is counted. ``one`` and the two duals hold the number themselves."""

    one: str
    two: str
    two_oblique: str
    few: str
    """3 to 10, and hundreds with such an ending."""
    many: str
    """11 to 99, and hundreds with such an ending."""
    other: str
    """0 and whole hundreds, thousands and so on, with 1 or 2 after them."""


ARABIC: Final = {
    forms.other: forms
    for forms in (
        ArabicForms("مقالة واحدة", "مقالتان", "مقالتين", "مقالات", "مقالة", "مقالة"),
        ArabicForms("فقرة واحدة", "فقرتان", "فقرتين", "فقرات", "فقرة", "فقرة"),
        ArabicForms(
            "فقرة واحدة مطابقة", "فقرتان مطابقتان", "فقرتين مطابقتين", "فقرات مطابقة",
            "فقرة مطابقة", "فقرة مطابقة",
        ),
        ArabicForms("كلمة واحدة", "كلمتان", "كلمتين", "كلمات", "كلمة", "كلمة"),
        ArabicForms("وحدة واحدة", "وحدتان", "وحدتين", "وحدات", "وحدة", "وحدة"),
        ArabicForms("قيمة واحدة", "قيمتان", "قيمتين", "قيم", "قيمة", "قيمة"),
        ArabicForms("فرق واحد", "فرقان", "فرقين", "فروق", "فرقًا", "فرق"),
        ArabicForms("نص واحد", "نصان", "نصين", "نصوص", "نصًا", "نص"),
        ArabicForms("كائن واحد", "كائنان", "كائنين", "كائنات", "كائنًا", "كائن"),
        ArabicForms("مدخل واحد", "مدخلان", "مدخلين", "مدخلات", "مدخلًا", "مدخل"),
        ArabicForms("مصدر واحد", "مصدران", "مصدرين", "مصادر", "مصدرًا", "مصدر"),
        ArabicForms("خطأ واحد", "خطآن", "خطأين", "أخطاء", "خطأ", "خطأ"),
    )
}  # fmt: skip
"""Noun, as templates name it → its forms."""


def category_en(number: int) -> Category:
    """The plural category of a whole number in English."""
    return "one" if number == 1 else "other"


def category_ar(number: int) -> Category:
    """The plural category of a whole number, 0 or more, in Arabic."""
    if number < 3:
        return ("zero", "one", "two")[number]
    last = number % 100
    if last < 3:
        return "other"
    return "few" if last <= 10 else "many"


def counted(number: int, noun: str) -> str:
    """The number with its noun, in the noun's language; thousands are separated.

    An English noun takes an s, and may follow an adjective; an Arabic one has its forms in
    ``ARABIC``, and may be marked ``OBLIQUE``.

    >>> counted(2, "saved object")
    '2 saved objects'
    """
    if noun.isascii():
        return f"{number:,} {noun if category_en(number) == 'one' else f'{noun}s'}"
    forms = ARABIC[noun.removesuffix(OBLIQUE)]
    match category_ar(number):
        case "one":
            return forms.one
        case "two":
            return forms.two_oblique if noun.endswith(OBLIQUE) else forms.two
        case "few":
            return f"{number:,} {forms.few}"
        case "many":
            return f"{number:,} {forms.many}"
        case "zero" | "other":
            return f"{number:,} {forms.other}"


class Number(int):
    """A number in a template: ``{n:article}`` writes it with its noun, other formats as usual."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        if len(spec) > 1 and spec[0].isalpha():
            return counted(int(self), spec)
        return format(int(self), spec)
