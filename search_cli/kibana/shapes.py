"""The form that saved objects must have before anything can be said of what they hold.

Only what Kibana cannot do without is asked for, and of what may be missing, that it is of its
kind: a file may come from any Kibana, or from an editor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Each:
    """An object whose names are anybody's, and whose every value has a form."""

    form: Shape


Shape: TypeAlias = "type | Each | dict[str, Shape] | list[Shape]"
"""A kind; the form of each part of a list; forms by name, where ``name?`` may be missing."""

HEAD: Final[Shape] = {"type": str, "id": str, "attributes": dict}

_REFERENCE: Final[Shape] = {"type": str, "id": str, "name": str}
_QUERY: Final[Shape] = {"query": str, "language": str}
_TOLD: Final[dict[str, Shape]] = {"title?": str, "description?": str}

OBJECT: Final[dict[str, Shape]] = {
    "index-pattern": {
        "references?": [_REFERENCE],
        "attributes": {**_TOLD, "name?": str, "timeFieldName?": str},
    },
    "search": {
        "references?": [_REFERENCE],
        "attributes": {**_TOLD, "columns": [str], "sort": [[str]]},
    },
    "dashboard": {
        "references?": [_REFERENCE],
        "attributes": {**_TOLD, "timeRestore?": bool, "timeFrom?": str, "timeTo?": str},
    },
}
"""By type."""

NESTED: Final[dict[str, dict[str, Shape]]] = {
    "index-pattern": {
        "fieldAttrs": Each(dict),
        "fieldFormatMap": Each(dict),
        "fields": list,
        "runtimeFieldMap": dict,
        "sourceFilters": list,
    },
    "search": {
        "kibanaSavedObjectMeta.searchSourceJSON": {
            "query": _QUERY,
            "filter?": list,
            "indexRefName?": str,
        },
    },
    "dashboard": {
        "panelsJSON": list,
        "optionsJSON": Each(bool),
        "controlGroupInput.panelsJSON": Each(
            {"type": str, "explicitInput": {"fieldName?": str, "title?": str}, "order?": int}
        ),
        "controlGroupInput.ignoreParentSettingsJSON": Each(bool),
        "kibanaSavedObjectMeta.searchSourceJSON": {"query?": _QUERY, "filter?": list},
    },
}
"""Attributes that are JSON written as a text, by type and path."""

PANEL: Final[Shape] = {
    "type": str,
    "panelIndex": str,
    "gridData": {"i": str, "x": int, "y": int, "w": int, "h": int},
    "title?": str,
    "panelRefName?": str,
    "embeddableConfig?": {
        "savedVis?": {"type?": str},
        "attributes?": {"references?": [_REFERENCE]},
    },
}

_COLUMN: Final[Shape] = {
    "label": str,
    "operationType": str,
    "dataType": str,
    "isBucketed": bool,
    "sourceField?": str,
    "references?": [str],
    "params?": dict,
    "filter?": _QUERY,
}
_LENS: Final[Shape] = {
    **_TOLD,
    "visualizationType": str,
    "references": [_REFERENCE],
    "state": {
        "query": _QUERY,
        "filters?": list,
        "datasourceStates": {
            "formBased": {"layers": Each({"columns": Each(_COLUMN), "columnOrder": [str]})}
        },
        "visualization": dict,
    },
}
LENS_PANEL: Final[Shape] = {"embeddableConfig": {"attributes": _LENS}}

PARAMS: Final[dict[str, Shape]] = {
    "terms": {
        "size": int,
        "orderBy": {"type": str, "columnId?": str},
        "orderDirection": str,
    },
    "date_histogram": {"interval": str},
    "formula": {"formula": str},
    "math": {"tinymathAst": object},
}
"""What an operation cannot do without in its ``params``."""

_PICTURE: Final[dict[str, Shape]] = {"layerId": str, "layerType": str}

PICTURES: Final[dict[str, Shape]] = {
    "lnsMetric": {**_PICTURE, "metricAccessor?": str},
    "lnsDatatable": {**_PICTURE, "columns": [{"columnId": str}]},
    "lnsXY": {
        "layers": [
            {
                **_PICTURE,
                "seriesType": str,
                "accessors": [str],
                "xAccessor?": str,
                "splitAccessor?": str,
                "yConfig?": [{"forAccessor": str, "color?": str}],
            }
        ],
    },
}
"""What a picture says of itself, by its kind."""


def misshapen(value: Any, shape: Shape, at: str = "") -> str | None:
    """Where a value first departs from a form, ``gridData.x``; ``None`` if nowhere."""
    if not _fits(value, shape):
        return at or "."
    for name, one, form in _inside(value, shape):
        place = f"{at}.{name}".lstrip(".")
        if form is None:
            return place
        if wrong := misshapen(one, form, place):
            return wrong
    return None


def _fits(value: Any, shape: Shape) -> bool:
    match shape:
        case type():
            # true is a number to Python and to nobody else
            return isinstance(value, shape) and (shape is not int or not isinstance(value, bool))
        case list():
            return isinstance(value, list)
    return isinstance(value, dict)


def _inside(value: Any, shape: Shape) -> Iterator[tuple[str, Any, Shape | None]]:
    """What is in a value, by name, with the form that it must have; none for what is missing."""
    match shape:
        case Each():
            for name, one in value.items():
                yield name, one, shape.form
        case list():
            for at, one in enumerate(value):
                yield str(at), one, shape[0]
        case dict():
            for name, form in shape.items():
                key = name.removesuffix("?")
                if key in value:
                    yield key, value[key], form
                elif key == name:
                    yield key, None, None
