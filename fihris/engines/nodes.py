"""Walks the nodes of a query. Every ``match`` over nodes ends in ``assert_never``, so mypy reports
each place that does not handle a new kind of node."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

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
    Without,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def children(node: Node) -> tuple[Node, ...]:
    """The nodes within a node, left to right; none in a leaf."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            return parts
        case Without(part) | InTitle(part):
            return (part,)
        case Word() | Phrase() | Prefix() | Is() | DateRange() | Everything():
            return ()
        case _:
            assert_never(node)


def mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same node around changed ones; a leaf is itself."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            return type(node)(tuple(map(change, parts)))
        case Without(part) | InTitle(part):
            return type(node)(change(part))
        case Word() | Phrase() | Prefix() | Is() | DateRange() | Everything():
            return node
        case _:
            assert_never(node)
