"""Why an article answers or does not, on every engine: the score is the one a search shows."""

from __future__ import annotations

import random
from typing import get_args

import pytest

from fihris.engines import explaining, ranking
from fihris.engines.explaining import Explanation, Matched, explain
from fihris.engines.missing import Reason, Why
from fihris.engines.model import (
    AllOf,
    AnyOf,
    DateRange,
    InTitle,
    Is,
    Node,
    Phrase,
    Prefix,
    Query,
    Without,
    Word,
)
from fihris.engines.protocol import Engine
from fihris.query.parser import parse
from tests.contract.building import article, publish, search

TITLE = "وزارة الداخلية الكويتية تعلن عن تعاون"
BODY = (
    "أعلنت الوزارة أمس عن تعاون في مجال أمني واسع مع دول الجوار",
    "وقال وزير الصحة إن حكومية الإجراءات لا تمنع وزارات أخرى",
    "وأضاف الوزير أن الاجتماع ناقش كرة القدم",
)


@pytest.fixture
def press(engine: Engine) -> Engine:
    publish(
        engine,
        article(
            "a1",
            *BODY,
            title=TITLE,
            date="2023-10-08",
            source="كونا",
            countries=("KW",),
        ),
        article("a2", "الوزارة في خبر آخر عن تعاون أمني", title="خبر"),
        article("untitled", "الكويت وحدها"),
    )
    return engine


def told(engine: Engine, query: str, article_id: str = "a1") -> Explanation:
    return explain(engine, parse(query), article_id)


def why(engine: Engine, query: str, article_id: str = "a1") -> Reason:
    explained = told(engine, query, article_id)
    assert not explained.matched
    assert explained.reason is not None
    return explained.reason


def parts_of(one: Matched) -> float:
    words = sum(leaf.score for leaf in one.leaves)
    return words + one.near + one.order + one.early + one.article + one.lead


@pytest.mark.parametrize(
    "query",
    ["وزارة", "تعاون أمني", '"وزارة الداخلية"', "تعاون وزارة", "وزي*",
     "title:تعاون", "قطر أو وزارة", '"تعاون أمني"~2 وزارة', "تعاون source:كونا",
     "=الوزارة", "وزارة -رياضة"],
)  # fmt: skip
def test_the_parts_add_up_to_the_score_that_a_search_shows(press: Engine, query: str) -> None:
    hits = search(press, query, paragraphs=100).hits
    assert hits
    for hit in hits:
        explained = told(press, query, hit.article_id)
        shown = {one.paragraph_id: one.score for one in hit.paragraphs}
        assert {one.paragraph.paragraph_id: one.score for one in explained.matched} == shown
        for one in explained.matched:
            assert one.in_parts
            assert parts_of(one) == pytest.approx(one.score, abs=0.0001)
            assert [leaf.found_in != () for leaf in one.leaves] == [
                leaf.score > 0 for leaf in one.leaves
            ]


def test_places_count_the_paragraphs_of_the_whole_answer(press: Engine) -> None:
    ranked = [one.paragraph_id for one in press.rank(parse("تعاون"))]
    for article_id in ("a1", "a2"):
        for one in told(press, "تعاون", article_id).matched:
            assert one.place == ranked.index(one.paragraph.paragraph_id) + 1


def test_a_paragraph_behind_the_candidates_shows_the_engines_score(engine: Engine) -> None:
    many = [
        article(f"a{number}", f"تعاون {'كلمة ' * (number % 40)}", title="عنوان")
        for number in range(ranking.CANDIDATES + 20)
    ]
    publish(engine, *many)
    hits = search(engine, "تعاون", size=1000).hits
    assert len(hits) > ranking.CANDIDATES
    explained = [told(engine, "تعاون", hit.article_id).matched[0] for hit in hits]
    assert [one.score for one in explained] == [hit.score for hit in hits]
    assert [one.place for one in explained] == list(range(1, len(hits) + 1))
    behind = [one for one in explained if not one.in_parts]
    assert behind == explained[ranking.CANDIDATES :]
    assert {(one.article, one.lead) for one in behind} == {(0.0, 0.0)}


def test_what_is_too_far_behind_says_so(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explaining, "DEEP", ranking.CANDIDATES)
    publish(engine, *(article(f"a{n}", "تعاون") for n in range(ranking.CANDIDATES + 1)))
    last = search(engine, "تعاون", size=1000).hits[-1]
    (one,) = told(engine, "تعاون", last.article_id).matched
    assert (one.place, one.score, one.in_parts) == (None, None, False)


def test_each_word_tells_its_views_its_places_and_its_rarity(press: Engine) -> None:
    (first, *_) = told(press, "وزارات").matched
    (leaf,) = first.leaves
    by_view = {one.view: one for one in leaf.views}
    assert list(by_view) == ["lemma", "light", "exact"]
    text = first.paragraph.text
    assert [text[start:end] for start, end in leaf.places] == ["وزارات"]
    assert leaf.found_in == ("lemma", "light", "exact")
    assert by_view["exact"].idf == press.idf([("exact", "وزارات")])
    assert first.highlights == leaf.places


def test_a_filter_tells_what_the_article_has(press: Engine) -> None:
    assert why(press, "وزارة source:واس").held == ("كونا",)
    assert why(press, "وزارة country:QA").held == ("KW",)
    assert why(press, "وزارة date:2023-11").held == ("2023-10-08",)
    assert why(press, "وزارة date:2023-11", "a2").held == ()
    assert why(press, "وزارة category:رياضة").held == ()
    assert {why(press, f"وزارة {one}").why for one in ("source:واس", "date:2022")} == {"filter"}


def test_a_missing_word_tells_the_nearest_forms(press: Engine) -> None:
    reason = why(press, "وزارة حكومة")
    assert (reason.why, reason.word) == ("missing", "حكومة")
    assert "حكومية" in reason.nearest
    reason = why(press, '"وزارة الدخلية"')
    assert (reason.why, reason.word, reason.nearest[:1]) == ("missing", "الدخلية", ("الداخلية",))
    assert why(press, "زقزوقيات").nearest == ()
    assert (why(press, "قطر*").why, why(press, "قطر*").word) == ("missing", "قطر")


def test_a_written_form_that_is_not_there_tells_the_other_forms(press: Engine) -> None:
    reason = why(press, "=للوزارة")
    assert (reason.why, reason.word) == ("other_form", "للوزارة")
    assert set(reason.nearest) == {"وزارة", "الوزارة", "وزارات"}


def test_words_in_different_paragraphs_tell_where_each_is(press: Engine) -> None:
    reason = why(press, "أمني القدم")
    assert reason.why == "scattered"
    assert [(one.what, one.position, one.written) for one in reason.stands] == [
        ("أمني", 1, ("أمني",)),
        ("القدم", 3, ("القدم",)),
    ]
    reason = why(press, '"أمني القدم"')
    assert reason.why == "scattered"
    assert [(one.what, one.position) for one in reason.stands] == [("أمني", 1), ("القدم", 3)]


@pytest.mark.parametrize(
    ("query", "moves", "between", "in_order"),
    [
        ('"تعاون أمني"', 2, 2, True),
        ('"تعاون أمني"~1', 2, 2, True),
        ('"الداخلية وزارة"', 2, 0, False),
        ('"القدم كرة"', 2, 0, False),
    ],
)
def test_words_that_are_not_side_by_side_tell_how_far_apart_they_are(
    press: Engine, query: str, moves: int, between: int, in_order: bool
) -> None:
    reason = why(press, query)
    assert (reason.why, reason.moves, reason.between, reason.in_order) == (
        "apart", moves, between, in_order,
    )  # fmt: skip
    phrase = query.partition("~")[0]
    assert told(press, f"{phrase}~{moves}").matched, "the slop that it names does find it"
    assert not told(press, f"{phrase}~{moves - 1}").matched


def test_a_word_that_is_there_once_is_no_phrase_of_two(press: Engine) -> None:
    assert why(press, '"كرة كرة"').why == "scattered"


def test_what_is_only_in_the_body_says_so(press: Engine) -> None:
    reason = why(press, "title:القدم")
    assert (reason.why, [one.position for one in reason.stands]) == ("only_in_body", [3])
    assert why(press, "title:زقزوقيات").why == "missing"
    assert why(press, "title:الكويت", "untitled").why == "no_title"


def test_what_excludes_it_tells_where_it_stands(press: Engine) -> None:
    reason = why(press, "القدم -اجتماع")
    assert reason.why == "excluded"
    (stand,) = reason.stands
    assert (stand.position, stand.written) == (3, ("الاجتماع",))
    assert told(press, "القدم -أمني").matched, "excluded from its own paragraph alone"


def test_alternatives_each_have_their_reason(press: Engine) -> None:
    reason = why(press, "زقزوقيات أو =للوزارة")
    assert reason.why == "either"
    assert [one.why for one in reason.reasons] == ["missing", "other_form"]


def test_an_article_that_is_not_there_is_the_reason(press: Engine) -> None:
    assert why(press, "وزارة", "nothing").why == "no_article"


def test_the_first_reason_is_the_first_of_the_query(press: Engine) -> None:
    assert why(press, "زقزوقيات source:واس").why == "missing"
    assert why(press, "source:واس زقزوقيات").why == "filter"


def test_an_article_answers_exactly_when_a_search_finds_it(press: Engine) -> None:
    for query in (
        "تعاون",
        "-تعاون",
        "وزير -صحة",
        "title:تعاون",
        '"كرة القدم" أو الكويت',
        "country:KW",
    ):
        found = {hit.article_id for hit in search(press, query, size=100).hits}
        for article_id in ("a1", "a2", "untitled"):
            explained = told(press, query, article_id)
            assert bool(explained.matched) == (article_id in found), query
            assert (explained.reason is None) == bool(explained.matched)


WORDS = ("الكويت", "وكويتي", "قطر", "مجلس", "المجلس", "في", "أمن", "أمني", "زقزوق")


def part(chance: random.Random, depth: int) -> Node:
    """A part of a query: what a person may nest."""
    size = chance.randint(2, 3)
    words = " ".join(chance.choice(WORDS) for _ in range(size))
    leaves: list[Node] = [
        Word(chance.choice(WORDS), chance.random() < 0.2),
        Phrase(words, chance.choice((0, 0, 2, 4))),
        Prefix(chance.choice(WORDS)[:3]),
        Is("source", chance.choice(("كونا", "قنا"))),
        DateRange("2023-01-01", chance.choice((None, "2023-12-31"))),
    ]
    if not depth or chance.random() < 0.3:
        return chance.choice(leaves)
    parts = tuple(part(chance, depth - 1) for _ in range(size))
    kind = chance.choice(("all", "all", "any", "title"))
    if kind == "title":
        return InTitle(chance.choice(leaves[:3]))
    if kind == "any":
        return AnyOf(parts)
    return AllOf((*parts, Without(part(chance, 0))) if chance.random() < 0.4 else parts)


@pytest.mark.parametrize("seed", range(3))
def test_any_query_and_any_article_get_a_reason_or_the_score_of_a_search(
    engine: Engine, seed: int
) -> None:
    chance = random.Random(seed)

    def text() -> str:
        return " ".join(chance.choice(WORDS[:-1]) for _ in range(chance.randint(1, 9)))

    articles = [
        article(
            f"a{at}",
            *(text() for _ in range(chance.randint(1, 3))),
            title=chance.choice(("", text())),
            date=chance.choice((None, "2022-05-01", "2023-05-01", "2024-05-01")),
            source=chance.choice((None, "كونا", "قنا")),
        )
        for at in range(12)
    ]
    publish(engine, *articles)
    reasons = set()
    for _ in range(60):
        query = Query(part(chance, 2))
        shown = {
            hit.article_id: {one.paragraph_id: one.score for one in hit.paragraphs}
            for hit in engine.search(query, size=100, paragraphs=100).hits
        }
        for one in articles:
            explained = explain(engine, query, one[0].article_id)
            scores = {one.paragraph.paragraph_id: one.score for one in explained.matched}
            assert (query, scores) == (query, shown.get(one[0].article_id, {}))
            assert (explained.reason is None) == bool(scores)
            if explained.reason is not None:
                reasons.add(explained.reason.why)
    assert reasons <= set(get_args(Why)) - {"no_article", "no_words"}
    assert len(reasons) > 5
