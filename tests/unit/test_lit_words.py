"""Each lit range, analysed, has the term that matched; each word that matches is lit whole."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fihris.arabic.views import Word as Written
from fihris.arabic.views import views
from fihris.engines.matching import Finder, highlights
from fihris.engines.model import Phrase, Prefix, Query, Word
from fihris.engines.terms import Sought, sought

SEEDS: Final = Path(__file__).parents[2] / "seeds"

MARKS: Final = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0640"
INVISIBLE: Final = (
    "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
)
DIGITS: Final = ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
WORDS: Final = (
    "وزارة", "الوزارة", "ولوزرائهم", "وزير", "مسؤولون", "كتابًا", "الكويت", "للكويتيين", "قطر",
    "الإمارات", "ى", "في", "1436هـ", "1,250", "3.5", "COVID-19", "الـ15", "ﷺ", "الله", "صلى",
)  # fmt: skip


def forms() -> dict[str, str]:
    """Each letter's presentation forms: what old PDF files have in its place."""
    found: defaultdict[str, str] = defaultdict(str)
    for code in range(0xFE80, 0xFEFD):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1:
            found[plain] += chr(code)
    return dict(found)


FORMS: Final = forms()


@st.composite
def dressed(draw: st.DrawFn, word: str) -> str:
    """A word as it may be written: marks, tatweel, presentation forms, other digits, signs that
    nobody sees."""
    out = ""
    for char in word:
        how = draw(st.integers(0, 5))
        if how == 0 and char.isascii() and char.isdecimal():
            out += draw(st.sampled_from(DIGITS))[int(char)]
        elif how == 0 and char in FORMS:
            out += draw(st.sampled_from(FORMS[char]))
        elif how == 1 and char.isalpha():
            out += char + draw(st.text(MARKS, min_size=1, max_size=3))
        elif how == 2 and not char.isdecimal():
            out += char + draw(st.sampled_from(INVISIBLE))
        else:
            out += char
    return out


written = st.sampled_from(WORDS).flatmap(dressed)
gaps = st.sampled_from(
    [" ", "  ", "\n", "، ", " «", "» ", "(", ") ", "-", "/", "\u00a0", "\u200f "]
)
texts = st.lists(st.tuples(written, gaps), min_size=1, max_size=12).map(
    lambda pieces: "".join(word + gap for word, gap in pieces)
)
anything = st.text("وزارةالكويتىهـًَُِّْٰٓٔٱﷺﻻﻛ٠١۲5,.،a é\u0301\u200c\u200f \n", max_size=60)


def has(words: list[Written], leaf: Sought) -> bool:
    """Whether one of these words has a term of the leaf in one of its views."""
    return any(
        getattr(word, view) == term.of(view)
        for word in words
        for view in leaf.views
        for term in leaf.terms
    )


def is_lit(word: Written, text: str, lit: Sequence[tuple[int, int]]) -> bool:
    """Whether all of a word that can be seen lies in one range."""
    end = max(word.end, word.start + 1)  # a ligature is several words in one character
    end = word.start + max(1, len(text[word.start : end].rstrip(INVISIBLE)))
    return any(first <= word.start and end <= last for first, last in lit)


def check_word(asked: str, text: str) -> None:
    """The property, for a query of one word."""
    node = Word(asked)
    leaf = sought(node)
    if leaf is None or not leaf.is_word:
        return
    lit = highlights(Finder(Query(node)), text, "body")
    for start, end in lit:
        assert has(views().words(text[start:end]), leaf), (asked, text[start:end])
    for word in views().words(text):
        if has([word], leaf):
            assert is_lit(word, text, lit), (asked, text[word.start : word.end])


@given(st.sampled_from(WORDS), texts)
def test_a_lit_word_has_the_term_however_it_is_written(asked: str, text: str) -> None:
    check_word(asked, text)


@given(anything, anything)
def test_a_lit_word_has_the_term_in_any_text(asked: str, text: str) -> None:
    for piece in asked.split():
        check_word(piece, text)


@given(texts, st.data())
def test_every_word_of_a_text_lights_itself(text: str, data: st.DataObject) -> None:
    words = views().words(text)
    if words:
        word = data.draw(st.sampled_from(words))
        asked = text[word.start : max(word.end, word.start + 1)]
        check_word(asked, text)


@given(st.sampled_from(["وزارة الكويت", "الوزارة في قطر", "في 1,250"]), st.integers(0, 3), texts)
def test_a_lit_phrase_has_all_of_its_terms_side_by_side(asked: str, slop: int, text: str) -> None:
    node = Phrase(asked, slop)
    leaf = sought(node)
    assert leaf is not None
    lit = highlights(Finder(Query(node)), text, "body")
    for start, end in lit:
        assert has(views().words(text[start:end]), leaf)
    if lit:
        words = views().words(text[lit[0][0] : lit[-1][1]])
        assert all(
            any(any(getattr(word, view) == term.of(view) for word in words) for view in leaf.views)
            for term in leaf.terms
        )


@given(st.sampled_from(["كويت", "وز", "الو", "14"]), texts)
def test_a_lit_beginning_begins_a_word(asked: str, text: str) -> None:
    node = Prefix(asked)
    for start, end in highlights(Finder(Query(node)), text, "body"):
        exact = [word.exact for word in views().words(text[start:end])]
        assert any(views().joined(asked).exact in one for one in exact)


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem[:20])
def test_every_word_of_the_sample_releases_lights_itself(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        for word in views().words(line):
            node = Word(line[word.start : max(word.end, word.start + 1)])
            leaf = sought(node)
            assert leaf is not None
            if not leaf.is_word:
                continue
            lit = highlights(Finder(Query(node)), line, "body")
            assert is_lit(word, line, lit), line
            assert all(has(views().words(line[s:e]), leaf) for s, e in lit), line
