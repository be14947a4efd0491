"""Ids and texts as columns: TREC's, which spaces part, and a spreadsheet's."""

from __future__ import annotations

import csv
import io
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fihris.answers.batch import column
from fihris.answers.formats import csv_line


@given(st.text(min_size=1))
@example("a b%20c\u00a0d\u2028e\x1b\x85%")
def test_an_id_is_one_column_from_which_it_can_be_had_again(name: str) -> None:
    assert column(name).split() == [column(name)]
    assert unquote(column(name)) == name


@pytest.mark.parametrize("name", ["a#1", "بيان/3", "100%", "a-b_c.d", "50%OFF%zz"])
def test_an_id_without_spaces_is_as_it_was(name: str) -> None:
    assert column(name) == name


@pytest.mark.parametrize("sign", [*"=+-@＝＋－＠﹦﹢﹣﹫"])
@pytest.mark.parametrize(
    "before",
    ["", " ", "\t", "\r", "\n", "\r\n", "\u00a0", "\u3000", "\ufeff", "\u200b", "\u202e", "\u2066",
     "a\n", "a\r", "a\t ", "a;", "a\v", "a\f", "a\x85", "a\u2028\u200f", "a\n\ufeff"],
)  # fmt: skip
def test_no_sign_is_where_a_formula_begins(before: str, sign: str) -> None:
    (cell,) = next(
        csv.reader(io.StringIO(csv_line([f"{before}{sign}1+1"]), newline=""), strict=True)
    )
    assert f"'{sign}1+1" in cell or cell.startswith("'")
    for piece in cell.replace(";", "\n").replace("\t", "\n").splitlines():
        assert piece.strip(' "\u00a0\u3000\ufeff\u200b\u200f\u202e\u2066')[:1] != sign
