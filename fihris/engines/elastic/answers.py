"""What a server's answers must look like. Each is checked where it comes in, before anything is
taken from it: it may be of another version, of something between, or of somebody with other aims.

A shape is a mapping of names to shapes, a list of one shape, or a function that tells whether a
value is right. What an answer has besides is nobody's affair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fihris.engines.server_errors import AnswerUnusable

MOST: Final = 1 << 63
"""What a count cannot reach: Java has none that large."""


@dataclass(frozen=True, slots=True)
class Maybe:
    """A value that may be absent, or ``null``."""

    shape: Any


@dataclass(frozen=True, slots=True)
class Each:
    """A mapping of any names to values of one shape."""

    shape: Any


def count(value: object) -> bool:
    """A number of things."""
    return type(value) is int and 0 <= value < MOST


def whole(value: object) -> bool:
    """A whole number that fits into 64 bits."""
    return type(value) is int and -MOST <= value < MOST


def number(value: object) -> bool:
    """A number that can be calculated with."""
    if type(value) is float:
        return value - value == 0  # neither infinite nor no number
    return type(value) is int and abs(value) < MOST


def text(value: object) -> bool:
    """A text."""
    return type(value) is str


def keyed(value: object) -> bool:
    """A mapping of whatever."""
    return isinstance(value, Mapping)


def filled(value: object) -> bool:
    """A list of something."""
    return isinstance(value, list) and bool(value)


def checked(answer: Any, shape: Any, where: str) -> Any:
    """The answer, if it has this shape.

    Raises:
        AnswerUnusable: says where it does not.
    """
    place = _wrong(answer, shape)
    if place is not None:
        named = place.removeprefix(".") or "the whole of it"
        raise AnswerUnusable(where=where, reason=f"{named} is not as Elasticsearch writes it")
    return answer


def _wrong(value: Any, shape: Any) -> str | None:
    """Where a value does not have a shape: names with a dot before each; ``None``: nowhere."""
    match shape:
        case Maybe(inner):
            return None if value is None else _wrong(value, inner)
        case Each(inner):
            if not isinstance(value, Mapping):
                return ""
            return next(_within((f".{name}", one, inner) for name, one in value.items()), None)
        case dict():
            if not isinstance(value, Mapping):
                return ""
            return next(_within((f".{n}", value.get(n), one) for n, one in shape.items()), None)
        case list():
            if not isinstance(value, list):
                return ""
            return next(_within((f".{at}", one, shape[0]) for at, one in enumerate(value)), None)
    return None if shape(value) else ""


def _within(parts: Iterable[tuple[str, Any, Any]]) -> Iterator[str]:
    for name, value, shape in parts:
        place = _wrong(value, shape)
        if place is not None:
            yield name + place


HIT: Final = {"_index": text, "_id": text, "_score": Maybe(number)}
"""A document that was found, without what it holds."""

READ: Final = {**HIT, "_source": keyed}
"""The same, with that."""

SHARDS: Final = {"failed": count}


def of_search(body: Mapping[str, Any], *, hidden: str = "") -> dict[str, Any]:
    """What a search must be answered with.

    Args:
        body: as it is sent.
        hidden: an aggregation that is asked for and not sent back.
    """
    hit: dict[str, Any] = dict(HIT if body.get("_source") is False else READ)
    if "sort" in body:
        hit["sort"] = filled
    for inner in _inner_hits(body):
        hit["inner_hits"] = {inner: {"hits": _hits(READ)}}
    shape: dict[str, Any] = {"hits": {"hits": [hit]}}
    if body.get("track_total_hits"):
        shape["hits"]["total"] = {"value": count}
    asked = body.get("aggs") or body.get("aggregations")
    if asked:
        shape["aggregations"] = _aggregations(asked, hidden)
    return shape


def _inner_hits(body: Mapping[str, Any]) -> list[str]:
    inner = body.get("collapse", {}).get("inner_hits")
    return [str(inner["name"])] if inner else []


def _hits(hit: Any) -> dict[str, Any]:
    return {"hits": [hit], "total": {"value": count}}


def _aggregations(asked: Mapping[str, Any], hidden: str) -> dict[str, Any]:
    found = {name: _aggregation(one, hidden) for name, one in asked.items() if name != hidden}
    return {name: shape for name, shape in found.items() if shape is not None}


def _aggregation(asked: Mapping[str, Any], hidden: str) -> Any:
    inner = _aggregations(asked.get("aggs") or asked.get("aggregations") or {}, hidden)
    bucket = {"doc_count": count, **inner}
    match next(kind for kind in asked if kind not in {"aggs", "aggregations", "meta"}):
        case "terms":
            key = whole if asked["terms"].get("field") == "article_key" else _key
            return {"buckets": [{"key": key, **bucket}]}
        case "date_histogram":
            return {"buckets": [{"key": whole, "key_as_string": text, **bucket}]}
        case "filters":
            return {"buckets": dict.fromkeys(asked["filters"]["filters"], bucket)}
        case "filter":
            return bucket
        case "top_hits":
            return {"hits": _hits(READ)}
        case "stats_bucket":
            return {"count": count}
        case "cardinality":
            return {"value": count}
        case "max" | "min" as kind:
            # of a field, there may be none
            return {"value": Maybe(number) if "field" in asked[kind] else number}
    return None  # what only orders the others has no answer of its own


def _key(value: object) -> bool:
    return text(value) or number(value)
