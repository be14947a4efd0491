"""From what a person wrote to a query: the words, and the options that narrow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fihris.engines.deadline import NEVER, Deadline
from fihris.engines.model import (
    AllOf,
    AnyOf,
    Everything,
    FacetName,
    Node,
    Phrase,
    Prefix,
    Query,
    Word,
)
from mappings.errors import FihrisError

if TYPE_CHECKING:
    from collections.abc import Sequence

FACET_NAMES: tuple[FacetName, ...] = (
    "source",
    "category",
    "country",
    "organization",
    "place",
    "author",
    "year",
    "month",
    "day",
)


class FacetUnknown(FihrisError):
    """A facet that there is not."""

    exit_code = 2
    en = ('there is no facet "{name}"', "nothing was counted", "use some of: {choices}")
    ar = ("لا يوجد وجه اسمه «{name}»", "لم يُعدّ شيء", "استعمل بعض هذه: {choices}")


def asked(
    words: Sequence[str],
    *,
    match: str = "all",
    deadline: Deadline = NEVER,
    **filters: str | None,
) -> Query:
    """The query of ``words``, narrowed by ``filters`` (field name → value as written).

    Raises:
        QueryWrong: the words or a value cannot be read.
    """
    from fihris.query.parser import parse  # start-up

    text = " ".join(words)
    parts: list[Node] = []
    if text.strip():
        node = parse(text).node
        parts += [any_word(node) if match == "any" else node]
    for name, value in filters.items():
        if value is not None:
            parts.append(parse(f"{name}:{_quoted(value)}").node)
    if not parts:
        parts.append(Everything())
    return Query(parts[0] if len(parts) == 1 else AllOf(tuple(parts)), text, deadline)


def any_word(node: Node) -> Node:
    """The same query, met by any one of its words instead of all."""
    if not isinstance(node, AllOf):
        return node
    kinds = Word | Phrase | Prefix | AnyOf
    words = tuple(part for part in node.parts if isinstance(part, kinds))
    rest = tuple(part for part in node.parts if not isinstance(part, kinds))
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
                raise FacetUnknown(name=name.strip(), choices=", ".join(FACET_NAMES))
            chosen += known
    return tuple(chosen)


def _quoted(value: str) -> str:
    if any(char in value for char in ' ()|"') and '"' not in value:
        return f'"{value}"'
    return value
