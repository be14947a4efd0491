"""The order of what tantivy found: the second stage of ranking, and ties as on every engine."""

from __future__ import annotations

from heapq import nsmallest
from typing import TYPE_CHECKING

from fihris.engines import answering, ranking

if TYPE_CHECKING:
    from fihris.engines.embedded.counting import Articles, Hit
    from fihris.engines.embedded.searcher import Searcher
    from fihris.engines.matching import Finder


def best_first(
    searcher: Searcher,
    finder: Finder,
    hits: list[Hit],
    again: int,
    *,
    articles: int = 0,
    paragraphs: int = 0,
) -> list[Hit]:
    """The first ``again`` hits by the scores of the second stage; those behind keep their order,
    with scores that do not rise above theirs.

    Args:
        articles, paragraphs: so many are to be shown; where candidates are fewer, those behind
            that score the same are put into the order of every engine too.
    """
    hits = _ties_settled(searcher, hits, again)
    addresses = [address for _, address in hits[:again]]
    texts = map(searcher.text, addresses)
    keys = searcher.column("article_key", addresses)
    places = searcher.column("position", addresses)
    candidates = list(map(ranking.Candidate, texts, keys, places))
    rest = hits[again:]
    if len(set(keys)) < articles or again < paragraphs:  # some behind the candidates are shown
        rest = _in_order(searcher, rest)
    best = answering.best_first(finder, searcher.idf, candidates, rest[0][0] if rest else None)
    first = [(score, addresses[at]) for score, at in best.order]
    return first + [(behind * best.scale, address) for behind, address in rest]


def _ties_settled(searcher: Searcher, hits: list[Hit], again: int) -> list[Hit]:
    """Which of the paragraphs that score the same are the last candidates: those with the least
    article key and position, on every engine, and not those that tantivy happens to hold first."""
    if len(hits) <= again or hits[again][0] != hits[again - 1][0]:
        return hits
    edge = hits[again][0]
    begin = next(at for at, (score, _) in enumerate(hits) if score == edge)
    end = next((at for at in range(again, len(hits)) if hits[at][0] != edge), len(hits))
    addresses = [address for _, address in hits[begin:end]]
    keys = searcher.column("article_key", addresses)
    places = searcher.column("position", addresses)
    chosen = nsmallest(again - begin, range(len(addresses)), key=lambda at: (keys[at], places[at]))
    left = set(chosen)
    rest = [hits[begin + at] for at in range(len(addresses)) if at not in left]
    return [*hits[:begin], *(hits[begin + at] for at in chosen), *rest, *hits[end:]]


def _in_order(searcher: Searcher, hits: list[Hit]) -> list[Hit]:
    """Hits by score; those that score the same by article key and position."""
    addresses = [address for _, address in hits]
    keys = searcher.column("article_key", addresses)
    places = searcher.column("position", addresses)
    order = sorted(range(len(hits)), key=lambda at: (-hits[at][0], keys[at], places[at]))
    return [hits[at] for at in order]


def newest_first(searcher: Searcher, articles: Articles) -> list[int]:
    """Keys of articles by date, undated last; those of one day by key."""
    addresses = articles.addresses()
    days = searcher.tantivy.fast_field_values("day", addresses) if addresses else []
    dated = zip(articles.keys(), days, strict=True)
    return [key for key, _ in sorted(dated, key=lambda one: (-int(one[1] or 0), one[0]))]
