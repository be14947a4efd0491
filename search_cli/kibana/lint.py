"""Checks saved objects without a Kibana: what it would refuse, show broken, or count wrongly.

``problems`` reads a whole NDJSON file, whoever made it. It never stops at the first mistake.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

from engines.elastic.fields import fields
from search_cli.kibana.lint_lens import filter_problems
from search_cli.kibana.lint_panels import panel_problems, well_formed
from search_cli.kibana.objects import CORE_VERSION, TYPE_VERSIONS
from search_cli.kibana.operations import CONTROLS as KINDS
from search_cli.kibana.problems import Problem
from search_cli.kibana.shapes import HEAD, NESTED, OBJECT, misshapen

CONTROLS: Final = ("source", "countries", "date")
"""Fields that each dashboard can be narrowed by."""

_SOURCE: Final = "kibanaSavedObjectMeta.searchSourceJSON"

_Json = dict[str, Any]


def problems(ndjson: str) -> tuple[Problem, ...]:
    """Everything that is wrong, in the order of the file; empty when all is well.

    Of what has not the form of a saved object, or of a panel, that alone is told.
    """
    objects: list[_Json] = []
    found: list[Problem] = []
    for number, line in lines(ndjson):
        try:
            body = json.loads(line, parse_constant=_no_json)
        except (ValueError, RecursionError) as exc:
            found.append(Problem("not-json", f"line {number}", str(exc)))
            continue
        if misshapen(body, HEAD):
            found.append(Problem("not-an-object", f"line {number}"))
        else:
            objects.append(body)
    if not objects and not found:
        found.append(Problem("nothing", "line 1"))
    found += _identity(objects)
    known = {(one["type"], one["id"]): one for one in objects}
    for one in objects:
        if one["type"] in TYPE_VERSIONS:
            found += _object(one, known)
    return tuple(found)


def lines(ndjson: str) -> list[tuple[int, str]]:
    """The lines that hold something, numbered from 1; other characters of Unicode end none."""
    return [(n, line) for n, line in enumerate(ndjson.split("\n"), start=1) if line.strip()]


def _no_json(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


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
            told = ", ".join(each if isinstance(each, str) else "–" for each in versions)
            yield Problem("version", where, told)


def _object(one: _Json, known: Mapping[tuple[str, str], _Json]) -> Iterator[Problem]:
    where = f"{one['type']} {one['id']}"
    if wrong := misshapen(one, OBJECT[one["type"]]):
        yield Problem("malformed", where, wrong)
        return
    attributes = one["attributes"]
    title, told = attributes.get("title"), attributes.get("description", "")
    if not title or (one["type"] != "index-pattern" and not told):
        yield Problem("untold", where)
    elif one["id"].endswith("-ar") and not _has_arabic(attributes.get("name") or title):
        yield Problem("not-arabic", where, str(title))
    for reference in one.get("references", ()):
        if (reference["type"], reference["id"]) not in known:
            yield Problem("dangling", where, f"{reference['name']} → {reference['id']}")
    if _scripts(attributes):
        yield Problem("script", where)
    nested, no_json = _nested(one)
    for path in no_json:
        yield Problem("not-nested", where, path)
    if not no_json:
        yield from _content(where, one, nested)


def _content(where: str, one: _Json, nested: _Json) -> Iterator[Problem]:
    """What is wrong with what an object holds as JSON in texts, and what depends on it."""
    for path, form in NESTED[one["type"]].items():
        if odd := misshapen(nested[path], form):
            yield Problem("malformed", where, f"{path}: {odd}")
            return
    match one["type"]:
        case "index-pattern":
            yield from _data_view(where, one["attributes"], nested)
        case "search":
            yield from _named(one, nested, [])
            yield from _search(where, one["attributes"], nested)
        case "dashboard":
            panels, broken = well_formed(where, nested["panelsJSON"])
            yield from broken
            # what a panel that cannot be read refers to is not known
            yield from _named(one, nested, panels, idle=not broken)
            yield from _controls(where, nested["controlGroupInput.panelsJSON"])
            yield from panel_problems(where, panels)


def _has_arabic(text: str) -> bool:
    return any("\u0600" <= char <= "\u06ff" for char in text)


def _nested(one: _Json) -> tuple[_Json, list[str]]:
    """What the attributes hold as JSON in a text, by path; and the paths that hold none."""
    found, wrong = {}, []
    for path in NESTED[one["type"]]:
        value: Any = one["attributes"]
        for step in path.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        try:
            found[path] = json.loads(value) if isinstance(value, str) else None
        except (ValueError, RecursionError):
            found[path] = None
        if found[path] is None:
            wrong.append(path)
    return found, wrong


def _scripts(attributes: _Json) -> bool:
    """Whether a field is computed by a script, also in JSON within a text."""
    waiting: list[Any] = [attributes]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "script" in value:
                return True
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and value.lstrip()[:1] in {"{", "["}:
            with suppress(ValueError, RecursionError):
                waiting.append(json.loads(value))
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


def _search(where: str, attributes: _Json, nested: _Json) -> Iterator[Problem]:
    for column in attributes["columns"]:
        if column not in fields():
            yield Problem("unknown-field", where, column)
    for sort in attributes["sort"]:
        field = sort[0] if len(sort) == 2 else ""
        if field not in fields():
            yield Problem("unknown-field", where, field)
        elif not fields()[field].aggregatable:
            yield Problem("not-aggregatable", where, field)
    yield from filter_problems(where, nested[_SOURCE]["query"])


def _controls(where: str, controls: _Json) -> Iterator[Problem]:
    there = set()
    for name, one in controls.items():
        place = f"{where} › {name}"
        if one["type"] not in KINDS:
            yield Problem("unknown-control", place, one["type"])
        if one["type"] == "timeSlider":
            there.add("date")
            continue
        field = one["explicitInput"].get("fieldName")
        there.add(field)
        if field is None:
            yield Problem("no-field", place)
        elif field not in fields():
            yield Problem("unknown-field", place, field)
        elif not fields()[field].aggregatable:
            yield Problem("not-aggregatable", place, field)
    for field in CONTROLS:
        if field not in there:
            yield Problem("no-control", where, field)


def _named(
    one: _Json, nested: _Json, panels: list[_Json], *, idle: bool = True
) -> Iterator[Problem]:
    """Each thing that looks a reference up by name finds it, and no reference is idle.

    A picture that is held by value has references of its own: they name the same object.
    """
    wanted: dict[str, tuple[str, str | None]] = {}
    if name := nested[_SOURCE].get("indexRefName"):
        wanted[name] = "index-pattern", None
    for panel in panels:
        index = panel["panelIndex"]
        if "panelRefName" in panel:
            wanted[f"{index}:{panel['panelRefName']}"] = panel["type"], None
        held = panel.get("embeddableConfig", {}).get("attributes", {})
        for inner in held.get("references", ()):
            wanted[f"{index}:{inner['name']}"] = inner["type"], inner["id"]
    for name, control in nested.get("controlGroupInput.panelsJSON", {}).items():
        if ending := KINDS.get(control["type"]):
            wanted[f"controlGroup_{name}:{ending}"] = "index-pattern", None
    given = {each["name"]: (each["type"], each["id"]) for each in one.get("references", ())}
    where = f"{one['type']} {one['id']}"
    for name in sorted(wanted.keys() - given.keys()):
        yield Problem("no-reference", where, name)
    for name in sorted(wanted.keys() & given.keys()):
        kind, target = wanted[name]
        if kind != given[name][0] or target not in {None, given[name][1]}:
            yield Problem("other-reference", where, name)
    if idle:
        for name in sorted(given.keys() - wanted.keys()):
            yield Problem("idle-reference", where, name)
