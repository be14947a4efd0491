"""What a question may take, as the program tells it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from fihris.answers.batch import QueriesUnreadable, read_queries
from fihris.engines.deadline import Deadline
from fihris.engines.query_errors import QueryTimedOut
from tests.cli.conftest import SEEDS, Fihris

SEED = next(path for path in sorted(SEEDS.glob("000_*.txt"))).stem
SOON = ("--timeout", "0.000001")


@pytest.mark.parametrize(
    "asked",
    [
        ("search", "الكويت", *SOON),
        ("facets", "الكويت", *SOON),
        ("explain", "--query", "الكويت", "--article", SEED, *SOON),
        ("show", SEED, "--query", "الكويت", *SOON),
    ],
    ids=lambda asked: asked[0],
)
def test_a_question_whose_time_is_up_ends_with_3_and_no_part_of_an_answer(
    indexed: Fihris, asked: tuple[str, ...]
) -> None:
    done = indexed(*asked)
    assert (done.code, done.out) == (3, "")
    assert "error: the query was not answered within 1e-06 s\n" in done.err
    assert "--timeout SECONDS" in done.err
    done = indexed("--lang", "ar", *asked)
    assert (done.code, done.out) == (3, "")
    assert "لم يُجب عن الاستعلام خلال 1e-06 ث" in done.err


def test_a_batch_names_the_query_whose_time_is_up(indexed: Fihris, tmp_path: Path) -> None:
    queries = tmp_path / "queries.tsv"
    queries.write_text("one\tالكويت\n", encoding="utf-8")
    done = indexed("batch", str(queries), *SOON)
    assert done.code == 3
    assert done.out.splitlines() == ["id,rank,score,article_id,paragraph_id,title,text"]
    assert 'error: the query "one" was not answered within 1e-06 s\n' in done.err


@pytest.mark.parametrize("seconds", ["0", "60"])
def test_a_question_in_time_is_answered(indexed: Fihris, seconds: str) -> None:
    done = indexed("search", "الكويت", "--timeout", seconds)
    assert (done.code, done.out) == (0, indexed("search", "الكويت").out)


@pytest.mark.parametrize("seconds", ["-1", "nan", "inf", "1e9", "soon"])
def test_a_time_that_is_none_is_refused(indexed: Fihris, seconds: str) -> None:
    assert indexed("search", "الكويت", "--timeout", seconds).code == 2


def test_a_step_that_cannot_be_interrupted_is_left_alone() -> None:
    never = threading.Event()
    with pytest.raises(QueryTimedOut):
        Deadline(0.01).hold(never.wait)
    never.set()


def test_an_error_within_the_time_is_the_error() -> None:
    with pytest.raises(ZeroDivisionError):
        Deadline(60).hold(lambda: 1 // 0)
    assert Deadline(60).hold(lambda: None) is None


def test_a_query_that_is_too_large_is_refused(indexed: Fihris) -> None:
    done = indexed("search", " أو ".join(f"ك{letter}*" for letter in "بتثجحخدرزسش" * 5))
    assert (done.code, done.out) == (2, "")
    assert "error: the query has 55 words with *; at most 50 can be searched at once\n" in done.err
    done = indexed("search", "ا " * 1_500)
    assert (done.code, done.out) == (2, "")
    assert "error: the query has 1500 words and values; at most 1000 can be searched" in done.err


@pytest.mark.parametrize("offset", [str(2**63 - 1), str(10**30), "1000001"])
def test_an_offset_behind_every_answer_is_refused(indexed: Fihris, offset: str) -> None:
    done = indexed("search", "الكويت", "--offset", offset)
    assert (done.code, done.out) == (2, "")
    assert "--offset" in done.err


def test_the_furthest_offset_with_a_page_behind_it_is_refused(indexed: Fihris) -> None:
    done = indexed("search", "الكويت", "--offset", "1000000")
    assert (done.code, done.out) == (2, "")
    assert "articles 1000001 to 1000010 were asked for" in done.err


def test_a_file_of_queries_is_read_up_to_a_limit(tmp_path: Path) -> None:
    queries = tmp_path / "queries.tsv"
    queries.write_text("1\tالكويت\n", encoding="utf-8")
    size = queries.stat().st_size
    assert read_queries(queries, limit=size) == [("1", "الكويت")]
    with pytest.raises(QueriesUnreadable, match=f"larger than {size - 1} bytes"):
        read_queries(queries, limit=size - 1)
    with pytest.raises(QueriesUnreadable, match="device"):
        read_queries(Path("/dev/zero"), limit=1_000)


def test_a_cell_that_never_ends_is_refused(tmp_path: Path) -> None:
    queries = tmp_path / "queries.csv"
    queries.write_text('id,query\n1,"' + "ا" * 200_000, encoding="utf-8")
    with pytest.raises(QueriesUnreadable, match="field limit"):
        read_queries(queries)
