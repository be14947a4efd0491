"""The query language: from text to a ``Query``, as ``docs/query.md`` describes."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NoReturn

import parsy

from fihris.arabic.spelling import fold
from fihris.engines.model import (
    AllOf,
    AnyOf,
    Everything,
    InTitle,
    Node,
    Phrase,
    Prefix,
    Query,
    Without,
    Word,
)
from fihris.query.errors import QueryWrong
from fihris.query.lexer import DEEPEST, Piece, fields, pieces
from fihris.query.values import LONGEST, ValueWrong, node_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_DASHES: Final = "-–—"
_LIKE_A_COLON: Final = "：﹕︓∶ː꞉"
_LIKE_A_DASH: Final = "−‐‑﹣－"

_INVISIBLE: Final = (
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_UNUSUAL: Final = frozenset(_LIKE_A_COLON + _LIKE_A_DASH + _INVISIBLE)


def parse(text: str, *, today: date | None = None) -> Query:
    """Parse a query.

    Args:
        today: the day that ``since:7d`` counts from; default: the current day.

    Raises:
        QueryWrong: it cannot be read; the error shows where and suggests what to write.
    """
    clean, places = _tidy(text)
    try:
        found = pieces(clean)
        if not found:
            _refuse(clean, 0, "the query is empty", "write a word, such as الكويت")
        whole = _with_names(clean, found)
        return Query(_Reader(clean, whole, today or date.today()).node(), text)
    except QueryWrong as wrong:
        if clean == text:
            raise
        position, width = wrong.facts["position"], wrong.facts["width"]
        at, end = places[position], places[min(position + width, len(clean))]
        facts = {**wrong.facts, "query": text, "position": at, "width": max(1, end - at)}
        raise QueryWrong(**facts) from None


def parse_plain(text: str, *, match: Literal["all", "any"] = "any") -> Query:
    """Parse a text as plain words: quotation marks, colons and operators are not syntax."""
    from fihris.arabic.views import views  # start-up

    found = views().words(text)
    words = tuple(Word(word) for word in dict.fromkeys(text[at.start : at.end] for at in found))
    if not words:
        return Query(AnyOf(()), text)
    if len(words) == 1:
        return Query(words[0], text)
    return Query(AnyOf(words) if match == "any" else AllOf(words), text)


def _with_names(query: str, found: list[Piece]) -> list[Piece]:
    """Words that make one name (بور سعيد) as one piece: in the index they are one word."""
    from fihris.arabic.views import views  # start-up

    whole: list[Piece] = []
    for piece in found:
        last = whole[-1] if whole else piece
        is_signed = len(whole) > 1 and whole[-2].kind == "not"
        if (
            last.kind == piece.kind == "word"
            and not is_signed
            and query[last.end : piece.start].isspace()
            and views().are_one(last.text, piece.text)
        ):
            whole[-1] = Piece("word", f"{last.text} {piece.text}", last.start, piece.end)
        else:
            whole.append(piece)
    return whole


def _tidy(text: str) -> tuple[str, Sequence[int]]:
    """The query without invisible marks, its signs as the language has them, and for each place
    in it, the end among them, the place in ``text``.

    Text copied from a page in Arabic carries direction marks, before a field or a sign too.
    """
    plain = _UNUSUAL.isdisjoint(text) and not any(sign in text for sign in ("''", ": ", " :"))
    if plain or len(text) > LONGEST:
        return text, range(len(text) + 1)
    clean: list[str] = []
    places: list[int] = []

    def keep(sign: str, at: int) -> None:
        clean.append(sign)
        places.extend(range(at, at + len(sign)))

    end = 0
    for found in _typed().finditer(text):
        keep(text[end : found.start()], end)
        end = found.end()
        if found["twice"]:
            keep("‹", found.start())
            keep(found["twice"], found.start("twice"))
            keep("›", found.end("twice"))
        elif found["name"] and fold(found["name"]) in fields():
            keep(found["name"], found.start())
            keep(":", found.start("colon"))
        elif found["dash"]:
            keep("-", found.start())
        elif not found["invisible"]:
            keep(found[0], found.start())
    keep(text[end:], end)
    return "".join(clean), [*places, len(text)]


@cache
def _typed() -> re.Pattern[str]:
    """What keyboards and copying make of the signs of the language; quoted text stays as it is.

    Compiled for the queries that need it: that takes 2 ms.
    """
    return re.compile(
        rf"""
          (?P<quoted> ["“”][^"“”]*["“”] | „[^"“”]*["“”]
            | «[^»]*» | »[^«]*« | ‹[^›]*› | ＂[^＂]*＂ )
        | (?<![\w'])''(?=\S)(?P<twice>[^'"“”„«»‹›]+)''(?![\w'])
        | (?P<invisible>[{_INVISIBLE}]+)
        | (?<!\w)(?P<name>[^\W\d_][\w\u064b-\u0652\u0670]*)\s*(?P<colon>[:{_LIKE_A_COLON}])\s*
        | (?<![^\s(])(?P<dash>[{_LIKE_A_DASH}])(?=[^\s{_LIKE_A_DASH}])
        """,
        re.VERBOSE,
    )


class _Reader:
    """A grammar over pieces, with parsy: either, all, without, one.

    Brackets are read from the innermost outwards, so that they cost no depth of the stack: as a
    recursive grammar, 40 of them within one another exceeded Python's limit.
    """

    def __init__(self, text: str, found: list[Piece], today: date) -> None:
        self.text = text
        self.found = found
        self.today = today
        self.groups: dict[int, Node] = {}  # what brackets hold, by where they open
        self.either = self._grammar()

    def node(self) -> Node:
        self._check()
        outer: list[list[Piece]] = []
        inner: list[Piece] = []
        for piece in self.found:
            if piece.kind == "(":
                outer.append(inner)
                inner = [piece]
            elif piece.kind == ")":
                opening, *within = inner
                self.groups[opening.start] = self._read(within, piece.start)
                inner = outer.pop()
                inner.append(Piece("group", "", opening.start, piece.end))
            else:
                inner.append(piece)
        return _positive(self._read(inner, len(self.text)))

    def _read(self, found: list[Piece], end: int) -> Node:
        try:
            node: Node = self.either.parse(found)
        except parsy.ParseError as exc:
            self._explain(found[exc.index] if exc.index < len(found) else None, end)
        return node

    def _grammar(self) -> parsy.Parser:
        group = self._is("group").map(lambda piece: self.groups[piece.start])
        phrase = parsy.seq(
            self._is("phrase") | self._is("exact phrase"), self._is("slop").optional()
        ).map(_phrase)
        field = parsy.seq(self._is("field"), self._is("value").at_least(1)).map(self._field)
        in_title = self._is("field") >> (group | phrase | self._leaf()).map(InTitle)
        one = group | phrase | field | in_title | self._leaf()
        signs = (self._is("not") | self._is("plus")).many()
        signed = parsy.seq(signs, one).combine(_signed)
        every = signed.sep_by(self._is("and").optional(), min=1).map(_all_of)
        return every.sep_by(self._is("or"), min=1).map(_any_of)

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

    def _check(self) -> None:
        """Refuse what would be read as something else than was meant."""
        self._check_depth()
        for piece, after in zip(self.found, [*self.found[1:], None], strict=True):
            width = piece.end - piece.start
            if piece.kind == "exact" and not any(char.isalnum() for char in piece.text):
                _refuse(self.text, piece.start, "a word is missing after =", "as in =وزارة", width)
            name = piece.text.removesuffix(":")
            if piece.kind == "word" and name != piece.text and fold(name) in fields():
                self._needs_value(piece)
            if piece.kind == "field" and after is not None:
                between = self.text[piece.end : after.start].strip()
                if between[:1] and between[0] in f"{_DASHES}+":
                    at = self.text.index(between, piece.end)
                    hint = f"put it before the field, as in {between[0]}{piece.text}:…"
                    _refuse(self.text, at, "this sign cannot be used here", hint, len(between))

    def _check_depth(self) -> None:
        """Brackets and signs together, along the deepest way down."""
        outer: list[int] = []
        depth = 0
        for piece in self.found:
            if piece.kind in {"(", "not", "plus"}:
                if piece.kind == "(":
                    outer.append(depth)
                depth += 1
                if depth > DEEPEST:
                    problem = "too many nested brackets"
                    _refuse(self.text, piece.start, problem, "use fewer nested brackets")
            elif piece.kind == ")":
                depth = outer.pop()
            if piece.kind not in {"(", "not", "plus", "field"}:
                depth = outer[-1] + 1 if outer else 0

    def _explain(self, piece: Piece | None, end: int) -> NoReturn:
        """Say what is wrong at a piece, or at the end of what was read."""
        if piece is not None and piece.kind == "field":
            self._needs_value(piece)
        at, width = (piece.start, piece.end - piece.start) if piece else (end, 1)
        hint = "put a word before and after أو, OR, AND, NOT; in quotation marks they are words"
        _refuse(self.text, at, "something is missing here", hint, width)

    def _needs_value(self, piece: Piece) -> NoReturn:
        width = piece.end - piece.start
        name = piece.text.removesuffix(":")
        _refuse(self.text, piece.start, "a value is missing", f"as in {name}:…", width)

    def _field(self, found: list[object]) -> Node:
        field, values = found
        assert isinstance(field, Piece)
        assert isinstance(values, list)
        return _any_of([self._value(field, value) for value in self._placed(values)])

    def _placed(self, values: list[Piece]) -> list[Piece]:
        """Each value of a list where it stands itself."""
        placed: list[Piece] = []
        end = 0
        for value in values:
            start = max(self.text.find(value.text, max(end, value.start)), value.start)
            end = start + len(value.text)
            placed.append(Piece(value.kind, value.text.removeprefix("="), start, end))
        return placed

    def _value(self, field: Piece, value: Piece) -> Node:
        width = value.end - value.start
        if not value.text:
            self._needs_value(field)
        try:
            return node_of(field.text, value.text, self.today)
        except ValueWrong as wrong:
            _refuse(self.text, value.start, wrong.problem, wrong.suggestion, width)


def _phrase(found: list[object]) -> Node:
    phrase, slop = found
    assert isinstance(phrase, Piece)
    return Phrase(
        phrase.text,
        int(slop.text) if isinstance(slop, Piece) else 0,
        exact=phrase.kind == "exact phrase",
    )


def _signed(signs: list[Piece], node: Node) -> Node:
    for sign in signs:
        if sign.kind == "not":
            node = Without(node)
    return node


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
