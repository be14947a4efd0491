"""Options that narrow a query: each value is one part of it, as it stands."""

from __future__ import annotations

import pytest

from fihris.engines.model import AllOf, AnyOf, DateRange, Everything, Is, Node, Without, Word
from fihris.query.errors import QueryWrong
from fihris.query.narrowing import asked
from fihris.query.parser import parse
from fihris.query.writer import written


@pytest.mark.parametrize(
    ("name", "value", "node"),
    [
        ("source", 'وكالة "س" للأنباء', Is("source", 'وكالة "س" للأنباء')),
        ("source", "بيان (عاجل) | -رياضة", Is("source", "بيان (عاجل) | -رياضة")),
        ("source", "source:كونا", Is("source", "source:كونا")),
        ("source", "KUNA", parse("source:KUNA").node),
        ("source", "الراي,القبس", AnyOf((Is("source", "الراي"), Is("source", "القبس")))),
        ("source", "الراي, القبس", Is("source", "الراي, القبس")),
        ("category", "أمن", Is("category", "أمن")),
        ("organization", "مجلس الأمن", Is("organization", "مجلس الأمن")),
        ("place", "الكويت", Is("place", "الكويت")),
        ("author", "س. ع.", Is("author", "س. ع.")),
        ("country", "المملكة العربية السعودية", Is("country", "SA")),
        ("country", "kw،قطر", AnyOf((Is("country", "KW"), Is("country", "QA")))),
        ("date", "2023-10..2023-12", DateRange("2023-10-01", "2023-12-31")),
        ("date", "8 أكتوبر 2023", DateRange("2023-10-08", "2023-10-08")),
        ("date", "1445-03ه", parse("date:1445-03ه").node),
        ("date", ">2023-10-08", DateRange("2023-10-09", None)),
        ("since", "2023", DateRange("2023-01-01", None)),
        ("since", "3 أشهر", parse('since:"3 أشهر"').node),
        ("until", "2023-10", DateRange(None, "2023-10-31")),
    ],
)
def test_a_value_is_a_part_of_the_query(name: str, value: str, node: Node) -> None:
    assert asked([], filters={name: value}).node == node


def test_options_narrow_the_words() -> None:
    query = asked(["قمة", "-رياضة"], filters={"source": '"س"', "country": "KW", "category": None})
    words = AllOf((Word("قمة"), Without(Word("رياضة"))))
    assert query.node == AllOf((words, Is("source", '"س"'), Is("country", "KW")))
    assert query.text == "قمة -رياضة"
    assert asked([]).node == Everything()


@pytest.mark.parametrize(
    ("name", "value", "problem", "wrong"),
    [
        ("country", "الكويث", "there is no such country", "الكويث"),
        ("country", "KW,القمر", "there is no such country", "القمر"),
        ("date", "2023-13", "this is not a date", "2023-13"),
        ("date", "2024..2023", "the range ends before it begins", "2024..2023"),
        ("since", "أمس الأول البعيد", "this is not a date", "أمس الأول البعيد"),
        ("source", " ", "a value is missing", " "),
        ("source", "س" * 4001, "the query is too long", "س" * 4001),
    ],
)
def test_a_wrong_value_is_told_with_its_option(
    name: str, value: str, problem: str, wrong: str
) -> None:
    with pytest.raises(QueryWrong) as caught:
        asked(["قمة"], filters={name: value})
    facts = caught.value.facts
    assert facts["problem"] == problem
    assert facts["query"] == f"--{name} {value}"
    assert facts["query"][facts["position"] :][: facts["width"]] == wrong


@pytest.mark.parametrize("value", ['وكالة "س" للأنباء', '"س"', "(أمن)", "الراي, القبس", "كونا"])
def test_a_value_is_written_as_the_query_language_reads_it(value: str) -> None:
    assert parse(written(Is("category", value))).node == Is("category", value)
