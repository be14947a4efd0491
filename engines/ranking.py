"""The order of answers, the same on every engine.

An engine finds candidates by its own scorer; the best of them are scored again here, from their
text, and re-ordered. BM25 after Robertson and Zaragoza, "The Probabilistic Relevance Framework"
(2009), with k1 and b set for paragraphs: the usual b = 0.75 lifts datelines and headings above
the paragraph that answers (``benchmarks/README.md``, ``quality``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from arabic.views import views
from engines.matching import compiled, places
from engines.model import VIEWS, Query, View
from engines.terms import wanted

WEIGHTS: Final[dict[View, float]] = {"lemma": 0.5, "light": 0.2, "exact": 0.3}
"""What a match in each view adds: the inflected form finds, the written form decides."""

K1: Final = 0.9
"""How soon repeating a word stops helping."""

B: Final = 0.2
"""How much a long paragraph is held against its matches."""

AVERAGE_WORDS: Final = 45.0
"""Length that counts as neither long nor short; SaudiNewsNet's paragraphs have 53 words, its
titles 9. Fixed, so that the order does not depend on what else is in the index."""

CANDIDATES: Final = 50
"""Paragraphs scored again; those behind keep the engine's order. On the development pool: 20 give
nDCG@10 .771, 50 .777, 100 .778."""

Idf = Callable[[View, str], float]
"""The weight of a term in a view: its inverse document frequency in the index."""


class Scorer:
    """Scores texts for one query. Each written piece of text is looked at once a query."""

    def __init__(self, query: Query, idf: Idf) -> None:
        self._leaves = [leaf for leaf, _ in wanted(query.node)]
        self._tables: tuple[dict[str, list[int]], ...] = ({}, {}, {})
        self._patterns: list[tuple[int, re.Pattern[str]]] = []
        self._plan: list[tuple[int, int, int, View, float]] = []
        """First slot, slots, slop, view and weight of each leaf in each of its views."""
        slot = 0
        for leaf in self._leaves:
            width = len(leaf.terms) + (leaf.pattern is not None)
            for view in leaf.views:
                for at, term in enumerate(leaf.terms):
                    table = self._tables[VIEWS.index(view)]
                    table.setdefault(term.of(view), []).append(slot + at)
                rarity = sum(idf(view, term.of(view)) for term in leaf.terms) or 1.0
                self._plan.append((slot, width, leaf.slop, view, WEIGHTS[view] * rarity))
            if leaf.pattern is not None:
                self._patterns.append((slot + width - 1, compiled(leaf.pattern)))
            slot += width
        self._terms_of = views().piece
        self._pieces = _Pieces(self._look)

    def _look(self, piece: str) -> Piece:
        """The words of a piece: how many, and which slots each fills in which view."""
        lines = self._terms_of(piece)
        exact = lines[2]
        if " " in exact:
            count = exact.count(" ") + 1
        elif exact:
            # one word that the query does not have: nearly every piece ends here
            if not self._patterns and not any(map(_has, self._tables, lines)):
                return _ONE_WORD
            count = 1
        else:
            return _NO_WORD
        filled: list[tuple[int, View, int]] = []
        for view, table, line in zip(VIEWS, self._tables, lines, strict=True):
            for at, term in enumerate(line.split()):
                filled += [(at, view, slot) for slot in table.get(term, ())]
                if view == "exact":
                    filled += [
                        (at, view, slot) for slot, it in self._patterns if it.fullmatch(term)
                    ]
        return count, tuple(filled)

    def score(self, text: str) -> float:
        """The score of one paragraph."""
        stands: dict[tuple[View, int], list[int]] = {}
        length = 0
        for count, filled in map(self._pieces.__getitem__, text.split()):
            for at, view, slot in filled:
                stands.setdefault((view, slot), []).append(length + at)
            length += count
        score = 0.0
        for slot, width, slop, view, weight in self._plan:
            if width == 1:
                tf = len(stands.get((view, slot), ()))
            else:
                tf = len(places([stands.get((view, slot + at), ()) for at in range(width)], slop))
            if tf:
                score += weight * _bm25(tf, length)
        return score


Piece = tuple[int, tuple[tuple[int, View, int], ...]]
_NO_WORD: Final[Piece] = (0, ())
_ONE_WORD: Final[Piece] = (1, ())
_has = dict.__contains__


class _Pieces(dict[str, Piece]):
    def __init__(self, look: Callable[[str], Piece]) -> None:
        super().__init__()
        self._look = look

    def __missing__(self, piece: str) -> Piece:
        seen = self[piece] = self._look(piece)
        return seen


def _bm25(tf: float, length: int) -> float:
    return tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / AVERAGE_WORDS))
