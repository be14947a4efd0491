"""The query language: each row of docs/query.md, in Arabic and English, and every refusal."""

from __future__ import annotations

import pickle
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fihris.engines.model import (
    AllOf,
    AnyOf,
    DateRange,
    Everything,
    InTitle,
    Is,
    Node,
    Phrase,
    Prefix,
    Query,
    Without,
    Word,
)
from fihris.query.errors import QueryWrong
from fihris.query.parser import parse, parse_plain

TODAY = date(2023, 10, 31)
KUNA = AnyOf((Is("source", "كونا"), Is("source", "kuna")))


def days(start: str | None, end: str | None) -> DateRange:
    return DateRange(start, end)


@pytest.mark.parametrize(
    ("written", "node"),
    [
        ("تعاون", Word("تعاون")),
        ("تعاون أمني", AllOf((Word("تعاون"), Word("أمني")))),
        ("تعاون، أمني؟", AllOf((Word("تعاون"), Word("أمني")))),
        ("تعاون و أمني", AllOf((Word("تعاون"), Word("أمني")))),
        ("a AND b && c", AllOf((Word("a"), Word("b"), Word("c")))),
        ('"مجلس الوزراء"', Phrase("مجلس الوزراء")),
        ("«مجلس الوزراء»", Phrase("مجلس الوزراء")),
        ("“مجلس الوزراء”", Phrase("مجلس الوزراء")),
        ('"مجلس الوزراء”', Phrase("مجلس الوزراء")),
        ('"تعاون أمني"~3', Phrase("تعاون أمني", 3)),
        ("«تعاون أمني»~٣", Phrase("تعاون أمني", 3)),
        ('"تعاون أمني"~3 x', AllOf((Phrase("تعاون أمني", 3), Word("x")))),
        ("=وزارة", Word("وزارة", exact=True)),
        ('="وزارة الداخلية"', Phrase("وزارة الداخلية", exact=True)),
        ("كويت*", Prefix("كويت")),
        ("كويت* ", Prefix("كويت")),
        ("كويت٭", Prefix("كويت")),
        ("الكويت أو قطر", AnyOf((Word("الكويت"), Word("قطر")))),
        ("الكويت أوْ قطر", AnyOf((Word("الكويت"), Word("قطر")))),
        ("a OR b | c", AnyOf((Word("a"), Word("b"), Word("c")))),
        ("a or b", AllOf((Word("a"), Word("or"), Word("b")))),
        ("a b أو c", AnyOf((AllOf((Word("a"), Word("b"))), Word("c")))),
        ("a (b أو c)", AllOf((Word("a"), AnyOf((Word("b"), Word("c")))))),
        ("a -b", AllOf((Word("a"), Without(Word("b"))))),
        ("a ليس b", AllOf((Word("a"), Without(Word("b"))))),
        ("a NOT (b أو c)", AllOf((Word("a"), Without(AnyOf((Word("b"), Word("c"))))))),
        ("-رياضة", AllOf((Everything(), Without(Word("رياضة"))))),
        ("+a b", AllOf((Word("a"), Word("b")))),
        ("COVID-19", Word("COVID-19")),
        ("الكويت - قطر", AllOf((Word("الكويت"), Word("قطر")))),
        ("الكويت – قطر", AllOf((Word("الكويت"), Word("قطر")))),
        ("10:30", Word("10:30")),
        ("http://example.org/a", Word("http://example.org/a")),
        ("قال: نعم", AllOf((Word("قال:"), Word("نعم")))),
        ("المصدر:كونا", KUNA),
        ("المصدر: كونا", KUNA),
        ("الْمَصدر:كونا", KUNA),
        ("Source:كونا", KUNA),
        ("source:kuna", AnyOf((Is("source", "kuna"), Is("source", "كونا")))),
        ("source:الساحل", Is("source", "الساحل")),
        ('source:"وكالة الساحل"', Is("source", "وكالة الساحل")),
        ("source:أ,ب", AnyOf((Is("source", "أ"), Is("source", "ب")))),
        ("source:أ|ب x", AllOf((AnyOf((Is("source", "أ"), Is("source", "ب"))), Word("x")))),
        ("التصنيف:أمن", Is("category", "أمن")),
        ("جهة:أوبك", Is("organization", "أوبك")),
        ("المكان:مسقط", Is("place", "مسقط")),
        ("الكاتب:سعاد", Is("author", "سعاد")),
        ("بلد:الكويت", Is("country", "KW")),
        ("country:KW", Is("country", "KW")),
        ("country:kuwait", Is("country", "KW")),
        ("-country:KW a", AllOf((Without(Is("country", "KW")), Word("a")))),
        ("date:2023", days("2023-01-01", "2023-12-31")),
        ("date:2023-10", days("2023-10-01", "2023-10-31")),
        ("date:٢٠٢٣-١٠", days("2023-10-01", "2023-10-31")),
        ("date:2024-02", days("2024-02-01", "2024-02-29")),
        ("date:2023-10-08", days("2023-10-08", "2023-10-08")),
        ("date:2023-10..2023-12", days("2023-10-01", "2023-12-31")),
        ("date:2023-10..", days("2023-10-01", None)),
        ("date:..2023", days(None, "2023-12-31")),
        ("تاريخ:>2023-10-08", days("2023-10-09", None)),
        ("تاريخ:>=2023-10-08", days("2023-10-08", None)),
        ("date:<2023", days(None, "2022-12-31")),
        ("date:<=2023", days(None, "2023-12-31")),
        ('date:"أكتوبر 2023"', days("2023-10-01", "2023-10-31")),
        ("date:1445-03ه", days("2023-09-16", "2023-10-15")),
        ("date:1445-03-23ه", days("2023-10-08", "2023-10-08")),
        ("since:7d", days("2023-10-24", None)),
        ("منذ:أسبوع", days("2023-10-24", None)),
        ("since:2w", days("2023-10-17", None)),
        ("since:2023-10", days("2023-10-01", None)),
        ("until:2023-10", days(None, "2023-10-31")),
        ("حتى:2022", days(None, "2022-12-31")),
        ("title:قمة", InTitle(Word("قمة"))),
        ('العنوان:"القمة العربية"', InTitle(Phrase("القمة العربية"))),
        ("title:(a أو b)", InTitle(AnyOf((Word("a"), Word("b"))))),
        ("title:=قمة", InTitle(Word("قمة", exact=True))),
        ("title:قم*", InTitle(Prefix("قم"))),
        ("-title:قمة a", AllOf((Without(InTitle(Word("قمة"))), Word("a")))),
        ("--a b", AllOf((Without(Without(Word("a"))), Word("b")))),
        ("((a) (b c))", AllOf((Word("a"), Word("b"), Word("c")))),
        ("a أو (b أو c)", AnyOf((Word("a"), Word("b"), Word("c")))),
        ("(-a)", AllOf((Everything(), Without(Word("a"))))),
        ("‹مجلس الوزراء›", Phrase("مجلس الوزراء")),
        ("„مجلس الوزراء“", Phrase("مجلس الوزراء")),
        ("source:=كونا", KUNA),
        ("بلد:كويت,QA", AnyOf((Is("country", "KW"), Is("country", "QA")))),
        ("date:1445-01ه", days("2023-07-19", "2023-08-16")),
        ('date:"محرم 1445"', days("2023-07-19", "2023-08-16")),
        ('date:"رمضان 1445"', days("2024-03-11", "2024-04-09")),
        ("date:1445ه", days("2023-07-19", "2024-07-06")),
        ("منذ:7ي", days("2023-10-24", None)),
        ('منذ:"٣ أيام"', days("2023-10-28", None)),
        ("منذ:3أشهر", days("2023-07-31", None)),
        ("منذ:شهرين", days("2023-08-31", None)),
        ("since:1m", days("2023-09-30", None)),
        ("since:8m", days("2023-02-28", None)),
        ("since:1y", days("2022-10-31", None)),
        ("since:12m", days("2022-10-31", None)),
        ("date:9999", days("9999-01-01", "9999-12-31")),
        ("date:9998-12..9999-12", days("9998-12-01", "9999-12-31")),
        ("date:0001", days("0001-01-01", "0001-12-31")),
    ],
)
def test_a_query_means_this(written: str, node: Node) -> None:
    assert parse(written, today=TODAY) == Query(node, written)


@pytest.mark.parametrize(
    ("written", "node"),
    [
        ("''مجلس الوزراء''~2 x", AllOf((Phrase("مجلس الوزراء", 2), Word("x")))),
        ("«قال ''نعم'' اليوم»", Phrase("قال ''نعم'' اليوم")),
        ("don't", Word("don't")),
        ("المصدر：كونا", KUNA),
        ("source﹕كونا", KUNA),
        ("المصدر  :   كونا", KUNA),
        ("\u200fالمصدر:\u200fكونا\u200f", KUNA),
        ("\u202bالكويت أو\u200f قطر\u202c", AnyOf((Word("الكويت"), Word("قطر")))),
        ("a \u200f-b", AllOf((Word("a"), Without(Word("b"))))),
        ("a −b", AllOf((Word("a"), Without(Word("b"))))),
        ("كويت*\u200f", Prefix("كويت")),
        ('"a b"\u200f~3', Phrase("a b", 3)),
        ('"المصدر： كونا"', Phrase("المصدر： كونا")),
    ],
)
def test_what_keyboards_and_copying_make_of_a_sign_is_the_sign(written: str, node: Node) -> None:
    assert parse(written, today=TODAY) == Query(node, written)


def test_several_values_of_a_field_are_any_of_them() -> None:
    assert parse("source:kuna,spa").node == AnyOf(
        tuple(Is("source", name) for name in ("kuna", "كونا", "spa", "واس"))
    )


@pytest.mark.parametrize(
    ("written", "position", "problem"),
    [
        ("", 0, "empty"),
        ("  ،", 0, "empty"),
        ('a "b', 2, "quotation mark"),
        ("a «b", 2, "quotation mark"),
        ("a » b", 2, "quotation mark"),
        ('a ""', 2, "phrase is empty"),
        ("(a", 0, "not closed"),
        ("a (b (c)", 2, "not closed"),
        ("a)", 1, "closes nothing"),
        ("أو a", 0, "missing"),
        ("a أو", 4, "missing"),
        ("a أو أو b", 5, "missing"),
        ("a NOT", 5, "missing"),
        ("()", 1, "missing"),
        ("sorce:kuna", 0, "no such field"),
        ("a source:", 2, "value is missing"),
        ("title:", 0, "value is missing"),
        ("country:زز", 8, "no such country"),
        ("date:2023-13", 5, "not a date"),
        ("date:أمس", 5, "not a date"),
        ("date:..", 5, "not a date"),
        ("date:2024..2023", 5, "ends before it begins"),
        ('"a b"~', 5, "number is missing"),
        ("*", 0, "letter is missing"),
        ("قمة *شاهد", 4, "end of a word"),
        ("فا*عل", 2, "end of a word"),
        ("٭شاهد٭", 0, "end of a word"),
        ("source:كونا كو*ت*", 14, "end of a word"),
        ("=وزار*", 5, "one written form"),
        ("(" * 51 + "a" + ")" * 51, 50, "too many"),
        ("-" * 60 + "a", 50, "too many"),
        ("ا" * 4_001, 4_000, "too long"),
        ("\u200f" * 5_000, 4_000, "too long"),
        ("-(" * 30 + "a" + ")" * 30, 50, "too many"),
        ("(" * 50 + "a أو" + ")" * 50, 54, "missing"),
        ("a (b أو)", 7, "missing"),
        ("=* a", 0, "word is missing after ="),
        ("a title:-b", 8, "sign cannot be used here"),
        ("(source:) a", 1, "value is missing"),
        ("source:=", 0, "value is missing"),
        ("country:KW,زز", 11, "no such country"),
        ("date:2023,2023-13", 10, "not a date"),
        ("date:2023-10-08ه", 5, "not a date"),
        ("date:1200-01ه", 5, "not a date"),
        ("date:1445م", 5, "not a date"),
        ("date:1500ه", 5, "not a date"),
        ("date:-0044", 5, "not a date"),
        ("date:2023,-0044-03-15", 10, "not a date"),
        ("date:10000", 5, "not a date"),
        ("date:>9999", 5, "not a date"),
        ("since:9999y", 6, "not a date"),
        ("\u200f\u200fa أو", 6, "missing"),
        ("source  :  a date:x", 18, "not a date"),
        ("''a'' )", 6, "closes nothing"),
    ],
)
def test_a_wrong_query_is_refused_at_its_place(written: str, position: int, problem: str) -> None:
    with pytest.raises(QueryWrong) as refused:
        parse(written, today=TODAY)
    assert problem in refused.value.facts["problem"]
    assert refused.value.facts["position"] == position
    assert refused.value.exit_code == 2
    for language in ("en", "ar"):
        what, state, then = refused.value.parts(language)
        assert "^" in what
        assert state
        assert then
    problem, _, suggestion = refused.value.parts("ar")
    assert not ENGLISH.search(problem.split("\n")[0])
    assert not ENGLISH.search(suggestion)


ENGLISH = re.compile(r"\b(?:a|add|as|before|characters|first|is|it|no|or|put|the|this|write)\b")


def test_fifty_brackets_within_one_another_are_read() -> None:
    assert parse("(" * 50 + "a" + ")" * 50).node == Word("a")
    node: Node = Word("a")
    for _ in range(50):
        node = InTitle(node)
    assert parse("title:(" * 50 + "a" + ")" * 50).node == node


@pytest.mark.parametrize(("written", "near"), [("الكويط", "الكويت"), ("Kuwiat", "Kuwait")])
def test_a_country_that_is_nearly_one_is_suggested(written: str, near: str) -> None:
    with pytest.raises(QueryWrong) as refused:
        parse(f"country:{written}")
    assert f"did you mean {near}?" in refused.value.facts["suggestion"]
    assert f"هل تقصد {near}؟" in refused.value.parts("ar")[2]


def test_a_field_that_is_nearly_one_is_suggested() -> None:
    with pytest.raises(QueryWrong) as refused:
        parse("sorce:kuna")
    assert "did you mean source:" in refused.value.facts["suggestion"]


def test_the_mark_stands_under_the_wrong_place_marks_not_counted() -> None:
    with pytest.raises(QueryWrong) as refused:
        parse("وِزَارَة date:x")
    _, query, mark = refused.value.parts("en")[0].split("\n")
    assert (query[:3], query[-1]) == ("  \u2068", "\u2069")
    assert mark == "  " + " " * len("وزارة date:") + "^"
    assert query.endswith("وِزَارَة date:x\u2069")


def test_the_mark_of_a_long_query_ends_with_what_is_shown() -> None:
    with pytest.raises(QueryWrong) as refused:
        parse("ا " * 100 + "country:" + "ز" * 1_000)
    _, query, mark = refused.value.parts("ar")[0].split("\n")
    assert len(mark) + 2 == len(query)
    assert mark.endswith(" " + "^" * 60)


def test_the_error_keeps_its_facts_between_processes() -> None:
    with pytest.raises(QueryWrong) as refused:
        parse("\u200fa )")
    copy = pickle.loads(pickle.dumps(refused.value))
    assert copy.facts == refused.value.facts
    assert copy.facts["query"] == "\u200fa )"
    assert copy.facts["position"] == 3


SIGNS = """
source: date: المصدر: title: منذ: until: country: xyz: أو ليس NOT AND ( ) " « » '' ~ ~3 * = - + | ,
، .. > <= 2023 1445 1500 9999 0001 -10 -31 ه م 7d أيام محرم ² ： a كويت 10:30 http://a?b {x}
"""
pieces = st.lists(
    st.sampled_from([*SIGNS.split(), "\u200f", "\x00", "\u2028", "\ud800"]), max_size=14
).map("".join)
spaced = st.lists(pieces, max_size=4).map(" ".join)
syntax = st.text('ابتأو "«»“”()|-+~=*:،,.0123٤aANDORNT\u064e\u0640 \n', max_size=40)


@given(st.one_of(st.text(max_size=40), syntax, pieces, spaced))
def test_any_text_is_read_or_refused_at_a_place_in_it(written: str) -> None:
    refused = None
    try:
        query = parse(written, today=TODAY)
    except QueryWrong as error:
        refused = error
    if refused is None:
        assert query.text == written
    else:
        assert 0 <= refused.facts["position"] <= len(written)
        assert len(refused.lines("ar")) == 3


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ('ما هي "عاصمة" قطر؟', ["ما", "هي", "عاصمة", "قطر"]),
        ("source:kuna -x (y OR z*", ["source", "kuna", "x", "y", "OR", "z"]),
        ("كم كَلَّفَ ١٬٢٥٠", ["كم", "كَلَّفَ", "١٬٢٥٠"]),
        ("قطر قطر", ["قطر"]),
    ],
)
def test_plain_questions_have_no_syntax(written: str, words: list[str]) -> None:
    query = parse_plain(written)
    parts = query.node.parts if isinstance(query.node, AnyOf) else (query.node,)
    assert list(parts) == [Word(word) for word in words]


def test_a_plain_question_without_a_word_finds_nothing() -> None:
    assert parse_plain("؟!…").node == AnyOf(())
    assert isinstance(parse_plain("a b", match="all").node, AllOf)


@given(st.text(max_size=60))
def test_any_text_is_a_plain_question(written: str) -> None:
    assert parse_plain(written).text == written
