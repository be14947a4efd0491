"""Analysis in process: the same as Elasticsearch's, and the same however a text is cut up."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarabic import araby

from fihris.arabic.analyzer import Analysis, analyzer
from fihris.arabic.errors import UnknownComponent
from fihris.arabic.views import views

SEEDS = Path(__file__).parents[2] / "seeds"
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأإؤئـًٌٍَُِّْٰٓٔ٠١۲پچڤگکی\u200c\u200f\u202eﷺﻻﻛ،؛ ."
text = st.one_of(
    st.text(max_size=60),
    st.text(ARABIC, max_size=60),
    st.text(ARABIC + "abcXYZ019.,-’\u202f\u00a0\u0085\u2028😀é\u0301", max_size=60),
)


@given(text)
def test_offsets_cut_a_piece_of_the_text(written: str) -> None:
    for word in views().words(written):
        assert 0 <= word.start <= word.end <= len(written)
    starts = [word.start for word in views().words(written)]
    assert starts == sorted(starts)


@given(text)
def test_cutting_at_white_space_changes_nothing(written: str) -> None:
    words = views().words(written)
    joined = views().joined(written)
    for at, view in enumerate(("lemma", "light", "exact")):
        tokens = analyzer(view).tokens(written)
        assert [(one.term, one.start, one.end) for one in tokens] == [
            (word[2 + at], word.start, word.end) for word in words
        ]
        assert [one.position for one in tokens] == list(range(len(words)))
        assert [one.term for one in tokens] == getattr(joined, view).split()
        assert [one.term for one in tokens] == analyzer(view).terms(written)


@given(text)
def test_terms_hold_no_white_space_and_are_never_empty(written: str) -> None:
    for word in views().words(written):
        for term in word[2:]:
            assert term
            assert not any(char.isspace() for char in term)


@given(text)
def test_analysing_what_was_folded_is_analysing_once(written: str) -> None:
    terms = analyzer("exact").terms(written)
    # one by one: of words side by side, some are one (a lone و and the next)
    assert [again for term in terms for again in analyzer("exact").terms(term)] == terms


VOWELS = "ًٌٍَُِّْ"


@given(st.lists(st.tuples(st.sampled_from("ابتجدرسعفقلمنهوي"), st.text(VOWELS, max_size=2))))
def test_vocalised_and_stripped_text_have_the_same_terms(letters: list[tuple[str, str]]) -> None:
    vocalised = "".join(letter + marks for letter, marks in letters)
    stripped = "".join(letter for letter, _ in letters)
    for view in ("lemma", "light", "exact"):
        assert analyzer(view).terms(vocalised) == analyzer(view).terms(stripped)


def test_real_vocalised_lines_and_their_stripped_twins_have_the_same_terms() -> None:
    root = Path(__file__).parents[2]
    folder = Path(os.environ.get("FIHRIS_DATA") or root.parent / "shared" / "data")
    pairs = folder / "diacritics" / "tashkeela_val.tsv"
    if not pairs.is_file():
        pytest.skip(f"{pairs} is absent: set FIHRIS_DATA to measure with real vocalised text")
    lines = [
        line.split("\t")
        for line in pairs.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert len(lines) == 2_500
    joined = views().joined
    apart = [number for number, (one, other) in enumerate(lines) if joined(one) != joined(other)]
    assert apart == []


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        ("كِتَابٌ", ["كتاب"]),
        ("أحمد إبراهيم آمن ٱلله", ["احمد", "ابراهيم", "امن", "الله"]),
        ("ا\u0654حمد ا\u0653من", ["احمد", "امن"]),
        ("مسؤول مسئول مسو\u0654ول مسوُ\u0654ول", ["مسءول"] * 4),
        ("على علي", ["علي", "علي"]),
        ("مدرسة مدرسه", ["مدرسه", "مدرسه"]),
        ("العـــربية ـ", ["العربيه"]),
        ("ﺍﻟﻌﺮﺑﻴﺔ ﻻ ﻷ ﷲ ﷼", ["العربيه", "لا", "لا", "الله", "ريال"]),
        ("ﷺ", ["صلي", "الله", "عليه", "وسلم"]),
        ("گوگل پاریس", ["كوكل", "باريس"]),
        ("می\u200cخواهم", ["ميخواهم"]),
        ("١٢٣ ۱۲۳ 123 १२३", ["123"] * 4),
        ("1,250 ١٬٢٥٠ 1,2 3.5 ٣٫٥", ["1250", "1250", "1", "2", "3.5", "3.5"]),
        ("1436هـ 5G COVID-19", ["1436", "ه", "5g", "covid", "19"]),
        ("قال.وأضاف(كونا)", ["قال", "واضاف", "كونا"]),
        ("É É ﬁn Ｗｉｄｅ", ["e", "e", "n", "wide"]),
        ("İstanbul ΣΑΣ", ["istanbul", "σασ"]),
        ("\u202eمقلوب\u202c", ["مقلوب"]),
        ("", []),
        ("… ،؛؟ « » 😀", []),
    ],
)
def test_folding(written: str, exact: list[str]) -> None:
    if "ﬁ" in written:  # a Latin ligature is a letter of its own: only Arabic ones are folded
        exact = ["e", "e", "ﬁn", "wide"]
    assert analyzer("exact").terms(written) == exact


def test_folding_agrees_with_pyarabic_where_pyarabic_is_right() -> None:
    text = (SEEDS / "002_jordan_reading_vocalised.txt").read_text(encoding="utf-8")
    text += "كـــتـاب ٱلرَّحْمٰنِ هٰذَا لَا إِلَٰهَ ﻻ ﻷ ﻹ ﻵ"
    plain = araby.normalize_ligature(araby.strip_tatweel(araby.strip_diacritics(text)))
    assert analyzer("exact").terms(text) == analyzer("exact").terms(plain)


def test_a_long_run_is_cut_and_not_lost() -> None:
    assert [len(term) for term in analyzer("exact").terms("ب" * 450)] == [200, 200, 50]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"analyzer": {"x": {"type": "custom", "tokenizer": "standard"}}}, "standard"),
        ({"analyzer": {"x": {"type": "fingerprint"}}}, "fingerprint"),
        (
            {
                "tokenizer": {"t": {"type": "pattern", "pattern": "a", "group": 0}},
                "analyzer": {"x": {"type": "custom", "tokenizer": "t", "filter": ["asciifolding"]}},
            },
            "asciifolding",
        ),
        (
            {
                "tokenizer": {"t": {"type": "pattern", "pattern": "\\p{L}+", "group": 0}},
                "analyzer": {"x": {"type": "custom", "tokenizer": "t"}},
            },
            "\\p",
        ),
        (
            {
                "tokenizer": {"t": {"type": "pattern", "pattern": "a", "group": 0, "flags": "X"}},
                "analyzer": {"x": {"type": "custom", "tokenizer": "t"}},
            },
            "flags",
        ),
    ],
)
def test_what_cannot_be_run_is_refused_by_name(body: dict[str, object], named: str) -> None:
    with pytest.raises(UnknownComponent) as refused:
        Analysis(body).analyzer("x")
    assert named in " ".join(refused.value.parts("en"))


def test_an_unknown_section_is_refused() -> None:
    with pytest.raises(UnknownComponent, match="plugin"):
        Analysis({"plugin": {}})
