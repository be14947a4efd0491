"""Names and numbers that are written in more than one way take the same words and places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fihris.arabic.analyzer import analyzer
from fihris.arabic.views import views
from fihris.engines.matching import Finder, highlights
from fihris.engines.model import AllOf, Phrase, Query, Word
from fihris.query.parser import parse
from fihris.query.writer import written

PARTS = (
    "و", "بور", "سعيد", "حضر", "موت", "فيس", "الفيس", "بوك", "عبد", "عبدالله", "أبوعبدالله",
    "نورالدين", "ـ", "-", "3", "و3", "1,250", "2ر5", "5.3.2024", "«حضر", "موت»", "وَ",
    "الوزير", "ابن", "سيناء",
)  # fmt: skip
SPACES = (" ", "  ", "\u00a0", "\u2009\n", "\u200f ")


def exact(text: str) -> list[str]:
    return views().joined(text).exact.split()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عبدالعزيز", "عبد العزيز"),
        ("وعبدالرحمن", "وعبد الرحمن"),
        ("أبوظبي", "أبو ظبي"),
        ("لابوظبي", "لابو ظبي"),
        ("أبوغزالة", "أبو غزالة"),
        ("أبوعبدالله", "أبو عبد الله"),
        ("وضياءالدين", "وضياء الدين"),
        ("رامالله", "رام الله"),
        ("أنصارالله", "أنصار الله"),
        ("بيتلحم", "بيت لحم"),
        ("أمدرمان", "أم درمان"),
        ("ذوالحجة", "ذو الحجة"),
        ("ديرالزور", "دير الزور"),
        ("بورسودان", "بور سودان"),
        ("للفيسبوك", "للفيس بوك"),
        ("نيويورك", "نيو  يورك"),
        ("والمحافظ", "و المحافظ"),
        ("وحضرموت", "و حضر موت"),
        ("48000", "٤٨٬٠٠٠"),
        ("1250", "١،٢٥٠"),
        ("1250000", "1,250,000"),
        ("32190385", "32.190.385"),
        ("2.5", "2ر5"),
        ("2.5", "2,5٪"),
        ("2024 م", "2024م"),
    ],
)
def test_two_ways_of_writing_are_the_same_words(one: str, other: str) -> None:
    for view in ("lemma", "light", "exact"):
        assert getattr(views().joined(one), view) == getattr(views().joined(other), view)


@pytest.mark.parametrize(
    "word",
    ["أبواب", "أبوابها", "أبوهما", "أبوللو", "بابوا", "لابورتا", "والدين", "الوالدين", "للوالدين",
     "الخالدين", "وخالدين", "وبالوالدين", "فللوالدين", "والله", "بالله", "فوالله", "معبد",
     "ابنها", "أمهات"],
)  # fmt: skip
def test_what_only_begins_or_ends_so_is_one_word(word: str) -> None:
    assert len(exact(word)) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0123,456", ["0123", "456"]),
        ("2019،2020", ["2019", "2020"]),
        ("3,5", ["3", "5"]),
        ("5.3.2024", ["5", "3", "2024"]),
        ("و3 ملاحق", ["و", "3", "ملاحق"]),
        ("هذا و، ذاك", ["هذا", "و", "ذاك"]),
        ("حضر الوفد", ["حضر", "الوفد"]),
    ],
)
def test_what_is_no_name_and_no_number_stays_apart(text: str, words: list[str]) -> None:
    assert exact(text) == words


@given(st.lists(st.tuples(st.sampled_from(PARTS), st.sampled_from(SPACES)), max_size=8))
def test_joining_across_white_space_is_what_the_whole_text_gives(
    parts: list[tuple[str, str]],
) -> None:
    text = "".join(part + space for part, space in parts)
    for at, view in enumerate(("lemma", "light", "exact")):
        tokens = analyzer(view).tokens(text)
        assert [(one.term, one.start, one.end) for one in tokens] == [
            (word[2 + at], word.start, word.end) for word in views().words(text)
        ]
        assert [one.term for one in tokens] == getattr(views().joined(text), view).split()


@pytest.mark.parametrize(
    ("query", "text", "lit"),
    [
        (Phrase("الملك عبدالله"), "قال الملك عبد الله أمس", ["الملك", "عبد", "الله"]),
        (Word("عبد الله"), "وصل عبدالله", ["عبدالله"]),
        (Word("الله"), "وصل عَبدُالله،", ["عَبدُالله"]),
        (Word("أبوظبي"), "في لأبوظبي", ["لأبوظبي"]),
        (Word("بورسعيد"), "في «بور سعيد»", ["بور سعيد"]),
        (Phrase("الوزير والمحافظ"), "الوزير و المحافظ", ["الوزير", "و المحافظ"]),
        (Word("1250"), "بلغ ١،٢٥٠ طنا", ["١،٢٥٠"]),
    ],
)
def test_all_that_is_written_of_a_name_is_lit(
    query: Word | Phrase, text: str, lit: list[str]
) -> None:
    found = highlights(Finder(Query(query)), text, "body")
    assert [text[start:end] for start, end in found] == lit


def test_two_words_of_a_query_that_are_one_name_are_one_word() -> None:
    assert parse("مدينة بور سعيد").node == AllOf((Word("مدينة"), Word("بور سعيد")))
    assert parse("بور، سعيد").node == AllOf((Word("بور"), Word("سعيد")))
    for query in ("مدينة بور سعيد", "مدينة -(بور سعيد)"):
        assert parse(written(parse(query).node)).node == parse(query).node


def test_a_number_with_its_separators_is_one_word_of_a_query() -> None:
    assert parse("حضر 48,000").node == AllOf((Word("حضر"), Word("48,000")))
    assert parse("=1،250").node == Word("1،250", exact=True)
    assert parse("3,5").node == AllOf((Word("3"), Word("5")))


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("مصراتة", "مصر"),
        ("وجدة", "جدة"),
        ("وبوجدة", "وبجدة"),
        ("الناصرة", "ناصر"),
        ("واسط", "سطوته"),
        ("واسط", "بسط"),
        ("تبوك", "التبو"),
        ("صلالة", "الصلاة"),
        ("قنا", "قناة"),
        ("سلا", "السلة"),
        ("بنها", "بن"),
        ("واس", "أسس"),
        ("وام", "الأم"),
        ("بنا", "به"),
        ("كونا", "كونها"),
        ("وفا", "وفاة"),
        ("بترا", "بتر"),
        ("طالبات", "طالب"),
    ],
)
def test_a_name_is_not_another_word_with_a_clitic_or_an_ending(name: str, other: str) -> None:
    one, two = views().words(name)[0], views().words(other)[0]
    assert (one.lemma, one.light, one.exact) != (two.lemma, two.light, two.exact)
    assert one.lemma != two.lemma
    assert one.light != two.light


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("غوغل", "قوقل"),
        ("لجوجل", "وغوغل"),
        ("إنستغرام", "الانستجرام"),
        ("إنكلترا", "وبإنجلترا"),
        ("هونغ", "هونج"),
        ("نتنياهو", "لنتانياهو"),
        ("زيلينسكي", "زيلنسكي"),
        ("ترامب", "وترمب"),
        ("تلغرام", "تيليجرام"),
        ("قائد", "قايد"),
        ("فيسبوك", "الفيسبوك"),
        ("مصراتة", "بمصراته"),
        ("وجدة", "لوجدة"),
        ("طالبات", "الطالبة"),
        ("أردوغان", "لاردوجان"),
        ("غريزمان", "جريزمان"),
        ("مونتغمري", "مونتجمري"),
        ("زوكربيرغ", "زوكربرج"),
    ],
)
def test_ways_of_writing_one_name_meet(one: str, other: str) -> None:
    assert views().words(one)[0].lemma == views().words(other)[0].lemma


@pytest.mark.parametrize(("one", "other"), [("قلب", "كلب"), ("جمال", "غمال"), ("غرب", "جرب")])
def test_letters_are_not_folded_in_words(one: str, other: str) -> None:
    assert views().words(one)[0].lemma != views().words(other)[0].lemma
