"""Checks a dashboard's panels: their places, and what each Lens picture asks of the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import Any, Final

from engines.elastic.fields import fields
from engines.elastic.filters import FilterUnreadable, parts
from search_cli.kibana.definitions import measures
from search_cli.kibana.lens import RECORDS
from search_cli.kibana.objects import COLUMNS
from search_cli.kibana.problems import Problem

MIN_CONTRAST: Final = 1.5
"""Between colours of one chart, as WCAG 2 defines contrast: they differ in grey print too."""

_PICTURES: Final = frozenset(("lnsMetric", "lnsXY", "lnsDatatable"))
_ACCESSORS: Final = ("metricAccessor", "xAccessor", "splitAccessor")

_Json = dict[str, Any]


def panel_problems(where: str, panels: Sequence[_Json]) -> Iterator[Problem]:
    """Everything that is wrong with the panels of one dashboard."""
    taken = set()
    for panel in panels:
        place = f"{where} › {panel.get('panelIndex')}"
        grid = panel["gridData"]
        if panel.get("panelIndex") != grid["i"] or grid["i"] in taken:
            yield Problem("panel-index", place)
        taken.add(grid["i"])
        inside = grid["x"] >= 0 and grid["x"] + grid["w"] <= COLUMNS and grid["y"] >= 0
        if not inside or grid["w"] < 1 or grid["h"] < 1:
            yield Problem("off-grid", place)
        if not panel.get("title"):
            yield Problem("untold", place)
        yield from _embedded(place, panel)
    for one, other in combinations(panels, 2):
        if _overlap(one["gridData"], other["gridData"]):
            yield Problem("overlap", f"{where} › {one['panelIndex']}", other["panelIndex"])


def _overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    return (
        one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    )


def _embedded(place: str, panel: _Json) -> Iterator[Problem]:
    if panel["type"] == "search":
        return
    if panel["type"] != "lens":
        kind = panel.get("embeddableConfig", {}).get("savedVis", {}).get("type", panel["type"])
        yield Problem("tag-cloud" if kind == "tagcloud" else "unknown-panel", place, kind)
        return
    lens = panel["embeddableConfig"]["attributes"]
    kind = lens["visualizationType"]
    if kind == "lnsTagcloud":
        yield Problem("tag-cloud", place)
        return
    if kind not in _PICTURES:
        yield Problem("unknown-panel", place, kind)
        return
    if not lens.get("description"):
        yield Problem("untold", place)
    state = lens["state"]
    yield from _filter(place, state["query"])
    layers = state["datasourceStates"]["formBased"]["layers"]
    pictures = state["visualization"].get("layers", [state["visualization"]])
    named = {one["name"].removeprefix(_LAYER) for one in lens["references"]}
    if set(layers) != {one["layerId"] for one in pictures} or set(layers) != named:
        yield Problem("layer", place)
        return
    for layer in layers.values():
        yield from _columns(place, layer)
    for picture in pictures:
        for column in sorted(_shown(picture) - layers[picture["layerId"]]["columns"].keys()):
            yield Problem("column", place, column)
    yield from _colours(place, pictures)


_LAYER: Final = "indexpattern-datasource-layer-"


def _filter(place: str, query: _Json) -> Iterator[Problem]:
    written = query.get("query", "")
    if query.get("language") != "kuery":
        yield Problem("filter", place, str(query.get("language")))
        return
    try:
        read = parts(written)
    except FilterUnreadable:
        yield Problem("filter", place, written)
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
        yield from _counted(place, column, columns)
        if "sourceField" in column and column["sourceField"] != RECORDS:
            yield from _field(place, column)
        if "filter" in column:
            yield from _filter(place, column["filter"])


def _refers_to(column: _Json) -> list[str]:
    ranked = column.get("params", {}).get("orderBy", {}).get("columnId")
    return [*column.get("references", ()), *([ranked] if ranked else ())]


def _field(place: str, column: _Json) -> Iterator[Problem]:
    field = fields().get(column["sourceField"])
    if field is None:
        yield Problem("unknown-field", place, column["sourceField"])
        return
    if not field.aggregatable:
        yield Problem("not-aggregatable", place, field.name)
    fits = {
        "date_histogram": field.type == "date",
        "min": field.type == "date" or field.is_number,
        "max": field.type == "date" or field.is_number,
    }
    if not fits.get(column["operationType"], True):
        yield Problem("wrong-type", place, f"{column['operationType']}({field.name})")


def _counted(place: str, column: _Json, columns: dict[str, _Json]) -> Iterator[Problem]:
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
        column["operationType"] != "unique_count" or column["sourceField"] != "article_id"
    ):
        yield Problem("counts-paragraphs", place, column["label"])


def _shown(picture: _Json) -> set[str]:
    """The columns that a picture shows."""
    shown = {picture[name] for name in _ACCESSORS if name in picture}
    shown |= set(picture.get("accessors", ()))
    shown |= {one["columnId"] for one in picture.get("columns", ())}
    return shown | {one["forAccessor"] for one in picture.get("yConfig", ())}


def _colours(place: str, pictures: Sequence[_Json]) -> Iterator[Problem]:
    chosen = [
        one["color"] for picture in pictures for one in picture.get("yConfig", ()) if "color" in one
    ]
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
