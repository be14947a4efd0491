"""The three views of a text at once, fast: what loading, ranking and highlighting use.

Text is taken apart at white space and each written piece is analysed once and remembered. That is
the same as analysing the whole, because no component of ``analysis.json`` looks across white
space (``tests/unit/test_views.py`` holds it to that).
"""

from __future__ import annotations

import re
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from fihris.arabic.analyzer import Analyzer, analyzer
from fihris.arabic.remembering import Remembering

if TYPE_CHECKING:
    from collections.abc import Callable

REMEMBERED: Final = 700_000
"""Written pieces kept, and the words in them: about 250 MB at most. The 300,000 most frequent
pieces are 97.5 % of the running words of SaudiNewsNet, which has 515,652."""

_TERMS = (itemgetter(0), itemgetter(1), itemgetter(2))
_NONE = ("", "", "")
_PIECE = re.compile(r"\S+")


class Word(NamedTuple):
    """A word of a text: its place (code points, end exclusive) and its term in each view."""

    start: int
    end: int
    lemma: str
    light: str
    exact: str


class Joined(NamedTuple):
    """The terms of a text, separated by single spaces, one line a view, words aligned."""

    lemma: str
    light: str
    exact: str


class Views:
    """Analyses text in all views. They share char filters and tokenizer, so words align."""

    def __init__(self, lemma: Analyzer, light: Analyzer, exact: Analyzer) -> None:
        self.analyzers = (lemma, light, exact)
        self._joined = Remembering(self._join, room=REMEMBERED)
        self._placed = Remembering(self._place, room=REMEMBERED // 8)
        self.piece: Callable[[str], tuple[str, str, str]] = self._joined.__getitem__
        """The terms of one written piece, without white space in it: a line for each view."""
        self.placed: Callable[[str], tuple[Word, ...]] = self._placed.__getitem__
        """The words of one written piece, placed within it."""

    def _terms_of(self, word: str) -> tuple[str, str, str]:
        lemma, light, exact = self.analyzers
        terms = lemma.term(word), light.term(word), exact.term(word)
        # one object for equal texts: a million fewer to look at
        return (
            terms[0],
            terms[0] if terms[1] == terms[0] else terms[1],
            terms[0] if terms[2] == terms[0] else word if terms[2] == word else terms[2],
        )

    def _join(self, piece: str) -> tuple[str, str, str]:
        words = self.analyzers[2].words(piece)
        if words == [piece]:
            return self._terms_of(piece)
        if not words:
            return _NONE
        # a word is a piece too, and mostly met as one: one memory for both
        terms = [self._joined[word] for word in words]
        if len(terms) == 1:
            return terms[0]
        return tuple(map(" ".join, zip(*terms, strict=True)))  # type: ignore[return-value]

    def _place(self, piece: str) -> tuple[Word, ...]:
        return tuple(
            Word(start, end, *self._joined[word])
            for word, start, end in self.analyzers[2].spans(piece)
        )

    def joined(self, text: str) -> Joined:
        """The terms of ``text`` as three lines for a white-space tokenizer."""
        entries = list(map(self._joined.__getitem__, text.split()))
        if _NONE in entries:  # a dash or a bracket alone
            entries = [entry for entry in entries if entry is not _NONE]
        return Joined(*(" ".join(map(term, entries)) for term in _TERMS))

    def words(self, text: str) -> list[Word]:
        """The words of ``text`` in order; a word's index is its position."""
        placed = self.placed
        out: list[Word] = []
        for found in _PIECE.finditer(text):
            at = found.start()
            for start, end, lemma, light, exact in placed(found[0]):
                out.append(Word(start + at, end + at, lemma, light, exact))
        return out


@cache
def views() -> Views:
    """The views of ``mappings/analysis.json``."""
    return Views(analyzer("lemma"), analyzer("light"), analyzer("exact"))
