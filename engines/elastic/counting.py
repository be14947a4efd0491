"""Counts articles on the server: totals and facets as aggregations, and what they answer.

An article is counted by its key, exactly: as the number of buckets of a ``terms`` aggregation,
which the server counts and does not send. Its ``cardinality`` is an estimate at every size (of
9,000 articles it is one off, often); it serves where there are more articles than can be counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from elasticsearch.dsl import aggs as dsl

from engines.model import DATES, FACETS, Bucket, Facet, FacetName, Total

EXACT_ARTICLES: Final = 40_000
"""Articles counted one by one; beyond it, counts are estimates and say so. The largest
``precision_threshold`` of the cardinality aggregation (reference, "Cardinality aggregation"), and
below the 65,536 buckets that a search may make (``search.max_buckets``)."""

VALUES: Final = 10_000
"""Values of one facet that are told apart: of more, those of the most paragraphs."""

_INTERVALS: Final[dict[FacetName, tuple[Literal["year", "month", "day"], str]]] = {
    "year": ("year", "uuuu"),
    "month": ("month", "uuuu-MM"),
    "day": ("day", "uuuu-MM-dd"),
}

HIDDEN: Final = "each"
"""The name of what is counted and not sent."""


def totals() -> dict[str, dsl.Agg[Any]]:
    """What counts the articles of an answer."""
    return {
        HIDDEN: dsl.Terms(field="article_key", size=EXACT_ARTICLES + 1),
        "articles": dsl.StatsBucket(buckets_path=f"{HIDDEN}>_count"),
        "estimate": dsl.Cardinality(field="article_key", precision_threshold=EXACT_ARTICLES),
    }


def facet(name: FacetName, size: int, *, exactly: bool = True) -> dsl.Agg[Any]:
    """What counts the articles of an answer by one facet."""
    made: dsl.Bucket[Any]
    if name in DATES:
        interval, written = _INTERVALS[name]
        made = dsl.DateHistogram(
            field="date", calendar_interval=interval, format=written, min_doc_count=1
        )
        order: list[Any] = [{"_key": {"order": "desc"}}]
    else:
        made = dsl.Terms(field=FACETS[name], size=max(size, VALUES))
        order = [
            {"articles.count" if exactly else "articles": {"order": "desc"}},
            {"_key": {"order": "asc"}},
        ]
    if exactly:
        made.bucket(HIDDEN, dsl.Terms(field="article_key", size=EXACT_ARTICLES + 1))
        made.pipeline("articles", dsl.StatsBucket(buckets_path=f"{HIDDEN}>_count"))
    else:
        made.metric(
            "articles", dsl.Cardinality(field="article_key", precision_threshold=EXACT_ARTICLES)
        )
    made.pipeline("shown", dsl.BucketSort(sort=order, size=size))
    return made


def total(answer: Mapping[str, Any]) -> Total:
    """The total of an answer that was asked with ``totals``."""
    paragraphs = answer["hits"]["total"]["value"]
    counted = answer["aggregations"]
    articles = counted["articles"]["count"]
    if articles <= EXACT_ARTICLES:
        return Total(articles, paragraphs)
    return Total(max(counted["estimate"]["value"], EXACT_ARTICLES), paragraphs, exact=False)


def counted(name: FacetName, answer: Mapping[str, Any]) -> Facet:
    """The facet that an aggregation of ``facet`` answers."""
    by_date = name in DATES
    buckets = [
        Bucket(
            one["key_as_string"] if by_date else one["key"],
            one["articles"].get("count", one["articles"].get("value")),
            one["doc_count"],
        )
        for one in answer["buckets"]
    ]
    return Facet(name, tuple(sorted(buckets, key=lambda one: one.value) if by_date else buckets))


def facets_of(asked: Sequence[FacetName], aggregations: Mapping[str, Any]) -> tuple[Facet, ...]:
    """Every facet of an answer, as it was asked."""
    return tuple(counted(name, aggregations[f"by_{name}"]) for name in asked)
