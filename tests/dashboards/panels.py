"""What a dashboard's panel asks of the index, asked without a Kibana.

The questions are read from the saved object itself, so that what is tested is what is shipped. They
are Kibana's own (``form_based`` to aggregations): a bucket for each bucketed column, within one
another in their order, terms ranked by a metric, the metrics in each; a formula is worked out of
its hidden columns afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from fihris.engines.elastic.answers import checked, of_search
from fihris.engines.elastic.fields import fields
from fihris.engines.elastic.filters import Part, parts

if TYPE_CHECKING:
    from fihris.engines.elastic.connection import Connection

Cell = str | float | None

CALENDAR: Final = {"h": "1h", "d": "1d", "w": "1w", "M": "1M", "y": "1y", "auto": "1d"}
"""Lens's intervals, as Elasticsearch calls them; ``auto`` is one of the others."""

LIT: Final = ("<mark>", "</mark>")
"""What stands around a word that is highlighted."""

_RECORDS: Final = "___records___"
_METRICS: Final = {"unique_count": "cardinality", "min": "min", "max": "max"}

_Json = dict[str, Any]
Search = Callable[[_Json], _Json]
"""Sends the body of a search to the index and returns its answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is set above the panels: a filter (``filters``), and days, both inclusive."""

    query: str = ""
    since: str | None = None
    until: str | None = None
    time_field: str | None = None
    """The data view's; panels without days of their own are bound to it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer. ``kind``: what its cells are; times are milliseconds since 1970."""

    name: str
    label: str
    kind: Literal["value", "time", "number"]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """What one layer of a panel, or a saved search, gets: rows in the order of the answer."""

    layer: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def ask_lens(
    attributes: _Json, search: Search, scope: Scope, *, every: str | None = None
) -> tuple[Table, ...]:
    """The answer to each layer of a Lens picture; ``every`` replaces the interval of its days."""
    state = attributes["state"]
    tables = []
    for name, layer in state["datasourceStates"]["formBased"]["layers"].items():
        body = {
            "size": 0,
            "track_total_hits": True,
            "query": _query(state["query"]["query"], layer, scope),
            "aggs": _aggregations(layer, _buckets(layer), every),
        }
        tables.append(_table(name, layer, search(body)))
    return tuple(tables)


def ask_search(attributes: _Json, searched: str, search: Search, scope: Scope, size: int) -> Table:
    """The first rows of a saved search, whose own filter is ``searched``: columns as Discover asks
    for them, and words highlighted in the column of the field that was searched."""
    field, direction = attributes["sort"][0]
    columns: Sequence[str] = attributes["columns"]
    before, after = LIT
    answer = search(
        {
            "size": size,
            "query": _query(searched, {"columns": {}}, scope),
            "sort": [{field: {"order": direction, "missing": "_last"}}, {"paragraph_id": "asc"}],
            "_source": False,
            "fields": list(columns),
            "highlight": {
                "pre_tags": [before],
                "post_tags": [after],
                "fields": {"*": {}},
                "number_of_fragments": 0,
            },
        }
    )
    rows = tuple(
        tuple(
            _cell({**hit.get("fields", {}), **hit.get("highlight", {})}.get(column, [None])[0])
            for column in columns
        )
        for hit in answer["hits"]["hits"]
    )
    return Table("", tuple(Column(name, name, "value", name) for name in columns), rows)


def _cell(value: Any) -> Cell:
    """A value of a document; of one that was put there by hand it may be anything."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if value is None or isinstance(value, str | int | float) else str(value)


@contextmanager
def searching(connection: Connection, index: str) -> Iterator[Search]:
    """A way to ask the live generation of an index, until the end of the block.

    Raises:
        EngineError: from each question, what stands in its way.
    """
    from fihris.engines.elastic.border import speaking_fihris  # start-up

    client = connection.client()

    def search(body: _Json) -> _Json:
        asked = {"source" if key == "_source" else key: value for key, value in body.items()}
        with speaking_fihris(connection.where, index):
            answer = client.search(index=index, **asked).body
            return dict(checked(answer, of_search(body), connection.where))

    try:
        yield search
    finally:
        client.close()


# --- what is asked ---------------------------------------------------------------------------


def _query(own: str, layer: _Json, scope: Scope) -> _Json:
    asked = list(parts(own))
    if not layer.get("ignoreGlobalFilters"):
        asked += parts(scope.query)
    must = [_part(one) for one in asked if not one.without]
    never = [_part(one) for one in asked if one.without]
    days = [
        (column["sourceField"], column["params"].get("ignoreTimeRange"))
        for column in layer["columns"].values()
        if column["operationType"] == "date_histogram"
    ]
    bound = {field for field, ignores in days if not ignores}
    if not bound and scope.time_field:
        bound = {scope.time_field}
    span = {"gte": scope.since, "lte": scope.until}
    span = {key: value for key, value in span.items() if value}
    if span:
        must += [{"range": {field: span}} for field in sorted(bound)]
    return {"bool": {"filter": must, "must_not": never}}


def _part(part: Part) -> _Json:
    if part.value is None:
        return {"exists": {"field": part.field}}
    kind = "match_phrase" if fields()[part.field].type == "text" else "term"
    return {kind: {part.field: part.value}}


def _buckets(layer: _Json) -> list[str]:
    return [name for name in layer["columnOrder"] if layer["columns"][name]["isBucketed"]]


def _aggregations(layer: _Json, buckets: Sequence[str], every: str | None) -> _Json:
    columns: Mapping[str, _Json] = layer["columns"]
    asked = {
        name: _metric(column)
        for name, column in columns.items()
        if column["operationType"] in _METRICS or (column.get("filter") and _is_count(column))
    }
    if buckets:
        first, *rest = buckets
        column = columns[first]
        if column["operationType"] == "terms":
            by = column["params"]["orderBy"]["columnId"]
            # what a filter counts is ranked by its documents
            ranked = by if "filter" in columns[by] or not _is_count(columns[by]) else "_count"
            bucket: _Json = {
                "terms": {
                    "field": column["sourceField"],
                    "size": column["params"]["size"],
                    "order": {ranked: column["params"]["orderDirection"]},
                }
            }
        else:
            interval = CALENDAR[every or column["params"]["interval"]]
            bucket = {
                "date_histogram": {
                    "field": column["sourceField"],
                    "calendar_interval": interval,
                    "min_doc_count": 1,
                }
            }
        asked[first] = {**bucket, "aggs": _aggregations(layer, rest, every)}
    return asked


def _is_count(column: _Json) -> bool:
    return bool(column["operationType"] == "count")


def _metric(column: _Json) -> _Json:
    if _is_count(column):
        inner = None
    else:
        inner = {_METRICS[column["operationType"]]: {"field": column["sourceField"]}}
    if "filter" not in column:
        assert inner is not None
        return inner
    asked = parts(column["filter"]["query"])
    return {
        "filter": {
            "bool": {
                "filter": [_part(one) for one in asked if not one.without],
                "must_not": [_part(one) for one in asked if one.without],
            }
        },
        **({"aggs": {"value": inner}} if inner else {}),
    }


# --- what is answered ------------------------------------------------------------------------


def _table(name: str, layer: _Json, answer: _Json) -> Table:
    columns: Mapping[str, _Json] = layer["columns"]
    buckets = _buckets(layer)
    hidden = {other for column in columns.values() for other in column.get("references", ())}
    metrics = [each for each in layer["columnOrder"] if each not in {*buckets, *hidden}]
    shown = tuple(_column(each, columns[each]) for each in (*buckets, *metrics))
    total = {**answer.get("aggregations", {}), "doc_count": answer["hits"]["total"]["value"]}
    leaves = list(_leaves(total, buckets))
    for each, column in columns.items():
        if column["operationType"] == "overall_sum":
            of = column["references"][0]
            total[each] = sum(_value(of, columns, found) or 0 for _, found in leaves)
    rows = (
        (*keys, *(_value(each, columns, {**total, **found}) for each in metrics))
        for keys, found in leaves
    )
    return Table(name, shown, tuple(rows))


def _column(name: str, column: _Json) -> Column:
    kind: Literal["value", "time", "number"] = "number"
    if column["dataType"] == "date":
        kind = "time"
    elif column["isBucketed"]:
        kind = "value"
    field = column.get("sourceField")
    return Column(name, column["label"], kind, None if field == _RECORDS else field)


def _leaves(found: _Json, buckets: Sequence[str]) -> Iterator[tuple[tuple[Cell, ...], _Json]]:
    if not buckets:
        yield (), found
        return
    first, *rest = buckets
    for bucket in found[first]["buckets"]:
        for keys, leaf in _leaves(bucket, rest):
            yield (bucket["key"], *keys), leaf


def _value(name: str, columns: Mapping[str, _Json], found: _Json) -> float | None:
    column = columns[name]
    kind = column["operationType"]
    if kind == "formula":
        return _value(column["references"][0], columns, found)
    if kind == "overall_sum":
        return float(found[name])
    if kind == "math":
        left, right = (_value(part, columns, found) or 0 for part in column["references"])
        return left / right if right else None
    if _is_count(column):
        counted = found[name] if "filter" in column else found
        return float(counted["doc_count"])
    answered = found[name]["value"] if "filter" in column else found[name]
    value: float | None = answered["value"]
    return value
