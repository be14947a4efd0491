"""Checks a Lens picture: its layers and columns, and what each of them asks of the index."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from engines.elastic.fields import fields
from engines.elastic.filters import FilterUnreadable, parts
from search_cli.kibana import operations
from search_cli.kibana.definitions import measures
from search_cli.kibana.lens import RECORDS
from search_cli.kibana.problems import Problem
from search_cli.kibana.shapes import LENS_PANEL, PARAMS, PICTURES, misshapen

MIN_CONTRAST: Final = 1.5
"""Between colours of one chart, as WCAG 2 defines contrast: they differ in grey print too."""

_ACCESSORS: Final = (
    "metricAccessor", "secondaryMetricAccessor", "maxAccessor", "breakdownByAccessor",
    "xAccessor", "splitAccessor",
)  # fmt: skip
_COLOUR: Final = re.compile("#[0-9A-Fa-f]{6}")

_Json = dict[str, Any]


def lens_problems(place: str, panel: _Json) -> Iterator[Problem]:
    """Everything that is wrong with the picture of one panel, whose own form is right."""
    if wrong := misshapen(panel, LENS_PANEL):
        yield Problem("malformed", place, wrong)
        return
    lens = panel["embeddableConfig"]["attributes"]
    kind = lens["visualizationType"]
    if kind == "lnsTagcloud":
        yield Problem("tag-cloud", place)
        return
    if kind not in PICTURES:
        yield Problem("unknown-panel", place, kind)
        return
    state = lens["state"]
    if wrong := misshapen(state["visualization"], PICTURES[kind]):
        yield Problem("malformed", place, f"visualization.{wrong}")
        return
    if not lens.get("description"):
        yield Problem("untold", place)
    yield from filter_problems(place, state["query"])
    layers = state["datasourceStates"]["formBased"]["layers"]
    pictures = state["visualization"]["layers"] if kind == "lnsXY" else [state["visualization"]]
    named = {one["name"].removeprefix(_LAYER) for one in lens["references"]}
    drawn = {one["layerId"] for one in pictures}
    if not layers or set(layers) != drawn or set(layers) != named:
        yield Problem("layer", place)
        return
    for layer in layers.values():
        yield from _columns(place, layer)
    for picture in pictures:
        yield from _picture(place, picture, layers[picture["layerId"]]["columns"])
    yield from _colours(place, pictures)


_LAYER: Final = "indexpattern-datasource-layer-"


def filter_problems(place: str, query: _Json) -> Iterator[Problem]:
    """What is wrong with a filter: it must say here what it says in Kibana, of fields there are."""
    if query["language"] != "kuery":
        yield Problem("filter", place, query["language"])
        return
    try:
        read = parts(query["query"])
    except FilterUnreadable:
        yield Problem("filter", place, query["query"])
        return
    for part in read:
        if part.field not in fields():
            yield Problem("unknown-field", place, part.field)


def _columns(place: str, layer: _Json) -> Iterator[Problem]:
    columns: dict[str, _Json] = layer["columns"]
    if set(layer["columnOrder"]) != columns.keys():
        odd = set(layer["columnOrder"]) ^ columns.keys()
        yield Problem("column", place, ", ".join(sorted(odd)))
    for name, column in columns.items():
        for other in _refers_to(column):
            if other not in columns:
                yield Problem("column", place, f"{name} → {other}")
        yield from _operation(place, name, column)
        yield from _counted(place, column)
        if "filter" in column:
            yield from filter_problems(place, column["filter"])


def _refers_to(column: _Json) -> list[str]:
    references: list[str] = column.get("references", [])
    order = column.get("params", {}).get("orderBy")
    ranked = order.get("columnId") if isinstance(order, dict) else None
    return [*references, *([ranked] if isinstance(ranked, str) else ())]


def _operation(place: str, name: str, column: _Json) -> Iterator[Problem]:
    operation = column["operationType"]
    if operation not in operations.OPERATIONS:
        yield Problem("unknown-operation", place, f"{name}: {operation}")
        return
    form = PARAMS.get(operation)
    if form is not None and (wrong := misshapen(column.get("params"), form)):
        yield Problem("malformed", place, f"{name}.params.{wrong}")
    elif operation == "terms" and not _is_ordered(column["params"]["orderBy"]):
        yield Problem("malformed", place, f"{name}.params.orderBy.columnId")
    if operation in operations.OF_COLUMNS and not column.get("references"):
        yield Problem("column", place, name)
    if operation in operations.OF_A_FIELD:
        yield from _field(place, name, column)


def _is_ordered(order: _Json) -> bool:
    return order["type"] != "column" or isinstance(order.get("columnId"), str)


def _field(place: str, name: str, column: _Json) -> Iterator[Problem]:
    operation, source = column["operationType"], column.get("sourceField")
    if source is None:
        yield Problem("no-field", place, name)
        return
    if source == RECORDS and operation == "count":
        return
    field = fields().get(source)
    if field is None:
        yield Problem("unknown-field", place, source)
        return
    if not field.aggregatable:
        yield Problem("not-aggregatable", place, field.name)
    is_day = field.type == "date"
    if (
        (operation in operations.OF_A_DAY and not is_day)
        or (operation in operations.OF_A_NUMBER and not field.is_number)
        or (operation in operations.OF_A_NUMBER_OR_DAY and not (is_day or field.is_number))
    ):
        yield Problem("wrong-type", place, f"{operation}({field.name})")


def _counted(place: str, column: _Json) -> Iterator[Problem]:
    """Documents are paragraphs: counting them must say so, and nothing is ranked by them where
    articles stand beside."""
    paragraphs = set(measures()["paragraphs"].label.values())
    if (
        column["operationType"] == "count"
        and column["label"] not in paragraphs
        and not column["label"].startswith("Part of ")
    ):
        yield Problem("counts-paragraphs", place, column["label"])
    articles = set(measures()["articles"].label.values())
    if column["label"] in articles and (
        column["operationType"] != "unique_count" or column.get("sourceField") != "article_id"
    ):
        yield Problem("counts-paragraphs", place, column["label"])


def _picture(place: str, picture: _Json, columns: dict[str, _Json]) -> Iterator[Problem]:
    """What a picture shows is there, and everything is shown that is not a part of another."""
    series = picture.get("seriesType")
    if series is not None and series not in operations.SERIES:
        yield Problem("unknown-panel", place, series)
    if not any(picture.get(name) for name in ("metricAccessor", "accessors", "columns")):
        yield Problem("no-accessor", place)
        return
    shown = _shown(picture)
    for column in sorted(shown - columns.keys()):
        yield Problem("column", place, column)
    parts_of = {other for column in columns.values() for other in column.get("references", ())}
    for column in sorted(columns.keys() - shown - parts_of):
        yield Problem("unshown", place, column)


def _shown(picture: _Json) -> set[str]:
    """The columns that a picture shows."""
    shown = {picture[name] for name in _ACCESSORS if isinstance(picture.get(name), str)}
    shown |= set(picture.get("accessors", ()))
    shown |= {one["columnId"] for one in picture.get("columns", ())}
    return shown | {one["forAccessor"] for one in picture.get("yConfig", ())}


def _colours(place: str, pictures: Sequence[_Json]) -> Iterator[Problem]:
    chosen = [
        one["color"] for picture in pictures for one in picture.get("yConfig", ()) if "color" in one
    ]
    odd = [colour for colour in chosen if not _COLOUR.fullmatch(colour)]
    if odd:
        yield Problem("malformed", place, f"color: {odd[0]}")
        return
    lights = sorted((_luminance(colour), colour) for colour in chosen)
    for (darker, one), (lighter, other) in pairwise(lights):
        if (lighter + 0.05) / (darker + 0.05) < MIN_CONTRAST:
            yield Problem("colours", place, f"{one}, {other}")


def _luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB``, 0 to 1 (WCAG 2.2)."""
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
