"""Where words stand as a phrase: all choices within the slop, however often the words stand."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from engines.matching import MANY, places, spread

STANDS = st.lists(st.integers(0, 12), max_size=5, unique=True).map(sorted)


@given(st.lists(STANDS, min_size=2, max_size=4), st.integers(0, 5))
def test_every_choice_within_the_slop_is_a_place(positions: list[list[int]], slop: int) -> None:
    every = [chosen for chosen in product(*positions) if spread(chosen) <= slop]
    assert places(positions, slop) == every


def test_words_that_stand_everywhere_do_not_take_for_ever() -> None:
    everywhere = list(range(500))
    assert len(places([everywhere] * 8, 7)) == MANY
    assert places([everywhere] * 7 + [[9_999]], 7) == []
