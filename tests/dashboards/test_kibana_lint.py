"""Each rule of ``fihris kibana lint``: broken once, on purpose, it is named; nothing else is."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from fihris.dashboards import definitions
from fihris.dashboards.definitions import DASHBOARDS, Measure, Panel, dashboards, measures
from fihris.dashboards.lint import RULES, Problem, problems
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
    return {one.rule for one in problems(changed)}


def measure(**change: Any) -> tuple[Measure]:
    return (replace(measures()["last_day"], **change),)


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
    found = [(one.rule, one.where) for one in problems([one])]
    assert found == [
        ("unknown-field", "overview › agency"),
        ("not-aggregatable", "overview › text"),
    ]


def test_a_panel_under_the_id_of_a_control_or_of_another_panel_is_named() -> None:
    """From 9.4 on Kibana would show one of the two."""
    assert rules_of_sources("overview", "daily", id="control-countries") == {"same-id"}
    assert rules_of_sources("overview", "daily", id="articles") == {"same-id"}


def test_every_rule_is_broken_here() -> None:
    broken = {"same-id", "off-grid", "overlap", "unknown-field", "not-aggregatable", "wrong-type",
              "filter"}  # fmt: skip
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


SCHEMA: Object = json.loads(
    files("mappings").joinpath("kibana/sources.schema.json").read_text(encoding="utf-8")
)


def faults(source: Object, form: str) -> list[str]:
    """What is wrong with the form of a source."""
    held = Draft202012Validator({"$ref": f"#/$defs/{form}", "$defs": SCHEMA["$defs"]})
    return [f"{one.json_path}: {one.message}" for one in held.iter_errors(source)]


@pytest.mark.parametrize("name", DASHBOARDS)
def test_every_source_has_its_form(name: str) -> None:
    assert faults(kibana(name), "dashboard") == []


def test_the_vocabulary_has_its_form() -> None:
    assert faults(kibana("vocabulary"), "vocabulary") == []
    assert faults({**kibana("vocabulary"), "measures": {"x": {"label": {"en": "X"}}}}, "vocabulary")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "pie"}, {"kind": "time"}, {"kind": "list"}, {"by": []}, {"measures": []},
        {"view": "none"}, {"kind": "time", "over": "date", "shape": "pie"},
        {"kind": "time", "over": "date", "every": "z"}, {"title": {"ar": "س"}},
        {"description": {"ar": "", "en": "Y"}}, {"size_of": 3},
    ],
    ids=str,
)  # fmt: skip
def test_a_source_that_lacks_something_has_another_form(change: Object) -> None:
    assert faults({**SOURCE, "panel": [{**PANEL, **change}]}, "dashboard")
    assert faults(SOURCE, "dashboard") == []


@pytest.mark.parametrize("change", [{"measures": ["hits"]}, {"size_of": 3}], ids=str)
def test_a_source_that_names_what_there_is_not_is_damaged(
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
