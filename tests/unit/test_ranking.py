"""The score, part by part: which of two texts comes first, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fihris.engines.keys import key_of
from fihris.engines.matching import Finder
from fihris.engines.model import AllOf, AnyOf, Everything, Is, Node, Prefix, Query, View, Word
from fihris.engines.ranking import (
    CANDIDATES,
    CANDIDATES_FOR_ANY,
    EARLY,
    LEAD,
    NEAR,
    Candidate,
    Parts,
    Scorer,
    candidates,
)
from fihris.query.parser import parse, parse_plain

RARE = {"كابلات": 8.0, "كابل": 8.0}


def equal(view: View, term: str) -> float:
    """Every word is as rare as every other, but for a few."""
    return RARE.get(term, 4.0)


def scorer(query: str) -> Scorer:
    """A scorer for a query of which any word may match."""
    return Scorer(Finder(parse_plain(query)), equal)


def parts(query: str, text: str) -> Parts:
    return scorer(query).parts(text)


FILLER = "ثم مضى الوفد في جولة قصيرة داخل القاعة الكبرى وشاهد لوحات وصورا قديمة من تاريخ المكان كله"


@pytest.mark.parametrize(
    ("query", "first", "second", "why"),
    [
        ("جسر", "جسر جديد", "طريق جديد", "it has the word"),
        ("الجسور", "افتتاح الجسور", "افتتاح جسور", "it has the word as written"),
        ("مد كابلات", "كابلات أرضية", "مد أرضي", "the rarer word weighs more"),
        ("متى الجسر", "الجسر مغلق", "متى يأتي", "a stop word weighs little"),
        ("جسر وميناء", "عن جسر وميناء", "عن جسر وجسر", "two words beat one word twice"),
        ("جسر ميناء", f"جسر ميناء {FILLER}", f"جسر {FILLER} ميناء", "they are near each other"),
        ("جسر ميناء", "هو جسر ميناء", "هو ميناء جسر", "they are in the order of the query"),
        ("جسر ميناء", "جسر ميناء هنا", "جسر هنا ميناء", "they are side by side"),
        ("جسر", f"جسر {FILLER}", f"{FILLER} جسر", "it begins with the word"),
        ("جسر", f"هذا جسر {FILLER}", f"هذا جسر {FILLER} {FILLER}", "it is shorter"),
        ("جسر", "جسر فوق جسر هنا", "جسر فوق نهر هنا", "it has the word twice"),
        ("جسر ميناء", "جسر ميناء", "ميناء", "it has both words"),
    ],
)
def test_of_two_texts_the_first_comes_first(query: str, first: str, second: str, why: str) -> None:
    score = scorer(query).score
    assert score(first) > score(second), why


WORDS = ("جسر", "ميناء", "كابلات", "في", "وزارة", "الداخلية", "بمدينة", "2024")


@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_the_parts_add_up_to_the_score_and_none_is_negative(words: list[str]) -> None:
    of = scorer("في كابلات ميناء الجسر 2024 وزارات")
    text = " ".join(words)
    told = of.parts(text)
    assert of.score(text) == told.score == sum(told.words) + told.near + told.order + told.early
    assert min(*told.words, told.near, told.order, told.early) >= 0


def test_every_word_of_the_query_has_its_own_part() -> None:
    one, other, absent = parts("جسر ميناء مطار", "ميناء قرب جسر").words
    assert one == other > 0
    assert absent == 0


def test_repeating_a_word_helps_less_and_less() -> None:
    once, twice, thrice = (parts("جسر", "جسر " * n + "نهر " * (9 - n)).words[0] for n in (1, 2, 3))
    assert once < twice < thrice
    assert twice - once > 2 * (thrice - twice)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("جسر ميناء مطار سوق", 1.0),
        ("سوق مطار ميناء جسر", 1.0),
        ("جسر ميناء مطار", 0.75),
        ("جسر ميناء", 0.5),
        ("جسر", 0.25),
        ("جسر جسر جسر", 0.25),
        (f"جسر ميناء {FILLER} مطار", 0.5),
        (f"جسر {FILLER} ميناء {FILLER} سوق مطار", 0.5),
        ("نهر", 0.0),
    ],
)
def test_near_is_the_squared_share_of_the_query_in_the_best_window(text: str, share: float) -> None:
    told = parts("جسر ميناء مطار سوق", text)
    assert told.near == pytest.approx(NEAR * 4 * 4.0 * share**2)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("جسر ميناء مطار", 2.0),
        ("ميناء جسر", 0.5),
        ("جسر قرب البحر قديم ميناء", 0.5),
        (f"جسر {FILLER} ميناء", 0.0),
        ("جسر مطار", 0.0),
    ],
)
def test_order_counts_neighbours_by_their_distance(text: str, pairs: float) -> None:
    side_by_side = parts("جسر ميناء", "جسر ميناء").order
    assert parts("جسر ميناء مطار", text).order == pytest.approx(pairs * side_by_side)


def test_words_between_neighbours_of_the_query_that_say_little_do_not_part_them() -> None:
    assert parts("جسر في ميناء", "جسر ميناء").order == parts("جسر ميناء", "جسر ميناء").order


def test_neighbours_are_measured_from_the_end_of_a_phrase() -> None:

    of = Scorer(Finder(parse('"خادم الحرمين" الشريفين')), equal)
    assert of.parts("خادم الحرمين الشريفين").order == parts("جسر ميناء", "جسر ميناء").order
    assert Scorer(Finder(parse('"خادم الحرمين"')), equal).parts("خادم").words == (0.0,)


@pytest.mark.parametrize(("place", "share"), [(0, 1.0), (8, 1 / 2), (24, 1 / 4)])
def test_early_falls_with_the_place_of_the_first_mention(place: int, share: float) -> None:
    text = "نهر " * place + "جسر نهر جسر"
    assert parts("جسر", text).early == pytest.approx(EARLY * 4.0 * share)


@pytest.mark.parametrize("text", ["", "…", "نهر", "the river 12"])
def test_a_text_without_the_words_gets_nothing(text: str) -> None:
    assert parts("جسر ميناء", text) == Parts((0.0, 0.0), 0.0, 0.0, 0.0)


@pytest.mark.parametrize("query", ["", "…", "في من على"])
def test_queries_of_nothing_or_of_stop_words_alone_are_scored(query: str) -> None:
    assert scorer(query).score("في البيت") < 2.0


def test_filters_and_everything_score_nothing() -> None:
    node = AllOf((Everything(), Is("source", "كونا")))
    assert Scorer(Finder(Query(node)), equal).score("في البيت") == 0


def test_prefixes_and_exact_forms_are_scored() -> None:
    of = Scorer(Finder(parse("كويت* =وزارة")), equal)
    assert all(of.parts("وزارة كويتية").words)
    assert of.parts("وزارات كويتية").words[1] == 0


# --- articles


def order(query: str, *found: tuple[str, str, int]) -> list[tuple[str, int]]:
    """Articles and positions, best first, given article, text and position."""
    given = [Candidate(text, key_of(article), position) for article, text, position in found]
    return [(found[one.at][0], found[one.at][2]) for one in scorer(query).ranked(given)]


def test_the_words_that_other_paragraphs_of_the_article_have_count() -> None:
    alone, shared = ("a", "جسر جديد", 5), ("b", "جسر جديد", 5)
    beside = ("b", "عند ميناء قديم", 9)
    assert order("جسر ميناء", alone, shared, beside) == [("b", 5), ("b", 9), ("a", 5)]


def test_what_an_article_adds_is_told_apart() -> None:
    given = [Candidate("جسر", 1, 1), Candidate("ميناء", 1, 2), Candidate("ميناء", 2, 2)]
    of = scorer("جسر ميناء")
    by_place = {one.at: one for one in of.ranked(given)}
    assert by_place[0].lead == pytest.approx(LEAD * 8)
    assert by_place[0].article == by_place[1].article > 0
    assert (by_place[2].article, by_place[2].lead) == (0, 0)
    for at, one in by_place.items():
        assert one.score == of.score(given[at].text) + one.article + one.lead


def test_title_and_first_paragraph_lead() -> None:
    later, lead, title = ("a", "جسر جديد", 2), ("b", "جسر جديد", 1), ("c", "جسر جديد", 0)
    assert order("جسر", later, lead, title)[2] == ("a", 2)


@pytest.mark.parametrize("turn", [1, -1])
def test_equals_stand_by_article_key_then_by_position(turn: int) -> None:
    found = [("a", "جسر", 7), ("a", "جسر", 3), ("b", "جسر", 3), ("c", "جسر", 9)][::turn]
    expected = sorted(found, key=lambda one: (key_of(one[0]), one[2]))
    assert order("جسر", *found) == [(article, position) for article, _, position in expected]


@pytest.mark.parametrize(
    ("node", "count"),
    [
        (Word("جسر"), CANDIDATES),
        (AllOf((Word("جسر"), Prefix("مين"))), CANDIDATES),
        (AnyOf((Word("جسر"), Word("ميناء"))), CANDIDATES_FOR_ANY),
        (AllOf((AnyOf((Word("جسر"), Word("ميناء"))), Is("year", "2024"))), CANDIDATES_FOR_ANY),
    ],
)
def test_more_candidates_are_read_when_any_word_may_match(node: Node, count: int) -> None:
    assert candidates(node) == count
