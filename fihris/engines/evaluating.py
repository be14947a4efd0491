"""Whether a paragraph meets a query, decided here: what every engine must agree with, and the last
word where an engine's own query can only come near."""

from __future__ import annotations

from typing import assert_never

from fihris.arabic.analyzer import normalizer
from fihris.engines.matching import Finder, Stands
from fihris.engines.model import (
    DATES,
    FACETS,
    AllOf,
    AnyOf,
    DateRange,
    Everything,
    FacetName,
    InTitle,
    Is,
    Node,
    Paragraph,
    Phrase,
    Prefix,
    Query,
    Without,
    Word,
)
from fihris.engines.nodes import children
from fihris.engines.terms import Sought, sought


def matches(node: Node, paragraph: Paragraph) -> bool:
    """Whether a paragraph meets a query: what every engine must agree with."""
    return Decider(Query(node)).meets(paragraph)


class Decider:
    """Decides about many paragraphs for one query; each is analysed once for all of its parts."""

    def __init__(self, query: Query) -> None:
        self._node = query.node
        self._finder = Finder(query, excluded=True)
        self._leaves = {leaf.part: leaf for leaf in self._finder.leaves}

    def meets(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph meets the query.

        Raises:
            QueryTimedOut
        """
        return self._meets(self._node, paragraph, self._finder.read_once(paragraph.text))

    def _meets(self, node: Node, paragraph: Paragraph, stands: Stands) -> bool:
        match node:
            case AllOf(parts):
                return all(self._meets(part, paragraph, stands) for part in parts)
            case AnyOf(parts):
                return any(self._meets(part, paragraph, stands) for part in parts)
            case Without(part):
                return not self._meets(part, paragraph, stands)
            case InTitle(part):
                return paragraph.kind == "title" and self._meets(part, paragraph, stands)
            case Is(name, value):
                return _is(paragraph, name, value)
            case DateRange(start, end):
                day = paragraph.date
                return day is not None and (start or day) <= day <= (end or day)
            case Everything():
                return True
            case Word() | Phrase() | Prefix():
                leaf = self._leaves.get(node)
                return leaf is not None and any(
                    stands.meets(leaf, view) for view in leaf.sought.views
                )
            case _:
                assert_never(node)


def _is(paragraph: Paragraph, name: FacetName, value: str) -> bool:
    if name in DATES:
        return (paragraph.date or "")[: DATES[name]] == value
    held = getattr(paragraph, FACETS[name])
    fold = normalizer()
    values = held if isinstance(held, tuple) else (held,) if held else ()
    return fold(value) in {fold(one) for one in values}


def is_unsure(node: Node) -> bool:
    """Whether engines count the moves of a phrase with slop otherwise than ``near`` does.

    Of two different words they count the same. Of three, or of a word repeated, tantivy 0.27 finds
    some that need more moves and misses some that need fewer (``tests/contract/test_agreement``).
    """
    if not isinstance(node, Phrase):
        return any(map(is_unsure, children(node)))
    leaf = sought(node) if node.slop else None
    return leaf is not None and _counts_apart(leaf)


def _counts_apart(leaf: Sought) -> bool:
    different = min(len({term.of(view) for term in leaf.terms}) for view in leaf.views)
    return len(leaf.terms) > 1 and not different == len(leaf.terms) == 2
