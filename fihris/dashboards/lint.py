"""Checks the dashboards without Kibana: what it would refuse, display wrongly, or execute.

An incomplete source is refused when it is read (``definitions``). The tests check that the saved
objects have Kibana's form and that each panel gets an answer: both depend only on the code.
"""

from __future__ import annotations

import json
from itertools import chain, combinations
from typing import TYPE_CHECKING, Any, Final

from fihris.dashboards.definitions import Dashboard, Measure, Panel, measures
from fihris.dashboards.objects import COLUMNS
from fihris.dashboards.problems import Problem
from fihris.engines.elastic.fields import fields
from fihris.engines.elastic.filters import FilterUnreadable, parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TEXTS: Final = frozenset(
    ("fieldAttrs", "fieldFormatMap", "fields", "runtimeFieldMap", "sourceFilters")
)
"""Attributes that are JSON written as a text; all others have JSON in their names."""

_Json = dict[str, Any]


def problems(dashboards: Sequence[Dashboard], objects: Sequence[_Json]) -> tuple[Problem, ...]:
    """Everything that is wrong with dashboards and with the saved objects made from them."""
    return tuple(chain(*map(_dashboard, dashboards), _objects(objects)))


# --- what the sources say --------------------------------------------------------------------


def _dashboard(dashboard: Dashboard) -> Iterator[Problem]:
    for field in dashboard.controls:
        yield from _field(f"{dashboard.id} › {field}", field, aggregatable=True)
    for panel in dashboard.panels:
        place = f"{dashboard.id} › {panel.id}"
        x, y, width, height = panel.at
        if min(x, y) < 0 or min(width, height) < 1 or x + width > COLUMNS:
            yield Problem("off-grid", place)
        yield from _asked(place, panel)
    for one, other in combinations(dashboard.panels, 2):
        if _overlap(one.at, other.at):
            yield Problem("overlap", f"{dashboard.id} › {one.id}", other.id)


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def _asked(place: str, panel: Panel) -> Iterator[Problem]:
    """Check that the index can answer what a panel asks."""
    for field in panel.columns:
        yield from _field(place, field)
    for field in (*panel.by, panel.sort):
        if field:
            yield from _field(place, field, aggregatable=True)
    if panel.over:
        yield from _field(place, panel.over, aggregatable=True, day=True)
    yield from _filter(place, panel.filter)
    for measure in panel.measures:
        yield from _measure(place, measure)


def _measure(place: str, measure: Measure) -> Iterator[Problem]:
    if measure.left:
        for part in (measure.left, measure.right):
            yield from _measure(place, measures()[part])
        return
    yield from _filter(place, measure.filter)
    if measure.operation == "count":
        return
    ordered = measure.operation in {"min", "max"}
    yield from _field(place, measure.field or "", aggregatable=True, ordered=ordered)


def _field(
    place: str, name: str, *, aggregatable: bool = False, day: bool = False, ordered: bool = False
) -> Iterator[Problem]:
    field = fields().get(name)
    if field is None:
        yield Problem("unknown-field", place, name)
        return
    if aggregatable and not field.aggregatable:
        yield Problem("not-aggregatable", place, name)
    is_day = field.type == "date"
    if (day and not is_day) or (ordered and not (is_day or field.is_number)):
        yield Problem("wrong-type", place, name)


def _filter(place: str, written: str) -> Iterator[Problem]:
    try:
        read = parts(written)
    except FilterUnreadable:
        yield Problem("filter", place, written)
        return
    for part in read:
        yield from _field(place, part.field)


# --- what they became ------------------------------------------------------------------------


def _objects(objects: Sequence[_Json]) -> Iterator[Problem]:
    known: set[tuple[str, str]] = set()
    for one in objects:
        where = f"{one['type']} {one['id']}"
        key = (one["type"], one["id"])
        if key in known:
            yield Problem("same-id", where)
        known.add(key)
        opened = _opened(one)
        yield from _running(where, opened)
        if one["type"] == "dashboard":
            yield from _ids(where, opened["attributes"])
        yield from _references(where, opened)
    for one in objects:
        for each in one["references"]:
            if (each["type"], each["id"]) not in known:
                yield Problem("reference", f"{one['type']} {one['id']}", each["id"])


def _opened(value: Any, name: str = "") -> Any:
    """An object with the JSON in its texts opened."""
    if isinstance(value, dict):
        return {key: _opened(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_opened(one) for one in value]
    if isinstance(value, str) and (name in _TEXTS or name.endswith("JSON")):
        return _opened(json.loads(value))
    return value


def _running(where: str, value: Any) -> Iterator[Problem]:
    """Find scripts, and whatever makes a browser contact another server."""
    if isinstance(value, list):
        for one in value:
            yield from _running(where, one)
    elif isinstance(value, dict):
        if "script" in value or value.get("runtimeFieldMap"):
            yield Problem("script", where)
        if value.get("id") == "url" and value.get("params", {}).get("type") != "a":
            yield Problem("foreign-address", where, "url")
        for one in value.values():
            yield from _running(where, one)
    elif isinstance(value, str) and "//" in value:
        yield Problem("foreign-address", where, value)


def _ids(where: str, attributes: _Json) -> Iterator[Problem]:
    ids = [panel["panelIndex"] for panel in attributes["panelsJSON"]]
    for taken, one in enumerate((*ids, *attributes["controlGroupInput"]["panelsJSON"])):
        if one in ids[:taken]:
            yield Problem("same-id", where, one)


def _references(where: str, opened: _Json) -> Iterator[Problem]:
    """Check that every reference that is looked up by name exists."""
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
        yield Problem("reference", where, name)
