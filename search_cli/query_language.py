"""The query language: from what a person writes to a ``Query``. ``docs/query.md`` tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, Literal, NoReturn

import parsy

from arabic.spelling import fold
from arabic.views import views
from engines.model import (
    AllOf,
    AnyOf,
    DateRange,
    Everything,
    FacetName,
    InTitle,
    Is,
    Node,
    Phrase,
    Prefix,
    Query,
    Without,
    Word,
)
from mappings.loader import table
from search_cli.errors import QueryWrong
from search_cli.query_words import DEEPEST, Piece, pieces

_FACETS: Final[dict[str, FacetName]] = {
    "source": "source",
    "category": "category",
    "organization": "organization",
    "place": "place",
    "author": "author",
}


def parse(text: str, *, today: date | None = None) -> Query:
    """Read a query.

    Args:
        today: what ``since:7d`` counts from; the current day by default.

    Raises:
        QueryWrong: it cannot be read; the error shows where and suggests what to write.
    """
    found = pieces(text)
    if not found:
        _refuse(text, 0, "the query is empty", "write a word, such as الكويت")
    return Query(_Reader(text, found, today or date.today()).node(), text)


def parse_plain(text: str, *, match: Literal["all", "any"] = "any") -> Query:
    """Read a question as plain words: quotation marks, colons and operators are no syntax."""
    found = views().words(text)
    words = tuple(Word(word) for word in dict.fromkeys(text[at.start : at.end] for at in found))
    if not words:
        return Query(AnyOf(()), text)
    if len(words) == 1:
        return Query(words[0], text)
    return Query(AnyOf(words) if match == "any" else AllOf(words), text)


class _Reader:
    """A grammar over pieces, with parsy: either, all, without, one."""

    def __init__(self, text: str, found: list[Piece], today: date) -> None:
        self.text = text
        self.found = found
        self.today = today

    def node(self) -> Node:
        either = parsy.forward_declaration()
        signed = parsy.forward_declaration()
        grouped = self._is("(") >> either << self._is(")")
        phrase = parsy.seq(
            self._is("phrase") | self._is("exact phrase"), self._is("slop").optional()
        )
        field = parsy.seq(self._is("field"), self._is("value").at_least(1)).map(self._field)
        in_title = self._is("field") >> (grouped | phrase.map(_phrase) | self._leaf()).map(InTitle)
        one = grouped | phrase.map(_phrase) | field | in_title | self._leaf()
        signed.become((self._is("not") >> signed).map(Without) | (self._is("plus") >> signed) | one)
        every = signed.sep_by(self._is("and").optional(), min=1).map(_all_of)
        either.become(every.sep_by(self._is("or"), min=1).map(_any_of))
        self._check_depth()
        try:
            node: Node = either.parse(self.found)
        except parsy.ParseError as exc:
            self._explain(exc.index)
        return _positive(node)

    def _is(self, kind: str) -> parsy.Parser:
        return parsy.test_item(lambda piece: piece.kind == kind, kind)

    def _leaf(self) -> parsy.Parser:
        made: dict[str, Callable[[str], Node]] = {
            "word": Word,
            "exact": lambda text: Word(text, exact=True),
            "prefix": Prefix,
        }
        return parsy.test_item(lambda piece: piece.kind in made, "a word").map(
            lambda piece: made[piece.kind](piece.text)
        )

    def _check_depth(self) -> None:
        signs = 0
        for piece in self.found:
            signs = signs + 1 if piece.kind in {"not", "plus"} else 0
            if signs > DEEPEST:
                _refuse(
                    self.text,
                    piece.start,
                    "too many brackets within one another",
                    "write it flatter",
                )

    def _explain(self, index: int) -> NoReturn:
        """Say what is wrong at a piece, or at the end."""
        if index < len(self.found):
            piece = self.found[index]
            if piece.kind == "field":
                width = piece.end - piece.start
                _refuse(
                    self.text, piece.start, "a value is missing", f"as in {piece.text}:…", width
                )
            at, width = piece.start, piece.end - piece.start
        else:
            at, width = len(self.text), 1
        hint = "put a word before and after أو, OR, AND, NOT; in quotation marks they are words"
        _refuse(self.text, at, "something is missing here", hint, width)

    def _field(self, found: list[object]) -> Node:
        field, values = found
        assert isinstance(field, Piece)
        assert isinstance(values, list)
        return _any_of([self._value(field, value) for value in values])

    def _value(self, field: Piece, value: Piece) -> Node:
        width = value.end - value.start
        if field.text in _FACETS:
            name = _FACETS[field.text]
            if name == "source":
                return _any_of([Is(name, same) for same in _sources(value.text)])
            return Is(name, value.text)
        if field.text == "country":
            from arabic.places import country_code  # start-up

            code = country_code(value.text)
            if code is None:
                hint = "use a name or an ISO code, such as الكويت or KW"
                _refuse(self.text, value.start, "there is no such country", hint, width)
            return Is("country", code)
        from search_cli import query_dates  # start-up

        try:
            if field.text == "since":
                start, end = query_dates.since(value.text, self.today)
            elif field.text == "until":
                start, end = query_dates.until(value.text)
            else:
                start, end = query_dates.span(value.text)
        except (query_dates.NoDate, OverflowError) as exc:
            if str(exc) == "reversed":
                hint = "put the earlier day first"
                _refuse(self.text, value.start, "the range ends before it begins", hint, width)
            hint = "as in 2023, 2023-10, 2023-10-08, 2023-10..2023-12, >2023-10-08, 1445-03ه or 7d"
            _refuse(self.text, value.start, "this is no date", hint, width)
        return DateRange(start, end)


def _sources(value: str) -> list[str]:
    """A source and the other name that it signs with, if it is a well-known agency."""
    sought = fold(value)
    for names in table("agencies"):
        if sought in {fold(name) for name in names}:
            return [value, *(name for name in names if fold(name) != sought)]
    return [value]


def _phrase(found: list[object]) -> Node:
    phrase, slop = found
    assert isinstance(phrase, Piece)
    return Phrase(
        phrase.text,
        int(slop.text) if isinstance(slop, Piece) else 0,
        exact=phrase.kind == "exact phrase",
    )


def _all_of(parts: list[Node]) -> Node:
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, AllOf) else (part,)
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


def _any_of(parts: list[Node]) -> Node:
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, AnyOf) else (part,)
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))


def _positive(node: Node) -> Node:
    """A query of exclusions alone is about everything else."""
    parts = node.parts if isinstance(node, AllOf) else (node,)
    if all(isinstance(part, Without) for part in parts):
        return AllOf((Everything(), *parts))
    return node


def _refuse(text: str, at: int, problem: str, suggestion: str, width: int = 1) -> NoReturn:
    raise QueryWrong(query=text, position=at, problem=problem, suggestion=suggestion, width=width)
