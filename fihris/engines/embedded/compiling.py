"""From a query in our words to tantivy's."""

from __future__ import annotations

from typing import assert_never

from tantivy import FieldType, Occur, Query, Schema

from fihris.arabic.analyzer import normalizer
from fihris.engines import ranking
from fihris.engines.evaluating import is_unsure
from fihris.engines.keys import day_number
from fihris.engines.model import (
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


def compiled(node: Node, schema: Schema) -> Query:
    """Tantivy's query for ``node``. Parts without a word (``…``) match nothing and ask nothing."""
    return _Compiler(schema).node(node) or Query.empty_query()


class _Compiler:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def node(self, node: Node) -> Query | None:
        match node:
            case AllOf(parts):
                return self._all(parts)
            case AnyOf(parts):
                some = [query for part in parts if (query := self.node(part))]
                return (
                    Query.boolean_query([(Occur.Should, query) for query in some]) if some else None
                )
            case Without(part):
                return self._all((node,)) if self.node(part) else None
            case InTitle(part):
                inner = self.node(part)
                return None if inner is None else self._both(inner, self._filter("kind", "title"))
            case Is():
                return self._is(node)
            case DateRange():
                return self._days(node)
            case Everything():
                return Query.const_score_query(Query.all_query(), 0.0)
            case Word() | Phrase() | Prefix():
                leaf = sought(node)
                if leaf and is_unsure(node):
                    return self._every_word(leaf)
                return self._leaf(leaf) if leaf else None
            case _:
                assert_never(node)

    def _all(self, parts: tuple[Node, ...]) -> Query | None:
        must: list[tuple[Occur, Query]] = []
        for part in parts:
            inner = part.part if isinstance(part, Without) else part
            if isinstance(part, Without) and is_unsure(inner):
                continue
            query = self.node(inner)
            if query is not None:
                occur = Occur.MustNot if isinstance(part, Without) else Occur.Must
                must.append((occur, query))
        if must and all(occur == Occur.MustNot for occur, _ in must):
            must.append((Occur.Must, Query.const_score_query(Query.all_query(), 0.0)))
        return Query.boolean_query(must) if must else None

    def _both(self, one: Query, other: Query) -> Query:
        return Query.boolean_query([(Occur.Must, one), (Occur.Must, other)])

    def _filter(self, field: str, value: str) -> Query:
        return Query.const_score_query(Query.term_query(self.schema, field, value, "basic"), 0.0)

    def _is(self, node: Is) -> Query:
        if node.name in ("year", "month", "day"):
            return self._days(DateRange(node.value, node.value))
        return self._filter(FACETS[node.name], normalizer()(node.value))

    def _days(self, node: DateRange) -> Query:
        days = Query.range_query(
            self.schema,
            "day",
            FieldType.Integer,
            day_number(node.start) if node.start else None,
            day_number(node.end) if node.end else None,
        )
        return Query.const_score_query(days, 0.0)

    def _leaf(self, leaf: Sought) -> Query:
        if leaf.pattern is not None:
            return self._prefix(leaf, leaf.pattern)
        counts = ranking.emphasis(leaf)
        views = [
            Query.boost_query(self._in_view(leaf, view), counts * ranking.WEIGHTS[view])
            for view in leaf.views
        ]
        if len(views) == 1:
            return views[0]
        return Query.boolean_query([(Occur.Should, query) for query in views])

    def _every_word(self, leaf: Sought) -> Query:
        """The words of a phrase, each pair near enough: one of its views has them all so."""
        views = []
        for view in leaf.views:
            terms = sorted({term.of(view) for term in leaf.terms})
            must = [Query.term_query(self.schema, view, term) for term in terms]
            for pair in leaf.pairs(view):
                near = Query.phrase_query(self.schema, view, list(pair), leaf.slop)
                must.append(Query.const_score_query(near, 0.0))
            every = Query.boolean_query([(Occur.Must, query) for query in must])
            views.append((Occur.Should, Query.boost_query(every, ranking.WEIGHTS[view])))
        return Query.boolean_query(views)

    def _in_view(self, leaf: Sought, view: View) -> Query:
        terms = [term.of(view) for term in leaf.terms]
        if len(terms) == 1:
            record = "freq" if view == "light" else "position"
            return Query.term_query(self.schema, view, terms[0], record)
        return Query.phrase_query(self.schema, view, list(terms), leaf.slop)

    def _prefix(self, leaf: Sought, pattern: str) -> Query:
        begins = Query.regex_query(self.schema, "exact", pattern)
        if not leaf.terms:
            return begins
        words = [term.exact for term in leaf.terms]
        # tantivy reads the words of this query as patterns: ours are letters and digits
        patterns: list[str | tuple[int, str]] = [*words, pattern]
        return Query.regex_phrase_query(self.schema, "exact", patterns)
