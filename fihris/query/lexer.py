"""Splits a query into words, phrases, operators and fields, each with its position."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import parsy

from fihris.arabic.spelling import fold
from fihris.engines.model import FACETS
from fihris.query.errors import QueryWrong
from fihris.query.values import LONGEST
from mappings.loader import table

DEEPEST: Final = 50
"""How deep brackets and signs may be nested."""

_PAIRS: Final = {
    '"': '"”“',
    "“": '”“"',
    "”": '”“"',
    "„": '“”"',
    "«": "»",
    "»": "«",
    "‹": "›",
    "＂": "＂",
}
"""An opening quotation mark and those that close it: keyboards mix them."""

_OPERATORS: Final = {
    "او": "or", "OR": "or", "|": "or", "||": "or",
    "و": "and", "AND": "and", "&": "and", "&&": "and",
    "ليس": "not", "NOT": "not",
}  # fmt: skip

_STARS: Final = "*٭"

_SEPARATORS: Final = "\\s،,؛;؟?!…·"
_WITHIN_NUMBERS: Final = "(?<=\\d)[,،](?:(?=\\d{3}(?!\\d))|(?=\\d{1,2}[%٪]))"
"""A comma between thousands, or before one or two digits and a sign of percent, as the char filters
``thousands`` and ``decimal`` take it."""

_EDGE: Final = '"“”„«»‹›＂()|'


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a query: its kind, its text, its position (code points)."""

    kind: str
    text: str
    start: int
    end: int


def pieces(query: str) -> list[Piece]:
    """The pieces of a query, in order.

    Raises:
        QueryWrong: a quotation mark or bracket is not closed, a field is unknown, or it is too
        long.
    """
    if len(query) > LONGEST:
        raise QueryWrong(
            query=query,
            position=LONGEST,
            problem="the query is too long",
            suggestion=f"keep it under {LONGEST:,} characters",
        )
    return _Cutter(query).cut()


class _Cutter:
    """One pass over a query with parsy; whatever cannot be is refused where it stands."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.open: list[int] = []

    def cut(self) -> list[Piece]:
        gap = parsy.regex(f"[{_SEPARATORS}]*")
        one = parsy.alt(
            self._bracket(), self._phrase(), self._sign(), self._field(), self._word(), self._rest()
        )
        found: list[list[Piece]] = (gap >> (one << gap).many()).parse(self.query)
        if self.open:
            self._refuse(self.open[-1], "a bracket is not closed", "add )")
        return [piece for group in found for piece in group]

    def _at(self, parser: parsy.Parser) -> parsy.Parser:
        return parsy.seq(parsy.index, parser, parsy.index)

    def _bracket(self) -> parsy.Parser:
        def made(found: list[object]) -> list[Piece]:
            start, text, end = found
            assert isinstance(start, int)
            assert isinstance(end, int)
            if text == "(":
                self.open.append(start)
                if len(self.open) > DEEPEST:
                    self._refuse(start, "too many nested brackets", "use fewer nested brackets")
            elif self.open:
                self.open.pop()
            else:
                self._refuse(start, "this bracket closes nothing", "remove it, or add ( before")
            return [Piece(str(text), str(text), start, end)]

        return self._at(parsy.char_from("()")).map(made)

    def _phrase(self) -> parsy.Parser:
        def made(found: list[object]) -> list[Piece]:
            start, equals, opening, end = found
            assert isinstance(start, int)
            assert isinstance(end, int)
            begin = end
            closing = _PAIRS[str(opening)]
            rest = range(begin, len(self.query))
            close = next((at for at in rest if self.query[at] in closing), -1)
            if close < 0:
                self._refuse(
                    begin - 1, "a quotation mark is not closed", f"add {_PAIRS[str(opening)][0]}"
                )
            text = self.query[begin:close]
            if not any(char.isalnum() for char in text):
                self._refuse(
                    begin - 1,
                    "the phrase is empty",
                    "write words between the marks",
                    close - begin + 2,
                )
            kind = "exact phrase" if equals else "phrase"
            return [Piece(kind, text, start, close + 1)]

        opening = parsy.char_from("".join(_PAIRS))
        head = parsy.seq(parsy.index, parsy.string("=").optional(), opening, parsy.index)
        # the body is taken as found: parsy goes on behind it
        return (
            head.map(made)
            .bind(
                lambda found: parsy.string(
                    self.query[self._after_mark(found[0]) : found[0].end]
                ).result(found)
            )
            .bind(self._slop)
        )

    def _after_mark(self, piece: Piece) -> int:
        return piece.start + (2 if piece.kind == "exact phrase" else 1)

    def _slop(self, found: list[Piece]) -> parsy.Parser:
        def made(number: str) -> list[Piece]:
            end = found[0].end
            if not number:
                self._refuse(end, "a number is missing", 'as in "تعاون أمني"~3')
            return [*found, Piece("slop", str(int(number[:3])), end, end + 1 + len(number))]

        return (parsy.string("~") >> parsy.regex(r"\d*")).map(made) | parsy.success(found)

    def _sign(self) -> parsy.Parser:
        def made(found: list[object]) -> list[Piece]:
            start, text, end = found
            assert isinstance(start, int)
            assert isinstance(end, int)
            if str(text).strip("-–—+") == "" and not self._opens(start, end):
                return []  # a dash between words is no sign
            kind = {"-": "not", "–": "not", "—": "not", "+": "plus", "|": "or", "||": "or",
                    "&": "and", "&&": "and"}[str(text)]  # fmt: skip
            return [Piece(kind, str(text), start, end)]

        return self._at(parsy.regex(r"\|\|?|&&?|[-–—+]")).map(made)

    def _opens(self, start: int, end: int) -> bool:
        """Whether a sign stands before something, not between."""
        after = self.query[end : end + 1]
        before = self.query[start - 1 : start] if start else " "
        return bool(after) and not after.isspace() and (before.isspace() or before in "(-+،,؛;")

    def _field(self) -> parsy.Parser:
        def made(found: list[object]) -> list[Piece]:
            start, text, end = found
            assert isinstance(start, int)
            assert isinstance(end, int)
            name = str(text)[:-1].strip()
            field = fields().get(fold(name))
            if field is None:
                self._unknown(name, start)
            return [Piece("field", field or "", start, end)]

        # no field: a time (10:30), an address (http://), a colon between a word and a space
        pattern = r"[^\W\d_][\w\u064b-\u0652\u0640]*(?::(?=[^\s/:])|\s?:\s?(?=[^\s/:]))"

        def is_one(text: str) -> parsy.Parser:
            glued = text.endswith(":") and not text[:-1].endswith(" ")
            name = text.rstrip().rstrip(":").strip()
            if fold(name) in fields() or (glued and not name.isupper()):
                return parsy.success(text.rstrip() if text.rstrip().endswith(":") else text)
            return parsy.fail("a field")

        return self._at(parsy.regex(pattern).bind(is_one)).map(made).bind(self._value)

    def _unknown(self, name: str, start: int) -> None:
        import difflib  # start-up

        near = difflib.get_close_matches(fold(name), list(fields()), 1, 0.7)
        known = ", ".join((*FACETS, "title", "date", "since", "until"))
        hint = f"did you mean {near[0]}:? " if near else ""
        self._refuse(
            start,
            "there is no such field",
            f"{hint}fields are {known}; text with a colon is searched in quotation marks",
            len(name),
        )

    def _value(self, found: list[Piece]) -> parsy.Parser:
        piece = found[0]
        if piece.text == "title":
            return parsy.success(found)
        one = parsy.regex(r'«[^»]*»|["“”«][^"“”»]*["“”»]|[^\s()|,،"“”«»]+')
        between = parsy.regex(r"\s*[|,،]\s*")

        def made(values: list[object]) -> list[Piece]:
            start, texts, end = values
            assert isinstance(start, int)
            assert isinstance(end, int)
            assert isinstance(texts, list)
            cleaned = [_bare(str(text)) for text in texts]
            if not cleaned or not all(cleaned):
                self._refuse(
                    piece.start, "a value is missing", f"as in {piece.text}:…", end - piece.start
                )
            return [*found, *(Piece("value", text, start, end) for text in cleaned)]

        return parsy.seq(parsy.index, one.sep_by(between), parsy.index).map(made)

    def _word(self) -> parsy.Parser:
        def made(found: list[object]) -> list[Piece]:
            start, text, end = found
            assert isinstance(start, int)
            assert isinstance(end, int)
            word = str(text)
            bare = word if word in _OPERATORS else fold(word)
            if bare in _OPERATORS and not (bare.isascii() and bare != word):
                return [Piece(_OPERATORS[bare], word, start, end)]
            stem = word.rstrip(_STARS)
            self._check_stars(word, stem, start)
            if word.startswith("=") and len(word) > 1:
                return [Piece("exact", stem[1:], start, end)]
            if stem != word:
                if not any(char.isalnum() for char in stem):
                    self._refuse(start, "a letter is missing before *", "as in كويت*", end - start)
                return [Piece("prefix", stem, start, end)]
            if not any(char.isalnum() for char in word):
                return []
            field = fields().get(fold(word[:-1])) if word.endswith(":") else None
            if field and end == len(self.query.rstrip()):
                self._refuse(start, "a value is missing", f"as in {field}:…", end - start)
            return [Piece("word", word, start, end)]

        return self._at(parsy.regex(f"(?:[^{_SEPARATORS}{_EDGE}]|{_WITHIN_NUMBERS})+")).map(made)

    def _check_stars(self, word: str, stem: str, start: int) -> None:
        """Refuse ``*`` where it would be passed over: before, within, and after ``=``."""
        bare = stem.lstrip("=")
        if not any(char.isalnum() for char in bare):
            return
        if word.startswith("=") and stem != word:
            problem = "= asks for one written form, and * for many"
            self._refuse(start + len(stem), problem, f"as in {stem} or {bare}*")
        for at, char in enumerate(stem):
            if char in _STARS:
                plain = "".join(bare.split(char))
                problem = "* stands for the end of a word, not for its beginning or middle"
                self._refuse(start + at, problem, f"as in {bare.split(char)[0] or plain}*")

    def _rest(self) -> parsy.Parser:
        """A closing quotation mark alone, a lone sign: passed over or refused."""

        def made(found: list[object]) -> list[Piece]:
            start, text, _ = found
            assert isinstance(start, int)
            if str(text) in "”»›":
                self._refuse(start, "a quotation mark is not closed", "add one before")
            return []

        return self._at(parsy.any_char).map(made)

    def _refuse(self, at: int, problem: str, suggestion: str, width: int = 1) -> None:
        raise QueryWrong(
            query=self.query, position=min(at, len(self.query)), problem=problem,
            suggestion=suggestion, width=width,
        )  # fmt: skip


def _bare(value: str) -> str:
    """A value without its quotation marks; other marks within «…» are its own."""
    return value[1:-1].strip() if value[0] == "«" and value[-1] == "»" else value.strip('"“”«» ')


@cache
def fields() -> dict[str, str]:
    """Folded name → field."""
    return {fold(name): row[0] for row in table("query_fields") for name in row[1:]}
