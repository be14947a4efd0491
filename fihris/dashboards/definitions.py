"""The dashboards as their sources define them, independent of Kibana's own format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, cast, get_args

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


def control_names() -> Mapping[str, Names]:
    """For some fields, the title of their control, instead of the field's name."""
    return cast("Mapping[str, Names]", kibana("vocabulary")["controls"])


def value_names() -> Mapping[str, Mapping[str, Names]]:
    """For some fields, the names of their values."""
    return cast("Mapping[str, Mapping[str, Names]]", kibana("vocabulary")["values"])


def _dashboard(source: str) -> Dashboard:
    body = kibana(source)
    try:
        return Dashboard(
            id=body["id"],
            view=_one_of(View, body["view"]),
            since=body["since"],
            title=_names(body["title"]),
            description=_names(body["description"]),
            controls=tuple(body["controls"]),
            panels=tuple(_panel(one, body["view"]) for one in body["panel"]),
        )
    except (KeyError, TypeError, ValueError) as exc:
        raise MappingDamaged(name=f"kibana/{source}.toml", reason=repr(exc)) from exc


_NEEDED: Final[Mapping[Kind, tuple[str, ...]]] = {
    "number": ("measures",),
    "time": ("measures", "over"),
    "bars": ("measures", "by"),
    "table": ("measures", "by"),
    "list": ("columns", "sort"),
}
"""What each kind of panel requires."""


def _panel(body: dict[str, Any], view: View) -> Panel:
    given: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in body.items()
    }
    given["measures"] = tuple(measures()[name] for name in given.get("measures", ()))
    made = Panel(**{"view": view, **given})
    for named in (made.title, made.description):
        _names(named)
    for options, value in ((Kind, made.kind), (View, made.view), (Shape, made.shape)):
        _one_of(options, value)
    _one_of(Interval, made.every)
    for name in _NEEDED[made.kind]:
        if not getattr(made, name):
            raise ValueError(f"{made.id}: {made.kind} without {name}")
    return made


def _measure(name: str, body: dict[str, Any]) -> Measure:
    given = {key: value for key, value in body.items() if key != "formula"}
    made = Measure(name=name, **given, **body.get("formula", {}))
    _names(made.label)
    if not made.left:
        _one_of(Operation, made.operation)
    return made


def _names(given: Names) -> Names:
    """A text in both languages."""
    if given.keys() != {*get_args(Language)} or not all(given.values()):
        raise ValueError(f"a text in Arabic and in English, not {given}")
    return given


def _one_of(options: Any, value: Any) -> Any:
    if value not in get_args(options):
        raise ValueError(f"{value!r} is none of {', '.join(get_args(options))}")
    return value
