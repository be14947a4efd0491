"""Counts articles on the server: totals and facets as aggregations, and what they answer.

An article is counted by its key, exactly: as the number of buckets of a ``terms`` aggregation,
which the server counts and does not send. Its ``cardinality`` is an estimate at every size (of
9,000 articles it is one off, often); it serves where there are more articles than can be counted.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal

from elasticsearch.dsl import aggs as dsl

from fihris.engines.answering import facet_of
from fihris.engines.model import DATES, FACETS, Facet, FacetName, Total

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def facet(name: FacetName, size: int) -> dsl.Agg[Any]:
    """What counts the articles of an answer by one facet, exactly: of ``size`` values, or of all
    dates."""
    made = _values(name, size)
    made.bucket(HIDDEN, dsl.Terms(field="article_key", size=EXACT_ARTICLES + 1))
    made.pipeline("articles", dsl.StatsBucket(buckets_path=f"{HIDDEN}>_count"))
    if name not in DATES:  # of dates, those that are left out are counted
        order: list[Any] = [{"articles.count": {"order": "desc"}}, {"_key": {"order": "asc"}}]
        made.pipeline("shown", dsl.BucketSort(sort=order, size=size))
    return made


def part_of_facet(name: FacetName, size: int, part: int, parts: int) -> dsl.Agg[Any]:
    """The same for one part of the articles, of all values: the parts are to be added up. What a
    search may count at once is bounded."""
    made = _values(name, size)
    include = {"partition": part, "num_partitions": parts}
    each = dsl.Terms(field="article_key", size=EXACT_ARTICLES + 1, include=include)
    made.bucket(HIDDEN, each)
    made.pipeline("articles", dsl.StatsBucket(buckets_path=f"{HIDDEN}>_count"))
    return made


def estimated_facet(name: FacetName, size: int) -> dsl.Agg[Any]:
    """What estimates the articles of each value, where there are too many to be counted."""
    made = _values(name, size)
    made.metric(
        "articles", dsl.Cardinality(field="article_key", precision_threshold=EXACT_ARTICLES)
    )
    return made


def _values(name: FacetName, size: int) -> dsl.Bucket[Any]:
    if name in DATES:
        interval, written = _INTERVALS[name]
        return dsl.DateHistogram(
            field="date", calendar_interval=interval, format=written, min_doc_count=1
        )
    return dsl.Terms(field=FACETS[name], size=max(size, VALUES))


def total(answer: Mapping[str, Any]) -> Total:
    """The total of an answer that was asked with ``totals``."""
    paragraphs = answer["hits"]["total"]["value"]
    counted = answer["aggregations"]
    articles = counted["articles"]["count"]
    if articles <= EXACT_ARTICLES:
        return Total(articles, paragraphs)
    return Total(max(counted["estimate"]["value"], EXACT_ARTICLES), paragraphs, exact=False)


def counted(name: FacetName, answers: Sequence[Mapping[str, Any]], size: int) -> Facet:
    """One facet of an answer, from what its parts answer."""
    by_date = name in DATES
    articles: Counter[str] = Counter()
    paragraphs: dict[str, int] = {}
    for answer in answers:
        for one in answer["buckets"]:
            value = one["key_as_string"] if by_date else one["key"]
            articles[value] += one["articles"].get("count", one["articles"].get("value"))
            paragraphs[value] = one["doc_count"]
    return facet_of(name, articles, paragraphs, size)
