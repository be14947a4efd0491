"""Each rule of ``fihris kibana lint``: broken once, on purpose, it is named; nothing else is."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from search_cli.kibana.lint import problems
from search_cli.kibana.objects import ndjson, saved_objects
from search_cli.kibana.problems import RULES, Problem

Object = dict[str, Any]


def objects() -> list[Object]:
    found: list[Object] = json.loads(json.dumps(saved_objects("press", ["ar"])))
    return found


def named(made: list[Object], name: str) -> Object:
    return next(one for one in made if one["id"] == f"fihris-press-{name}-ar")


def rules(made: list[Object]) -> set[str]:
    return {one.rule for one in problems(ndjson(made))}


class Broken:
    """Our objects, to be broken: ``panel`` opens one, ``close`` writes them back."""

    def __init__(self, dashboard: str = "overview") -> None:
        self.made = objects()
        self.dashboard = named(self.made, dashboard)
        self.panels = json.loads(self.dashboard["attributes"]["panelsJSON"])
        self.group = self.dashboard["attributes"]["controlGroupInput"]
        self.controls = json.loads(self.group["panelsJSON"])

    def panel(self, name: str) -> Object:
        found: Object = next(one for one in self.panels if one["panelIndex"] == name)
        return found

    def lens(self, name: str) -> Object:
        found: Object = self.panel(name)["embeddableConfig"]["attributes"]
        return found

    def layer(self, name: str) -> Object:
        found: Object = self.lens(name)["state"]["datasourceStates"]["formBased"]["layers"]["main"]
        return found

    def control(self, name: str) -> Object:
        found: Object = self.controls[name]
        return found

    def rules(self) -> set[str]:
        self.dashboard["attributes"]["panelsJSON"] = json.dumps(self.panels)
        if json.loads(self.group["panelsJSON"]):
            self.group["panelsJSON"] = json.dumps(self.controls)
        return rules(self.made)


Breaking = Callable[[Broken], object]

BREAKING: dict[str, Breaking] = {
    "panel-index": lambda it: it.panel("daily")["gridData"].update(i="other"),
    "off-grid": lambda it: it.panel("daily")["gridData"].update(w=49),
    "overlap": lambda it: it.panel("daily")["gridData"].update(y=5),
    "unknown-panel": lambda it: it.panel("daily").update(type="map"),
    "tag-cloud": lambda it: it.lens("by-body").update(visualizationType="lnsTagcloud"),
    "layer": lambda it: it.lens("articles")["state"]["visualization"].update(layerId="x"),
    "column": lambda it: it.layer("daily")["columnOrder"].append("ghost"),
    "unknown-field": lambda it: it.layer("daily")["columns"]["by-source"].update(
        sourceField="agency"
    ),
    "not-aggregatable": lambda it: it.layer("by-body")["columns"]["by-organizations"].update(
        sourceField="text.lemma"
    ),
    "wrong-type": lambda it: it.layer("daily")["columns"]["time"].update(sourceField="source"),
    "counts-paragraphs": lambda it: it.layer("articles")["columns"]["articles"].update(
        operationType="count", sourceField="___records___"
    ),
    "filter": lambda it: it.lens("daily")["state"]["query"].update(query="source: a or b"),
    "untold": lambda it: it.lens("daily").update(description=""),
    "no-reference": lambda it: it.dashboard["references"].pop(0),
    "idle-reference": lambda it: it.dashboard["references"].append(
        {"type": "search", "id": "fihris-press-overview-latest-ar", "name": "idle"}
    ),
    "dangling": lambda it: it.dashboard["references"][0].update(id="elsewhere"),
    "colours": lambda it: it.lens("by-country")["state"]["visualization"]["layers"][0][
        "yConfig"
    ].append({"forAccessor": "articles", "color": "#2070B0"}),
    "script": lambda it: it.panel("daily").update(script="doc['date']"),
    "version": lambda it: it.dashboard.update(typeMigrationVersion="10.3.0"),
    "unknown-type": lambda it: it.made.append({"type": "canvas", "id": "x", "attributes": {}}),
    "same-id": lambda it: it.made.append(it.made[0]),
    "not-arabic": lambda it: it.dashboard["attributes"].update(title="Overview"),
    "not-nested": lambda it: it.dashboard["attributes"].update(optionsJSON="{"),
    "malformed": lambda it: it.panel("daily").pop("gridData"),
    "unknown-operation": lambda it: it.layer("latest-day")["columns"]["last_day"].update(
        operationType="percentilez"
    ),
    "no-field": lambda it: it.layer("latest-day")["columns"]["last_day"].pop("sourceField"),
    "no-accessor": lambda it: it.lens("articles")["state"]["visualization"].pop("metricAccessor"),
    "unshown": lambda it: it.lens("daily")["state"]["visualization"]["layers"][0].pop(
        "splitAccessor"
    ),
    "other-reference": lambda it: it.lens("daily")["references"][0].update(id="nowhere"),
    "unknown-control": lambda it: it.control("source").update(type="sliderz"),
    "no-control": lambda it: it.dashboard["attributes"]["controlGroupInput"].update(
        panelsJSON="{}"
    ),
}
ALSO = {
    "no-control": {"idle-reference"},
    "unknown-control": {"idle-reference"},
    "dangling": {"other-reference"},
}
"""Without controls, their references are idle; a reference that is lost is another's no more."""


@pytest.mark.parametrize("rule", BREAKING)
def test_a_broken_rule_is_named_and_no_other(rule: str) -> None:
    it = Broken()
    BREAKING[rule](it)
    assert it.rules() == {rule} | ALSO.get(rule, set())


def test_lines_that_are_no_objects_are_named_and_the_rest_is_read() -> None:
    found = problems("{\n[]\n" + ndjson(objects()))
    assert [(one.rule, one.where) for one in found] == [
        ("not-json", "line 1"),
        ("not-an-object", "line 2"),
    ]


@pytest.mark.parametrize("file", ["", "\n", " \r\n\n"])
def test_a_file_with_nothing_in_it_is_no_good_one(file: str) -> None:
    assert [one.rule for one in problems(file)] == ["nothing"]


def test_every_rule_is_broken_here() -> None:
    assert RULES.keys() == BREAKING.keys() | {"nothing", "not-json", "not-an-object"}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"runtimeFieldMap": '{"x": {"type": "keyword"}}'}, "script"),
        ({"fieldFormatMap": '{"agency": {"id": "string"}}'}, "unknown-field"),
        ({"timeFieldName": "source"}, "wrong-type"),
    ],
)
def test_data_views_are_checked(change: dict[str, str], rule: str) -> None:
    made = objects()
    named(made, "view-press")["attributes"].update(change)
    assert rules(made) == {rule}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"columns": ["date", "agency"]}, "unknown-field"),
        ({"sort": [["agency", "desc"]]}, "unknown-field"),
        ({"sort": [["title", "desc"]]}, "not-aggregatable"),
        ({"sort": [[]]}, "unknown-field"),
        ({"sort": "date"}, "malformed"),
        ({"columns": None}, "malformed"),
    ],
)
def test_saved_searches_are_checked(change: dict[str, Any], rule: str) -> None:
    made = objects()
    named(made, "overview-latest")["attributes"].update(change)
    assert rules(made) == {rule}


def test_the_filter_of_a_saved_search_is_checked() -> None:
    made = objects()
    meta = named(made, "overview-latest")["attributes"]["kibanaSavedObjectMeta"]
    source = json.loads(meta["searchSourceJSON"])
    source["query"]["query"] = "agency: x"
    meta["searchSourceJSON"] = json.dumps(source)
    assert rules(made) == {"unknown-field"}


@pytest.mark.parametrize(
    ("panel", "column", "change", "rule"),
    [
        ("daily", "by-source", {"params": {}}, "malformed"),
        ("daily", "by-source", {"params": None}, "malformed"),
        ("daily", "by-source", {"operationType": "sum"}, "wrong-type"),
        ("daily", "time", {"params": {"interval": 1}}, "malformed"),
        ("daily", "articles", {"label": None}, "malformed"),
        ("latest-day", "last_day", {"operationType": "formula", "params": {"formula": ""}},
         "column"),
    ],
)  # fmt: skip
def test_columns_are_checked(panel: str, column: str, change: Object, rule: str) -> None:
    it = Broken()
    it.layer(panel)["columns"][column].update(change)
    assert it.rules() == {rule}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"accessors": []}, "no-accessor"),
        ({"accessors": None}, "malformed"),
        ({"xAccessor": None}, "malformed"),
        ({"seriesType": "pie"}, "unknown-panel"),
        ({"yConfig": [{"forAccessor": "articles", "color": "blue"}]}, "malformed"),
    ],
)
def test_what_a_chart_shows_is_checked(change: Object, rule: str) -> None:
    it = Broken()
    it.lens("daily")["state"]["visualization"]["layers"][0].update(change)
    assert it.rules() == {rule}


def test_a_table_without_columns_shows_nothing() -> None:
    it = Broken("health")
    it.lens("by-source")["state"]["visualization"]["columns"] = []
    assert it.rules() == {"no-accessor"}


def test_a_control_of_no_field_is_named() -> None:
    it = Broken()
    it.control("source")["explicitInput"].update(fieldName="agency")
    assert it.rules() == {"unknown-field", "no-control"}
    del it.control("source")["explicitInput"]["fieldName"]
    assert it.rules() == {"no-field", "no-control"}


def test_a_panel_that_refers_to_no_search_is_named() -> None:
    it = Broken()
    del it.panel("latest")["panelRefName"]
    assert it.rules() == {"no-reference", "idle-reference"}


def test_a_metric_of_a_text_is_of_the_wrong_type() -> None:
    it = Broken()
    it.layer("latest-day")["columns"]["last_day"]["sourceField"] = "source"
    assert it.rules() == {"wrong-type"}


def test_a_part_of_a_formula_that_is_gone_is_named() -> None:
    it = Broken("health")
    layer = it.layer("copies")
    del layer["columns"]["copiesX1"]
    layer["columnOrder"].remove("copiesX1")
    assert it.rules() == {"column"}


def test_a_classic_tag_cloud_is_refused_too() -> None:
    it = Broken()
    it.panel("by-body").update(
        type="visualization", embeddableConfig={"savedVis": {"type": "tagcloud"}}
    )
    it.dashboard["references"] = [
        one for one in it.dashboard["references"] if not one["name"].startswith("by-body:")
    ]
    assert it.rules() == {"tag-cloud"}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_problem_says_where_what_and_by_which_rule(language: str) -> None:
    told = Problem("off-grid", "dashboard x › daily", "w=49").told(language)  # type: ignore[arg-type]
    assert told.startswith("dashboard x › daily: ")
    assert told.endswith(" (w=49) [off-grid]")
    assert any("\u0600" <= char <= "\u06ff" for char in told) == (language == "ar")
