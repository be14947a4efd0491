"""What Kibana would not find, run or ask another server for in saved objects; told in the tests,
since it depends on the code alone. The objects are broken once each, on purpose."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from fihris.dashboards.objects import LANGUAGES, saved_objects
from tests.dashboards.test_kibana_objects import opened

Object = dict[str, Any]


def faults(objects: Sequence[Object]) -> Iterator[tuple[str, ...]]:
    """What is wrong, and where: a rule, an object, perhaps a detail."""
    known: set[tuple[str, str]] = set()
    for one in objects:
        where = f"{one['type']} {one['id']}"
        key = (one["type"], one["id"])
        if key in known:
            yield "same-id", where
        known.add(key)
        whole = opened(one)
        yield from _running(where, whole)
        if one["type"] == "dashboard":
            yield from _ids(where, whole["attributes"])
        yield from _references(where, whole)
    for one in objects:
        for each in one["references"]:
            if (each["type"], each["id"]) not in known:
                yield "reference", f"{one['type']} {one['id']}", each["id"]


def _running(where: str, value: Any) -> Iterator[tuple[str, ...]]:
    """Scripts, and what makes a browser ask another server."""
    if isinstance(value, list):
        for one in value:
            yield from _running(where, one)
    elif isinstance(value, dict):
        if "script" in value or value.get("runtimeFieldMap"):
            yield "script", where
        if value.get("id") == "url" and value.get("params", {}).get("type") != "a":
            yield "foreign-address", where, "url"
        for one in value.values():
            yield from _running(where, one)
    elif isinstance(value, str) and "//" in value:
        yield "foreign-address", where, value


def _ids(where: str, attributes: Object) -> Iterator[tuple[str, ...]]:
    ids = [panel["panelIndex"] for panel in attributes["panelsJSON"]]
    for taken, one in enumerate((*ids, *attributes["controlGroupInput"]["panelsJSON"])):
        if one in ids[:taken]:
            yield "same-id", where, one


def _references(where: str, opened: Object) -> Iterator[tuple[str, ...]]:
    """Whatever looks a reference up by name finds it."""
    given = {one["name"] for one in opened["references"]}
    attributes = opened["attributes"]
    wanted: list[str] = []
    for panel in attributes.get("panelsJSON", ()):
        names = [panel["panelRefName"]] if "panelRefName" in panel else []
        held = panel.get("embeddableConfig", {}).get("attributes", {})
        names += [one["name"] for one in held.get("references", ())]
        wanted += [f"{panel['panelIndex']}:{name}" for name in names]
    for name, control in attributes.get("controlGroupInput", {}).get("panelsJSON", {}).items():
        if control["type"] == "optionsListControl":
            wanted.append(f"controlGroup_{name}:optionsListDataView")
    meta = attributes.get("kibanaSavedObjectMeta", {})
    wanted += filter(None, [meta.get("searchSourceJSON", {}).get("indexRefName")])
    for name in sorted({*wanted} ^ given):
        yield "reference", where, name


def faults_of(name: str, change: Callable[[Object], object]) -> set[str]:
    """What is wrong when one of our saved objects is another."""
    made: list[Object] = json.loads(json.dumps(saved_objects("press", ["ar"])))
    change(next(one for one in made if one["id"] == f"fihris-press-{name}-ar"))
    return {found[0] for found in faults(made)}


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


def run_by_script(panels: list[Object]) -> None:
    panels[0]["embeddableConfig"]["script"] = "doc['date']"


def picture(formats: Object) -> None:
    formats["url"]["params"]["type"] = "img"


def elsewhere(formats: Object) -> None:
    formats["url"]["params"]["urlTemplate"] = "https://elsewhere.example/?{{value}}"


def control_of_a_panel(controls: Object) -> None:
    controls["countries"] = controls.pop("control-countries")


@pytest.mark.parametrize("index", ["press", "reuters-ar"])
def test_our_own_objects_lead_nowhere_and_run_nothing(index: str) -> None:
    assert list(faults(saved_objects(index, LANGUAGES))) == []


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
    assert faults_of(name, change) == found
