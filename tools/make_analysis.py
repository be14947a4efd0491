"""Writes ``mappings/analysis.json``: the body of Elasticsearch's ``settings.analysis``.

The long tables (digits, presentation forms, accented Latin letters) are computed from the Unicode
database that Python carries; the Arabic decisions are the short tables below, each with its
reason. Figures are from ``python -m benchmarks stems`` (see ``benchmarks/README.md``).

Run ``python -m tools.make_analysis`` and commit what it writes.
"""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any, Final

from tools.lexicon.compounds import apart, fathers, joined

TARGET: Final = Path(__file__).parent.parent / "mappings" / "analysis.json"

LETTERS: Final = {
    "ا": "ٱ",  # alef wasla
    "أ": "ٲٵ",
    "إ": "ٳ",
    "ي": "یېےۍۑێؽؾؿ",
    "ئ": "ٸۓ",
    "ه": "ہھەۂ",
    "ة": "ۀۃ",
    "ك": "کڪګگڭڬڮڰڲڴ",  # Persian kaf; gaf is written kaf in Arabic spelling
    "ؤ": "ٶٷ",
    "ب": "پٻڀ",
    "ت": "ٹٺټٽٿ",
    "ج": "چڃڄڇڿ",
    "ح": "ځڂڅ",
    "د": "ڈډڊڋڌڍڎڏڐۮ",
    "ر": "ڑڒړڔڕږڗۯ",
    "ز": "ژڙ",
    "س": "ښڛڜ",
    "ف": "ڤڡڢڣڥڦ",
    "ق": "ڧڨ",
    "ل": "ڵڶڷڸ",
    "ن": "ںڻڼڽڹ",
    "و": "ۄۅۆۇۈۉۊۋۏ",
}
"""Letter of Arabic: the letters of Persian, Urdu and other spellings that become it."""

MARKS: Final = (
    *range(0x0300, 0x0370),  # combining accents of decomposed Latin text
    *range(0x0610, 0x061B),  # honorific and Quranic signs
    *range(0x064B, 0x0660),  # tanween, harakat, shadda, sukun, combining madda and hamza
    0x0670,  # dagger alef
    *range(0x06D6, 0x06DD),
    *range(0x06DF, 0x06E5),
    0x06E7,
    0x06E8,
    *range(0x06EA, 0x06EE),
    *range(0x08CA, 0x08E2),
    *range(0x08E3, 0x0900),
)
"""Marks above and below letters, removed. Dagger alef too: هٰذا is written هذا."""

INVISIBLE: Final = (
    0x00AD,  # soft hyphen
    0x0640,  # tatweel
    0x061C,
    0x180E,
    *range(0x200B, 0x2010),  # zero-width space, joiners, direction marks
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2065),
    *range(0x2066, 0x2070),
    *range(0xFE00, 0xFE10),  # variation selectors
    0xFEFF,
)
"""Characters that nobody sees; they arrive by copy and paste, also inside words."""

SPACES: Final = (
    "\t\n\x0b\f\r\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200B)))
)
"""White space as ``str.split`` of Python has it: one space, so that patterns name one."""

SEATED: Final = {
    ("ا", "\u0653"): "آ",
    ("ا", "\u0654"): "أ",
    ("ا", "\u0655"): "إ",
    ("و", "\u0654"): "ؤ",
    ("ي", "\u0654"): "ئ",
    ("ى", "\u0654"): "ئ",
    ("ی", "\u0654"): "ئ",
}
"""A letter and a combining madda or hamza, as in NFD text: the letter that they are."""

VOWELS: Final = "\u064b\u064c\u064d\u064e\u064f\u0650\u0652"
SHADDA: Final = "\u0651"

ARABIC: Final = (
    "\\u0620-\\u063F\\u0641-\\u064A\\u066E\\u066F\\u0671-\\u06D3\\u06D5\\u06E5\\u06E6\\u06EE\\u06EF"
    "\\u06FA-\\u06FC\\u06FF\\u0750-\\u077F\\u0870-\\u0887\\u0889-\\u088E\\u08A0-\\u08C9"
)
OTHER: Final = (
    "A-Za-z\\u00AA\\u00B5\\u00BA\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF"
    "\\u0370-\\u0373\\u0376\\u0377\\u037B-\\u037D\\u037F\\u0386\\u0388-\\u0481\\u0483-\\u0559"
    "\\u0560-\\u0588\\u0591-\\u05BD\\u05BF\\u05C1\\u05C2\\u05C4\\u05C5\\u05C7-\\u05F2"
    "\\u0710-\\u074F\\u0780-\\u082F\\u0840-\\u085B\\u0900-\\u0963\\u0970-\\u0DF3\\u0E01-\\u0E3A"
    "\\u0E40-\\u0E4E\\u0E81-\\u0EFF\\u0F40-\\u0F84\\u1000-\\u1049\\u1050-\\u135F\\u1380-\\u13FF"
    "\\u1401-\\u166C\\u166F-\\u167F\\u1681-\\u169A\\u16A0-\\u16EA\\u16EE-\\u17D3\\u1820-\\u1FFF"
    "\\u2C00-\\u2DFF\\u3005-\\u3007\\u3021-\\u302F\\u3031-\\u303C\\u3041-\\u30FA\\u30FC-\\u31FF"
    "\\u3400-\\u4DBF\\u4E00-\\uA4FC\\uA500-\\uA60C\\uA610-\\uA6EF\\uA717-\\uD7FF\\uF900-\\uFAFF"
    "\\uFB00-\\uFB4F\\x{10000}-\\x{1EFFF}\\x{20000}-\\x{3FFFF}"
)
"""Letters of every other script, by whole ranges: a table that follows Unicode's yearly growth
would make the same text mean different terms on different servers."""

LONGEST: Final = 200
"""Characters in one token; longer runs are cut. Lucene refuses terms over 32,766 bytes."""

L: Final = "[\\u0621-\\u063A\\u0641-\\u064A]"

STEPS: Final = {
    "conjunction": (f"^[وف](?={L}{{3,}}$)", ""),
    "article": (f"^(?:[بك]?ال|لل)(?={L}{{2,}}$)", ""),
    "preposition": (f"^[بلك](?={L}{{4,}}$)", ""),
    "pronoun_or_feminine": (f"(?<={L}{{3}})(?:هما|هم|هن|كم|نا|ها|ه)$", ""),
    "number": (f"(?<={L}{{3}})(?:ات|ان|ون|ين|ت|ا)$", ""),
    "pronoun_after_feminine": (f"(?<={L}{{3}})ت(?:هما|هم|هن|كم|نا|ها|ه)$", "ه"),
    "pronoun": (f"(?<={L}{{3}})(?:هما|هم|هن|كم|نا|ها)$", ""),
    "tanween": (f"(?<={L}{{3}})ا$", ""),
}
"""Token filters that cut one affix each, for words that no list settles; what remains is never
under two letters. Whatever has SETTLED at its end is not letters alone, so that none touches it."""

SETTLED: Final = "_"
"""Ends the term of a rule; the last filter takes it off. No token has it: ``words`` cuts there."""

CHAINS: Final = {
    "lemma": ("conjunction", "article", "preposition", "pronoun_or_feminine", "number"),
    "light": (
        "conjunction", "article", "preposition", "pronoun_after_feminine", "pronoun", "tanween",
    ),
}  # fmt: skip
"""View: its steps in order. Before them, after folding and after each a list of words is looked
up (``python -m tools.lexicon`` makes the lists)."""

FOLDING: Final = ("arabic_normalization", "hamza_seats")
"""Forms of a letter become one: a writer leaves hamzas and the dots of ة and ي out as often as
not. Not before the first list: what a writer did write tells أجراء from إجراء, كتابة from كتابه.
Hamza seats become the bare hamza: of the policies tried on PADT, F1 .572 against .566 (seats kept
apart or dropped)."""


NUMBERS: Final = {
    "thousands": (
        "(?<=[0-9])(?<![0-9]{4})(?:[,،](?=(?:[0-9]{3}[,،]){0,6}[0-9]{3}(?![0-9]))"
        "|\\.(?:(?=[0-9]{3}\\.[0-9]{3}(?![0-9]))|(?<=[0-9]\\.[0-9]{3}\\.)(?=[0-9]{3}(?![0-9]))))",
        "",
    ),
    "decimal": ("(?<=[0-9])(?:ر(?=[0-9]{1,3}(?![0-9ر]))|[,،](?=[0-9]{1,2}[%٪]))", "."),
    "dotted": ("(?<![0-9.])([0-9]{1,4})\\.([0-9]{1,3})\\.(?=[0-9])", "$1 $2 "),
}
"""Char filters that make one number one token. Groups of three between separators are joined,
between points if there are two of these at least (32.190.385). The agencies' ر (2ر5), and a comma
before one or two digits and a sign of percent, are the decimal point. A date or an
address (5.3.2024) is no decimal number and becomes its parts."""


def names() -> dict[str, tuple[str, str]]:
    """Char filters for names that are written as one word and as two, in their order."""
    return {"joined": joined(), "fathers": fathers(), "apart": apart()}


def lists(view: str) -> tuple[str, ...]:
    """Names of a view's lists of words, in the order in which they are looked up."""
    return tuple(f"{view}_{when}" for when in ("written", "folded", *CHAINS[view]))


def chain(view: str) -> list[str]:
    """Names of a view's token filters."""
    written, folded, *cut = lists(view)
    steps = [part for pair in zip(CHAINS[view], cut, strict=True) for part in pair]
    return ["lowercase", written, *FOLDING, folded, *steps, "settled"]


def folding() -> dict[str, str]:
    """Character sequence → what it becomes, for every character that is folded."""
    table: dict[str, str] = {chr(code): "" for code in (*MARKS, *INVISIBLE)}
    for folded, letters in LETTERS.items():
        table.update(dict.fromkeys(letters, folded))
    for code in range(0x80, 0x20000):
        char = chr(code)
        digit = unicodedata.decimal(char, None)
        if digit is not None:
            table[char] = str(digit)
        elif 0x00C0 <= code <= 0x024F or 0x1E00 <= code <= 0x1EFF:
            base = unicodedata.normalize("NFD", char)
            if base != char:
                table[char] = base[0]
        elif 0xFB50 <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFC or 0xFF01 <= code <= 0xFF5E:
            plain = unicodedata.normalize("NFKC", char)
            if plain != char:
                table[char] = "".join(table.get(part, part) for part in plain).strip()
    table |= dict.fromkeys(SPACES, " ")
    table["\ufd3e"] = table["\ufd3f"] = " "
    table["٫"] = "."  # Arabic decimal separator
    table["٬"] = ","  # Arabic thousands separator
    for (letter, sign), seated in SEATED.items():
        for vowel in ("", *VOWELS):
            for shadda in ("", SHADDA):
                table[letter + vowel + shadda + sign] = seated
    return table


def written(text: str) -> str:
    """A side of a mapping rule: letters as they are, all else escaped, as the syntax asks."""
    out = ""
    for char in text:
        if char.isalnum() and ord(char) < 0x10000 and not ord(char) >= 0xFB00:
            out += char
        else:
            units = char.encode("utf-16-be")
            out += "".join(f"\\u{units[i]:02X}{units[i + 1]:02X}" for i in range(0, len(units), 2))
    return out


def analysis() -> dict[str, Any]:
    """The whole body."""
    rules = [f"{written(old)} => {written(new)}" for old, new in sorted(folding().items())]
    words = (
        f"[0-9]{{0,16}}[{OTHER}][{OTHER}0-9]{{0,{LONGEST}}}"
        f"|[0-9]{{1,{LONGEST}}}(?:\\.[0-9]{{1,{LONGEST}}})?"
        f"|[{ARABIC}]{{1,{LONGEST}}}"
    )
    folds = ["fold", *NUMBERS, *names()]
    return {
        "char_filter": {
            "fold": {"type": "mapping", "mappings": rules},
            **{
                name: {"type": "pattern_replace", "pattern": pattern, "replacement": replacement}
                for name, (pattern, replacement) in (NUMBERS | names()).items()
            },
        },
        "tokenizer": {"words": {"type": "pattern", "pattern": words, "group": 0}},
        "filter": {
            **{
                name: {
                    "type": "stemmer_override",
                    "rules_path": f"lexicon/words/{name}.txt",
                }
                for view in CHAINS
                for name in lists(view)
            },
            "hamza_seats": {"type": "pattern_replace", "pattern": "[ؤئ]", "replacement": "ء"},
            **{
                name: {"type": "pattern_replace", "pattern": pattern, "replacement": replacement}
                for name, (pattern, replacement) in STEPS.items()
            },
            "settled": {"type": "pattern_replace", "pattern": f"{SETTLED}$", "replacement": ""},
        },
        "analyzer": {
            view: {
                "type": "custom",
                "char_filter": folds,
                "tokenizer": "words",
                "filter": filters,
            }
            for view, filters in (
                *((view, chain(view)) for view in CHAINS),
                ("exact", ["lowercase", *FOLDING]),
            )
        },
        "normalizer": {
            "facet": {
                "type": "custom",
                "char_filter": ["fold"],
                "filter": ["lowercase", *FOLDING, "trim"],
            }
        },
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(analysis(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
