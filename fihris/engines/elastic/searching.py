"""Asks for a page of articles.

One request brings the best paragraphs, which the second stage of ranking orders anew, the articles
in the engine's order with how often each matches, totals, facets, and how rare the words are. Only
where an article of the page has more paragraphs to show than were among the best, they are asked
for, of the articles of this page alone. (Asking for the paragraphs of every article that might come
to stand on the page makes one request of it, and took 44 ms where both take 22.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from elasticsearch.dsl import Search
from elasticsearch.dsl import aggs as dsl_aggs
from elasticsearch.dsl import query as dsl

from fihris.engines import ranking
from fihris.engines.answering import article_hit, best_first, paragraph_hit
from fihris.engines.elastic import counting
from fihris.engines.elastic.asking import BY_SCORE, Asker, Match, match_of
from fihris.engines.elastic.border import TooMuchAtOnce
from fihris.engines.elastic.compiling import compiled
from fihris.engines.elastic.shape import FIELDS, HALF
from fihris.engines.matching import Finder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fihris.engines.model import ArticleHit, Facet, FacetName, ParagraphHit, Query, Total

BY_DATE: Final = ({"date": {"order": "desc", "missing": "_last"}}, {"article_key": "asc"})

SOURCE: Final = FIELDS
"""What is read of a document that is shown."""

ARTICLES_AT_ONCE: Final = 10_000
"""Articles whose values one search counts where not all can be counted in one: with six values
each they are fewer than its 65,536 buckets."""

FILLED_AT_ONCE: Final = 500
"""Articles whose paragraphs one search brings."""


class Asked(NamedTuple):
    """What a page is asked with."""

    size: int
    offset: int
    by_date: bool
    facets: Sequence[FacetName]
    facet_size: int
    paragraphs: int


class Page(NamedTuple):
    """What came back. ``generation`` is empty where no document tells it."""

    generation: str
    total: Total
    hits: tuple[ArticleHit, ...]
    facets: tuple[Facet, ...]


class Scored(NamedTuple):
    """An article of the answer: how many of its paragraphs match, and the best by rank."""

    key: int
    found: int
    score: float
    best: list[tuple[float, Match]]


class Searcher:
    """Searches one generation, or the alias that leads to one."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def page(self, query: Query, asked: Asked) -> Page:
        """One page of articles, with totals and facets over all of them."""
        if asked.by_date or not asked.size or asked.offset >= ranking.candidates(query.node):
            return self._page_in_order(query, asked)
        return self._page_of_best(query, asked)

    def rank(self, query: Query, size: int) -> tuple[ParagraphHit, ...]:
        """The best paragraphs, not grouped, the first of them ranked again."""
        finder = Finder(query)
        again = ranking.candidates(query.node)
        search = self._asker.about(query)[: max(size, again + 1)].source(list(SOURCE))
        search = search.extra(sort=list(BY_SCORE), track_scores=True)
        answer, idf = self._asker.ask(search, finder)
        matches = [match_of(hit) for hit in answer["hits"]["hits"]]
        scored = ranked(finder, idf, matches, again)[:size]
        return tuple(paragraph_hit(score, one.paragraph) for score, one in scored)

    # --- the first pages of the best

    def _page_of_best(self, query: Query, asked: Asked) -> Page:
        finder = Finder(query)
        again = ranking.candidates(query.node)
        search = _counted(self._asker.about(query)[:0])
        _add_best(search, again)
        search.aggs["page"] = dsl_aggs.Terms(
            field="article_key",
            size=max(again, asked.offset + asked.size),
            order=[{"top": "desc"}, {"_key": "asc"}],
            aggs={"top": dsl_aggs.Max(script={"source": "_score"})},
        )
        answer, idf, facets = self._with_facets(query, search, finder, asked)
        generation = _answered_by(answer)
        scale, articles = _scored(finder, idf, answer, again)
        first = articles[asked.offset : asked.offset + asked.size]
        page = self._filled(query, first, scale, asked.paragraphs, generation)
        return Page(
            generation,
            counting.total(answer),
            tuple(_article_hit(finder, one, asked.paragraphs) for one in page),
            facets,
        )

    def _filled(
        self,
        query: Query,
        page: Sequence[Scored],
        scale: float,
        paragraphs: int,
        generation: str,
    ) -> list[Scored]:
        """The articles of a page with as many paragraphs as are to be shown."""
        short = [one.key - HALF for one in page if len(one.best) < min(one.found, paragraphs)]
        if not short:
            return list(page)
        searches = [
            self._paragraphs(query, short[at : at + FILLED_AT_ONCE], paragraphs)
            for at in range(0, len(short), FILLED_AT_ONCE)
        ]
        more: dict[int, list[Match]] = {}
        for answer in self._asker.all(searches, generation=generation):
            for bucket in answer["aggregations"]["articles"]["buckets"]:
                hits = bucket["best"]["hits"]["hits"]
                more[bucket["key"] + HALF] = [match_of(hit) for hit in hits]
        filled = []
        for one in page:
            # candidates of an article are its first matches
            rest = more.get(one.key, [])[len(one.best) :]
            best = [*one.best, *((match.score * scale, match) for match in rest)]
            if best:  # else none of its paragraphs is ours
                filled.append(one._replace(best=best))
        return filled

    def _paragraphs(self, query: Query, keys: list[int], size: int) -> Search[Any]:
        within = dsl.Bool(must=[compiled(query.node)], filter=[dsl.Terms(article_key=keys)])
        search = Search()[:0].query(within)
        best = _best(size)
        search.aggs.bucket("articles", "terms", field="article_key", size=len(keys)).metric(
            "best", "top_hits", **best
        )
        return search

    # --- pages in the engine's own order

    def _page_in_order(self, query: Query, asked: Asked) -> Page:
        """By date; or so far behind that only the engine's own order is left. Articles come
        collapsed, each with its best paragraphs."""
        finder = Finder(query)
        again = 0 if asked.by_date or not asked.size else ranking.candidates(query.node)
        # a document that is not shown tells which generation answered
        search = _counted(self._asker.about(query)[asked.offset : asked.offset + (asked.size or 1)])
        if asked.size:
            inner = {"name": "best", **_best(asked.paragraphs)}
            search = search.extra(
                collapse={"field": "article_key", "inner_hits": inner},
                sort=list(BY_DATE if asked.by_date else BY_SCORE),
                track_scores=True,
            )
        search = search.source(False)
        if again:
            _add_best(search, again)
        answer, idf, facets = self._with_facets(query, search, finder if again else None, asked)
        scale = _scored(finder, idf, answer, again)[0] if again else 1.0
        hits = answer["hits"]["hits"]
        page = []
        for hit in hits if asked.size else ():
            inner_hits = hit["inner_hits"]["best"]["hits"]
            matches = [match_of(one) for one in inner_hits["hits"]]
            if not matches:  # none of its paragraphs is ours
                continue
            best = [(one.score * scale, one) for one in matches]
            page.append(Scored(matches[0].key, inner_hits["total"]["value"], best[0][0], best))
        return Page(
            _answered_by(answer),
            counting.total(answer),
            tuple(_article_hit(finder, one, asked.paragraphs) for one in page),
            facets,
        )

    # --- facets

    def _with_facets(
        self, query: Query, search: Search[Any], finder: Finder | None, asked: Asked
    ) -> tuple[Any, ranking.Idf, tuple[Facet, ...]]:
        """The answer with its facets; those apart where they are too many to be counted at once."""
        size = asked.facet_size
        together = search._clone()
        for name in asked.facets:
            together.aggs.bucket(f"by_{name}", counting.facet(name, size))
        try:
            answer, idf = self._asker.ask(together, finder)
        except TooMuchAtOnce:
            answer, idf = self._asker.ask(search, finder)
            return answer, idf, self._facets(query, answer, asked)
        aggregations = answer["aggregations"]
        facets = [counting.counted(n, [aggregations[f"by_{n}"]], size) for n in asked.facets]
        return answer, idf, tuple(facets)

    def _facets(self, query: Query, answer: Any, asked: Asked) -> tuple[Facet, ...]:
        """Facets of very many articles, in parts that each stay within what a search may count."""
        size, total = asked.facet_size, counting.total(answer)
        parts = 1 + total.articles // ARTICLES_AT_ONCE
        while True:
            searches = []
            for name in asked.facets:
                if not total.exact:
                    searches.append(self._counts(query, counting.estimated_facet(name, size)))
                    continue
                for part in range(parts):
                    one = counting.part_of_facet(name, size, part, parts)
                    searches.append(self._counts(query, one))
            try:
                counted = self._asker.all(searches, generation=_answered_by(answer))
                answers = [one["aggregations"]["by"] for one in counted]
            except TooMuchAtOnce:
                parts *= 2
                continue
            each = parts if total.exact else 1
            return tuple(
                counting.counted(name, answers[at * each : (at + 1) * each], size)
                for at, name in enumerate(asked.facets)
            )

    def _counts(self, query: Query, aggregation: Any) -> Search[Any]:
        search = self._asker.about(query)[:0]
        search.aggs["by"] = aggregation
        return search


def ranked(
    finder: Finder, idf: ranking.Idf, matches: Sequence[Match], again: int
) -> list[tuple[float, Match]]:
    """Matches with their scores: the first ``again`` best first, those behind as they are."""
    behind = matches[again].score if len(matches) > again else None
    best = best_first(finder, idf, [one.candidate for one in matches[:again]], behind)
    first = [(score, matches[at]) for score, at in best.order]
    return first + [(one.score * best.scale, one) for one in matches[again:]]


def _answered_by(answer: Any) -> str:
    """The generation that an answer is from; empty where it has no document that tells it."""
    hits = answer["hits"]["hits"]
    if not hits and "best" in answer["aggregations"]:
        hits = answer["aggregations"]["best"]["hits"]["hits"]
    return str(hits[0]["_index"]) if hits else ""


def _counted(search: Search[Any]) -> Search[Any]:
    for name, aggregation in counting.totals().items():
        search.aggs[name] = aggregation
    return search


def _add_best(search: Search[Any], again: int) -> None:
    """Ask for the candidates, and for the first behind them, whose score sets the scale."""
    search.aggs.metric("best", "top_hits", **_best(again + 1))


def _best(size: int) -> dict[str, Any]:
    """The best paragraphs, in the order of every engine, with their scores."""
    return {
        "size": size,
        "sort": list(BY_SCORE),
        "track_scores": True,
        "_source": list(SOURCE),
    }


def _scored(
    finder: Finder, idf: ranking.Idf, answer: Any, again: int
) -> tuple[float, list[Scored]]:
    """The scale of what is behind the candidates, and the articles in their order: those of
    candidates, best first, then the others as the engine orders them."""
    counted = answer["aggregations"]
    matches = [match_of(hit) for hit in counted["best"]["hits"]["hits"]]
    behind = matches[again].score if len(matches) > again else None
    best = best_first(finder, idf, [one.candidate for one in matches[:again]], behind)
    if "page" not in counted:
        return best.scale, []
    buckets = {one["key"] + HALF: one for one in counted["page"]["buckets"]}
    first: dict[int, list[tuple[float, Match]]] = {}
    for score, at in best.order:
        first.setdefault(matches[at].key, []).append((score, matches[at]))
    articles = [
        Scored(key, buckets[key]["doc_count"], mine[0][0], mine)
        for key, mine in first.items()
        if key in buckets
    ]
    articles += [
        Scored(key, one["doc_count"], one["top"]["value"] * best.scale, [])
        for key, one in buckets.items()
        if key not in first
    ]
    return best.scale, articles


def _article_hit(finder: Finder, one: Scored, paragraphs: int) -> ArticleHit:
    shown = [(score, match.paragraph) for score, match in one.best[:paragraphs]]
    return article_hit(finder, shown[0][1], shown[0][0], shown, one.found)
