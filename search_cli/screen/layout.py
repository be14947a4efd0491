"""Paragraphs as lines of a screen: their direction, their fields, where they are wrapped.

Everything here is in logical order and knows no terminal: what a terminal does with a line, or has
to be spared, is the affair of ``marks`` and ``bidi``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from search_cli.screen.clusters import ISOLATES, POP, Cluster

LRI, RLI, FSI = "\u2066", "\u2067", "\u2068"

MIN_COLUMNS: Final = 16
"""A narrower screen is laid out as one of so many columns."""

_STRONG: Final = {"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "N"}

_LATIN: Final = re.compile(
    r"(?:--?|[~./$]+)?[A-Za-z0-9](?:[!-~]*[A-Za-z0-9%/*])?"
    r"(?:[,;:]? (?:--?|[~./$]+)?"
    r"(?:[A-Za-z]|[0-9](?=[0-9]*(?:[A-Za-z]|[,;:]? [A-Za-z]|[)\]])))(?:[!-~]*[A-Za-z0-9%/*])?)*"
)
"""In a right-to-left line: a date, a path, an id, an option, a name, a command with what follows,
a sentence. A number alone is none; it belongs to the words around it, and so is part of a sentence
that goes on or ends behind it."""

_CLOSE: Final = ("»", "”", '"', ")")

_ONE_NUMBER: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*%?")

_ARABIC: Final = re.compile("R(?:[RNo]*R)?")
"""In a left-to-right line: words of an Arabic name, with the spaces and numbers between them."""

_WITHIN: Final = frozenset(" \u00a0\u060c-–/'\"«»\u200c")
"""What may stand between the words of one Arabic name."""

WIDE_HANG: Final = 4
"""What a row is continued with, if what it should begin with takes more than half of the screen."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, in logical order, no wider than the screen."""

    clusters: tuple[Cluster, ...]
    is_rtl: bool

    @property
    def columns(self) -> int:
        """Columns that it takes."""
        return sum(one.columns for one in self.clusters)


def is_rtl(text: Sequence[Cluster]) -> bool | None:
    """The direction that the first strong letter gives; ``None`` if there is none."""
    for one in text:
        kind = _STRONG.get(unicodedata.bidirectional(one.text[0]))
        if kind in {"L", "R"}:
            return kind == "R"
    return None


def first_direction(text: str) -> bool | None:
    """The same of a text without sequences."""
    for char in text:
        kind = _STRONG.get(unicodedata.bidirectional(char))
        if kind in {"L", "R"}:
            return kind == "R"
    return None


def lines(
    text: Sequence[Cluster],
    columns: int,
    *,
    rtl: bool,
    hang: int = 0,
) -> Iterator[Line]:
    """A paragraph's lines: broken at spaces, within a word only if the word is wider than a line.

    Args:
        columns: of the screen; ``MIN_COLUMNS`` at least.
        hang: columns that lines after the first begin with.
    """
    columns = max(columns, MIN_COLUMNS)
    hang = hang if hang <= columns // 2 else WIDE_HANG
    opened: list[Cluster] = []
    start: list[Cluster] = []
    for broken in _broken(text, columns, columns - hang):
        line = [*start, *opened, *broken]
        for one in broken:
            if one.text in ISOLATES:
                opened.append(one)
            elif one.text == POP and opened:
                opened.pop()
        # an isolate ends with its line, and begins again on the next
        yield Line((*line, *(Cluster(POP, 0) for _ in opened)), rtl)
        start = [Cluster(" ", 1)] * hang


def _broken(text: Sequence[Cluster], first: int, rest: int) -> Iterator[list[Cluster]]:
    room = first
    line: list[Cluster] = []
    wide = 0
    at_space = 0  # what stands before it can end the line
    seen_word = False
    for one in text:
        if wide + one.columns > room and (seen_word or one.text != " "):
            if one.text == " ":
                yield line
                line, wide, at_space, seen_word, room = [], 0, 0, False, rest
                continue
            left, line = (line[:at_space], line[at_space:]) if at_space else (line, [])
            yield _trimmed(left)
            wide, at_space, room = sum(each.columns for each in line), 0, rest
        if one.text == " " and not line and room == rest and first != rest:
            continue
        line.append(one)
        wide += one.columns
        if one.text == " " and seen_word:
            at_space = len(line)
        seen_word = seen_word or (one.text != " " and not one.is_control)
    yield _trimmed(line)


def _trimmed(line: list[Cluster]) -> list[Cluster]:
    end = len(line)
    while end and line[end - 1].text == " ":
        end -= 1
    return line[:end]


def resolved(text: Sequence[Cluster]) -> list[Cluster]:
    """The same with each isolate's direction said: VTE looks for it beyond the isolate's end.

    Without a strong letter it is left to right: a date, a number.
    """
    out = list(text)
    for at, one in enumerate(text):
        if one.text == FSI:
            turned = is_rtl(text[at + 1 : end_of(text, at)])
            out[at] = one._replace(text=RLI if turned else LRI)
    return out


def end_of(text: Sequence[Cluster], at: int) -> int:
    """Where the isolate that begins at a place ends."""
    depth = 0
    for end in range(at, len(text)):
        depth += text[end].text in ISOLATES
        depth -= text[end].text == POP
        if not depth:
            return end
    return len(text)


def with_fields(text: Sequence[Cluster], *, rtl: bool) -> list[Cluster]:
    """The same with an isolate around each stretch that reads the other way: a date, a command, an
    option in a right-to-left line, an Arabic name in a left-to-right one. Without it a number
    beside the stretch would change places with it, and ``2024-01-30`` read ``30-01-2024``."""
    spans = list(_latin(text) if rtl else _arabic(text))
    if not spans:
        return list(text)
    begin, end = {start for start, _ in spans}, {end for _, end in spans}
    out: list[Cluster] = []
    for at, one in enumerate(text):
        if at in end:
            out.append(Cluster(POP, 0, text[at - 1].style, text[at - 1].link))
        if at in begin:
            out.append(Cluster(LRI if rtl else RLI, 0, one.style, one.link))
        out.append(one)
    return [*out, Cluster(POP, 0)] if len(text) in end else out


def _latin(text: Sequence[Cluster]) -> Iterator[tuple[int, int]]:
    # outside isolates: what is inside one is a field already
    plain = "".join(_plain(text))
    for found in _LATIN.finditer(plain):
        if not _ONE_NUMBER.fullmatch(found[0]):
            start, end = found.span()
            # a point before a quotation mark that closes ends a short form: «ACME Ltd.»
            yield start, end + (plain[end : end + 1] == "." and plain[end + 1 : end + 2] in _CLOSE)


def _plain(text: Sequence[Cluster]) -> Iterator[str]:
    depth = 0
    for one in text:
        depth += one.text in ISOLATES
        yield one.text if len(one.text) == 1 and not depth else "\ufffc"
        depth -= one.text == POP and depth > 0


def _arabic(text: Sequence[Cluster]) -> Iterator[tuple[int, int]]:
    kinds = "".join(map(_kind, _plain_bases(text)))
    yield from (found.span() for found in _ARABIC.finditer(kinds))


def _plain_bases(text: Sequence[Cluster]) -> Iterator[str]:
    depth = 0
    for one in text:
        depth += one.text in ISOLATES
        yield "\ufffc" if depth else one.text[0]
        depth -= one.text == POP and depth > 0


def _kind(char: str) -> str:
    if char in _WITHIN:
        return "o"
    return _STRONG.get(unicodedata.bidirectional(char), "I")
