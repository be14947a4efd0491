"""Checks saved objects without a Kibana: what it would refuse, show broken, or count wrongly.

``problems`` reads a whole NDJSON file, whoever made it. It never stops at the first mistake.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from engines.elastic.fields import fields
from search_cli.kibana.lint_panels import panel_problems
from search_cli.kibana.objects import CORE_VERSION, TYPE_VERSIONS
from search_cli.kibana.problems import Problem

CONTROLS: Final = ("source", "countries", "date")
"""Fields that each dashboard can be narrowed by."""

_NESTED: Final = {
    "index-pattern": ("fieldAttrs", "fieldFormatMap", "fields", "runtimeFieldMap", "sourceFilters"),
    "search": ("kibanaSavedObjectMeta.searchSourceJSON",),
    "dashboard": (
        "panelsJSON",
        "optionsJSON",
        "controlGroupInput.panelsJSON",
        "controlGroupInput.ignoreParentSettingsJSON",
        "kibanaSavedObjectMeta.searchSourceJSON",
    ),
}
"""Attributes that are JSON written as a text."""

_Json = dict[str, Any]


def problems(ndjson: str) -> tuple[Problem, ...]:
    """Everything that is wrong, in the order of the file; empty when all is well."""
    objects: list[_Json] = []
    found: list[Problem] = []
    for number, line in enumerate(ndjson.splitlines(), start=1):
        try:
            body = json.loads(line)
        except ValueError as exc:
            found.append(Problem("not-json", f"line {number}", str(exc)))
            continue
        if not isinstance(body, dict) or not {"type", "id", "attributes"} <= body.keys():
            found.append(Problem("not-an-object", f"line {number}"))
        else:
            objects.append(body)
    found += _identity(objects)
    known = {(one["type"], one["id"]): one for one in objects}
    for one in objects:
        if one["type"] in TYPE_VERSIONS:
            found += _object(one, known)
    return tuple(found)


def _identity(objects: list[_Json]) -> Iterator[Problem]:
    seen = set()
    for one in objects:
        where = f"{one['type']} {one['id']}"
        if one["type"] not in TYPE_VERSIONS:
            yield Problem("unknown-type", where)
            continue
        if (one["type"], one["id"]) in seen:
            yield Problem("same-id", where)
        seen.add((one["type"], one["id"]))
        versions = one.get("coreMigrationVersion"), one.get("typeMigrationVersion")
        if versions != (CORE_VERSION, TYPE_VERSIONS[one["type"]]):
            told = ", ".join(map(str, versions))
            yield Problem("version", where, told)


def _object(one: _Json, known: Mapping[tuple[str, str], _Json]) -> Iterator[Problem]:
    where = f"{one['type']} {one['id']}"
    attributes = one["attributes"]
    title, told = attributes.get("title"), attributes.get("description", "")
    if not title or (one["type"] != "index-pattern" and not told):
        yield Problem("untold", where)
    elif one["id"].endswith("-ar") and not _has_arabic(attributes.get("name") or title):
        yield Problem("not-arabic", where, str(title))
    for reference in one.get("references", ()):
        if (reference.get("type"), reference.get("id")) not in known:
            yield Problem("dangling", where, f"{reference.get('name')} → {reference.get('id')}")
    if "script" in json.dumps(attributes) and _scripts(attributes):
        yield Problem("script", where)
    nested, wrong = _nested(one)
    for path in wrong:
        yield Problem("not-nested", where, path)
    if wrong:
        return
    if one["type"] == "index-pattern":
        yield from _data_view(where, attributes, nested)
    else:
        yield from _named(one, nested)
    if one["type"] == "search":
        yield from _search(where, attributes)
    if one["type"] == "dashboard":
        yield from _controls(where, nested["controlGroupInput.panelsJSON"])
        yield from panel_problems(where, nested["panelsJSON"])


def _has_arabic(text: str) -> bool:
    return any("\u0600" <= char <= "\u06ff" for char in text)


def _nested(one: _Json) -> tuple[_Json, list[str]]:
    """What the attributes hold as JSON in a text, by path; and the paths that hold none."""
    found, wrong = {}, []
    for path in _NESTED[one["type"]]:
        value: Any = one["attributes"]
        for step in path.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        try:
            found[path] = json.loads(value) if isinstance(value, str) else None
        except ValueError:
            found[path] = None
        if found[path] is None:
            wrong.append(path)
    return found, wrong


def _scripts(value: Any) -> bool:
    """Whether a field is computed by a script, also in JSON within a text."""
    if isinstance(value, dict):
        return "script" in value or any(map(_scripts, value.values()))
    if isinstance(value, list):
        return any(map(_scripts, value))
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return _scripts(json.loads(value))
        except ValueError:
            return False
    return False


# --- one kind each ---------------------------------------------------------------------------


def _data_view(where: str, attributes: _Json, nested: _Json) -> Iterator[Problem]:
    if nested["runtimeFieldMap"]:
        yield Problem("script", where, "runtimeFieldMap")
    for field in (*nested["fieldAttrs"], *nested["fieldFormatMap"]):
        if field not in fields():
            yield Problem("unknown-field", where, field)
    time = attributes.get("timeFieldName")
    if time is not None and (time not in fields() or fields()[time].type != "date"):
        yield Problem("wrong-type", where, str(time))


def _search(where: str, attributes: _Json) -> Iterator[Problem]:
    for column in attributes.get("columns", ()):
        if column not in fields():
            yield Problem("unknown-field", where, column)
    for field, *_ in attributes.get("sort", ()):
        if field not in fields():
            yield Problem("unknown-field", where, field)
        elif not fields()[field].aggregatable:
            yield Problem("not-aggregatable", where, field)


def _controls(where: str, controls: _Json) -> Iterator[Problem]:
    there = {
        "date" if one["type"] == "timeSlider" else one["explicitInput"].get("fieldName")
        for one in controls.values()
    }
    for field in CONTROLS:
        if field not in there:
            yield Problem("no-control", where, field)


def _named(one: _Json, nested: _Json) -> Iterator[Problem]:
    """Each thing that looks a reference up by name finds it, and no reference is idle."""
    wanted = set()
    source = nested["kibanaSavedObjectMeta.searchSourceJSON"]
    if "indexRefName" in source:
        wanted.add(source["indexRefName"])
    for panel in nested.get("panelsJSON", ()):
        index = panel.get("panelIndex")
        if "panelRefName" in panel:
            wanted.add(f"{index}:{panel['panelRefName']}")
        inner = panel.get("embeddableConfig", {}).get("attributes", {})
        wanted |= {f"{index}:{reference['name']}" for reference in inner.get("references", ())}
    for name, control in nested.get("controlGroupInput.panelsJSON", {}).items():
        if control["type"] != "timeSlider":
            wanted.add(f"controlGroup_{name}:optionsListDataView")
    given = {reference["name"] for reference in one.get("references", ())}
    where = f"{one['type']} {one['id']}"
    for name in sorted(wanted - given):
        yield Problem("no-reference", where, name)
    for name in sorted(given - wanted):
        yield Problem("idle-reference", where, name)
