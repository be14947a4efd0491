"""What is said of a query that finds nothing, on every engine."""

from __future__ import annotations

import pytest

from fihris.answers.diagnosis import Alone, Nothing, Offer, diagnosed
from fihris.engines.protocol import Engine
from fihris.query.narrowing import asked
from fihris.query.parser import parse
from tests.contract.building import article, load, publish


@pytest.fixture
def press(engine: Engine) -> Engine:
    publish(
        engine,
        article("a1", "مؤسسة البترول في الكويت", source="كونا"),
        article("a2", "مؤسّسة النفط في مجلس الوزراء", source="قنا"),
        article("a3", "والمؤسسات كلها", "مسؤولة"),
    )
    return engine


def told(engine: Engine, query: str) -> Nothing:
    return diagnosed(engine, parse(query))


def test_a_spelling_is_offered_as_releases_write_it_with_what_it_finds(press: Engine) -> None:
    assert told(press, "مؤسشة") == Nothing(
        (Alone("مؤسشة", 0, (Offer("مؤسسة", 3),)),), Offer("مؤسسة", 3)
    )


def test_forms_of_one_word_are_offered_once(engine: Engine) -> None:
    publish(engine, article("a1", "الشركة"), article("a2", "الشركات"), article("a3", "بالشركة"))
    (word,) = told(engine, "الشركهة").words
    assert len(word.spellings) == 1
    assert word.spellings[0].articles == 3


def test_each_word_that_finds_nothing_is_mended_where_it_stands(press: Engine) -> None:
    nothing = told(press, '"مجلص الوزراء" (نفط أو بترولل)')
    assert [(one.word, one.articles) for one in nothing.words] == [
        ("مجلص", 0), ("الوزراء", 1), ("نفط", 1), ("بترولل", 0),
    ]  # fmt: skip
    assert nothing.instead == Offer('"مجلس الوزراء" (نفط أو البترول)', 1)


def test_a_mended_query_keeps_its_filters(press: Engine) -> None:
    assert told(press, "مؤسشة source:قنا").instead == Offer("مؤسسة source:قنا", 1)
    assert told(press, "مؤسشة source:واس").instead is None


def test_the_written_form_alone_is_offered_where_it_was_asked_for(press: Engine) -> None:
    assert told(press, "=مؤسشة").instead == Offer("=مؤسسة", 2)


def test_a_slip_of_the_press_gives_way_to_the_word_that_was_meant(engine: Engine) -> None:
    usual = [article(f"a{number}", "الحوثيين") for number in range(100)]
    publish(engine, *usual, article("slip", "الحوثييين"))
    (word,) = told(engine, "الحوثيييين").words
    assert word.spellings == (Offer("الحوثيين", 100),)


def test_a_word_like_no_other_is_offered_none(press: Engine) -> None:
    assert told(press, "زقزوقيات") == Nothing((Alone("زقزوقيات", 0),))
    assert told(press, "زقزوق*").words == (Alone("زقزوق*", 0),)


def test_words_that_each_find_something_are_left_as_they_are(press: Engine) -> None:
    assert told(press, "بترول نفط") == Nothing((Alone("بترول", 1), Alone("نفط", 1)))


def test_the_generation_that_was_asked_is_looked_at(press: Engine) -> None:
    other = load(press, article("b1", "سفينة"))
    nothing = diagnosed(press, parse("سفيينة"), other)
    assert nothing.instead == Offer("سفينة", 1)
    assert diagnosed(press, parse("سفيينة")).instead is None


def test_a_filter_that_nothing_meets_is_named_with_the_values_nearest_to_its_own(
    engine: Engine,
) -> None:
    publish(
        engine,
        article("a1", "قمة", source="جوهرة", date="2023-10-08", countries=("KW",)),
        article("a2", "قمة", source="جوهرة", date="2023-11-01", countries=("SS",)),
        article("a3", "قمة", source="كونا", category="أخبار محلية"),
    )

    def emptied(text: str, **options: str) -> list[tuple[str, int, int, list[tuple[str, int]]]]:
        nothing = diagnosed(engine, asked([text], filters=options))
        return [
            (one.part, one.articles, one.without, [(v.value, v.articles) for v in one.nearest])
            for one in nothing.filters
        ]

    assert emptied("قمة source:jawhara") == [("source:jawhara", 0, 3, [("جوهرة", 2)])]
    assert emptied("قمة", source="جوهره الوطن", country="KW") == [
        ('source:"جوهره الوطن"', 0, 1, [("جوهرة", 2)]),
    ]
    assert emptied("قمة category:محلية") == [("category:محلية", 0, 3, [("أخبار محلية", 1)])]
    assert emptied("قمة country:SD") == [("country:SD", 0, 3, [("SS", 1)])]
    assert emptied("قمة", date="2023-10-20..2023-10-25") == [
        ("date:2023-10-20..2023-10-25", 0, 3, [("2023-11-01", 1)]),
    ]
    assert emptied("قمة source:زقزوقيات") == [("source:زقزوقيات", 0, 3, [])]


def test_a_filter_without_which_there_is_an_answer_is_named(press: Engine) -> None:
    nothing = told(press, "النفط source:كونا")
    assert [(one.part, one.articles, one.without) for one in nothing.filters] == [
        ("source:كونا", 1, 1)
    ]
    assert told(press, "زقزوقيات source:كونا").filters == ()
    assert told(press, "مؤسسة -source:كونا -source:قنا").filters == ()
