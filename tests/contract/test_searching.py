"""What searching promises, on every engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fihris.engines.model import Bucket, Facet, FacetName, Query, Spelling, Word
from fihris.engines.protocol import Engine
from fihris.query.narrowing import asked
from tests.contract.building import article, found, publish, search


@pytest.fixture
def press(engine: Engine) -> Engine:
    """Six short articles that differ in one thing each."""
    publish(
        engine,
        article("a1", "أعلنت وزارة الداخلية تعزيز التعاون الأمني", title="بيان أمني",
                source="كونا", date="2023-10-08", category="أمن", countries=("KW",)),
        article("a2", "وأعلنت وِزارةُ الداخليّة أمس", "تعاون في المجال الاقتصادي والأمني",
                source="واس", date="2023-10-31", category="أمن", countries=("SA", "KW")),
        article("a3", "الداخلية في الوزارة", source="واس", date="2023-11-01", category="سياسة"),
        article("a4", "مباراة في الكويت", title="رياضة كويتية", source="KUNA",
                date="2024-01-15", category="رياضة"),
        article("a5", "لا شيء هنا إلا رياح، فالتعاون بعيد عن كل ما قيل ذلك اليوم"),
        article("a6", "زيارة رسمية لوزراء الطاقة 2023 وCOVID-19", date="2022-12-31"),
    )  # fmt: skip
    return engine


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("وزارة", ["a1", "a2", "a3"]),
        ("الداخلية وزارة", ["a1", "a2", "a3"]),
        ('"وزارة الداخلية"', ["a1", "a2"]),
        ('"الداخلية في الوزارة"', ["a3"]),
        ('"تعاون أمني"', ["a1"]),
        ('"تعاون أمني"~3', ["a1", "a2"]),
        ('"تعاون أمني"~1', ["a1"]),
        ("=الوزارة", ["a3"]),
        ("=وزارة", ["a1", "a2"]),
        ('="وزارة الداخلية"', ["a1", "a2"]),
        ("كويت*", ["a4"]),
        ("مبار*", ["a4"]),
        ("الكويت أو الطاقة", ["a4", "a6"]),
        ("وزارة -تعزيز", ["a2", "a3"]),
        ("وزارة ليس (تعزيز أو أمس)", ["a3"]),
        ("(تعاون أو وزارة) source:واس", ["a2", "a3"]),
        ("source:kuna", ["a1", "a4"]),
        ("category:أمن", ["a1", "a2"]),
        ("country:KW", ["a1", "a2"]),
        ("بلد:السعودية", ["a2"]),
        ("date:2023-10", ["a1", "a2"]),
        ("date:2023-10..2023-11", ["a1", "a2", "a3"]),
        ("تاريخ:>2023-10-31", ["a3", "a4"]),
        ("until:2022", ["a6"]),
        ("title:أمني", ["a1"]),
        ("title:الكويت أو title:كويتي", ["a4"]),
        ("-وزارة -الكويت -أمني -كويتية", ["a5", "a6"]),
        ("covid", ["a6"]),
        ("كوفيد", []),
        ("COVID-19", ["a6"]),
        ("2023", ["a6"]),
        ("٢٠٢٣", ["a6"]),
    ],
)
def test_a_query_finds_these_articles(press: Engine, query: str, articles: list[str]) -> None:
    assert found(press, query) == articles


def test_a_query_without_a_word_finds_nothing(press: Engine) -> None:
    assert press.search(Query(Word("…"), "…")).total.articles == 0


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        ("وَزَارَةُ الصِّحَّةِ", "وزارة الصحة"),
        ("وزارة الصحة", "وِزَارَة الصِّحّة"),
        ("الـــوزارة", "الوزارة"),
        ("إدارة", "ادارة"),
        ("مسؤول", "مسئول"),
        ("شؤون", "شئون"),
        ("مستشفى", "مستشفي"),
        ("مدرسة", "مدرسه"),
        ("ٱلكتاب", "الكتاب"),
        ("هٰذا", "هذا"),
        ("آسفي", "اسفي"),
        ("ا\u0653سفي", "آسفي"),
        ("مسو\u0654ول", "مسؤول"),
        ("ﻛﺘﺎﺏ", "كتاب"),
        ("ﻻ", "لا"),
        ("ﷲ", "الله"),
        ("ﷺ", '"صلى الله عليه وسلم"'),
        ("کتاب", "كتاب"),
        ("ایران", "إيران"),
        ("كتا\u200cب", "كتاب"),
        ("\u200fكتاب\u200f", "كتاب"),
        ("ع\u202bام", "عام"),
        ("١٬٢٥٠", "1250"),
        ("1,250", "١٢٥٠"),
        ("۱۲۳", "123"),
        ("٣٫٥", "3.5"),
        ("1436هـ", "1436"),
        ("الكويت.وقال", "الكويت"),
        ("Müller", "muller"),
        ("WI-FI", "wi-fi"),
        ("والوزير", "وزير"),
        ("لتعزيز", "تعزيز"),
        ("وبالتعاون", "تعاون"),
        ("للحكومة", "الحكومة"),
        ("حكومتها", "حكومة"),
        ("كتابًا", "كتاب"),
    ],
)
def test_a_word_is_found_however_it_is_written(engine: Engine, written: str, sought: str) -> None:
    publish(engine, article("a1", f"قبل {written} بعد"), article("a2", "شيء آخر تماما"))
    assert found(engine, sought) == ["a1"]


@pytest.mark.parametrize(
    ("written", "other"),
    [("وزارة", "زار"), ("لبنان", "اللبن"), ("ولاية", "لا"), ("وكالة", "كال"), ("فرنسا", "رنس")],
)
def test_words_that_only_look_alike_keep_apart(engine: Engine, written: str, other: str) -> None:
    publish(engine, article("a1", written), article("a2", other))
    assert found(engine, f"={written}") == ["a1"]
    assert "a1" not in found(engine, other)


def test_an_option_finds_its_value_as_it_stands(engine: Engine) -> None:
    source = 'وكالة "س" للأنباء'
    publish(
        engine,
        article("a1", "القمة", source=source),
        article("a2", "القمة", source="وكالة س للأنباء"),
        article("a3", "وكالة س للأنباء", source="الراي"),
        article("a4", "القمة", source="س", category="(أمن) | -رياضة"),
    )

    def narrowed(**options: str) -> list[str]:
        return sorted(hit.article_id for hit in engine.search(asked([], filters=options)).hits)

    assert narrowed(source=source) == ["a1"]
    assert narrowed(source=source, date="2023") == []
    assert narrowed(source="الراي,س") == ["a3", "a4"]
    assert narrowed(category="(أمن) | -رياضة") == ["a4"]
    assert engine.search(asked(["وكالة"], filters={"source": "الراي"})).total.articles == 1


def test_totals_count_articles_and_paragraphs(press: Engine) -> None:
    total = search(press, "أمني").total
    assert (total.articles, total.paragraphs, total.exact) == (2, 3, True)


def test_a_page_is_a_piece_of_the_whole_answer(press: Engine) -> None:
    whole = [hit.article_id for hit in search(press, "في أو وزارة أو زيارة", size=100).hits]
    pages = [
        hit.article_id
        for offset in range(0, 6, 2)
        for hit in search(press, "في أو وزارة أو زيارة", size=2, offset=offset).hits
    ]
    assert len(whole) == 5
    assert pages == whole
    assert search(press, "وزارة", size=0).hits == ()
    assert search(press, "وزارة", offset=50).hits == ()


def test_newest_first_puts_what_has_no_date_last(press: Engine) -> None:
    hits = search(press, "في أو وزارة أو زيارة أو شيء", sort="date", size=100).hits
    assert [hit.article_id for hit in hits] == ["a4", "a3", "a2", "a1", "a6", "a5"]


def test_hits_of_an_article_come_together_best_first(engine: Engine) -> None:
    publish(
        engine,
        article("a1", "الكويت", "قطر", "الكويت والكويت في الكويت", "كلام لا صلة له بشيء"),
        article("a2", "زيارة إلى الكويت بعد غياب طويل عن المنطقة كلها"),
    )
    hits = search(engine, "الكويت").hits
    assert sorted(hit.article_id for hit in hits) == ["a1", "a2"]
    (first,) = (hit for hit in hits if hit.article_id == "a1")
    assert {one.position for one in first.paragraphs} == {1, 3}
    assert first.paragraphs_found == 2
    scores = [one.score for one in first.paragraphs]
    assert scores == sorted(scores, reverse=True)
    assert first.score == scores[0]
    limited = search(engine, "الكويت", paragraphs=1).hits
    assert [len(hit.paragraphs) for hit in limited] == [1, 1]


@pytest.mark.parametrize(
    ("name", "buckets"),
    [
        ("source", [("واس", 2, 2), ("كونا", 1, 1)]),
        ("category", [("أمن", 2, 2), ("سياسة", 1, 1)]),
        ("country", [("KW", 2, 2), ("SA", 1, 1)]),
        ("year", [("2023", 3, 3)]),
        ("month", [("2023-10", 2, 2), ("2023-11", 1, 1)]),
        ("day", [("2023-10-08", 1, 1), ("2023-10-31", 1, 1), ("2023-11-01", 1, 1)]),
    ],
)
def test_facets_count_articles(
    press: Engine, name: FacetName, buckets: list[tuple[str, int, int]]
) -> None:
    (facet,) = search(press, "وزارة", facets=(name,)).facets
    assert facet.name == name
    assert list(facet.buckets) == [Bucket(*bucket) for bucket in buckets]


def test_a_facet_of_dates_says_how_many_earlier_ones_it_left_out(press: Engine) -> None:
    options = {"facets": ("month", "year", "source"), "size": 0, "facet_size": 1}
    month, year, source = search(press, "-زقزوقيات", **options).facets
    assert month == Facet("month", (Bucket("2024-01", 1, 2),), left_out=3)
    assert (year.left_out, source.left_out) == (2, 0)


def test_facets_count_the_whole_answer_not_the_page(engine: Engine) -> None:
    publish(engine, *(article(f"a{n}", "نص", "نص", source=f"s{n % 3}") for n in range(30)))
    (facet,) = search(engine, "نص", size=1, facets=("source",)).facets
    assert [(one.value, one.articles, one.paragraphs) for one in facet.buckets] == [
        ("s0", 10, 20), ("s1", 10, 20), ("s2", 10, 20)
    ]  # fmt: skip
    (short,) = search(engine, "نص", size=1, facets=("source",), facet_size=2).facets
    assert len(short.buckets) == 2


def test_ranking_gives_single_paragraphs_best_first(press: Engine) -> None:
    ranked = press.rank(Query(Word("أمني"), "أمني"), size=10)
    assert {one.paragraph_id for one in ranked} == {"a1#0", "a1#1", "a2#2"}
    scores = [one.score for one in ranked]
    assert scores == sorted(scores, reverse=True)
    assert len(press.rank(Query(Word("أمني"), "أمني"), size=2)) == 2


def test_scores_never_rise_along_a_long_answer(engine: Engine) -> None:
    publish(
        engine, *(article(f"a{n}", " ".join(["الكويت"] + ["كلام"] * (n % 40))) for n in range(150))
    )
    for scores in (
        [hit.score for hit in search(engine, "الكويت", size=150).hits],
        [hit.score for hit in engine.rank(Query(Word("الكويت")), size=150)],
    ):
        assert len(scores) == 150
        assert scores == sorted(scores, reverse=True)


def test_an_article_that_is_not_there_is_empty(press: Engine) -> None:
    assert press.article("nothing") == ()


def test_spellings_that_exist_are_offered_for_one_that_does_not(engine: Engine) -> None:
    publish(
        engine,
        article("a1", "وزارة الداخلية", "الداخلية"),
        article("a2", "الدخلية", "كلمة بعيدة"),
        article("a3", "ألدّاخليّة"),
    )
    assert engine.spellings("الداخليه") == (Spelling("الدخليه", 1),)
    assert engine.spellings("الداخخلية") == (Spelling("الداخليه", 3), Spelling("الدخليه", 1))
    assert engine.spellings("الداخخلية", size=1) == (Spelling("الداخليه", 3),)
    assert engine.spellings("الداخلة") == (Spelling("الداخليه", 3),), "two slips are too many"
    assert engine.spellings("لندن") == ()
    assert engine.spellings("كلمتان هنا") == ()


def test_the_weight_of_a_term_falls_with_the_paragraphs_that_have_it(engine: Engine) -> None:
    publish(engine, article("a1", "الكويت قطر"), article("a2", "الكويت"))
    often, once, never = engine.idf([("exact", "الكويت"), ("exact", "قطر"), ("exact", "عمان")])
    assert 0 < often < once < never


def test_a_hit_carries_all_that_its_article_has(engine: Engine) -> None:
    facts: dict[str, Any] = {
        "title": "بيان أمني", "source": "كونا", "date": "2023-10-08", "category": "أمن",
        "countries": ("KW", "SA"), "organizations": ("وزارة الداخلية",), "place": "الكويت",
        "author": "هدى", "url": "https://example.org/1",
    }  # fmt: skip
    split = article("a1", "أعلنت وزارة الداخلية", title="بيان أمني")
    publish(engine, [replace(one, **facts) for one in split])
    for query in ("وزارة", "بيان"):
        (hit,) = search(engine, query).hits
        assert {name: getattr(hit, name) for name in facts} == facts
