"""Splitting articles, and what is a sub-heading."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fihris.engines.model import Article
from indexer.enrich.paragraphs import heading_places, split
from indexer.readers.reading import Rejected, read

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
SEED = SEEDS / "000_5ae8f7c01cc1239e.txt"
LONG = (
    "أعلنت الوزارة في بيان لها اليوم أنها ستبدأ تنفيذ المشروع الجديد "
    "في جميع المحافظات قبل نهاية العام."
)
HEADING = "أهمية العلاقات الثنائية"


def article(*lines: str, title: str = "عنوان") -> Article:
    return Article(article_id="a", title=title, lines=lines)


def test_the_seed_has_its_four_headings_and_each_paragraph_the_one_above() -> None:
    (release,) = read([SEED])
    assert isinstance(release, Article)
    paragraphs = split(release)
    assert [one.text for one in paragraphs if one.kind == "heading"] == [
        "تعزيز التعاون الأمني بين الكويت والسعودية",
        "أجندة الاجتماع ومناقشة القضايا المشتركة",
        "أهمية العلاقات الثنائية وتاريخها",
        "مكافحة الإرهاب وتبادل الخبرات",
    ]
    above = [(one.heading or "")[:5] for one in paragraphs if one.kind == "body"]
    assert above == ["", "", "تعزيز", *["أجندة"] * 2, *["أهمية"] * 3, *["مكافح"] * 4]


def test_every_sample_release_has_the_headings_written_beside_it() -> None:
    wanted = json.loads((SEEDS / "headings.json").read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {}
    files = [*sorted(SEEDS.glob("*.txt")), SEEDS / "releases.jsonl", SEEDS / "archive.jsonl.gz"]
    for path in files:
        for release in read([path]):
            assert not isinstance(release, Rejected)
            name = path.name if path.suffix == ".txt" else release.article_id
            headings = [one.text for one in split(release) if one.kind == "heading"]
            found[name] = headings
    assert {name: found.get(name) for name in wanted} == {
        name: [" ".join(heading.split()) for heading in headings]
        for name, headings in wanted.items()
    }


@pytest.mark.parametrize(
    "line",
    [
        HEADING,
        "140 مدرسة جديدة",
        "«الصناعة» تدعم المصانع",
        "Wi-Fi 7 في المنازل قبل نهاية العام",
        "\u200fأرقام السوق\u200f",
        "أَهَمِّيَّةُ الْعَلَاقَاتِ",
    ],
)
def test_a_short_unpunctuated_line_between_text_is_a_heading(line: str) -> None:
    assert heading_places([LONG, line, LONG]) == {1}


@pytest.mark.parametrize(
    "line",
    [
        "انتهى الخبر.",
        "وقال الوزير:",
        "ما الذي تغير؟",
        "وأضاف «نحن معكم.»",
        "«نحن معكم دائما»",
        "- بند أول من القائمة",
        "* بند آخر",
        "1- بند أول",
        "٢) بند ثان",
        "أ) بند",
        "الكويت – 8 أكتوبر (كونا) –",
        "الكويت – 8 أكتوبر 2023",
        "سعاد الشمري – الرياض",
        "press@example.org",
        "هاتف 12345678 123456",
        "1,250 / 3,400 / 5,600",
        "* * *",
        "كلمة " * 13,
    ],
)
def test_what_only_is_short_is_no_heading(line: str) -> None:
    assert heading_places([LONG, line.strip(), LONG]) == frozenset()


def test_the_first_line_and_the_last_are_no_headings() -> None:
    assert heading_places([HEADING, LONG, HEADING]) == frozenset()


def test_lines_of_a_poem_are_no_headings() -> None:
    poem = ["أنا البحر في أحشائه الدر كامن", "فهل ساءلوا الغواص عن صدفاتي"]
    assert heading_places([LONG, *poem, *poem, LONG]) == frozenset()


def test_positions_count_from_the_title() -> None:
    paragraphs = split(article(LONG, HEADING, LONG))
    assert [(one.paragraph_id, one.kind, one.heading) for one in paragraphs] == [
        ("a#0", "title", None),
        ("a#1", "body", None),
        ("a#2", "heading", None),
        ("a#3", "body", HEADING),
    ]


def test_an_article_without_title_starts_at_one() -> None:
    assert [one.position for one in split(article(LONG, title=""))] == [1]


def test_paragraphs_carry_the_facets_of_their_article() -> None:
    release = Article(
        article_id="a",
        title="عنوان",
        lines=(LONG,),
        date="2023-10-08",
        source="كونا",
        category="أمن",
        url="https://example.org/1",
        author="كاتب",
        place="الكويت",
        content_hash="c0ffee",
    )
    _, body = split(
        release,
        countries=("KW",),
        organizations=("وزارة الداخلية",),
        indexed_at="2023-10-09T00:00:00+00:00",
        schema_version=3,
        cluster_id="k",
    )
    assert (body.title, body.date, body.source, body.category, body.url, body.author) == (
        "عنوان",
        "2023-10-08",
        "كونا",
        "أمن",
        "https://example.org/1",
        "كاتب",
    )
    assert (body.place, body.content_hash, body.countries, body.organizations) == (
        "الكويت",
        "c0ffee",
        ("KW",),
        ("وزارة الداخلية",),
    )
    assert (body.indexed_at, body.schema_version, body.cluster_id) == (
        "2023-10-09T00:00:00+00:00",
        3,
        "k",
    )


@given(st.text(), st.lists(st.text()))
def test_splitting_loses_and_changes_nothing(title: str, lines: list[str]) -> None:
    texts = [one.text for one in split(article(*lines, title=title))]
    assert texts == ([title] if title else []) + lines
