"""The dashboards: complete, in both languages, the same each time, and without a fault."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest

from engines.elastic.fields import fields
from mappings.errors import Language
from search_cli.kibana.definitions import dashboards, field_names, measures
from search_cli.kibana.lint import problems
from search_cli.kibana.objects import LANGUAGES, ndjson, saved_objects


def panels(index: str = "press") -> list[tuple[Language, dict[str, Any]]]:
    return [
        (language, panel)
        for language in LANGUAGES
        for one in saved_objects(index, [language])
        if one["type"] == "dashboard"
        for panel in json.loads(one["attributes"]["panelsJSON"])
    ]


def test_there_are_three_dashboards_with_eighteen_panels_or_more() -> None:
    assert [one.id for one in dashboards()] == ["overview", "topic", "health"]
    assert sum(len(one.panels) for one in dashboards()) == 31


@pytest.mark.parametrize("index", ["press", "reuters-ar"])
def test_our_own_objects_have_no_fault(index: str) -> None:
    assert problems(ndjson(saved_objects(index))) == ()


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


def test_every_count_of_articles_is_a_distinct_count() -> None:
    counted = 0
    for _, panel in panels():
        if panel["type"] != "lens":
            continue
        state = panel["embeddableConfig"]["attributes"]["state"]
        for layer in state["datasourceStates"]["formBased"]["layers"].values():
            for name, column in layer["columns"].items():
                if name.startswith("articles"):
                    assert (column["operationType"], column["sourceField"]) == (
                        "unique_count",
                        "article_id",
                    )
                    counted += 1
    assert counted > 30


def test_the_objects_change_only_on_purpose() -> None:
    """What Kibana holds under a fixed id is replaced by the next install: say so in the changelog,
    look at the previews, then write the new hash here."""
    made = ndjson(saved_objects("press"))
    assert sha256(made.encode()).hexdigest()[:16] == "090f55b48242987b"
    assert made == ndjson(saved_objects("press"))
