"""Groups what matched by article and counts facets, from tantivy's columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import tantivy

from engines.keys import iso_day
from engines.model import DATES, FACETS, Bucket, Facet, FacetName

ValuesOf = Callable[[FacetName, tantivy.DocAddress], tuple[str, ...]]
"""What a paragraph's facet says, read from the store."""


Hit = tuple[float, tantivy.DocAddress]
"""A match: its score and where it is."""

Found = tuple[int, list[Hit]]
"""One article among the matches: its key, and its matches, best first."""


def grouped(hits: Iterable[Hit], keys: Sequence[int]) -> list[Found]:
    """Matches by article, in the order of each article's first match."""
    articles: dict[int, list[Hit]] = {}
    for hit, key in zip(hits, keys, strict=True):
        if key in articles:
            articles[key].append(hit)
        else:
            articles[key] = [hit]
    return list(articles.items())


class Facets:
    """Counts the articles of one answer: exactly, every article once for each of its values."""

    def __init__(
        self, searcher: tantivy.Searcher, articles: Sequence[Found], values_of: ValuesOf
    ) -> None:
        self._searcher = searcher
        self._values_of = values_of
        self._addresses = [hits[0][1] for _, hits in articles]
        self._sizes = [len(hits) for _, hits in articles]

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
        example = {} if by_date else dict(zip(numbers, self._addresses, strict=True))
        for number, found in hits.items():
            if by_date:
                values: tuple[str, ...] = (iso_day(number)[: DATES[name]],)
            else:
                values = self._values_of(name, example[number])
            for value in values:
                articles[value] += counted[number]
                paragraphs[value] += found
        if by_date:
            shown = sorted(sorted(articles, reverse=True)[:size])
        else:
            shown = sorted(articles, key=lambda value: (-articles[value], value))[:size]
        return Facet(name, tuple(Bucket(v, articles[v], paragraphs[v]) for v in shown))

    def _column(self, name: str) -> list[int | None]:
        if not self._addresses:
            return []
        values = self._searcher.fast_field_values(name, self._addresses)
        return [value if value is None else int(value) for value in values]
