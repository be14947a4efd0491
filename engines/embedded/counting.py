"""Groups what matched by article and counts facets, from tantivy's columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import tantivy

from engines.keys import iso_day
from engines.model import DATES, FACETS, Bucket, Facet, FacetName

ValuesOf = Callable[[FacetName, tantivy.DocAddress], tuple[str, ...]]
"""What a paragraph's facet says, read from the store."""


@dataclass(slots=True)
class Found:
    """One article among the matches: its best score, its matches in the engine's order."""

    key: int
    score: float
    hits: list[tuple[float, tantivy.DocAddress]]


def grouped(hits: Iterable[tuple[float, tantivy.DocAddress]], keys: Sequence[int]) -> list[Found]:
    """Matches by article, in the order of each article's first match."""
    articles: dict[int, Found] = {}
    for hit, key in zip(hits, keys, strict=True):
        found = articles.get(key)
        if found is None:
            articles[key] = Found(key, hit[0], [hit])
        else:
            found.hits.append(hit)
    return list(articles.values())


def facet(
    searcher: tantivy.Searcher,
    name: FacetName,
    articles: Sequence[Found],
    size: int,
    values_of: ValuesOf,
) -> Facet:
    """Count articles by ``name``: exact, every article once for each of its values."""
    addresses = [found.hits[0][1] for found in articles]
    counted: Counter[str] = Counter()
    paragraphs: Counter[str] = Counter()
    if name in DATES:
        kept = DATES[name]
        days = searcher.fast_field_values("day", addresses)
        for found, day in zip(articles, days, strict=True):
            if day is not None:
                value = iso_day(int(day))[:kept]
                counted[value] += 1
                paragraphs[value] += len(found.hits)
        order = sorted(counted, reverse=True)[:size]
        return Facet(name, tuple(Bucket(v, counted[v], paragraphs[v]) for v in sorted(order)))
    by_key: Counter[int] = Counter()
    hits_by_key: Counter[int] = Counter()
    example: dict[int, tantivy.DocAddress] = {}
    keys = searcher.fast_field_values(f"{FACETS[name]}_key", addresses)
    for found, address, key in zip(articles, addresses, keys, strict=True):
        if key is not None:
            whole = int(key)
            by_key[whole] += 1
            hits_by_key[whole] += len(found.hits)
            example.setdefault(whole, address)
    for key, count in by_key.items():
        for value in values_of(name, example[key]):
            counted[value] += count
            paragraphs[value] += hits_by_key[key]
    best = sorted(counted, key=lambda value: (-counted[value], value))[:size]
    return Facet(name, tuple(Bucket(v, counted[v], paragraphs[v]) for v in best))
