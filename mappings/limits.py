"""How much input is accepted before it is refused: one table for every package.

Input is not trusted: a file, a backup, a server's answer. Each limit has a name, by which ``--limit
NAME=VALUE`` changes it, a default far above any real release or index, and a help text in both
languages. ``docs/security.md`` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Final

from mappings.errors import FihrisError, Language


class LimitWrong(FihrisError):
    """A limit has a name that does not exist, or a value that it cannot have."""

    exit_code = 2
    en = (
        'invalid limit "{written}" in {where}',
        "nothing was done",
        "write NAME=VALUE, such as paragraph=2M; the names are {names}; 0 means no limit",
    )
    ar = (
        "الحد «{written}» في {where} غير صالح",
        "لم يُنفذ شيء",
        "اكتب NAME=VALUE مثل paragraph=2M؛ والأسماء: {names}؛ و0 يعني بلا حد",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits in force; each attribute is a limit of ``TABLE``; 0 means no limit."""

    title: int = 10_000
    paragraph: int = 1_000_000
    article: int = 10_000_000
    paragraphs: int = 20_000
    rejected_per_file: int = 1_000
    rejected: int = 100_000
    unpacked_ratio: int = 100
    side_file: int = 64 << 20
    words: int = 20_000
    answer: int = 512 << 20

    @classmethod
    def of(cls, written: Iterable[str] | Mapping[str, object], *, where: str) -> Limits:
        """The defaults, changed by ``NAME=VALUE`` texts or by a table of a settings file.

        Args:
            where: the option, variable or file that they are from, for the error.

        Raises:
            LimitWrong
        """
        if isinstance(written, Mapping):
            written = [f"{name}={value}" for name, value in written.items()]
        return cls().changed(written, where=where)

    def changed(self, written: Iterable[str], *, where: str) -> Limits:
        """These limits with some changed, each written as ``NAME=VALUE``.

        Raises:
            LimitWrong
        """
        values: dict[str, int] = {}
        for one in written:
            found = re.fullmatch(_WRITTEN, one.strip())
            name = found[1].replace("-", "_") if found else ""
            if found is None or name not in NAMES:
                raise LimitWrong(
                    written=one, where=where, names=", ".join(map(spelled, sorted(NAMES)))
                )
            values[name] = int(found[2]) * _UNITS[found[3].upper()]
        return replace(self, **values)


def exceeds(size: int, limit: int) -> bool:
    """Whether a size is over a limit; 0 means no limit."""
    return 0 < limit < size


def spelled(name: str) -> str:
    """A limit's name as it is written after ``--limit``."""
    return name.replace("_", "-")


NAMES: Final = frozenset(field.name for field in fields(Limits))

_UNITS: Final = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_WRITTEN: Final = r"([a-z][a-z_-]*)\s*=\s*([0-9]{1,15})([KMGkmg]?)"

TABLE: Final[dict[str, tuple[str, dict[Language, str]]]] = {
    "title": (
        "characters",
        {"en": "Longest title of an article.", "ar": "أطول عنوان لمقالة."},
    ),
    "paragraph": (
        "characters",
        {"en": "Longest paragraph.", "ar": "أطول فقرة."},
    ),
    "article": (
        "characters",
        {
            "en": "Longest article: its paragraphs, each with the title, source and so on.",
            "ar": "أطول مقالة: فقراتها، ومع كل منها العنوان والمصدر وما إليهما.",
        },
    ),
    "paragraphs": (
        "paragraphs",
        {"en": "Most paragraphs of one article.", "ar": "أكثر ما يكون للمقالة من فقرات."},
    ),
    "rejected_per_file": (
        "entries",
        {
            "en": "Entries of one file kept in quarantine; one more entry counts the rest.",
            "ar": "مدخلات ملف واحد تُحفظ في الحجر؛ ومدخل واحد بعدها يذكر عدد الباقي.",
        },
    ),
    "rejected": (
        "entries",
        {
            "en": "Entries of one run kept in quarantine; one more entry counts the rest.",
            "ar": "مدخلات تشغيل واحد تُحفظ في الحجر؛ ومدخل واحد بعدها يذكر عدد الباقي.",
        },
    ),
    "unpacked_ratio": (
        "times",
        {
            "en": "Size of unpacked data, as a multiple of its packed size.",
            "ar": "حجم البيانات المضغوطة بعد فكّها نسبةً إلى حجمها مضغوطة.",
        },
    ),
    "side_file": (
        "bytes",
        {
            "en": "Largest file of words, of golden queries or of batch queries.",
            "ar": "أكبر قائمة كلمات أو استعلامات مرجعية أو استعلامات دفعة.",
        },
    ),
    "words": (
        "words",
        {
            "en": "Most words in your own list; each takes 20 KB of memory.",
            "ar": "أكثر ما يكون في قائمتك من كلمات؛ وتأخذ كل كلمة 20 ك.ب من الذاكرة.",
        },
    ),
    "answer": (
        "bytes",
        {"en": "Largest answer read from a server.", "ar": "أكبر جواب يُقرأ من خادم."},
    ),
}
"""Limit: its unit, and its help in both languages."""
