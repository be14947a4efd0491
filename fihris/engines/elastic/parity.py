"""Compares the analysis of a server with ours, token by token: term, position, offsets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fihris.arabic.analyzer import Token, analyzer
from fihris.engines.elastic.answers import checked, count
from fihris.engines.elastic.answers import text as a_text
from fihris.engines.model import VIEWS, View
from fihris.engines.server_errors import AnswerUnusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from elasticsearch import Elasticsearch

TOKENS_AT_ONCE: Final = 20_000
"""Words that one request asks about."""

CHARACTERS_AT_ONCE: Final = 400_000
"""Characters that one request asks about."""


_TOKEN: Final = {"token": a_text, "start_offset": count, "end_offset": count, "position": count}


@dataclass(frozen=True, slots=True)
class Difference:
    """A text that the server analyses otherwise in a view: the first token that differs, as ours
    and as theirs; ``None`` where one side has no more."""

    text: str
    view: View
    at: int
    ours: Token | None
    theirs: Token | None


@dataclass(slots=True)
class Compared:
    """How much was compared."""

    texts: int = 0
    tokens: int = 0
    differences: int = 0


def differences(
    client: Elasticsearch, index: str, where: str, texts: Iterable[str], compared: Compared
) -> Iterator[Difference]:
    """Where the analysis of ``index`` is not ours; ``compared`` counts along."""
    for some in _batches(texts):
        compared.texts += len(some)
        for view in VIEWS:
            ours = [analyzer(view).tokens(text) for text in some]
            compared.tokens += sum(map(len, ours))
            for text, mine, theirs in zip(
                some, ours, _theirs(client, index, where, view, some), strict=True
            ):
                if mine != theirs:
                    yield _first(text, view, mine, theirs)


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    some: list[str] = []
    tokens = characters = 0
    for text in texts:
        count = len(analyzer("exact").words(text))
        full = tokens + count > TOKENS_AT_ONCE or characters + len(text) > CHARACTERS_AT_ONCE
        if some and full:
            yield some
            some, tokens, characters = [], 0, 0
        some.append(text)
        tokens += count
        characters += len(text)
    if some:
        yield some


def _theirs(
    client: Elasticsearch, index: str, where: str, view: View, texts: Sequence[str]
) -> list[list[Token]]:
    """The server's tokens of each text.

    Several texts are analysed as values of one field: each begins one behind the end of the one
    before it. Offsets are UTF-16 units there, and made code points here.
    """
    answer = client.indices.analyze(index=index, analyzer=view, text=list(texts)).body
    tokens = iter(checked(answer, {"tokens": [_TOKEN]}, where)["tokens"])
    token = next(tokens, None)
    begin = 0
    found: list[list[Token]] = []
    for text in texts:
        points = _code_points(text)
        mine: list[Token] = []
        first = 0
        while token is not None and token["start_offset"] <= begin + len(points) - 1:
            if not mine:
                first = token["position"]
            start, end = token["start_offset"] - begin, token["end_offset"] - begin
            if not 0 <= start <= end < len(points):
                reason = "a word begins before its text, or ends behind it"
                raise AnswerUnusable(where=where, reason=reason)
            position = token["position"] - first
            mine.append(Token(token["token"], position, points[start], points[end]))
            token = next(tokens, None)
        found.append(mine)
        begin += len(points)
    return found


def _code_points(text: str) -> list[int]:
    """UTF-16 offset → code point offset, up to and including the end. The inside of a surrogate
    pair is its beginning."""
    points: list[int] = []
    for at, char in enumerate(text):
        points += [at, at] if ord(char) > 0xFFFF else [at]
    return [*points, len(text)]


def _first(text: str, view: View, ours: Sequence[Token], theirs: Sequence[Token]) -> Difference:
    for at in range(max(len(ours), len(theirs))):
        mine = ours[at] if at < len(ours) else None
        other = theirs[at] if at < len(theirs) else None
        if mine != other:
            return Difference(text, view, at, mine, other)
    raise AssertionError("they are the same")
