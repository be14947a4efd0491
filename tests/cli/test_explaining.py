"""``fihris explain``, as a person and as a script use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import mappings
from search_cli.texts.explaining import COMPONENTS
from tests.cli.conftest import Fihris


@pytest.fixture(scope="module")
def fuel(indexed: Fihris) -> str:
    """The id of a sample release of the Ministry of the Interior, about fuel."""
    done = indexed("--json", "search", '"وزارة الداخلية" خفر السواحل', "--size", "1")
    return str(done.json["hits"][0]["article_id"])


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("explain_word", ["وللوزراء", "--against", "وزيرٌ"], 0),
        ("explain_answer", ["--query", '"وزارة الداخلية" وقود سواح*'], 0),
        ("explain_apart", ["--query", '"الداخلية وقود"~3 وزارة'], 1),
        ("explain_either", ["--query", "(زقزوقيات أو =للوقود) source:واس"], 1),
    ],
)
def test_the_json_is_the_golden_one(
    indexed: Fihris,
    fuel: str,
    update_golden: bool,
    name: str,
    arguments: list[str],
    code: int,
) -> None:
    article = ["--article", fuel] if "--query" in arguments else []
    done = indexed("--json", "explain", *arguments, *article)
    assert (done.code, done.err) == (code, "")
    told = json.dumps(done.json, ensure_ascii=False, indent=1) + "\n"
    golden = Path(__file__).parent / "golden" / f"{name}.json"
    if update_golden:
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


def test_the_score_is_the_one_that_search_shows(indexed: Fihris, fuel: str) -> None:
    query = "وزارة الداخلية وقود"
    hits = indexed("--json", "search", query, "--paragraphs", "100").json["hits"]
    (shown,) = (hit["paragraphs"] for hit in hits if hit["article_id"] == fuel)
    told = indexed("--json", "explain", "--query", query, "--article", fuel).json
    assert [(one["paragraph_id"], one["score"]) for one in told["paragraphs"]] == [
        (one["paragraph_id"], one["score"]) for one in shown
    ]
    for one in told["paragraphs"]:
        parts = sum(one[name] for name in ("near", "order", "early", "article", "lead"))
        words = sum(word["score"] for word in one["words"])
        assert parts + words == pytest.approx(one["score"], abs=0.001)


def test_a_word_is_followed_through_each_view(indexed: Fihris) -> None:
    done = indexed("--lang", "en", "explain", "وَللوزراء")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[:3] == [
        "وَللوزراء",
        "  diacritics and letter variants folded: وللوزراء",
        "lemma: وزير",
    ]
    assert "  conjunction removed: للوزراء" in lines
    assert any(line.startswith("  list lemma_") and line.endswith("=> وزير") for line in lines)
    assert lines[-2:] == ["exact: وللوزراء", "  no change"] or lines[-1] == ""


def test_two_words_meet_or_part_and_the_exit_code_tells(indexed: Fihris) -> None:
    met = indexed("--lang", "en", "explain", "وزراء", "--against", "وزير")
    assert met.code == 0
    assert "lemma: both become: وزير" in met.out
    assert "a search for وزراء finds وزير" in met.out
    apart = indexed("--lang", "ar", "explain", "وزارة", "--against", "وزير")
    assert apart.code == 1
    assert "تختلفان: وزار ووزير" in apart.out
    assert "البحث عن وزارة لا يجد وزير" in apart.out


def test_what_explain_says_is_what_search_does(fihris: Fihris, tmp_path: Path) -> None:
    pairs = [("وزراء", "وزير"), ("حكومة", "حكومية"), ("مسئول", "مسؤولون"), ("قطر", "قطار")]
    for number, (one, other) in enumerate(pairs):
        told = fihris("--json", "explain", one, "--against", other).json["comparison"]["finds"]
        path = tmp_path / f"{number}.jsonl"
        path.write_text(json.dumps({"id": "a1", "title": other}), encoding="utf-8")
        index = f"n{number}"
        assert fihris("--index", index, "index", str(path)).code == 0
        assert (fihris("--index", index, "search", one).code == 0) == told


def test_a_newsrooms_own_rule_is_shown_with_its_file(fihris: Fihris, tmp_path: Path) -> None:
    words = tmp_path / "كلماتنا.txt"
    words.write_text("توتال => شركة\n", encoding="utf-8")
    done = fihris("--words", str(words), "--lang", "en", "explain", "وتوتال")
    assert "your own words, كلماتنا.txt: وتوتال => " in done.out


def test_why_not_is_said_in_both_languages(indexed: Fihris, fuel: str) -> None:
    asked = ["explain", "--query", "وقود source:واس", "--article", fuel]
    english = indexed("--lang", "en", *asked)
    assert (english.code, english.err) == (1, "")
    assert "the query requires source:واس; the article has: وكالة أنباء الساحل" in english.out
    arabic = indexed("--lang", "ar", *asked)
    assert arabic.code == 1
    assert "يطلب الاستعلام source:واس؛ وفي المقالة: وكالة أنباء الساحل" in arabic.out


def test_the_words_that_matched_are_lit_and_told(indexed: Fihris, fuel: str) -> None:
    asked = ["explain", "--query", "وقود", "--article", fuel]
    done = indexed("--color", "always", "--lang", "ar", *asked)
    assert "\x1b[1;31mوقود\x1b[0m" in done.out
    assert "كلمة وقود" in done.out
    assert "\x1b" not in indexed(*asked).out


def test_an_article_that_is_not_there_is_said(indexed: Fihris) -> None:
    done = indexed("--lang", "en", "explain", "--query", "وقود", "--article", "nothing")
    assert (done.code, done.out) == (1, '  there is no article "nothing"\n')


@pytest.mark.parametrize(
    "arguments",
    [[], ["--query", "وقود"], ["--article", "a1"], ["وقود", "--query", "وقود", "--article", "a1"],
     ["--against", "وقود"]],
)  # fmt: skip
def test_neither_a_word_nor_a_query_and_an_article_is_wrong_use(
    indexed: Fihris, arguments: list[str]
) -> None:
    done = indexed("--lang", "ar", "explain", *arguments)
    assert (done.code, done.out) == (2, "")
    assert "يحتاج explain إلى كلمة" in done.err


def test_a_text_without_a_word_exits_with_1(fihris: Fihris) -> None:
    assert fihris("explain", "،،").code == 1


def test_explaining_a_word_needs_no_index(fihris: Fihris) -> None:
    assert fihris("explain", "وزارة").code == 0
    assert fihris("explain", "--query", "وزارة", "--article", "a1").code == 3


def test_each_component_of_analysis_has_its_name_in_both_languages() -> None:
    body = mappings.analysis()
    used = {
        name
        for view in ("lemma", "light", "exact")
        for section in ("char_filter", "filter")
        for name in body["analyzer"][view][section]
        if body["filter"].get(name, {}).get("type") != "stemmer_override"
    }
    assert {*used, "tokenizer"} == set(COMPONENTS)
