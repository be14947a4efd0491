"""Whether both engines answer the same: totals, facets, the first ten articles in their order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from benchmarks import data
from benchmarks.engines.both import both, cluster
from benchmarks.engines.drawn import Drawn, drawn
from fihris.query.parser import parse

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from fihris.engines.model import FacetName, Results
    from fihris.engines.protocol import Engine

QUERIES: Final = 500
FACETS: Final[tuple[FacetName, ...]] = ("source", "category", "country", "month", "day")
SIZE: Final = 10


@dataclass(slots=True)
class Agreement:
    """What was the same and what was not."""

    queries: int = 0
    totals: int = 0
    facets: int = 0
    order: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    unlike: list[str] = field(default_factory=list)


def compared(one: Engine, other: Engine, queries: Iterable[Drawn]) -> Agreement:
    """Ask both engines everything."""
    told = Agreement()
    for query in queries:
        asked = parse(query.text)
        answers = [
            engine.search(asked, size=SIZE, facets=FACETS, facet_size=50) for engine in (one, other)
        ]
        left, right = answers
        told.queries += 1
        told.totals += left.total == right.total
        told.facets += left.facets == right.facets
        if left.total != right.total or left.facets != right.facets:
            told.unlike.append(f"{query.kind}: {query.text}: {left.total} ≠ {right.total}")
        if ids(left) == ids(right):
            told.order += 1
        else:
            told.reasons[f"{query.kind}: {reason(left, right)}"] += 1
    return told


def ids(results: Results) -> list[str]:
    """The articles of an answer, in their order."""
    return [hit.article_id for hit in results.hits]


def reason(left: Results, right: Results) -> str:
    """Why two answers are in another order.

    Both engines rank again what their own scorer found first. Paragraphs that the one has among
    its first fifty and the other has not are *candidates*; beyond them, what is scored the same
    stands in the order of the engine.
    """
    known = {hit.article_id: hit.score for hit in left.hits}
    for hit in right.hits:
        if hit.article_id in known and abs(hit.score - known[hit.article_id]) > 0.01:
            return "candidates (an article's score lacks what its other paragraphs add)"
    if set(ids(left)) != set(ids(right)):
        return "candidates (an article is among those of one engine alone)"
    return "unexplained"


def main(arguments: argparse.Namespace) -> None:
    """Print the table."""
    articles = list(data.news(arguments.articles))
    path = None
    if arguments.articles:
        raise SystemExit("the agreement is measured over all articles")
    with cluster() as url, both(url, path) as (embedded, elastic):
        told = compared(embedded, elastic, drawn(articles, QUERIES))
    print(f"  queries                         {told.queries}")
    print(f"  totals equal                    {told.totals / told.queries:.1%}")
    print(f"  facets equal                    {told.facets / told.queries:.1%}")
    print(f"  first ten articles in one order {told.order / told.queries:.1%}")
    for why, times in told.reasons.most_common():
        print(f"    {times:3} {why}")
    for one in told.unlike:
        print(f"    {one}")
