"""Limits are one table: each has a unit and a help text, and is changed by its name."""

import pytest

from mappings.limits import NAMES, TABLE, Limits, LimitWrong, exceeds


def test_each_limit_has_its_line_in_the_table() -> None:
    assert TABLE.keys() == NAMES
    assert all(unit and help_["en"] and help_["ar"] for unit, help_ in TABLE.values())


def test_limits_are_changed_by_name_with_units() -> None:
    changed = Limits.of(["paragraph=2M", "rejected-per-file = 5", "answer=0"], where="--limit")
    assert (changed.paragraph, changed.rejected_per_file, changed.answer) == (2 << 20, 5, 0)
    assert changed.title == Limits().title


@pytest.mark.parametrize("written", ["", "paragraph", "paragraph=-1", "colour=1", "title=1T"])
def test_a_limit_that_cannot_be_read_is_named(written: str) -> None:
    with pytest.raises(LimitWrong, match="--limit"):
        Limits.of([written], where="--limit")


def test_zero_is_no_limit() -> None:
    assert not exceeds(10**12, 0)
    assert exceeds(11, 10)
    assert not exceeds(10, 10)
