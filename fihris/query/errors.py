"""A query that cannot be read: what is wrong with it, where, and what to write instead."""

from __future__ import annotations

import unicodedata
from typing import Final

from mappings.errors import FihrisError, Language, filled_in
from mappings.shown import shown

_AR: Final = {
    "a quotation mark is not closed": "علامة اقتباس لم تُغلق",
    "a bracket is not closed": "قوس لم يُغلق",
    "this bracket closes nothing": "هذا القوس لا يُغلق شيئًا",
    "something is missing here": "ينقص شيء هنا",
    "the phrase is empty": "العبارة فارغة",
    "there is no such field": "لا يوجد حقل بهذا الاسم",
    "a value is missing": "تنقص قيمة",
    "this is not a date": "هذا ليس تاريخًا",
    "the range ends before it begins": "ينتهي المدى قبل أن يبدأ",
    "there is no such country": "لا يوجد بلد بهذا الاسم",
    "a number is missing": "ينقص عدد",
    "the query is empty": "الاستعلام فارغ",
    "the query is too long": "الاستعلام طويل جدًا",
    "too many nested brackets": "أقواس كثيرة متداخلة",
    "a letter is missing before *": "ينقص حرف قبل *",
    "* stands for the end of a word, not for its beginning or middle": (
        "تنوب * عن آخر الكلمة، لا عن أولها أو وسطها"
    ),
    "= asks for one written form, and * for many": ("تطلب = صورة مكتوبة واحدة، وتطلب * صورًا كثيرة"),
    "a word is missing after =": "تنقص كلمة بعد =",
    "this sign cannot be used here": "لا تصلح الإشارة هنا",
    "write a word, such as الكويت": "اكتب كلمة مثل الكويت",
    "write words between the marks": "اكتب كلمات بين علامتي الاقتباس",
    "use fewer nested brackets": "اكتبه بأقواس أقل",
    "remove it, or add ( before": "احذفه أو أضف ( قبله",
    "put the earlier day first": "قدّم اليوم الأسبق",
    "put a word before and after أو, OR, AND, NOT; in quotation marks they are words": (
        "ضع كلمة قبل أو وOR وAND وNOT وبعدها؛ وهي بين علامتي اقتباس كلمات كغيرها"
    ),
}
"""Problems, and suggestions that are always the same."""

_AR_PIECES: Final = {
    "text with a colon is searched in quotation marks": (
        "وما فيه نقطتان يُبحث عنه بين علامتي اقتباس"
    ),
    "use a name or an ISO code": "اكتب اسمًا أو رمز ISO",
    "put it before the field": "ضعها قبل الحقل",
    "did you mean ": "هل تقصد ",
    "fields are ": "الحقول هي ",
    "keep it under ": "اجعله دون ",
    " characters": " حرف",
    "add one before": "أضف واحدة قبلها",
    "add ": "أضف ",
    ", such as ": " مثل ",
    ", as in ": " كما في ",
    "as in ": "مثل ",
    " or ": " أو ",
    "?": "؟",
    "; ": "؛ ",
    ", ": "، ",
}
"""Pieces of suggestions that name something, the longer before those that they contain. The rest
of such a suggestion is an example or a field, and is written the same in both languages."""

_BEFORE: Final = 60
"""Code points of a query shown before the wrong place, and from there on."""

_ISOLATE, _POP = "\u2068", "\u2069"
"""Around the query: its direction is its own, whatever stands beside it."""


class QueryWrong(FihrisError):
    """A query that cannot be read.

    Facts: ``query`` as written, ``position`` and ``width`` of the wrong place in code points,
    ``problem`` and ``suggestion`` in English; ``parts`` translates them into Arabic.
    """

    exit_code = 2
    en = ("{problem}\n  {query}\n  {caret}", "nothing was searched", "{suggestion}")
    ar = ("{problem}\n  {query}\n  {caret}", "لم يُبحث عن شيء", "{suggestion}")

    def __init__(
        self, *, query: str, position: int, problem: str, suggestion: str, width: int = 1
    ) -> None:
        super().__init__(
            query=query, position=position, problem=problem, suggestion=suggestion, width=width
        )

    def parts(self, language: Language = "en") -> tuple[str, str, str]:
        """The sentences, with the query and a mark under the wrong place.

        The mark counts letters in the order in which they are written, signs on letters and
        invisible ones not among them.
        """
        facts = dict(self.facts)
        query, at = facts["query"], facts["position"]
        begin, end = max(0, at - _BEFORE), at + _BEFORE
        before, under = query[begin:at], query[at : min(at + facts["width"], end)]
        facts["query"] = f"{_ISOLATE}{shown(query[begin:end])}{_POP}"
        facts["caret"] = " " * _columns(before) + "^" * max(1, _columns(under))
        if language == "ar":
            facts["problem"] = _AR.get(facts["problem"], facts["problem"])
            facts["suggestion"] = _in_arabic(facts["suggestion"])
        what, state, then = self.en if language == "en" else self.ar
        return filled_in(what, facts), state, filled_in(then, facts)


def _in_arabic(suggestion: str) -> str:
    if suggestion in _AR:
        return _AR[suggestion]
    for english, arabic in _AR_PIECES.items():
        suggestion = suggestion.replace(english, arabic)
    return suggestion


def _columns(text: str) -> int:
    return sum(unicodedata.category(char) not in {"Mn", "Me", "Cf"} for char in text)
