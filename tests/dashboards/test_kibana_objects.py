"""The dashboards: complete, in both languages, the same each time, and in Kibana's own form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from fihris.dashboards.definitions import dashboards, field_names, measures
from fihris.dashboards.lens import BLUE, GREY
from fihris.dashboards.lint import problems
from fihris.dashboards.objects import LANGUAGES, ndjson, saved_objects
from fihris.engines.elastic.fields import fields
from mappings.errors import Language

SCHEMA: Final = json.loads(
    Path(__file__).with_name("saved_objects.schema.json").read_text(encoding="utf-8")
)
TEXTS: Final = frozenset(
    ("fieldAttrs", "fieldFormatMap", "fields", "runtimeFieldMap", "sourceFilters")
)


def opened(value: Any, name: str = "") -> Any:
    """Saved objects with the JSON in their texts opened."""
    if isinstance(value, dict):
        return {key: opened(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [opened(one) for one in value]
    return opened(json.loads(value)) if name.endswith("JSON") or name in TEXTS else value


def panels(index: str = "press") -> list[tuple[Language, dict[str, Any]]]:
    return [
        (language, panel)
        for language in LANGUAGES
        for one in saved_objects(index, [language])
        if one["type"] == "dashboard"
        for panel in json.loads(one["attributes"]["panelsJSON"])
    ]


def lenses() -> Iterator[tuple[str, dict[str, Any]]]:
    for _, panel in panels():
        if panel["type"] == "lens":
            yield panel["panelIndex"], panel["embeddableConfig"]["attributes"]["state"]


def layers() -> Iterator[tuple[str, dict[str, Any]]]:
    for panel, state in lenses():
        for layer in state["datasourceStates"]["formBased"]["layers"].values():
            yield panel, layer


def test_there_are_three_dashboards_with_eighteen_panels_or_more() -> None:
    assert [one.id for one in dashboards()] == ["overview", "topic", "health"]
    assert sum(len(one.panels) for one in dashboards()) == 32


def test_our_own_dashboards_have_no_fault() -> None:
    assert problems(dashboards()) == ()


def test_every_object_has_the_form_that_kibana_imports() -> None:
    validator = Draft202012Validator(SCHEMA)
    for one in saved_objects("press"):
        wrong = [f"{'/'.join(map(str, each.path))}: {each.message[:200]}"
                 for each in validator.iter_errors(opened(one))]  # fmt: skip
        assert wrong == [], one["id"]


@pytest.mark.parametrize(
    "broken",
    [
        {"typeMigrationVersion": "10.3.0"},
        {"references": [{"type": "canvas", "id": "x", "name": "y"}]},
        {"attributes": {}},
        {"managed": True},
    ],
    ids=str,
)
def test_the_schema_refuses_what_is_not_of_that_form(broken: dict[str, Any]) -> None:
    validator = Draft202012Validator(SCHEMA)
    for one in saved_objects("press"):
        assert not validator.is_valid({**opened(one), **broken})


def test_a_picture_shows_every_column_and_computes_every_column_it_shows() -> None:
    for panel, state in lenses():
        shown_layers = state["visualization"].get("layers") or [state["visualization"]]
        held = state["datasourceStates"]["formBased"]["layers"]
        assert {one["layerId"] for one in shown_layers} == held.keys()
        for picture in shown_layers:
            columns = held[picture["layerId"]]["columns"]
            names = ("metricAccessor", "xAccessor", "splitAccessor")
            shown = {picture[name] for name in names if name in picture}
            shown |= {*picture.get("accessors", ())}
            shown |= {one["columnId"] for one in picture.get("columns", ())}
            parts = {each for one in columns.values() for each in one.get("references", ())}
            assert shown | parts == columns.keys(), panel
            assert {one["forAccessor"] for one in picture.get("yConfig", ())} <= shown


def test_columns_that_columns_name_are_there_and_stand_in_order() -> None:
    for panel, layer in layers():
        columns, order = layer["columns"], layer["columnOrder"]
        assert set(order) == columns.keys(), panel
        for name, column in columns.items():
            for part in column.get("references", ()):
                assert order.index(part) < order.index(name), panel
            if column["operationType"] == "terms":
                ranked = columns[column["params"]["orderBy"]["columnId"]]
                # Lens ranks by no formula
                assert not ranked["isBucketed"]
                assert "references" not in ranked


def test_the_topic_is_drawn_over_everything_and_named_apart() -> None:
    for panel, state in lenses():
        if panel in {"against-all", "share"}:
            drawn = [one["layerId"] for one in state["visualization"]["layers"]]
            assert drawn == ["all", "main"]
            held = state["datasourceStates"]["formBased"]["layers"]
            labels = {held[one]["columns"][held[one]["columnOrder"][-1]]["label"] for one in drawn}
            assert len(labels) == 2
            assert held["all"]["ignoreGlobalFilters"] is True
    assert brightness(GREY) - brightness(BLUE) > 0.2  # apart in grey print too


def brightness(colour: str) -> float:
    """0 to 1, as a grey printer weighs red, green and blue (Rec. 601)."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def test_controls_and_panels_share_no_id() -> None:
    for one in saved_objects("press"):
        if one["type"] == "dashboard":
            held = opened(one)["attributes"]
            ids = [panel["panelIndex"] for panel in held["panelsJSON"]]
            assert all(
                panel["gridData"]["i"] == panel["panelIndex"] for panel in held["panelsJSON"]
            )
            controls = held["controlGroupInput"]["panelsJSON"]
            ids += controls
            assert len({*ids}) == len(ids)
            assert all(each["explicitInput"]["id"] == name for name, each in controls.items())


def test_health_is_narrowed_over_all_of_time() -> None:
    (health,) = [one for one in saved_objects("press", ["en"]) if one["id"].endswith("health-en")]
    controls = opened(health)["attributes"]["controlGroupInput"]["panelsJSON"].values()
    assert {one["type"] for one in controls} == {"optionsListControl"}
    bound = {one["id"] for one in health["references"] if one["name"].startswith("controlGroup_")}
    assert bound == {"fihris-press-view-all-en"}


def test_both_lists_link_to_the_release() -> None:
    made = saved_objects("press", ["en"])
    assert all("url" in one["attributes"]["columns"] for one in made if one["type"] == "search")
    for view in made[:2]:
        formats = json.loads(view["attributes"]["fieldFormatMap"])
        assert formats["url"] == {"id": "url", "params": {"type": "a", "labelTemplate": "Open"}}


def test_the_arabic_set_is_the_mirror_image_of_the_english_one() -> None:
    places: dict[Language, list[tuple[int, ...]]] = {"ar": [], "en": []}
    for language, panel in panels():
        grid = panel["gridData"]
        places[language].append((grid["x"], grid["y"], grid["w"], grid["h"]))
    assert places["ar"] == [(48 - x - w, y, w, h) for x, y, w, h in places["en"]]


def test_every_text_a_person_reads_is_there_in_both_languages() -> None:
    for dashboard in dashboards():
        named = [(dashboard.title, dashboard.description)]
        named += [(panel.title, panel.description) for panel in dashboard.panels]
        for texts in (text for pair in named for text in pair):
            assert texts.keys() == {"ar", "en"}
            assert any("\u0600" <= char <= "\u06ff" for char in texts["ar"]), texts
            assert texts["en"][:1].isascii(), texts
    for names in (*field_names().values(), *(one.label for one in measures().values())):
        assert names.keys() == {"ar", "en"}


def test_every_field_that_dashboards_name_is_a_field_of_the_index() -> None:
    assert field_names().keys() - fields().keys() == set()


def test_codes_of_countries_are_shown_by_their_names() -> None:
    for language, name in (("ar", "الكويت"), ("en", "Kuwait")):
        view = saved_objects("press", [language])[0]  # type: ignore[list-item]
        formats = json.loads(view["attributes"]["fieldFormatMap"])
        entries = formats["countries"]["params"]["lookupEntries"]
        assert {"key": "KW", "value": name} in entries
        assert "-" not in {one["key"] for one in entries}


def test_objects_of_another_index_have_other_ids() -> None:
    one = {each["id"] for each in saved_objects("press")}
    other = {each["id"] for each in saved_objects("archive")}
    assert len(one) == len(saved_objects("press"))
    assert one & other == set()


def test_articles_are_counted_as_articles() -> None:
    """Once each: by their first paragraph, or by distinct ids; a count of all says paragraphs."""
    articles = {*measures()["articles"].label.values(), *measures()["on_topic"].label.values()}
    paragraphs = {*measures()["paragraphs"].label.values()}
    counted = 0
    for panel, layer in layers():
        for column in layer["columns"].values():
            asked = column["operationType"], column.get("filter", {}).get("query", "")
            if asked == ("count", ""):
                assert column["label"] in paragraphs or column["label"].startswith("Part of ")
            elif column["operationType"] == "count":
                assert asked[1].split(" and ")[0] == "first: true", panel
            if column["label"] in articles:
                distinct = asked[0] == "unique_count" and column["sourceField"] == "article_id"
                assert asked == ("count", "first: true") or distinct, panel
                counted += 1
    assert counted > 20


def test_where_words_are_searched_articles_are_counted_by_their_ids() -> None:
    """A first paragraph need not be the one that matches."""
    (topic,) = [one for one in dashboards() if one.id == "topic"]
    used = {measure.name for panel in topic.panels for measure in panel.measures}
    assert all("first:" not in measures()[name].filter for name in used)


def test_the_objects_change_only_on_purpose() -> None:
    """What Kibana holds under a fixed id is replaced by the next install: say so in the changelog,
    then write the new hash here."""
    made = ndjson(saved_objects("press"))
    assert sha256(made.encode()).hexdigest()[:16] == "c578d930d44d362a"
    assert made == ndjson(saved_objects("press"))
