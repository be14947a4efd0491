"""Builds a query from the words that a person wrote and the options that narrow it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from fihris.arabic.spelling import fold
from fihris.engines.deadline import NEVER, Deadline
from fihris.engines.model import (
    ARTICLE_FIELDS,
    DATES,
    FACETS,
    AllOf,
    AnyOf,
    Everything,
    FacetName,
    Node,
    Query,
    Words,
)
from mappings.errors import FihrisError

FACET_NAMES: Final[tuple[FacetName, ...]] = (*FACETS, *DATES)


class Filter(NamedTuple):
    """An option that narrows a query: its name, its metavariable and its help."""

    name: str
    value: str
    help: str


FILTERS: Final = (
    *(Filter(one.facet, "VALUE", one.help) for one in ARTICLE_FIELDS if one.facet),
    Filter("date", "DAYS", "Releases of these days: 2023-10, 2023-10..2023-12, >2023-10-08."),
    Filter("since", "DAY", "Releases from this day on: 2023-10-01, or 7d, 2w, 3m, 1y back."),
    Filter("until", "DAY", "Releases up to this day, month or year."),
)

_NONE: Final[Mapping[str, str | None]] = {}

_WHOLE: Final = frozenset(' ()|"')
"""A value with one of these signs is one value, whatever commas it has."""


class FacetUnknown(FihrisError):
    """There is no such facet."""

    exit_code = 2
    en = ('there is no facet "{name}"', "nothing was counted", "{near}use some of: {choices}")
    ar = ("لا يوجد وجه اسمه «{name}»", "لم يُعدّ شيء", "{near_ar}استعمل بعض هذه: {choices}")


def asked(
    words: Sequence[str],
    *,
    match: str = "all",
    deadline: Deadline = NEVER,
    filters: Mapping[str, str | None] = _NONE,
) -> Query:
    """The query of ``words``, narrowed by ``filters`` (names of ``FILTERS`` → values). A value
    means the same as in the query language, but no sign in it is syntax.

    Raises:
        QueryWrong: the words or a value cannot be read.
    """
    text = " ".join(words)
    parts: list[Node] = []
    if text.strip():
        from fihris.query.parser import parse  # start-up

        node = parse(text).node
        parts += [any_word(node) if match == "any" else node]
    parts += [_filter(name, value) for name, value in filters.items() if value is not None]
    return Query(_all_of(parts), text, deadline)


def narrowed(query: Query, by: Node) -> Query:
    """The same query, also narrowed by ``by``; a query without words still finds nothing."""
    if by == Everything() or query.node == AnyOf(()):
        return query
    return replace(query, node=_all_of((query.node, by)))


def _all_of(parts: Sequence[Node]) -> Node:
    if not parts:
        return Everything()
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _filter(name: str, value: str) -> Node:
    """The part of a query that an option asks for. A value is taken as it stands; one without a
    space or a quotation mark may be a list, ``KW,QA``: any of them.

    Raises:
        QueryWrong
    """
    from fihris.query.errors import QueryWrong  # start-up
    from fihris.query.values import ValueWrong  # start-up

    shown = f"--{name} {value}"
    start = len(shown) - len(value)
    nodes: list[Node] = []
    for one in [value] if _WHOLE.intersection(value) else value.replace("،", ",").split(","):
        try:
            node = _value(name, one)
        except ValueWrong as wrong:
            raise QueryWrong(
                query=shown,
                position=start,
                width=max(1, len(one)),
                problem=wrong.problem,
                suggestion=wrong.suggestion,
            ) from wrong
        nodes += node.parts if isinstance(node, AnyOf) else (node,)
        start += len(one) + 1
    return nodes[0] if len(nodes) == 1 else AnyOf(tuple(nodes))


def _value(name: str, value: str) -> Node:
    """A value by itself.

    Raises:
        ValueWrong
    """
    from fihris.query.values import LONGEST, ValueWrong, node_of  # start-up

    if len(value) > LONGEST:
        raise ValueWrong("the query is too long", f"keep it under {LONGEST:,} characters")
    if not fold(value).strip():
        raise ValueWrong("a value is missing", f"as in --{name} …")
    return node_of(name, value.strip(), date.today())


def any_word(node: Node) -> Node:
    """The same query, matched by any of its words instead of all."""
    if not isinstance(node, AllOf):
        return node
    words = tuple(part for part in node.parts if isinstance(part, Words | AnyOf))
    rest = tuple(part for part in node.parts if not isinstance(part, Words | AnyOf))
    if len(words) < 2:
        return node
    return AllOf((AnyOf(words), *rest)) if rest else AnyOf(words)


def facets_of(written: str | None) -> tuple[FacetName, ...]:
    """Facet names from a comma-separated list.

    Raises:
        FacetUnknown
    """
    chosen: list[FacetName] = []
    for name in (written or "").replace("،", ",").split(","):
        if name.strip():
            known = [one for one in FACET_NAMES if one == name.strip().lower()]
            if not known:
                from mappings.nearest import near  # start-up

                choices = ", ".join(FACET_NAMES)
                raise FacetUnknown(name=name.strip(), choices=choices, **near(name, FACET_NAMES))
            chosen += known
    return tuple(chosen)
