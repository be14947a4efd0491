"""Asks a generation for a page of articles: one request, which also brings what the second stage of
ranking needs, and the counts.

Two searches travel in it. One is the query: its matches collapsed by article, each with its best
paragraphs; the best paragraphs over all, to be ranked again; totals and facets. The other counts in
how many paragraphs of the index each term of the query is, which the server does without reading
any, and remembers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from elasticsearch.dsl import Search
from elasticsearch.dsl import aggs as dsl_aggs
from elasticsearch.dsl import query as dsl

from engines import ranking
from engines.answering import article_hit, best_first, paragraph_hit
from engines.elastic import counting
from engines.elastic.border import TooMuchAtOnce, refused
from engines.elastic.compiling import compiled
from engines.elastic.shape import FIELDS, HALF, paragraph_of
from engines.matching import Finder
from engines.model import ArticleHit, Facet, FacetName, Paragraph, ParagraphHit, Query, Total, View

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

PREFERENCE: Final = "fihris"
"""The same copy of a shard answers the same query each time, as long as it is there: copies count
removed documents differently until they are merged away."""

BY_SCORE: Final = ({"_score": "desc"}, {"article_key": "asc"}, {"position": "asc"})
"""The order of matches: equals as everywhere, by the article's key and the place in it."""

BY_DATE: Final = ({"date": {"order": "desc", "missing": "_last"}}, {"article_key": "asc"})

ARTICLES_AT_ONCE: Final = 10_000
"""Articles whose values one search counts where not all can be counted in one: with six values
each they are fewer than its 65,536 buckets."""

Term = tuple[View, str]


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


class Match(NamedTuple):
    """A paragraph that matched: the engine's score, and itself."""

    score: float
    key: int
    paragraph: Paragraph


class Searcher:
    """Searches one generation, or the alias that leads to one."""

    def __init__(self, client: Elasticsearch, target: str, where: str) -> None:
        self._client = client
        self._target = target
        self._where = where

    def page(self, query: Query, asked: Asked) -> Page:
        """One page of articles, with totals and facets over all of them."""
        finder = Finder(query)
        again = 0 if asked.by_date or not asked.size else ranking.candidates(query.node)
        search = self._about(query)
        # articles of candidates come first, in an order that is not known yet
        begin = asked.offset if again <= asked.offset else 0
        count = asked.offset + asked.size - begin if asked.size else 0
        search = search[begin : begin + count]
        if count:
            inner = {
                "name": "best",
                "size": asked.paragraphs,
                "sort": list(BY_SCORE),
                "_source": list(FIELDS),
                "track_scores": True,
            }
            search = search.source(False).extra(
                collapse={"field": "article_key", "inner_hits": inner},
                sort=list(BY_DATE if asked.by_date else BY_SCORE),
                track_scores=True,
            )
        for name, aggregation in counting.totals().items():
            search.aggs[name] = aggregation
        if again:
            best: dict[str, Any] = {"size": again, "sort": list(BY_SCORE), "_source": list(FIELDS)}
            search.aggs.metric("best", "top_hits", **best)
        answer, idf, facets = self._with_facets(query, search, finder if again else None, asked)
        hits = _article_hits(finder, idf, answer, asked)[
            asked.offset - begin : asked.offset - begin + asked.size
        ]
        return Page(
            _generation_of(answer),
            counting.total(answer),
            tuple(hits),
            facets,
        )

    def _with_facets(
        self, query: Query, search: Search[Any], finder: Finder | None, asked: Asked
    ) -> tuple[Any, ranking.Idf, tuple[Facet, ...]]:
        """The answer with its facets; those apart where they are too many to be counted at once."""
        size = asked.facet_size
        together = search._clone()
        for name in asked.facets:
            together.aggs.bucket(f"by_{name}", counting.facet(name, size))
        try:
            answer, idf = self._ask(together, finder)
        except TooMuchAtOnce:
            answer, idf = self._ask(search, finder)
            return answer, idf, self._facets(query, counting.total(answer), asked)
        aggregations = answer["aggregations"]
        facets = [counting.counted(n, [aggregations[f"by_{n}"]], size) for n in asked.facets]
        return answer, idf, tuple(facets)

    def _facets(self, query: Query, total: Total, asked: Asked) -> tuple[Facet, ...]:
        """Facets of very many articles, in parts that each stay within what a search may count."""
        size = asked.facet_size
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
                answers = [one["aggregations"]["by"] for one in self._msearch(searches)]
            except TooMuchAtOnce:
                parts *= 2
                continue
            each = parts if total.exact else 1
            return tuple(
                counting.counted(name, answers[at * each : (at + 1) * each], size)
                for at, name in enumerate(asked.facets)
            )

    def _counts(self, query: Query, aggregation: Any) -> Search[Any]:
        search = self._about(query)[:0]
        search.aggs["by"] = aggregation
        return search

    def rank(self, query: Query, size: int) -> tuple[ParagraphHit, ...]:
        """The best paragraphs, not grouped, the first of them ranked again."""
        finder = Finder(query)
        again = ranking.candidates(query.node)
        search = self._about(query)[: max(size, again)].source(list(FIELDS))
        search = search.extra(sort=list(BY_SCORE), track_scores=True)
        answer, idf = self._ask(search, finder)
        matches = [_match(hit) for hit in answer["hits"]["hits"]]
        return ranked_paragraphs(finder, idf, matches, again)[:size]

    def idf(self, terms: Sequence[Term]) -> tuple[float, ...]:
        """BM25's inverse document frequency of terms."""
        (answer,) = self._msearch([_frequencies(terms)])
        return tuple(_weights(terms, answer)[term] for term in terms)

    def _about(self, query: Query) -> Search[Any]:
        return Search().query(compiled(query.node)).extra(track_total_hits=True)

    def _ask(self, search: Search[Any], finder: Finder | None) -> tuple[Any, ranking.Idf]:
        """The answer, and the weights of the terms that the second stage asks for."""
        terms = list(terms_of(finder)) if finder else []
        if not terms:
            (answer,) = self._msearch([search])
            return answer, _no_weight
        answer, counted = self._msearch([search, _frequencies(terms)])
        weights = _weights(terms, counted)

        def idf(view: View, term: str) -> float:
            return weights[view, term]

        return answer, idf

    def _msearch(self, searches: Sequence[Search[Any]]) -> list[Any]:
        header = {"index": self._target, "preference": PREFERENCE}
        lines: list[dict[str, Any]] = []
        for at, search in enumerate(searches):
            # with several shards, words are as rare as in all of them together
            kind = "dfs_query_then_fetch" if at == 0 else "query_then_fetch"
            lines += [{**header, "search_type": kind}, search.to_dict()]
        answers = self._client.msearch(
            searches=lines,
            filter_path=f"-responses.aggregations.{counting.HIDDEN},-responses.**.{counting.HIDDEN}",
        )["responses"]
        for answer in answers:
            check(answer, self._where, self._target)
        return list(answers)


def check(answer: Mapping[str, Any], where: str, target: str) -> None:
    """Refuse an answer that is an error, or that shards are missing from."""
    if "error" in answer:
        raise refused(int(answer.get("status", 500)), answer, where, target)
    shards = answer["_shards"]
    if shards["failed"]:
        reasons = [one.get("reason") for one in shards.get("failures", ())]
        error = {"type": "search_phase_execution_exception", "caused_by": (reasons or [None])[0]}
        raise refused(503, {"error": error}, where, target)


def ranked_paragraphs(
    finder: Finder, idf: ranking.Idf, matches: Sequence[Match], again: int
) -> tuple[ParagraphHit, ...]:
    """Paragraphs in the engine's order, the first ``again`` of them ranked again."""
    return tuple(
        paragraph_hit(score, one.paragraph) for score, one in ranked(finder, idf, matches, again)
    )


def ranked(
    finder: Finder, idf: ranking.Idf, matches: Sequence[Match], again: int
) -> list[tuple[float, Match]]:
    """Matches with their scores: the first ``again`` best first, those behind as they are."""
    behind = matches[again].score if len(matches) > again else None
    best = best_first(finder, idf, [_candidate(one) for one in matches[:again]], behind)
    first = [(score, matches[at]) for score, at in best.order]
    return first + [(one.score * best.scale, one) for one in matches[again:]]


def _article_hits(
    finder: Finder, idf: ranking.Idf, answer: Mapping[str, Any], asked: Asked
) -> list[ArticleHit]:
    """The articles of the answer from the first that was asked for, in their order."""
    found: dict[int, tuple[list[Match], int]] = {}
    for hit in answer["hits"]["hits"]:
        inner = hit["inner_hits"]["best"]["hits"]
        matches = [_match(one) for one in inner["hits"]]
        found[matches[0].key] = (matches, inner["total"]["value"])
    best = answer["aggregations"].get("best", {"hits": {"hits": []}})["hits"]["hits"]
    candidates = [_match(one) for one in best]
    # the first match behind the candidates sets the scale; of those that came with the page
    seen = {(one.key, one.paragraph.position) for one in candidates}
    behind = [one for matches, _ in found.values() for one in matches
              if (one.key, one.paragraph.position) not in seen]  # fmt: skip
    after = max((one.score for one in behind), default=None)
    again = best_first(finder, idf, [_candidate(one) for one in candidates], after)
    first: dict[int, list[tuple[float, Match]]] = {}
    for score, at in again.order:
        first.setdefault(candidates[at].key, []).append((score, candidates[at]))
    order = [*first, *(key for key in found if key not in first)]
    hits = []
    for key in order:
        if key not in found:
            continue  # among the candidates, but on a page before this one
        matches, count = found[key]
        shown = first.get(key, [])
        # candidates of an article are its first matches
        rest = [(one.score * again.scale, one) for one in matches[len(shown) :]]
        both = [(score, one.paragraph) for score, one in (shown + rest)[: asked.paragraphs]]
        about = matches[0].paragraph
        hits.append(article_hit(finder, about, both[0][0], both, count))
    return hits


def _match(hit: Mapping[str, Any]) -> Match:
    source = hit["_source"]
    key = source["article_key"] + HALF if "article_key" in source else hit["sort"][1] + HALF
    return Match(float(hit["_score"] or 0.0), key, paragraph_of(source))


def _candidate(match: Match) -> ranking.Candidate:
    return ranking.Candidate(match.paragraph.text, match.key, match.paragraph.position)


def _generation_of(answer: Mapping[str, Any]) -> str:
    hits = answer["hits"]["hits"]
    return str(hits[0]["_index"]) if hits else ""


def terms_of(finder: Finder) -> Iterator[Term]:
    """The terms whose weights the second stage needs."""
    seen: set[Term] = set()
    for leaf in finder.leaves:
        for view in leaf.sought.views:
            for word in leaf.sought.terms:
                term = (view, word.of(view))
                if term not in seen:
                    seen.add(term)
                    yield term


def _frequencies(terms: Sequence[Term]) -> Search[Any]:
    """Counts the paragraphs that have each term, and all."""
    search = Search()[:0].extra(track_total_hits=True).query(dsl.MatchAll())
    filters: dict[str, dsl.Query] = {
        str(at): dsl.Term(f"text.{view}", {"value": term}) for at, (view, term) in enumerate(terms)
    }
    search.aggs.bucket("terms", dsl_aggs.Filters(filters=filters))
    return search


def _weights(terms: Sequence[Term], answer: Mapping[str, Any]) -> dict[Term, float]:
    total = answer["hits"]["total"]["value"]
    buckets = answer["aggregations"]["terms"]["buckets"]
    return {
        term: math.log(1 + (total - having + 0.5) / (having + 0.5)) if total else 0.0
        for at, term in enumerate(terms)
        for having in (buckets[str(at)]["doc_count"],)
    }


def _no_weight(_view: View, _term: str) -> float:
    return 0.0
