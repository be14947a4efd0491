"""How large a question may be, the same on every engine."""

from __future__ import annotations

from typing import Final, assert_never

from fihris.engines.model import (
    AllOf,
    AnyOf,
    DateRange,
    Everything,
    InTitle,
    Is,
    Node,
    Phrase,
    Prefix,
    Query,
    Without,
    Word,
)
from fihris.engines.nodes import children
from fihris.engines.query_errors import PageTooFar, QueryTooLarge, TooManyBeginnings
from fihris.engines.terms import sought

WORDS: Final = 1_000
"""Words and values of one query. In three views each they are what an Elasticsearch of the least
memory takes; the embedded engine answers so many of SaudiNewsNet in a second."""

BEGINNINGS: Final = 50
"""Words with ``*`` of one query. Of two letters, each takes 26 ms of SaudiNewsNet's 165,360
paragraphs."""

FURTHEST: Final = 1_000_000
"""Articles down to which an answer is told: ``max_result_window`` of ``mappings/settings.json``."""


def check(query: Query, *, size: int = 0, offset: int = 0) -> None:
    """Refuse what no engine is asked.

    Raises:
        QueryTooLarge, TooManyBeginnings, PageTooFar
        QueryTimedOut: it came too late.
    """
    query.deadline.check()
    words, beginnings = _sizes(query.node)
    if beginnings > BEGINNINGS:
        raise TooManyBeginnings(found=beginnings, limit=BEGINNINGS)
    if words > WORDS:
        raise QueryTooLarge(found=words, limit=WORDS)
    if offset + size > FURTHEST:
        raise PageTooFar(first=offset + 1, last=offset + size, limit=FURTHEST)


def _sizes(node: Node) -> tuple[int, int]:
    """How many words and values a query has, and how many beginnings among them."""
    match node:
        case AllOf() | AnyOf() | Without() | InTitle():
            each = [_sizes(part) for part in children(node)]
            return sum(one[0] for one in each), sum(one[1] for one in each)
        case Is() | DateRange():
            return 1, 0
        case Everything():
            return 0, 0
        case Word() | Phrase() | Prefix():
            leaf = sought(node)
            return (leaf.size, int(leaf.pattern is not None)) if leaf else (0, 0)
        case _:
            assert_never(node)
