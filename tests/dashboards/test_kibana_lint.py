"""Each rule of ``fihris kibana lint``: broken once, on purpose, it is named; nothing else is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fihris.dashboards import definitions
from fihris.dashboards.definitions import Measure, Panel, dashboards, measures
from fihris.dashboards.lint import problems
from fihris.dashboards.objects import saved_objects
from fihris.dashboards.problems import RULES, Problem
from mappings.errors import MappingDamaged
from mappings.loader import kibana

Object = dict[str, Any]


def rules_of_sources(dashboard: str, panel: str, **change: Any) -> set[str]:
    """What lint names when a panel of our sources is another."""
    changed = [
        replace(
            one,
            panels=tuple(
                replace(each, **change) if each.id == panel else each for each in one.panels
            ),
        )
        if one.id == dashboard
        else one
        for one in dashboards()
    ]
    return {one.rule for one in problems(changed, saved_objects("press"))}


def rules_of_objects(name: str, change: Callable[[Object], object]) -> set[str]:
    """What lint names when one of our saved objects is another."""
    made: list[Object] = json.loads(json.dumps(saved_objects("press", ["ar"])))
    change(next(one for one in made if one["id"] == f"fihris-press-{name}-ar"))
    return {one.rule for one in problems(dashboards(), made)}


def measure(**change: Any) -> tuple[Measure]:
    return (replace(measures()["last_day"], **change),)


def nested(path: str, change: Callable[[Any], object]) -> Callable[[Object], None]:
    """A change of what an attribute holds as JSON in a text."""

    def changing(one: Object) -> None:
        *steps, last = path.split(".")
        inner = one["attributes"]
        for step in steps:
            inner = inner[step]
        value = json.loads(inner[last])
        change(value)
        inner[last] = json.dumps(value)

    return changing


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"at": (0, 6, 49, 14)}, "off-grid"),
        ({"at": (-1, 6, 48, 14)}, "off-grid"),
        ({"at": (0, 6, 48, 0)}, "off-grid"),
        ({"at": (0, 5, 48, 14)}, "overlap"),
        ({"by": ("agency",)}, "unknown-field"),
        ({"by": ("text.lemma",)}, "not-aggregatable"),
        ({"over": "source"}, "wrong-type"),
        ({"columns": ("agency",)}, "unknown-field"),
        ({"sort": "title"}, "not-aggregatable"),
        ({"filter": "source: a or b"}, "filter"),
        ({"filter": "agency: x"}, "unknown-field"),
        ({"measures": measure(field="source")}, "wrong-type"),
        ({"measures": measure(field=None)}, "unknown-field"),
        ({"measures": measure(operation="unique_count", field="text")}, "not-aggregatable"),
        ({"measures": measure(filter="first")}, "filter"),
        ({"measures": (replace(measures()["per_article"], left="last_day"),)}, None),
    ],
)
def test_what_a_source_asks_wrongly_is_named(change: dict[str, Any], rule: str | None) -> None:
    assert rules_of_sources("overview", "daily", **change) == ({rule} if rule else set())


def test_a_control_of_a_field_that_there_is_not_is_named() -> None:
    one = replace(dashboards()[0], controls=("agency", "text"))
    found = [(one.rule, one.where) for one in problems([one], [])]
    assert found == [
        ("unknown-field", "overview › agency"),
        ("not-aggregatable", "overview › text"),
    ]


def run_by_script(panels: list[Object]) -> None:
    panels[0]["embeddableConfig"]["script"] = "doc['date']"


def picture(formats: Object) -> None:
    formats["url"]["params"]["type"] = "img"


def elsewhere(formats: Object) -> None:
    formats["url"]["params"]["urlTemplate"] = "https://elsewhere.example/?{{value}}"


def control_of_a_panel(controls: Object) -> None:
    controls["countries"] = controls.pop("control-countries")


@pytest.mark.parametrize(
    ("name", "change", "found"),
    [
        ("overview", nested("panelsJSON", run_by_script), {"script"}),
        ("view-press", nested("runtimeFieldMap", lambda it: it.update(x={})), {"script"}),
        ("view-press", nested("fieldFormatMap", picture), {"foreign-address"}),
        ("view-press", nested("fieldFormatMap", elsewhere), {"foreign-address"}),
        ("overview", lambda it: it["attributes"].update(title="//x.example"), {"foreign-address"}),
        # a control under the id of a panel: from 9.4 on Kibana would show one of the two
        ("overview", nested("controlGroupInput.panelsJSON", control_of_a_panel),
         {"same-id", "reference"}),
        ("overview", nested("panelsJSON", lambda it: it[1].update(panelIndex="articles")),
         {"same-id", "reference"}),
        ("topic", lambda it: it.update(id="fihris-press-overview-ar"), {"same-id"}),
        ("overview", lambda it: it["references"].pop(0), {"reference"}),
        ("overview", lambda it: it["references"][0].update(id="elsewhere"), {"reference"}),
        ("overview", lambda it: it["references"].append(
            {"type": "search", "id": "fihris-press-overview-latest-ar", "name": "idle"}),
         {"reference"}),
        ("overview-latest", lambda it: it["references"].clear(), {"reference"}),
    ],
)  # fmt: skip
def test_what_kibana_would_run_or_not_find_is_named(
    name: str, change: Callable[[Object], object], found: set[str]
) -> None:
    assert rules_of_objects(name, change) == found


def test_every_rule_is_broken_here() -> None:
    broken = {"same-id", "off-grid", "overlap", "unknown-field", "not-aggregatable", "wrong-type",
              "filter", "reference", "script", "foreign-address"}  # fmt: skip
    assert RULES.keys() == broken


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_problem_says_where_what_and_by_which_rule(language: str) -> None:
    told = Problem("off-grid", "x › daily", "w=49").told(language)  # type: ignore[arg-type]
    assert told.startswith("x › daily: ")
    assert told.endswith(" (w=49) [off-grid]")
    assert any("\u0600" <= char <= "\u06ff" for char in told) == (language == "ar")


# --- sources that cannot be read -------------------------------------------------------------

PANEL: Object = {
    "id": "x", "kind": "table", "title": {"ar": "س", "en": "X"},
    "description": {"ar": "ص", "en": "Y"}, "at": [0, 0, 12, 6],
    "by": ["source"], "measures": ["articles"],
}  # fmt: skip
SOURCE: Object = {
    "id": "d", "view": "press", "since": "now-1y/d", "controls": ["source"],
    "title": {"ar": "س", "en": "X"}, "description": {"ar": "ص", "en": "Y"}, "panel": [PANEL],
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "pie"}, {"kind": "time"}, {"kind": "list"}, {"by": []}, {"measures": []},
        {"measures": ["hits"]}, {"view": "none"}, {"kind": "time", "over": "date", "shape": "pie"},
        {"kind": "time", "over": "date", "every": "z"}, {"title": {"ar": "س"}},
        {"description": {"ar": "", "en": "Y"}}, {"size_of": 3},
    ],
    ids=str,
)  # fmt: skip
def test_a_source_that_lacks_something_is_damaged(
    change: Object, monkeypatch: pytest.MonkeyPatch
) -> None:
    vocabulary = kibana("vocabulary")
    source = {**SOURCE, "panel": [{**PANEL, **change}]}
    sources = {"vocabulary": vocabulary, "broken": source, "whole": SOURCE}
    monkeypatch.setattr(definitions, "kibana", sources.__getitem__)
    with pytest.raises(MappingDamaged) as told:
        definitions._dashboard("broken")
    assert "kibana/broken.toml" in told.value.lines("en")[0]
    assert isinstance(definitions._dashboard("whole").panels[0], Panel)
