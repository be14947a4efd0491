"""What a question may take: the same limits, and the same refusals, on every engine."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import islice, product

import pytest

from fihris.engines.bounds import BEGINNINGS, FURTHEST, WORDS
from fihris.engines.deadline import Deadline
from fihris.engines.explaining import explain
from fihris.engines.model import AllOf, AnyOf, Node, Phrase, Prefix, Query, Word
from fihris.engines.protocol import Engine
from fihris.engines.query_errors import (
    BeginningTooShort,
    PageTooFar,
    QueryTimedOut,
    QueryTooLarge,
    TooManyBeginnings,
)
from fihris.query.parser import parse
from tests.contract.building import article, found, publish, search


@pytest.fixture
def press(engine: Engine) -> Engine:
    """Articles of dates at the ends of what a calendar holds, and one of common words."""
    publish(
        engine,
        article("first", "الكويت في السنة الأولى", date="0001-01-01"),
        article("last", "الكويت في السنة الأخيرة", date="9999-12-31"),
        article("now", "الكويت في من على في من على " * 5, date="2023-10-08"),
    )
    return engine


def test_as_many_words_and_beginnings_as_are_allowed_are_searched(press: Engine) -> None:
    letters = "بتثجحخدذرزسشصضطظعغقكلم"
    words = tuple(Word("".join(three)) for three in islice(product(letters, repeat=3), WORDS - 1))
    assert press.search(Query(AnyOf((Word("الكويت"), *words)))).total.articles == 3
    assert press.search(Query(AllOf((Word("الكويت"), *words)))).total.articles == 0
    beginnings = AllOf((Prefix("كويت"),) * BEGINNINGS)
    assert press.search(Query(beginnings)).total.articles == 3
    assert press.search(Query(Phrase("في " * WORDS))).total.articles == 0
    assert press.search(Query(Phrase("في " * WORDS, 99))).total.articles == 0


@pytest.mark.parametrize(
    ("node", "error", "told"),
    [
        (AllOf((Word("الكويت"),) * (WORDS + 1)), QueryTooLarge, f"{WORDS + 1} words and values"),
        (Phrase("في " * (WORDS + 1), 5), QueryTooLarge, f"at most {WORDS}"),
        (AnyOf((Prefix("كو"),) * (BEGINNINGS + 1)), TooManyBeginnings, f"at most {BEGINNINGS}"),
    ],
)
def test_a_query_that_is_too_large_is_refused_before_it_is_asked(
    press: Engine, node: Node, error: type[QueryTooLarge], told: str
) -> None:
    for ask in (press.search, press.rank, lambda query: explain(press, query, "now")):
        with pytest.raises(error, match=told) as refused:
            ask(Query(node))
        assert type(refused.value) is error
        assert refused.value.exit_code == 2


def test_a_phrase_of_which_too_many_words_begin_so_is_refused(engine: Engine) -> None:
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    words = ("م" + "".join(three) for three in product(letters, repeat=3))
    publish(engine, article("a1", "في " + " ".join(words)))
    for text in ("في-م*", "title:في-م*"):
        with pytest.raises(BeginningTooShort, match="begin with the letters before") as refused:
            search(engine, text)
        assert refused.value.exit_code == 2
    assert found(engine, "م*") == found(engine, "في-مااا*") == ["a1"]


def test_the_furthest_page_is_empty_and_what_is_behind_it_is_refused(press: Engine) -> None:
    assert search(press, "الكويت", offset=FURTHEST - 10, size=10).hits == ()
    for offset in (FURTHEST - 9, 2**63 - 1, 10**30):
        with pytest.raises(PageTooFar, match=str(FURTHEST)):
            search(press, "الكويت", offset=offset, size=10)


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("date:9999", ["last"]),
        ("date:9999-12", ["last"]),
        ("date:9999-12-31", ["last"]),
        ("date:0001", ["first"]),
        ("date:..2023", ["first", "now"]),
        ("date:0001..9999", ["first", "last", "now"]),
        ("since:9999-12-31", ["last"]),
    ],
)
def test_days_at_the_ends_of_the_calendar_are_found(
    press: Engine, query: str, articles: list[str]
) -> None:
    assert found(press, query) == articles


def test_days_at_the_ends_of_the_calendar_are_counted(press: Engine) -> None:
    years, days = search(press, "الكويت", facets=("year", "day")).facets
    assert [one.value for one in years.buckets] == ["0001", "2023", "9999"]
    assert [one.value for one in days.buckets] == ["0001-01-01", "2023-10-08", "9999-12-31"]


@pytest.mark.parametrize("query", ["الكويت", '"في من على"~5', '"في من"', "كو*", "date:2023"])
def test_a_question_whose_time_is_up_is_refused(press: Engine, query: str) -> None:
    late = replace(parse(query), deadline=Deadline(0.000_001))
    time.sleep(0.01)
    for ask in (
        lambda: press.search(late, facets=("source",)),
        lambda: press.rank(late),
        lambda: explain(press, late, "now"),
    ):
        with pytest.raises(QueryTimedOut, match=r"within 1e-06 s"):
            ask()


def test_a_question_in_time_is_answered_as_without_a_limit(press: Engine) -> None:
    for text in ("الكويت", '"في من على"~5'):
        query = parse(text)
        timely = replace(query, deadline=Deadline(60))
        told, asked = press.search(timely), press.search(query)
        assert replace(told, took_ms=0) == replace(asked, took_ms=0)
        assert press.rank(timely) == press.rank(query)
