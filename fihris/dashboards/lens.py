"""A panel as Kibana's Lens keeps it: columns of a layer, and how the picture shows them.

The shapes are those of Kibana's own source (``form_based``: ``columns``, ``columnOrder``; a formula
is a column over hidden ones); what all columns of a kind share is in ``mappings/kibana``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, assert_never

from fihris.dashboards.definitions import Measure, Panel, common, field_names, measures

if TYPE_CHECKING:
    from mappings.errors import Language

MAIN: Final = "main"
ALL: Final = "all"
"""Layers: what is asked for, and everything, whatever the query bar says."""

RECORDS: Final = "___records___"
"""Lens's name of the documents themselves, which ``count`` counts."""

GREY: Final = "#98A2B3"
BLUE: Final = "#1F6FB2"
"""Of two lines, one is grey: they can be told apart without seeing colours."""

_TYPES: Final = {"date": "date", "indexed_at": "date", "schema_version": "number"}

_Json = dict[str, Any]


def lens(panel: Panel, language: Language, data_view: str) -> _Json:
    """The attributes of a Lens picture, held by value in its dashboard."""
    layers = {MAIN: _layer(panel, language)}
    if panel.against_all:
        layers[ALL] = {**_layer(panel, language, everything=True), "ignoreGlobalFilters": True}
    kind, shown = _visualization(panel)
    return {
        "title": panel.title[language],
        "description": panel.description[language],
        "type": "lens",
        "visualizationType": kind,
        "state": {
            "datasourceStates": {"formBased": {"layers": layers}},
            "visualization": shown,
            "query": {"language": "kuery", "query": panel.filter},
            **common("lens"),
        },
        "references": [
            to_view(data_view, f"indexpattern-datasource-layer-{layer}") for layer in layers
        ],
    }


def to_view(data_view: str, name: str) -> _Json:
    """A reference to a data view, by the name that looks it up."""
    return {"type": "index-pattern", "id": data_view, "name": name}


# --- columns ---------------------------------------------------------------------------------


def _layer(panel: Panel, language: Language, *, everything: bool = False) -> _Json:
    columns: dict[str, _Json] = {}
    ranked_by = panel.measures[0].name
    # Lens nests buckets in the order of the columns: the split first, then the days in each
    for field in panel.by:
        columns[f"by-{field}"] = _terms(field, panel.size, ranked_by, language)
    if panel.over:
        columns["time"] = _days(panel, language)
    for measure in panel.measures:
        columns.update(_measured(measure, language, everything=everything))
    return {"columns": columns, "columnOrder": list(columns), "incompleteColumns": {}}


def _terms(field: str, size: int, ranked_by: str, language: Language) -> _Json:
    return {
        **common("terms"),
        "label": field_names()[field][language],
        "dataType": _TYPES.get(field, "string"),
        "sourceField": field,
        "params": {
            **common("terms_params"),
            "size": size,
            "orderBy": {"type": "column", "columnId": ranked_by},
        },
    }


def _days(panel: Panel, language: Language) -> _Json:
    every = {"interval": panel.every, **({"ignoreTimeRange": True} if panel.all_time else {})}
    return {
        **common("days"),
        "label": field_names()[panel.over][language],
        "sourceField": panel.over,
        "params": {**common("days_params"), **every},
    }


def _measured(measure: Measure, language: Language, *, everything: bool) -> dict[str, _Json]:
    label = {"ar": "كل المقالات", "en": "All articles"} if everything else measure.label
    made = {measure.name: {**_metric(measure), "label": label[language]}}
    if measure.left:
        made = _divided(measure, label[language])
    return {name: {**column, "customLabel": True} for name, column in made.items()}


def _divided(measure: Measure, label: str) -> dict[str, _Json]:
    """The columns of a quotient: its hidden parts, their division, and the formula itself."""
    formula = _formula(measure)
    hidden = [f"{measure.name}X{n}" for n in range(4 if measure.overall else 3)]
    part = {**common("part"), "label": f"Part of {formula}"}
    columns = {
        name: {**_metric(measures()[of]), **part}
        for name, of in zip(hidden, (measure.left, measure.right), strict=False)
    }
    divided = hidden[:2]
    if measure.overall:
        divided = [hidden[0], hidden[2]]
        summed = {"operationType": "overall_sum", "references": [hidden[1]]}
        columns[hidden[2]] = {**part, **summed}
    tree = {
        "type": "function",
        "name": "divide",
        "args": divided,
        "location": {"min": 0, "max": len(formula)},
        "text": formula,
    }
    quotient = {"operationType": "math", "params": {"tinymathAst": tree}, "references": divided}
    columns[hidden[-1]] = {**part, **quotient}
    kind = "percent" if measure.percent else "number"
    shown = {"id": kind, "params": {"decimals": measure.decimals}}
    columns[measure.name] = {
        **part,
        "label": label,
        "operationType": "formula",
        "params": {"formula": formula, "isFormulaBroken": False, "format": shown},
        "references": [hidden[-1]],
    }
    return columns


def _metric(measure: Measure) -> _Json:
    kept = measure.operation in {"min", "max"}
    column: _Json = {
        **common("metric"),
        "dataType": _TYPES.get(measure.field or "", "number") if kept else "number",
        "operationType": measure.operation,
        "sourceField": measure.field or RECORDS,
    }
    if measure.filter:
        column["filter"] = {"query": measure.filter, "language": "kuery"}
    return column


def _formula(measure: Measure) -> str:
    left, right = (_called(measures()[name]) for name in (measure.left, measure.right))
    return f"{left} / {f'overall_sum({right})' if measure.overall else right}"


def _called(measure: Measure) -> str:
    arguments = [measure.field] if measure.field else []
    if measure.filter:
        arguments.append(f"kql='{measure.filter}'")
    return f"{measure.operation}({', '.join(arguments)})"


# --- pictures --------------------------------------------------------------------------------


def _visualization(panel: Panel) -> tuple[str, _Json]:
    base = {"layerId": MAIN, "layerType": "data"}
    names = [measure.name for measure in panel.measures]
    blue: list[_Json] = [{"forAccessor": name, "color": BLUE} for name in names[:1]]
    match panel.kind:
        case "number":
            return "lnsMetric", {**base, "metricAccessor": names[0]}
        case "table":
            columns = [{"columnId": f"by-{field}", "isTransposed": False} for field in panel.by]
            right = {"isTransposed": False, "alignment": "right"}
            columns += [{"columnId": name, **right} for name in names]
            return "lnsDatatable", {**base, **common("table"), "columns": columns}
        case "bars":
            shape = "bar_horizontal"
            across: _Json = {
                "seriesType": shape,
                "xAccessor": f"by-{panel.by[0]}",
                "accessors": names,
            }
            return "lnsXY", _chart([{**base, **across, "yConfig": blue}], shape, legend=False)
        case "time":
            layer: _Json = {
                **base,
                "seriesType": panel.shape,
                "xAccessor": "time",
                "accessors": names,
            }
            if panel.by:
                # Kibana's default palette can be told apart by colour-blind readers
                layer["splitAccessor"] = f"by-{panel.by[0]}"
                layer["palette"] = {"type": "palette", "name": "default"}
            else:
                layer["yConfig"] = blue
            layers = [layer]
            if panel.against_all:
                # what is drawn last lies on top
                grey = {"forAccessor": names[0], "color": GREY}
                layers.insert(0, {**layer, "layerId": ALL, "yConfig": [grey]})
            return "lnsXY", _chart(layers, panel.shape, legend=len(layers) > 1 or bool(panel.by))
        case "list":
            raise ValueError("a list is a saved search, not a Lens picture")
    assert_never(panel.kind)


def _chart(layers: list[_Json], shape: str, *, legend: bool) -> _Json:
    return {
        **common("chart"),
        "layers": layers,
        "preferredSeriesType": shape,
        "legend": {"isVisible": legend, "position": "bottom"},
        "valueLabels": "show" if shape == "bar_horizontal" else "hide",
        "fittingFunction": "Zero" if shape == "line" else "None",
    }
