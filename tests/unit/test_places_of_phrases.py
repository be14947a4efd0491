"""Where words stand near each other: all choices within the slop, in a time that does not grow with
their number."""

from __future__ import annotations

from itertools import islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fihris.engines.evaluating import matches
from fihris.engines.matching import MANY, Finder, highlights, near, spread
from fihris.engines.missing import nearest_choice
from fihris.engines.model import Paragraph, Phrase, Query
from tests.steps import Counted, steps

STANDS = st.lists(st.integers(0, 12), max_size=5, unique=True).map(sorted)


@st.composite
def phrases(draw: st.DrawFn) -> list[list[int]]:
    """Where the words of a phrase stand in a text; a word that comes again has the same list."""
    text = draw(st.lists(st.sampled_from("abc"), max_size=10))
    phrase = draw(st.lists(st.sampled_from("abc"), min_size=2, max_size=5))
    stands = {word: [at for at, one in enumerate(text) if one == word] for word in "abc"}
    return [stands[word] for word in phrase]


def every(positions: list[list[int]], slop: int) -> list[tuple[int, ...]]:
    """All the choices, tried one by one."""
    return [
        chosen
        for chosen in product(*positions)
        if len(set(chosen)) == len(chosen) and spread(chosen) <= slop
    ]


@given(st.lists(STANDS, min_size=2, max_size=4) | phrases(), st.integers(0, 7))
def test_every_choice_within_the_slop_is_a_place(positions: list[list[int]], slop: int) -> None:
    assert list(near(positions, slop)) == every(positions, slop)


@given(st.lists(STANDS, min_size=2, max_size=4) | phrases())
def test_the_nearest_choice_needs_the_fewest_moves(positions: list[list[int]]) -> None:
    choices = sorted((spread(one), one) for one in every(positions, 99))
    assert nearest_choice(positions) == (choices[0][1] if choices else None)


def test_words_that_stand_everywhere_do_not_take_for_ever() -> None:
    everywhere = list(range(500))
    assert len(list(islice(near([everywhere] * 8, 7), MANY))) == MANY
    assert list(near([everywhere] * 7 + [[9_999]], 7)) == []


@pytest.mark.parametrize("words", [11, 200])
def test_more_words_than_stand_anywhere_near_each_other_are_found_out_soon(words: int) -> None:
    clusters = [at for begin in range(0, 40_000, 4_000) for at in range(begin, begin + words - 1)]
    assert next(near([clusters] * words, 999), None) is None


def test_a_phrase_of_hundreds_of_words_needs_no_depth_of_the_stack() -> None:
    everywhere = list(range(3_000))
    assert next(near([everywhere] * 1_500, 3)) == tuple(range(1_500))


def held(text: str) -> Paragraph:
    return Paragraph(paragraph_id="a#1", article_id="a", position=1, kind="body", text=text)


@pytest.mark.parametrize(
    ("phrase", "piece"),
    [
        (Phrase("في " * 11, 3), "في " * 10 + "بيت رجل كتاب قلم باب شارع نهر جبل بحر قمر " * 2),
        (Phrase("في من على", 5), "في بيت بيت بيت من بيت بيت بيت بيت بيت بيت على بيت "),
        (Phrase("في من على", 5), "في من بيت على "),
        (Phrase("في في في"), "في في في "),
        (Phrase("في بيت"), "في بيت "),
    ],
)  # fmt: skip
def test_twice_the_text_is_twice_the_work(phrase: Phrase, piece: str) -> None:
    finder = Finder(Query(phrase))
    taken = []
    for times in (100, 200, 400):
        text = Counted(piece * times)
        finder.read_once("بيت في")  # what is remembered of words is remembered
        taken.append(
            steps(lambda text=text: highlights(finder, text, "body"))  # type: ignore[misc]
            + text.letters
            + steps(lambda text=text: matches(phrase, held(str(text))))  # type: ignore[misc]
        )
    once, twice, four_times = taken
    assert four_times - twice < 2.2 * (twice - once) + 5_000


@pytest.mark.parametrize("slop", [3, 30])
def test_twice_the_words_of_a_phrase_do_not_try_all_their_ways(slop: int) -> None:
    text = "في " * 20 + "بيت"
    taken = [
        steps(lambda size=size: matches(Phrase("في " * size, slop), held(text)))  # type: ignore[misc]
        for size in (5, 10, 20, 40)
    ]
    assert max(taken) < 300_000
