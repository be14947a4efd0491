"""One spelling for comparing names and dates: never for indexing, which ``analysis.json`` rules.

Comparing needs less than searching: whole words of short lists. What a letter's variants are is
decided here once, so that «الإمارات», «الامارات», «الإِمَارَات» and «ﺍﻹﻣﺎﺭﺍﺕ» are one name.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_DELETED: Final = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x0300, 0x036F),  # accents, set apart by NFKD: Åland is Aland
    (0x0610, 0x061A),  # honorific signs, small vowels
    (0x061C, 0x061C),  # Arabic letter mark
    (0x0640, 0x0640),  # tatweel
    (0x064B, 0x065F),  # tashkeel, madda and hamza, set apart by NFKD
    (0x0670, 0x0670),  # dagger alef
    (0x06D6, 0x06DC),  # Quranic marks
    (0x06DF, 0x06E8),
    (0x06EA, 0x06ED),
    (0x200B, 0x200F),  # zero-width signs, direction marks
    (0x202A, 0x202E),  # embeddings
    (0x2060, 0x2069),  # word joiner, isolates
    (0xFEFF, 0xFEFF),
)
_ACCENTS: Final = range(0x0300, 0x0370)
_LETTERS: Final = {
    "آأإٱ": "ا",
    "ىیےئ": "ي",
    "ةہھەۀۃ": "ه",
    "ؤ": "و",
    "ک": "ك",
}
_TABLE: Final[dict[int, str | None]] = {
    **{code: None for first, last in _DELETED for code in range(first, last + 1)},
    **{ord(sign): to for signs, to in _LETTERS.items() for sign in signs},
    **{first + digit: str(digit) for first in (0x0660, 0x06F0) for digit in range(10)},
}
_MARKS: Final = {code: None for code, plain in _TABLE.items() if plain is None}

_SEPARATORS: Final = "\"()[]{}/\\|-–—_:;<>«»“”‘’'؛\u00a0"
_STOPS: Final = "،,.!؟?…*\n"


def fold(text: str) -> str:
    """The spelling under which two written forms of one name are equal.

    Strips tashkeel, tatweel and direction marks; unifies alef, yeh, teh marbuta, hamza seats,
    Persian letters, presentation forms and digits (to ASCII); lower-cases Latin letters without
    their accents. Spaces are single. Folding twice is folding once.
    """
    if text.isascii():
        text = text.lower()
    else:
        text = unicodedata.normalize("NFKD", text).lower().translate(_TABLE)
    return " ".join(text.split())


def spaced(text: str) -> str:
    """A running text whose words stand apart, and its stops as words «،» of their own.

    Brackets, quotation marks and dashes part words and vanish; a comma or a full stop stays, so
    that no name is read across it.
    """
    for sign in _SEPARATORS:
        if sign in text:
            text = text.replace(sign, " ")
    for sign in _STOPS:
        if sign in text:
            text = text.replace(sign, STOP)
    return text


def fold_running(text: str) -> str:
    """``fold`` for whole Arabic texts: as far as Arabic names need it, and ten times as fast.

    Built of ``str.replace``, which passes over what is not there at the speed of memory; a
    translation table looks at every letter. Latin letters and digits stay, spaces too. Words that
    are accusatives in ـيًا, which press writes with their tanween, stay apart from names in يا.
    """
    if any(sign in text for sign in _SIGNS_OF_FORMS):
        text = unicodedata.normalize("NFKC", text)
    if "\u064b" in text:
        text = text.replace("ي\u064bا", TANWEEN).replace("يا\u064b", TANWEEN)
    for sign, plain in _REPLACED:
        if sign in text:
            text = text.replace(sign, plain)
    return text


def without_marks(text: str) -> str:
    """The text without tashkeel, tatweel and direction marks, its letters as written."""
    from pyarabic.araby import strip_diacritics, strip_tatweel  # start-up

    plain: str = strip_diacritics(strip_tatweel(unicodedata.normalize("NFKC", text)))
    return plain.translate(_MARKS)


STOP: Final = " ، "
"""What ``spaced`` writes for a stop."""

TANWEEN: Final = "يان"
"""What ``fold_running`` writes for a tanween after ي."""

_SIGNS_OF_FORMS: Final = "\ufe8d\ufe8e\ufedf\ufee0\ufefb"
"""Alef and lam as presentation forms: no text in them is without."""

_REPLACED: Final = tuple(
    (chr(code), plain or "")
    for code, plain in _TABLE.items()
    if plain is None or not plain.isdecimal()
    if code not in _ACCENTS
)
