"""What the value of a field means, in the query language and in options alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fihris.arabic.spelling import fold
from fihris.engines.model import FACETS, AnyOf, DateRange, Is, Node
from mappings.loader import table

if TYPE_CHECKING:
    from datetime import date

LONGEST: Final = 4_000
"""Code points of the longest query, and of the longest value of an option."""


class ValueWrong(ValueError):
    """A value is invalid for its field: the problem, and what to write instead (English)."""

    def __init__(self, problem: str, suggestion: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.suggestion = suggestion


def node_of(field: str, value: str, today: date) -> Node:
    """The part of a query that asks for ``value`` in ``field``: a facet's name, ``date``,
    ``since`` or ``until``.

    Raises:
        ValueWrong
    """
    if field == "country":
        return Is("country", _country(value))
    if field == "source":
        same = _sources(value)
        return (
            Is("source", value) if len(same) == 1 else AnyOf(tuple(Is("source", s) for s in same))
        )
    for name in FACETS:
        if name == field:
            return Is(name, value)
    return _days(field, value, today)


def _country(value: str) -> str:
    from fihris.arabic.places import country_code  # start-up

    code = country_code(value)
    if code is None:
        raise ValueWrong("there is no such country", _country_like(value))
    return code


def _country_like(value: str) -> str:
    """What to write instead of an unknown country: the nearest name, if one is near."""
    import difflib  # start-up

    names = {fold(row[2]): row[2] for row in table("countries") if row[1] in {"ar", "text", "en"}}
    near = difflib.get_close_matches(fold(value), list(names), 1, 0.7)
    hint = "use a name or an ISO code, such as الكويت or KW"
    return f"did you mean {names[near[0]]}? {hint}" if near else hint


def _sources(value: str) -> list[str]:
    """A source and the other name that it signs with, if it is a well-known agency."""
    sought = fold(value)
    for names in table("agencies"):
        if sought in {fold(name) for name in names}:
            return [value, *(name for name in names if fold(name) != sought)]
    return [value]


def _days(field: str, value: str, today: date) -> DateRange:
    from fihris.query import dates  # start-up

    try:
        return DateRange(*dates.read(field, value, today))
    except dates.Reversed as exc:
        raise ValueWrong("the range ends before it begins", "put the earlier day first") from exc
    except dates.NoDate as exc:
        hint = "as in 2023, 2023-10, 2023-10-08, 2023-10..2023-12, >2023-10-08 or 1445-03ه"
        if field == "since":
            hint = "as in 7d, 2w, 3m, 1y, أسبوع, 2023, 2023-10, 2023-10-08 or 1445-03ه"
        raise ValueWrong("this is not a date", hint) from exc
