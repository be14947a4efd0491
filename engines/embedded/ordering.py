"""In which order paragraphs and articles are given."""

from __future__ import annotations

from heapq import nsmallest
from typing import TYPE_CHECKING

from engines import ranking

if TYPE_CHECKING:
    from engines.embedded.counting import Articles, Hit
    from engines.embedded.searcher import Searcher
    from engines.matching import Finder


def best_first(searcher: Searcher, finder: Finder, hits: list[Hit], again: int) -> list[Hit]:
    """The first candidates by the scores of the second stage; those behind keep their order, with
    scores that do not rise above theirs."""
    hits = _ties_settled(searcher, hits, again)
    addresses = [address for _, address in hits[:again]]
    texts = map(searcher.text, addresses)
    keys = searcher.column("article_key", addresses)
    places = searcher.column("position", addresses)
    candidates = list(map(ranking.Candidate, texts, keys, places))
    ranked = ranking.Scorer(finder, searcher.idf).ranked(candidates)
    first = [(one.score, addresses[one.at]) for one in ranked]
    rest = hits[again:]
    if not rest:
        return first
    scale = first[-1][0] / (rest[0][0] or 1.0)
    return first + [(behind * scale, address) for behind, address in rest]


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


def newest_first(searcher: Searcher, articles: Articles) -> list[int]:
    """The keys of articles, newest first, undated last, then by key."""
    addresses = articles.addresses()
    days = searcher.tantivy.fast_field_values("day", addresses) if addresses else []
    dated = zip(articles.keys(), days, strict=True)
    return [key for key, _ in sorted(dated, key=lambda one: (-int(one[1] or 0), one[0]))]
