"""Errors of the command line; see ``mappings.errors`` for their form.

``QueryWrong``: a query cannot be read; it shows the place.
"""

from __future__ import annotations

import unicodedata

from mappings.errors import FihrisError, Language

_AR = {
    "a quotation mark is not closed": "علامة اقتباس لم تُغلق",
    "a bracket is not closed": "قوس لم يُغلق",
    "this bracket closes nothing": "هذا القوس لا يُغلق شيئًا",
    "something is missing here": "ينقص شيء هنا",
    "the phrase is empty": "العبارة فارغة",
    "there is no such field": "لا يوجد حقل بهذا الاسم",
    "a value is missing": "تنقص قيمة",
    "this is no date": "هذا ليس تاريخًا",
    "the range ends before it begins": "ينتهي المدى قبل أن يبدأ",
    "there is no such country": "لا يوجد بلد بهذا الاسم",
    "a number is missing": "ينقص عدد",
    "the query is empty": "الاستعلام فارغ",
    "the query is too long": "الاستعلام طويل جدًا",
    "too many brackets within one another": "أقواس كثيرة متداخلة",
    "a letter is missing before *": "ينقص حرف قبل *",
    "write a word, such as الكويت": "اكتب كلمة مثل الكويت",
    "write words between the marks": "اكتب كلمات بين علامتي الاقتباس",
    "write it flatter": "اكتبه بأقواس أقل",
    "remove it, or add ( before": "احذفه أو أضف ( قبله",
    "put the earlier day first": "قدّم اليوم الأسبق",
    "use a name or an ISO code, such as الكويت or KW": "اكتب اسمًا أو رمز ISO مثل الكويت أو KW",
    "put a word before and after أو, OR, AND, NOT; in quotation marks they are words": (
        "ضع كلمة قبل أو وOR وAND وNOT وبعدها؛ وهي بين علامتي اقتباس كلمات كغيرها"
    ),
}
_AR_BEGINNINGS = {"add one before": "أضف واحدة قبلها", "add ": "أضف ", "as in ": "مثل ",
                  "keep it under ": "اجعله دون ", "fields are ": "الحقول هي ",
                  "did you mean ": "هل تقصد "}  # fmt: skip


class QueryWrong(FihrisError):
    """A query that cannot be read.

    Facts: ``query`` as written, ``position`` and ``width`` of the wrong place in code points,
    ``problem`` and ``suggestion`` in English.
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
        """The sentences, with the query and a mark under the wrong place."""
        facts = dict(self.facts)
        query, at = facts["query"], facts["position"]
        begin = max(0, at - 60)
        shown = "".join(
            " " if unicodedata.category(c) == "Cc" else c for c in query[begin : at + 60]
        )
        before, under = query[begin:at], query[at : at + facts["width"]]
        facts["query"] = shown
        facts["caret"] = " " * _columns(before) + "^" * max(1, _columns(under))
        if language == "ar":
            facts["problem"] = _AR.get(facts["problem"], facts["problem"])
            facts["suggestion"] = _in_arabic(facts["suggestion"])
        what, state, then = self.en if language == "en" else self.ar
        return what.format(**facts), state, then.format(**facts)


def _in_arabic(suggestion: str) -> str:
    if suggestion in _AR:
        return _AR[suggestion]
    for english, arabic in _AR_BEGINNINGS.items():
        if suggestion.startswith(english):
            return arabic + suggestion[len(english) :]
    return suggestion


def _columns(text: str) -> int:
    return sum(unicodedata.category(char) not in {"Mn", "Me", "Cf"} for char in text)
