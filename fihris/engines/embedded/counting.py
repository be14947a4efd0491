"""Groups what matched by article and counts facets, from tantivy's columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import cast

import tantivy

from fihris.engines.answering import facet_of
from fihris.engines.keys import iso_day
from fihris.engines.model import DATES, FACETS, Facet, FacetName

ValuesOf = Callable[[FacetName, tantivy.DocAddress], tuple[str, ...]]
"""What a paragraph's facet says, read from the store."""


Values = dict[int, tuple[str, ...]]
"""What a facet's key stands for: the values of which it is the hash."""

Hit = tuple[float, tantivy.DocAddress]
"""A match: its score and where it is."""


class Articles:
    """Matches by article, in the order of each article's first match. Most of them are only
    counted; the matches of a few are listed (``of``)."""

    def __init__(self, hits: Sequence[Hit], keys: Sequence[int]) -> None:
        self._hits = hits
        self._keys = keys
        self._sizes = Counter(keys)
        last = len(keys) - 1
        first = dict(zip(reversed(keys), range(last, -1, -1), strict=True))
        self._first = {key: first[key] for key in self._sizes}

    def __len__(self) -> int:
        return len(self._first)

    def keys(self) -> list[int]:
        """The key of each."""
        return list(self._first)

    def sizes(self) -> Iterable[int]:
        """How many matches each has."""
        return self._sizes.values()

    def addresses(self) -> list[tantivy.DocAddress]:
        """The first match of each."""
        return [self._hits[at][1] for at in self._first.values()]

    def of(self, keys: Sequence[int]) -> list[list[Hit]]:
        """The matches of some, best first."""
        found: dict[int, list[Hit]] = {key: [] for key in keys}
        for hit, key in zip(self._hits, self._keys, strict=True):
            if key in found:
                found[key].append(hit)
        return list(found.values())


class Facets:
    """Counts the articles of one answer: exactly, every article once for each of its values."""

    def __init__(
        self,
        searcher: tantivy.Searcher,
        articles: Articles,
        values_of: ValuesOf,
        known: Values,
    ) -> None:
        """Take what is counted; ``known`` is what keys were found to stand for, and is added to."""
        self._searcher = searcher
        self._values_of = values_of
        self._known = known
        self._addresses = articles.addresses()
        self._sizes = list(articles.sizes())

    def count(self, name: FacetName, size: int) -> Facet:
        """The buckets of one facet: most articles first; of a date the latest, in their order."""
        by_date = name in DATES
        numbers = self._column("day" if by_date else f"{FACETS[name]}_key")
        articles: Counter[str] = Counter()
        paragraphs: Counter[str] = Counter()
        hits: dict[int, int] = {}
        for number, found in zip(numbers, self._sizes, strict=True):
            if number is not None:
                hits[number] = hits.get(number, 0) + found
        counted = Counter(numbers)
        example: dict[int | None, tantivy.DocAddress] = {}
        if not by_date and any(number not in self._known for number in hits):
            example = dict(zip(numbers, self._addresses, strict=True))
        for number, found in hits.items():
            if by_date:
                values: tuple[str, ...] = (iso_day(number)[: DATES[name]],)
            else:
                if number not in self._known:
                    self._known[number] = self._values_of(name, example[number])
                values = self._known[number]
            for value in values:
                articles[value] += counted[number]
                paragraphs[value] += found
        return facet_of(name, articles, paragraphs, size)

    def _column(self, name: str) -> list[int | None]:
        if not self._addresses:
            return []
        return cast("list[int | None]", self._searcher.fast_field_values(name, self._addresses))
