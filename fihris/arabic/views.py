"""The three views of a text at once, fast: what loading, ranking and highlighting use.

Text is taken apart at white space and each written piece is analysed once and remembered. That is
the same as analysing the whole (``tests/unit/test_views.py`` holds it to that), because the one
component of ``analysis.json`` that looks across white space tells which pieces it may join with
what follows: حضر of حضر موت, a lone و. Such a piece and the next are analysed as one.
"""

from __future__ import annotations

import re
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from fihris.arabic.analyzer import Analyzer, analyzer
from fihris.arabic.remembering import Remembering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


LONGEST: Final = 200
"""Characters that are looked at for a piece to join with; in between stand invisible ones."""


class Entries(NamedTuple):
    """The terms of each piece of a text, a line for each view, and how many were written: more
    where some were joined."""

    terms: list[tuple[str, str, str]]
    written: int


class Views:
    """Analyses text in all views. They share char filters and tokenizer, so words align."""

    def __init__(self, lemma: Analyzer, light: Analyzer, exact: Analyzer) -> None:
        self.analyzers = (lemma, light, exact)
        self._open: set[str] = set()
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
        words, is_open = self.analyzers[2].cut(piece)
        if is_open:
            self._open.add(piece)
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

    def are_one(self, word: str, after: str) -> bool:
        """Whether two words that follow each other are one name, and one word to the index."""
        entry = self.piece(word)
        return word in self._open and _count(self.piece(f"{word} {after}")) == _count(entry)

    def _runs(self, pieces: list[str]) -> Iterator[int]:
        """How many pieces are analysed as one, again and again: mostly one."""
        at = 0
        while at < len(pieces):
            size, run = 1, pieces[at]
            while run in self._open and at + size < len(pieces) and len(run) < LONGEST:
                after = pieces[at + size]
                longer = f"{run} {after}"
                entry, apart = self.piece(longer), self.piece(after)
                if apart is _NONE:
                    if longer not in self._open:
                        break
                elif _count(entry) == _count(self.piece(run)) + _count(apart):
                    break
                run, size = longer, size + 1
            # what was only passed over on the way to a word that does not join stands by itself
            yield size
            at += size

    def entries(self, text: str) -> Entries:
        """The terms of ``text``, piece by piece."""
        pieces = text.split()
        terms = list(map(self.piece, pieces))
        if self._open.isdisjoint(pieces):
            return Entries(terms, len(pieces))
        terms, at = [], 0
        for size in self._runs(pieces):
            terms.append(self.piece(" ".join(pieces[at : at + size])))
            at += size
        return Entries(terms, at)

    def pieces(self, text: str) -> Iterator[tuple[str, int]]:
        """The pieces of ``text`` as they stand in it, each with the place where it begins."""
        found = list(_PIECE.finditer(text))
        pieces = [one[0] for one in found]
        for piece in pieces:
            self.piece(piece)
        if self._open.isdisjoint(pieces):
            for one in found:
                yield one[0], one.start()
            return
        at = 0
        for size in self._runs(pieces):
            start = found[at].start()
            yield text[start : found[at + size - 1].end()], start
            at += size

    def joined(self, text: str) -> Joined:
        """The terms of ``text`` as three lines for a white-space tokenizer."""
        entries = self.entries(text).terms
        if _NONE in entries:  # a dash or a bracket alone
            entries = [entry for entry in entries if entry is not _NONE]
        return Joined(*(" ".join(map(term, entries)) for term in _TERMS))

    def words(self, text: str) -> list[Word]:
        """The words of ``text`` in order; a word's index is its position."""
        placed = self.placed
        out: list[Word] = []
        for piece, at in self.pieces(text):
            for start, end, lemma, light, exact in placed(piece):
                out.append(Word(start + at, end + at, lemma, light, exact))
        return out


def _count(entry: tuple[str, str, str]) -> int:
    """How many words an entry holds."""
    return entry[2].count(" ") + 1 if entry[2] else 0


@cache
def views() -> Views:
    """The views of ``mappings/analysis.json``."""
    return Views(analyzer("lemma"), analyzer("light"), analyzer("exact"))
