"""From a query in our words to Elasticsearch's."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, assert_never

from elasticsearch.dsl import query as dsl

import mappings
from fihris.arabic.analyzer import normalizer
from fihris.engines import ranking
from fihris.engines.evaluating import is_unsure
from fihris.engines.model import (
    DATES,
    FACETS,
    AllOf,
    AnyOf,
    DateRange,
    Everything,
    InTitle,
    Is,
    Node,
    Phrase,
    Prefix,
    View,
    Without,
    Word,
)
from fihris.engines.terms import Sought, sought

if TYPE_CHECKING:
    from collections.abc import Sequence

EVERYTHING: Final = dsl.MatchAll(boost=0.0)


@cache
def weight(view: View) -> float:
    """What a match in a view is boosted by.

    Elasticsearch multiplies BM25's formula by k1 + 1 (Lucene's ``LegacyBM25Similarity``), which is
    not the same in every view; here it is made so, and the scores are the embedded engine's.
    """
    fields = mappings.paragraphs()["properties"]["text"]["fields"]
    similarity = mappings.settings()["similarity"]
    own, exact = (similarity[fields[one]["similarity"]]["k1"] for one in (view, "exact"))
    return ranking.WEIGHTS[view] * float((exact + 1) / (own + 1))


def compiled(node: Node) -> dsl.Query:
    """Elasticsearch's query for ``node``. Parts without a word (``…``) match nothing and ask
    nothing."""
    return _node(node) or dsl.MatchNone()


def _node(node: Node) -> dsl.Query | None:
    match node:
        case AllOf(parts):
            return _all(parts)
        case AnyOf(parts):
            some = [query for part in parts if (query := _node(part))]
            return _any(some) if some else None
        case Without(part):
            return _all((node,)) if _node(part) else None
        case InTitle(part):
            inner = _node(part)
            if inner is None:
                return None
            return dsl.Bool(must=[inner], filter=[dsl.Term(kind="title")])
        case Is():
            return _is(node)
        case DateRange(start, end):
            days = {"gte": start, "lte": end}
            return _unscored(dsl.Range("date", {key: day for key, day in days.items() if day}))
        case Everything():
            return EVERYTHING
        case Word() | Phrase() | Prefix():
            leaf = sought(node)
            if leaf and is_unsure(node):
                return _every_word(leaf)
            return _leaf(leaf) if leaf else None
        case _:
            assert_never(node)


def _all(parts: tuple[Node, ...]) -> dsl.Query | None:
    must: list[dsl.Query] = []
    must_not: list[dsl.Query] = []
    for part in parts:
        inner = part.part if isinstance(part, Without) else part
        if isinstance(part, Without) and is_unsure(inner):
            continue
        query = _node(inner)
        if query is not None:
            (must_not if isinstance(part, Without) else must).append(query)
    if not must and not must_not:
        return None
    return dsl.Bool(must=must or [EVERYTHING], must_not=must_not)


def _any(queries: list[dsl.Query]) -> dsl.Query:
    return queries[0] if len(queries) == 1 else dsl.Bool(should=queries, minimum_should_match=1)


def _unscored(query: dsl.Query) -> dsl.Query:
    return dsl.ConstantScore(filter=query, boost=0.0)


def _is(node: Is) -> dsl.Query:
    if node.name in DATES:
        # rounded up and down to the end and the beginning of what is written: a day, month or year
        rounded = {4: "y", 7: "M", 10: "d"}[DATES[node.name]]
        format_ = {4: "uuuu", 7: "uuuu-MM", 10: "uuuu-MM-dd"}[DATES[node.name]]
        ends = f"{node.value}||/{rounded}"
        return _unscored(dsl.Range("date", {"gte": ends, "lte": ends, "format": format_}))
    return _unscored(_term(f"{FACETS[node.name]}.folded", normalizer()(node.value)))


def _leaf(leaf: Sought) -> dsl.Query:
    if leaf.pattern is not None:
        return _prefix(leaf, leaf.pattern)
    counts = ranking.emphasis(leaf)
    return _any([_in_view(leaf, view, counts * weight(view)) for view in leaf.views])


def _every_word(leaf: Sought) -> dsl.Query:
    """The words of a phrase, each pair near enough: one of its views has them all so."""
    views = []
    for view in leaf.views:
        terms = sorted({term.of(view) for term in leaf.terms})
        words: list[dsl.Query] = [_term(f"text.{view}", term) for term in terms]
        pairs = [_phrase(view, pair, leaf.slop) for pair in leaf.pairs(view)]
        views.append(dsl.Bool(must=words, filter=pairs, boost=weight(view)))
    return _any(list(views))


def _in_view(leaf: Sought, view: View, boost: float) -> dsl.Query:
    terms = [term.of(view) for term in leaf.terms]
    if len(terms) == 1:
        return _term(f"text.{view}", terms[0], boost)
    return _phrase(view, terms, leaf.slop, boost)


def _phrase(view: View, terms: Sequence[str], slop: int, boost: float = 1.0) -> dsl.Query:
    # the words are terms already: this analyzer only parts them
    body = {"query": " ".join(terms), "analyzer": "terms", "slop": slop, "boost": boost}
    return dsl.MatchPhrase(f"text.{view}", body)


def _prefix(leaf: Sought, pattern: str) -> dsl.Query:
    # without Lucene's own operators, its expressions mean what Python's do
    begins = dsl.Regexp("text.exact", {"value": pattern, "flags": "NONE"})
    if not leaf.terms:
        return begins
    clauses: list[dict[str, Any]] = [
        {"span_term": {"text.exact": term.exact}} for term in leaf.terms
    ]
    clauses.append({"span_multi": {"match": begins.to_dict()}})
    return dsl.SpanNear(clauses=clauses, slop=0, in_order=True)


def _term(field: str, value: str, boost: float = 1.0) -> dsl.Query:
    return dsl.Term(field, {"value": value, "boost": boost})
