"""Every panel's question is put to a real server over the sample releases, and what it counts is
what ``fihris facets`` counts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from fihris.dashboards.objects import saved_objects
from fihris.engines.model import FacetName
from fihris.engines.protocol import Engine
from fihris.query.narrowing import asked as query_of
from tests.dashboards.panels import LIT, Scope, Search, Table, ask_lens, ask_search
from tests.dashboards.releases import embedded, search

pytestmark = pytest.mark.xdist_group("panels")

__all__ = ["embedded", "search"]
TOPIC = '"وزارة الداخلية"'


Panel = tuple[str, str]
OBJECTS = {(one["type"], one["id"]): one for one in saved_objects("press", ["ar"])}
DASHBOARDS = {
    one["id"].removeprefix("fihris-press-").removesuffix("-ar"): json.loads(
        one["attributes"]["panelsJSON"]
    )
    for (kind, _), one in OBJECTS.items()
    if kind == "dashboard"
}
PANELS: dict[Panel, dict[str, Any]] = {
    (dashboard, panel["panelIndex"]): panel
    for dashboard, panels in DASHBOARDS.items()
    for panel in panels
}


def asked(search: Search, panel: Panel, scope: Scope | None = None) -> tuple[Table, ...]:
    body = PANELS[panel]
    scope = scope or Scope()
    if body["type"] == "search":
        saved = OBJECTS["search", f"fihris-press-{panel[0]}-{panel[1]}-ar"]["attributes"]
        source = json.loads(saved["kibanaSavedObjectMeta"]["searchSourceJSON"])
        return (ask_search(saved, source["query"]["query"], search, scope, 50),)
    return ask_lens(body["embeddableConfig"]["attributes"], search, scope)


def counts(table: Table) -> dict[Any, float]:
    """First column → first number."""
    at = next(n for n, column in enumerate(table.columns) if column.kind == "number")
    return {row[0]: float(row[at] or 0) for row in table.rows}


def facet(engine: Engine, name: FacetName, query: str = "", size: int = 1000) -> dict[str, int]:
    results = engine.search(query_of([query]), size=0, facets=[name], facet_size=size)
    return {bucket.value: bucket.articles for bucket in results.facets[0].buckets}


@pytest.mark.parametrize("panel", PANELS, ids="-".join)
def test_every_panel_gets_an_answer_with_something_in_it(search: Search, panel: Panel) -> None:
    for table in asked(search, panel):
        assert table.rows, panel
        assert all(len(row) == len(table.columns) for row in table.rows)
        if not table.columns[0].name.startswith("by-") and PANELS[panel]["type"] == "lens":
            assert all(row[-1] is not None for row in table.rows)


@pytest.mark.parametrize(
    ("panel", "name"),
    [
        (("overview", "by-country"), "country"),
        (("overview", "by-body"), "organization"),
        (("overview", "by-category"), "category"),
        (("health", "by-source"), "source"),
    ],
)
def test_articles_are_counted_as_facets_counts_them(
    search: Search, embedded: Engine, panel: Panel, name: FacetName
) -> None:
    (table,) = asked(search, panel)
    counted, expected = counts(table), facet(embedded, name)
    assert counted == {value: expected[value] for value in counted}
    # the panel shows the most frequent: none that it leaves out is more frequent
    left_out = [n for value, n in expected.items() if value not in counted]
    assert min(counted.values()) >= max(left_out, default=0)


@pytest.mark.parametrize(
    ("panel", "name"),
    [
        (("topic", "by-source"), "source"),
        (("topic", "with-countries"), "country"),
        (("topic", "with-bodies"), "organization"),
        (("topic", "by-category"), "category"),
    ],
)
def test_a_topic_is_counted_as_facets_counts_it(
    search: Search, embedded: Engine, panel: Panel, name: FacetName
) -> None:
    scope = Scope(query=f"text.lemma: {TOPIC}")
    (table,) = asked(search, panel, scope)
    counted, expected = counts(table), facet(embedded, name, TOPIC)
    assert counted == {value: expected[value] for value in counted}
    assert sum(counted.values()) > 0
    (articles,) = asked(search, ("topic", "articles"), scope)
    total = embedded.search(query_of([TOPIC]), size=0).total
    assert articles.rows == ((float(total.articles),),)
    (found,) = asked(search, ("topic", "paragraphs"), scope)
    assert found.rows == ((float(total.paragraphs),),)


def test_a_bar_is_a_day_s_articles_of_a_source(search: Search, embedded: Engine) -> None:
    (table,) = asked(search, ("overview", "daily"))
    assert [column.kind for column in table.columns] == ["value", "time", "number"]
    drawn: dict[str, dict[str, float]] = {}
    for source, day, articles in table.rows:
        iso = datetime.fromtimestamp(float(day or 0) / 1000, UTC).date().isoformat()
        drawn.setdefault(str(source), {})[iso] = float(articles or 0)
    assert drawn.keys() == facet(embedded, "source").keys()
    for source, days in drawn.items():
        assert days == facet(embedded, "day", f'source:"{source}"')


def test_the_topic_is_one_line_and_everything_the_other_whatever_is_searched(
    search: Search, embedded: Engine
) -> None:
    scope = Scope(query=f"text.lemma: {TOPIC}")
    tables = {one.layer: one for one in asked(search, ("topic", "against-all"), scope)}
    dated = sum(facet(embedded, "year", TOPIC).values())
    assert sum(counts(tables["main"]).values()) == dated
    everything = sum(counts(tables["all"]).values())
    assert everything == sum(facet(embedded, "year").values()) > dated


def test_the_time_that_is_chosen_binds_what_it_should(search: Search, embedded: Engine) -> None:
    scope = Scope(since="2025-01-01", until="2025-12-31", time_field="date")
    (bound,) = asked(search, ("overview", "articles"), scope)
    total = embedded.search(query_of([], filters={"date": "2025"}), size=0).total
    assert bound.rows == ((float(total.articles),),)
    # the index's health is not bound to a time: undated articles count
    (whole,) = asked(search, ("health", "articles"), Scope(since="2025-01-01"))
    assert whole.rows == ((float(embedded.search(query_of([]), size=0).total.articles),),)
    (age,) = asked(search, ("health", "age"), Scope(since="2025-01-01"))
    assert sum(counts(age).values()) == sum(facet(embedded, "year").values())


def test_a_formula_is_worked_out_of_its_parts(search: Search, embedded: Engine) -> None:
    (table,) = asked(search, ("health", "per-article"))
    total = embedded.search(query_of([]), size=0).total
    assert table.rows[0][0] == pytest.approx(total.paragraphs / total.articles)


def test_a_topic_s_share_is_of_all_its_articles(search: Search, embedded: Engine) -> None:
    scope = Scope(query=f"text.lemma: {TOPIC}")
    for table in asked(search, ("topic", "share"), scope):
        days = facet(embedded, "day", {"main": TOPIC, "all": ""}[table.layer])
        total = sum(days.values())
        assert len(table.rows) == len(days)
        assert sorted(counts(table).values()) == pytest.approx(
            sorted(n / total for n in days.values())
        )


def test_what_health_counts_is_counted_without_estimating(search: Search, embedded: Engine) -> None:
    total = embedded.search(query_of([]), size=0).total
    dated = sum(facet(embedded, "year").values())
    sourced = sum(facet(embedded, "source").values())
    for panel, expected in (
        ("articles", total.articles),
        ("undated", total.articles - dated),
        ("unsourced", total.articles - sourced),
        ("copies", 0),
    ):
        (table,) = asked(search, ("health", panel))
        assert table.rows == ((float(expected),),), panel


def test_latest_releases_are_titles_newest_first(search: Search) -> None:
    (table,) = asked(search, ("overview", "latest"))
    days = [str(row[0]) for row in table.rows if row[0]]
    assert days == sorted(days, reverse=True)
    titles = [row[2] for row in table.rows]
    assert all(titles)
    assert len(set(titles)) == len(titles)
    addresses = {row[4] for row in table.rows} - {None}
    assert addresses
    assert all(str(one).startswith("https://") for one in addresses)


def test_words_are_lit_in_the_paragraphs_that_matched(search: Search) -> None:
    (table,) = asked(search, ("topic", "matched"), Scope(query=f"text.lemma: {TOPIC}"))
    at = [column.name for column in table.columns].index("text.lemma")
    assert table.rows
    before, after = LIT
    for row in table.rows:
        text = str(row[at])
        assert text.count(before) == text.count(after) >= 1
