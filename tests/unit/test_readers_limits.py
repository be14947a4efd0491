"""Reading: what is larger than a release may be is told with its size and the option."""

from __future__ import annotations

import gzip
import json
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fihris.engines.model import Article
from indexer.readers import documents as json_documents
from indexer.readers.markup import without_markup
from indexer.readers.reading import Code, Progress, Rejected, read
from indexer.readers.records import MAX_LINES
from mappings.limits import Limits
from tests.unit.reading import as_lines, codes, made, rejection

SMALL = Limits(title=10, paragraph=20, article=30, paragraphs=3, rejected_per_file=2)


@pytest.mark.parametrize(
    ("record", "detail"),
    [
        ({"title": "ا" * 11}, "title has 11 characters; at most 10 (--limit title=…)"),
        ({"title": "ا", "author": "ب" * 11}, "author has 11 characters"),
        (
            {"title": "ا", "body": "ب\n" + "ج" * 21},
            "paragraph 2 has 21 characters; at most 20 (--limit paragraph=…)",
        ),
        (
            {"title": "ا", "paragraphs": ["ب" * 16, "ج" * 16]},
            "the article, its title with each paragraph, has 34 characters; at most 30 (--limit",
        ),
        (
            {"title": "ا", "body": "ب\n" * 4},
            "the article has 4 paragraphs; at most 3 (--limit paragraphs=…)",
        ),
    ],
)
def test_what_is_over_a_limit_is_rejected_with_its_size_and_the_option(
    tmp_path: Path, record: dict[str, Any], detail: str
) -> None:
    path = made(tmp_path, "a.jsonl", as_lines(record, {"id": "good", "title": "خبر"}))
    bad, good = read([path], limits=SMALL)
    assert isinstance(bad, Rejected)
    assert (bad.code, bad.detail[: len(detail)]) == (Code.TOO_LONG, detail)
    assert isinstance(good, Article)
    none = Limits(title=0, paragraph=0, article=0, paragraphs=0)
    assert all(isinstance(one, Article) for one in read([path], limits=none))


def test_a_text_file_has_the_same_limits(tmp_path: Path) -> None:
    (item,) = read([made(tmp_path, "a.txt", "ع\n" + "م" * 21)], limits=SMALL)
    assert isinstance(item, Rejected)
    assert item.code is Code.TOO_LONG


def test_rejections_of_a_file_over_the_limit_are_counted_in_one(tmp_path: Path) -> None:
    good = {"id": 1, "title": "أ"}
    bad = made(tmp_path, "a.jsonl", as_lines(1, 2, 3, good, {}, {}) + b"x\n")
    other = made(tmp_path, "b.jsonl", as_lines(1, 2))
    progress = Progress()
    found = list(read([bad, other], limits=SMALL, progress=progress))
    told = [one for one in found if isinstance(one, Rejected)]
    assert [(one.code, one.count) for one in told] == [
        (Code.NOT_AN_OBJECT, 1),
        (Code.NOT_AN_OBJECT, 1),
        (Code.MORE, 4),
        (Code.NOT_AN_OBJECT, 1),
        (Code.NOT_AN_OBJECT, 1),
    ]
    assert told[2].detail == (
        "4 more: no-text 2, not-an-object 1, invalid-json 1 (--limit rejected-per-file=2)"
    )
    assert (progress.articles, progress.rejected) == (1, 8)


def test_that_a_file_was_not_read_to_its_end_is_told_over_any_limit(tmp_path: Path) -> None:
    lines = as_lines(*(os.urandom(900).hex() for _ in range(200)))
    path = made(tmp_path, "a.jsonl.gz", gzip.compress(lines)[:-30])
    found = [one.code for one in read([path], limits=SMALL) if isinstance(one, Rejected)]
    assert found[-2:] == [Code.TRUNCATED_GZIP, Code.MORE]


# --- what is packed ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.txt.gz", "a.json.gz"])
def test_what_unpacks_too_far_is_told_and_not_unpacked(tmp_path: Path, name: str) -> None:
    path = made(tmp_path, name, gzip.compress(b" " * (12 << 20)))
    item = rejection(path)
    assert item.code is Code.OVERPACKED
    assert "--limit unpacked-ratio=100" in item.detail


def test_what_came_before_is_given_and_a_small_file_may_unpack_far(tmp_path: Path) -> None:
    good = as_lines({"id": "good", "title": "خبر"})
    far = made(tmp_path, "a.jsonl.gz", gzip.compress(good + b" " * (12 << 20)))
    assert codes(far) == ["good", Code.OVERPACKED]
    near = made(tmp_path, "b.jsonl.gz", gzip.compress(good + b" " * (1 << 20) + b"\n" + good))
    assert codes(near) == ["good"]
    (first,) = read([far], limits=Limits(unpacked_ratio=0, rejected_per_file=1))
    assert isinstance(first, Article)


# --- memory ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", "[" + "[]," * (1 << 14) + "[]]"),
        ("a.jsonl", '{"title": [' + "[]," * (1 << 20) + "[]]}"),
        ("b.jsonl", '{"body": "' + "ا\\n" * (5 << 18) + '"}'),
        ("a.txt", "ا\n" * (5 << 18)),
        ("b.txt", "\n" * (2 << 20)),
        ("c.jsonl", "x\n" * (1 << 14)),
    ],
)
def test_a_few_megabytes_do_not_become_hundreds(tmp_path: Path, name: str, content: str) -> None:
    path = made(tmp_path, name, content)
    del content
    tracemalloc.start()
    try:
        for item in read([path], limits=Limits(rejected_per_file=5)):
            assert isinstance(item, Rejected)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 60 << 20, f"{most >> 20} MB"


def test_long_fields_are_not_remembered(tmp_path: Path) -> None:
    records = ({"id": at, "title": f"{at}" + "ا" * 9_000} for at in range(1_500))
    path = made(tmp_path, "a.jsonl", as_lines(*records))
    tracemalloc.start()
    try:
        assert sum(isinstance(one, Article) for one in read([path])) == 1_500
        now, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert now < 4 << 20


def test_names_of_unknown_fields_are_short(tmp_path: Path) -> None:
    progress = Progress()
    list(
        read(
            [made(tmp_path, "a.jsonl", as_lines({"title": "أ", "x" * 10**6: 1}))], progress=progress
        )
    )
    assert [len(name) for name in progress.unknown_fields] == [100]


def test_more_lines_than_a_release_has_are_told(tmp_path: Path) -> None:
    item = rejection(made(tmp_path, "a.txt", "\n" * (MAX_LINES + 1) + "خبر"))
    assert (item.code, item.detail) == (Code.TOO_LONG, "more than 1,000,000 lines")


@pytest.mark.parametrize(
    "text",
    [
        '{"a": ' * 5_000 + "1" + "}" * 5_000,
        "[" * 5_000 + "]" * 5_000,
        '{"title": ' + "[" * 900 + "]" * 900 + "}",
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_what_is_nested_deep_is_rejected(tmp_path: Path, name: str, text: str) -> None:
    (code,) = codes(made(tmp_path, name, text))
    assert code in {Code.INVALID_JSON, Code.NOT_AN_OBJECT, Code.WRONG_TYPE}


# --- documents ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}', ['{"a": 1}']),
        (' [ {"a": "]}"} , 2,"x\\"," ] ', ['{"a": "]}"}', "2", '"x\\","']),
        ("[]", []),
        ("[1,,2]", ["1", "", "2"]),
        ('{"a": 1}\n{"b": 2}', None),
        ("[1] [2]", None),
        ('["a]', None),
        ("[[1]", None),
        ("5", None),
        ("", None),
    ],
)
def test_a_document_is_cut_into_its_values(text: str, expected: list[str] | None) -> None:
    found = json_documents.values(text)
    assert (None if found is None else list(found)) == expected


def test_of_a_list_only_what_is_wrong_is_rejected(tmp_path: Path) -> None:
    path = made(tmp_path, "a.json", '[{"id": 1, "title": "أ"}, {"id": }, {"id": 2, "title": "ب"}]')
    assert codes(path) == ["1", Code.INVALID_JSON, "2"]


# --- steps -------------------------------------------------------------------------------------


def steps(made_of: Callable[[int], str], size: int) -> int:
    """How many characters are read to take the markup out, by the scanner's own searches."""
    from indexer.readers import markup

    read_through = 0

    class Watched:
        def __init__(self, pattern: Any) -> None:
            self._pattern = pattern

        def search(self, text: str, start: int) -> Any:
            nonlocal read_through
            found = self._pattern.search(text, start)
            read_through += (found.end() if found else len(text)) - start
            return found

    before = dict(markup._END_OF)
    try:
        markup._END_OF.update({kind: Watched(one) for kind, one in before.items()})  # type: ignore[misc]
        without_markup(made_of(size))
    finally:
        markup._END_OF.update(before)
    return read_through


@pytest.mark.parametrize(
    "one",
    ["<script>", "<style>", "<!--", "<script><style><!--", "<script></style>", "<script></script >",
     "<!-- <script> -->", "</script", "<script <!--"],
)  # fmt: skip
def test_markup_without_an_end_is_looked_through_once(one: str) -> None:
    small, large = (steps(lambda n: one * n, size) for size in (500, 1_000))
    assert large <= 2 * small + 3 * len(one)


def test_scripts_styles_and_comments_vanish_as_before() -> None:
    told = "أ<script>1</SCRIPT >ب<!--2-->ج<style x>3</style>د<script>4<!-- -->هـ</style>"
    assert without_markup(told) == "أ ب ج د<script>4 هـ</style>"
    assert json.dumps(without_markup("<script>")) == '"<script>"'
