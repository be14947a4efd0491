"""The dashboards as their sources define them, independent of Kibana's own format.

``mappings/kibana/sources.schema.json`` is the form of a source; the tests check it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, cast

from mappings.errors import Language, MappingDamaged
from mappings.loader import kibana

DASHBOARDS: Final = ("press_overview", "topic_desk", "index_health")
"""Sources in ``mappings/kibana/``, in the order in which people see them."""

Kind = Literal["number", "time", "bars", "table", "list"]
View = Literal["press", "all"]
"""Which data view: bound to the time chosen above the dashboard, or to none."""

Operation = Literal["count", "unique_count", "min", "max"]
Shape = Literal["bar_stacked", "line"]
Interval = Literal["auto", "h", "d", "w", "M", "y"]
"""How wide a bar is: ``auto`` grows with the chosen time."""

Names = Mapping[Language, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something counted: of a field, or ``left`` divided by ``right``, two measures."""

    name: str
    label: Names
    operation: Operation | None = None
    field: str | None = None
    filter: str = ""
    left: str = ""
    right: str = ""
    overall: bool = False
    """Whether ``right`` is taken of all buckets together: each bucket's share of the whole."""
    decimals: int = 0
    percent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One picture of a dashboard. ``at`` is x, y, width, height on 48 columns, for English."""

    id: str
    kind: Kind
    title: Names
    description: Names
    at: tuple[int, int, int, int]
    view: View
    measures: tuple[Measure, ...] = ()
    by: tuple[str, ...] = ()
    size: int = 10
    over: str = ""
    every: Interval = "auto"
    all_time: bool = False
    shape: Shape = "line"
    against_all: bool = False
    columns: tuple[str, ...] = ()
    sort: str = ""
    filter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """Panels under a title; ``since`` is where its time begins, in Kibana's date mathematics."""

    id: str
    view: View
    since: str
    title: Names
    description: Names
    controls: tuple[str, ...]
    panels: tuple[Panel, ...]


@cache
def dashboards() -> tuple[Dashboard, ...]:
    """All of them.

    Raises:
        MappingDamaged: a source is incomplete, or names something that does not exist.
    """
    return tuple(_dashboard(name) for name in DASHBOARDS)


@cache
def measures() -> Mapping[str, Measure]:
    """What can be counted, by name."""
    return {name: _measure(name, body) for name, body in kibana("vocabulary")["measures"].items()}


def field_names() -> Mapping[str, Names]:
    """Fields by name, as a person calls them."""
    return cast("Mapping[str, Names]", kibana("vocabulary")["fields"])


def named(part: str) -> Mapping[str, Any]:
    """The names in a part of the vocabulary: ``controls``, ``values`` or ``views``."""
    return cast("Mapping[str, Any]", kibana("vocabulary")[part])


def control_id(field: str) -> str:
    """The id of a control. From 9.4 on, controls and panels share one set of ids."""
    return f"control-{field}"


def common(part: str) -> Mapping[str, Any]:
    """What all saved objects, columns or pictures of a kind have in common."""
    return cast("Mapping[str, Any]", kibana("objects")[part])


def _dashboard(source: str) -> Dashboard:
    body = kibana(source)
    try:
        return Dashboard(
            id=body["id"],
            view=body["view"],
            since=body["since"],
            title=body["title"],
            description=body["description"],
            controls=tuple(body["controls"]),
            panels=tuple(_panel(one, body["view"]) for one in body["panel"]),
        )
    except (KeyError, TypeError, ValueError) as exc:
        raise MappingDamaged(name=f"kibana/{source}.toml", reason=repr(exc)) from exc


def _panel(body: dict[str, Any], view: View) -> Panel:
    given: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in body.items()
    }
    given["measures"] = tuple(measures()[name] for name in given.get("measures", ()))
    return Panel(**{"view": view, **given})


def _measure(name: str, body: dict[str, Any]) -> Measure:
    given = {key: value for key, value in body.items() if key != "formula"}
    return Measure(name=name, **given, **body.get("formula", {}))
