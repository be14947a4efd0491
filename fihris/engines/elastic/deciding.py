"""Answers queries whose matches are decided in our code: the server finds paragraphs that have the
words, all of them are read, and those that match are grouped and counted here."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from fihris.engines import ranking
from fihris.engines.answering import article_hit, facet_of, paragraph_hit
from fihris.engines.elastic.asking import (
    BY_SCORE,
    Asker,
    Match,
    Term,
    match_of,
    terms_of,
    time_limit,
)
from fihris.engines.elastic.compiling import compiled
from fihris.engines.elastic.reading import everything
from fihris.engines.elastic.searching import SOURCE, Asked, Page, ranked
from fihris.engines.evaluating import Decider
from fihris.engines.matching import Finder
from fihris.engines.model import (
    DATES,
    FACETS,
    Facet,
    FacetName,
    ParagraphHit,
    Query,
    Total,
    View,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from elasticsearch import Elasticsearch

    from fihris.engines.strange import Strange


def page(
    client: Elasticsearch, target: str, where: str, strange: Strange, query: Query, asked: Asked
) -> Page:
    """One page of articles, with totals and facets over all of them."""
    found, generation = _found(client, target, where, strange, query)
    finder = Finder(query)
    scored = [(one.score, one) for one in found]
    if asked.size and not asked.by_date:
        scored = _ranked(
            Asker(client, target, where, strange, query.deadline), query, finder, found
        )
    articles: dict[int, list[tuple[float, Match]]] = {}
    for score, one in scored:
        articles.setdefault(one.key, []).append((score, one))
    order = list(articles)
    if asked.by_date:
        order.sort(key=lambda key: _newest(articles[key][0][1], key))
    hits = []
    for key in order[asked.offset : asked.offset + asked.size]:
        mine = articles[key]
        shown = [(score, one.paragraph) for score, one in mine[: asked.paragraphs]]
        hits.append(article_hit(finder, shown[0][1], shown[0][0], shown, len(mine)))
    groups = [[one for _, one in mine] for mine in articles.values()]
    return Page(
        generation,
        Total(len(articles), len(found)),
        tuple(hits),
        tuple(_facet(name, groups, asked.facet_size) for name in asked.facets),
    )


def rank(
    client: Elasticsearch, target: str, where: str, strange: Strange, query: Query, size: int
) -> tuple[ParagraphHit, ...]:
    """The best paragraphs, not grouped."""
    found, _ = _found(client, target, where, strange, query)
    finder = Finder(query)
    scored = _ranked(Asker(client, target, where, strange, query.deadline), query, finder, found)[
        :size
    ]
    return tuple(paragraph_hit(score, one.paragraph) for score, one in scored)


def _found(
    client: Elasticsearch, target: str, where: str, strange: Strange, query: Query
) -> tuple[list[Match], str]:
    """Every paragraph that matches, in the server's order, and the generation that it is from."""
    hits = everything(
        client,
        target,
        where,
        strange,
        query=compiled(query.node).to_dict(),
        sort=[*BY_SCORE, "_shard_doc"],
        track_scores=True,
        source=list(SOURCE),
        **time_limit(query.deadline),
    )
    decider = Decider(query)
    found, generation = [], ""
    for hit in hits:
        one = match_of(hit)
        generation = hit["_index"]
        if decider.meets(one.paragraph):
            found.append(one)
    return found, generation


def _ranked(
    asker: Asker, query: Query, finder: Finder, found: Sequence[Match]
) -> list[tuple[float, Match]]:
    return ranked(finder, _idf(asker, finder), found, ranking.candidates(query.node))


def _idf(asker: Asker, finder: Finder) -> ranking.Idf:
    terms: list[Term] = list(terms_of(finder))
    known = dict(zip(terms, asker.idf(terms), strict=True))

    def idf(view: View, term: str) -> float:
        return known[view, term]

    return idf


def _newest(match: Match, key: int) -> tuple[int, int]:
    day = match.paragraph.date
    return (-int(day.replace("-", "")) if day else 0, key)


def _facet(name: FacetName, articles: Sequence[Sequence[Match]], size: int) -> Facet:
    """Counts as the server would."""
    having: Counter[str] = Counter()
    paragraphs: Counter[str] = Counter()
    for found in articles:
        value: Any = getattr(found[0].paragraph, "date" if name in DATES else FACETS[name])
        values = value if isinstance(value, tuple) else (value,) if value else ()
        for one in dict.fromkeys(values):
            told = one[: DATES[name]] if name in DATES else one
            having[told] += 1
            paragraphs[told] += len(found)
    return facet_of(name, having, paragraphs, size)
