"""What loading promises, on every engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fihris.engines.errors import GenerationIsLive, GenerationUnknown, IndexMissing
from fihris.engines.keys import key_of
from fihris.engines.protocol import Engine, Prepared
from fihris.query.parser import parse
from tests.contract.building import article, found, load, publish, search


def test_what_was_loaded_can_be_read_back_whole(engine: Engine) -> None:
    one = article("a1", "نص أول", "نص ثان", title="عنوان", date="2023-10-08", source="كونا",
                  category="أمن", countries=("KW", "SA"))  # fmt: skip
    publish(engine, one)
    assert engine.article("a1") == one


def test_loading_twice_is_loading_once(engine: Engine) -> None:
    generation = publish(engine, article("a1", "الكويت"), article("a2", "قطر"))
    load(engine, article("a1", "الكويت"), article("a2", "قطر"), generation=generation)
    total = search(engine, "الكويت أو قطر").total
    assert (total.articles, total.paragraphs) == (2, 2)


def test_a_changed_article_replaces_all_its_paragraphs(engine: Engine) -> None:
    generation = publish(engine, article("a1", "الكويت", "بيروت"))
    load(engine, article("a1", "الدوحة", "عدن"), generation=generation)
    assert found(engine, "الكويت") == []
    assert found(engine, "بيروت") == []
    assert found(engine, "الدوحة عدن OR عدن") == ["a1"]


def test_a_shorter_version_leaves_no_paragraph_behind(engine: Engine) -> None:
    generation = publish(engine, article("a1", "أول", "ثان", "ثالث"))
    load(engine, article("a1", "أول"), generation=generation)
    assert [one.text for one in engine.article("a1")] == ["أول"]


def test_the_later_of_two_versions_in_one_load_stays(engine: Engine) -> None:
    publish(engine, article("a1", "الكويت", "قطر"), article("a1", "عمان"))
    assert [one.text for one in engine.article("a1")] == ["عمان"]


def test_unchanged_articles_are_known_by_their_content(engine: Engine) -> None:
    generation = publish(engine, article("a1", "نص", content_hash="h1"))
    held = engine.checker(generation)
    assert held([("a1", "h1"), ("a1", "h2"), ("a2", "h1")]) == {"a1"}
    assert held([("a1", "h2")]) == set()


def test_a_load_that_fails_changes_nothing(engine: Engine) -> None:
    generation = publish(engine, article("a1", "الكويت"))
    prepare = engine.preparer()

    def breaking() -> Iterator[Prepared]:
        yield prepare(article("a1", "قطر"))
        yield prepare(article("a2", "عمان"))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        engine.load(breaking(), generation=generation)
    assert found(engine, "الكويت") == ["a1"]
    assert found(engine, "قطر أو عمان") == []
    load(engine, article("a2", "عمان"), generation=generation)
    assert found(engine, "عمان") == ["a2"]


def test_progress_is_told_to_the_last_paragraph(engine: Engine) -> None:
    told: list[tuple[int, int]] = []
    prepare = engine.preparer()
    articles = (prepare(article(f"a{n}", "نص", "آخر")) for n in range(450))
    report = engine.load(
        articles, generation=engine.new_generation(), progress=lambda *seen: told.append(seen)
    )
    assert (report.loaded, report.replaced, report.paragraphs) == (450, 0, 900)
    assert told[-1] == (450, 900)
    assert told == sorted(told)


def test_nothing_is_searchable_before_it_is_published(engine: Engine) -> None:
    generation = load(engine, article("a1", "الكويت"))
    with pytest.raises(IndexMissing):
        search(engine, "الكويت")
    assert search(engine, "الكويت", generation=generation).total.articles == 1


def test_publishing_switches_from_one_generation_to_the_other(engine: Engine) -> None:
    first = publish(engine, article("a1", "الكويت"))
    second = load(engine, article("a2", "الكويت"))
    assert engine.live() == first
    assert found(engine, "الكويت") == ["a1"]
    engine.publish(second)
    assert engine.live() == second
    assert found(engine, "الكويت") == ["a2"]
    engine.publish(first)
    assert found(engine, "الكويت") == ["a1"]


def test_generations_are_told_with_their_counts(engine: Engine) -> None:
    first = publish(engine, article("a1", "الكويت", title="عنوان"), article("a2", "قطر"))
    second = engine.new_generation()
    told = [(one.name, one.live, one.articles, one.paragraphs) for one in engine.generations()]
    assert told == [(first, True, 2, 3), (second, False, 0, 0)]


def test_the_live_generation_cannot_be_discarded_and_others_can(engine: Engine) -> None:
    live = publish(engine, article("a1", "الكويت"))
    other = load(engine, article("a2", "قطر"))
    with pytest.raises(GenerationIsLive):
        engine.discard(live)
    engine.discard(other)
    assert [one.name for one in engine.generations()] == [live]
    with pytest.raises(GenerationUnknown):
        engine.publish(other)
    assert found(engine, "الكويت") == ["a1"]


@pytest.mark.parametrize("name", ["press-999999", "../../etc", "", "press-1"])
def test_a_generation_that_is_not_there_is_refused(engine: Engine, name: str) -> None:
    with pytest.raises(GenerationUnknown):
        engine.publish(name)


def test_an_engine_sees_what_another_loads_and_publishes(engine: Engine) -> None:
    generation = publish(engine, article("a1", "الكويت"))
    assert found(engine, "الكويت") == ["a1"]
    load(engine, article("a2", "الكويت"), generation=generation)
    assert found(engine, "الكويت") == ["a1", "a2"]


def test_what_was_live_before_is_kept_and_publishing_it_is_going_back(engine: Engine) -> None:
    assert engine.previous() is None
    old = publish(engine, article("a1", "القديم"))
    assert engine.previous() is None
    new = publish(engine, article("a1", "الجديد"))
    assert (engine.live(), engine.previous()) == (new, old)
    assert [(one.live, one.previous) for one in engine.generations()] == [
        (False, True),
        (True, False),
    ]
    engine.publish(new)
    assert (engine.live(), engine.previous()) == (new, old)
    engine.publish(old)
    assert (engine.live(), engine.previous()) == (old, new)
    assert found(engine, "القديم") == ["a1"]


def test_a_scan_gives_every_article_whole_as_it_was_when_it_began(engine: Engine) -> None:
    one = article("a1", "أول", "ثان", title="عنوان")
    two = article("a2", "ثالث")
    generation = publish(engine, one, two)
    scan = engine.scan()
    first = next(scan)
    load(engine, article("a1", "تغير"), article("a3", "جديد"), generation=generation)
    assert sorted([first, *scan], key=lambda found: found[0].article_id) == [one, two]
    assert sorted(articles[0].article_id for articles in engine.scan()) == ["a1", "a2", "a3"]
    keys = [key_of(articles[0].article_id) for articles in engine.scan()]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    "article_id",
    [
        "a#1",
        "#",
        "a#1#2",
        "a/b c",
        "../x",
        "-id",
        "https://example.org/a?b=c#d%20e",
        "\u2066a\U000e0041",
        "é" * 256,
    ],
)
def test_an_id_may_be_any_text_of_one_line(engine: Engine, article_id: str) -> None:
    """Its neighbour would be mixed up with it, were a paragraph's id split at the first ``#``."""
    one, other = article(article_id, "الكويت", "بيروت"), article("a", "الكويت")
    publish(engine, one, other)
    assert engine.article(article_id) == one
    assert found(engine, "الكويت") == sorted(["a", article_id])
    ranked = [hit.paragraph_id for hit in engine.rank(parse("الكويت"), size=10)]
    assert sorted(name.rpartition("#")[0] for name in ranked) == sorted(["a", article_id])
