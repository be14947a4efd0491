"""Sends searches and reads what comes back: one request for several, how rare words are with it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from elasticsearch.dsl import Search
from elasticsearch.dsl import aggs as dsl_aggs
from elasticsearch.dsl import query as dsl

from fihris.engines import ranking
from fihris.engines.deadline import NEVER, Deadline
from fihris.engines.elastic import counting
from fihris.engines.elastic.answers import SHARDS, checked, keyed, of_search
from fihris.engines.elastic.border import refused
from fihris.engines.elastic.compiling import compiled
from fihris.engines.elastic.shape import HALF, known
from fihris.engines.model import Paragraph, Query, View
from fihris.engines.server_errors import AnswerUnusable, ServerBusy, ServerNotReady
from fihris.engines.waiting import tried

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from elasticsearch import Elasticsearch

    from fihris.engines.matching import Finder
    from fihris.engines.strange import Strange

PREFERENCE: Final = "fihris"
"""The same copy of a shard answers the same query each time, as long as it is there: copies count
removed documents differently until they are merged away."""

BY_SCORE: Final = ({"_score": "desc"}, {"article_key": "asc"}, {"position": "asc"})
"""The order of matches: equals as everywhere, by the article's key and the place in it."""

AGAIN: Final = (0.2, 1.0)
"""Seconds after which a search is asked again that shards are missing from. A node that goes
between the phases of a search takes it along, though another has copies of what it held."""

Term = tuple[View, str]


class Match(NamedTuple):
    """A paragraph that matched: the engine's score, its article's key, and itself."""

    score: float
    key: int
    paragraph: Paragraph

    @property
    def candidate(self) -> ranking.Candidate:
        """As the second stage takes it."""
        return ranking.Candidate(self.paragraph.text, self.key, self.paragraph.position)


class Asker:
    """Asks one generation, or the alias that leads to one."""

    def __init__(
        self,
        client: Elasticsearch,
        target: str,
        where: str,
        strange: Strange,
        deadline: Deadline = NEVER,
    ) -> None:
        self._client = client
        self._target = target
        self._where = where
        self._strange = strange
        self._deadline = deadline

    def about(self, query: Query) -> Search[Any]:
        """A search for a query."""
        return Search().query(compiled(query.node)).extra(track_total_hits=True)

    def ask(self, search: Search[Any], finder: Finder | None) -> tuple[Any, ranking.Idf]:
        """The answer, and the weights of the terms that the second stage asks for."""
        terms = list(terms_of(finder)) if finder else []
        if not terms:
            (answer,) = self.all([search])
            return answer, no_weight
        answer, counted = self.all([search, _frequencies(terms)])
        weights = _weights(terms, counted)

        def idf(view: View, term: str) -> float:
            return weights[view, term]

        return answer, idf

    def idf(self, terms: Sequence[Term]) -> tuple[float, ...]:
        """BM25's inverse document frequency of terms."""
        (answer,) = self.all([_frequencies(terms)])
        weights = _weights(terms, answer)
        return tuple(weights[term] for term in terms)

    def all(self, searches: Sequence[Search[Any]], *, generation: str = "") -> list[Any]:
        """The answers to several searches, in one request.

        Args:
            generation: which one answered before; the alias may lead to another by now.

        Raises:
            EngineError: one of them is no answer, or not a whole one.
            QueryTimedOut
        """
        header = {"index": generation or self._target, "preference": PREFERENCE}
        lines: list[dict[str, Any]] = []
        for at, search in enumerate(searches):
            # with several shards, words are as rare as in all of them together
            kind = "dfs_query_then_fetch" if at == 0 else "query_then_fetch"
            body = {**search.to_dict(), **time_limit(self._deadline)}
            lines += [{**header, "search_type": kind}, body]
        return tried(lambda: self.send(lines), AGAIN, on=ServerNotReady)

    def send(self, lines: list[dict[str, Any]]) -> list[Any]:
        """The answers to the lines of one ``_msearch``, asked once, without strange documents."""
        self._deadline.check()
        told = self._client.msearch(
            searches=lines,
            filter_path=f"-responses.aggregations.{counting.HIDDEN},-responses.**.{counting.HIDDEN}",
        ).body
        answers: list[Any] = checked(told, {"responses": [keyed]}, self._where)["responses"]
        searches = lines[1::2]
        if len(answers) != len(searches):
            reason = f"{len(answers)} answers to {len(searches)} searches"
            raise AnswerUnusable(where=self._where, reason=reason)
        for answer, search in zip(answers, searches, strict=True):
            check(answer, self._where, self._target)
            checked(answer, of_search(search, hidden=counting.HIDDEN), self._where)
            leave_out_strange(answer, self._strange)
        return answers


def time_limit(deadline: Deadline) -> dict[str, Any]:
    """What tells the server to stop a search when its time is up."""
    left = deadline.left
    return {} if left is None else {"timeout": f"{math.ceil(left * 1000)}ms"}


def check(answer: Mapping[str, Any], where: str, target: str) -> None:
    """Refuse an answer that is an error, that shards are missing from, or that was broken off."""
    if "error" in answer:
        status = answer.get("status")
        raise refused(status if isinstance(status, int) else 500, answer, where, target)
    if answer.get("timed_out"):
        raise ServerBusy(where=where, reason="it stopped the search at its time limit")
    shards = checked(answer, {"_shards": SHARDS}, where)["_shards"]
    if shards["failed"]:
        error = {"type": "search_phase_execution_exception", "caused_by": shards.get("failures")}
        raise refused(503, {"error": error}, where, target)


def leave_out_strange(answer: Any, strange: Strange) -> None:
    """Take the documents that are not ours out of what was found, wherever they stand in it."""
    if isinstance(answer, list):
        for one in answer:
            leave_out_strange(one, strange)
    elif isinstance(answer, dict):
        hits = answer.get("hits")
        if isinstance(hits, list):
            answer["hits"] = known(hits, strange)
        for name, inner in answer.items():
            if isinstance(inner, dict | list) and name not in {"_source", "sort", "_shards"}:
                leave_out_strange(inner, strange)


def match_of(hit: Mapping[str, Any]) -> Match:
    """The paragraph that a hit is; ``leave_out_strange`` has read it."""
    key: int = hit["_source"]["article_key"] + HALF
    return Match(float(hit["_score"] or 0.0), key, hit["paragraph"])


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


def no_weight(_view: View, _term: str) -> float:
    """Of what nothing is ranked by."""
    return 0.0
