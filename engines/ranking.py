"""The order of answers, the same on every engine.

An engine finds candidates by its own scorer; the best of them are scored again here, from their
text, and re-ordered. BM25 after Robertson and Zaragoza, "The Probabilistic Relevance Framework"
(2009), with k1 and b set for paragraphs: the usual b = 0.75 lifts datelines and headings above
the paragraph that answers (``benchmarks/README.md``, ``quality``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from engines.model import View

if TYPE_CHECKING:
    from engines.matching import Finder, Leaf

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
    """Scores texts for one query."""

    def __init__(self, finder: Finder, idf: Idf) -> None:
        self._finder = finder
        self._plan = [
            (
                leaf,
                view,
                WEIGHTS[view] * (sum(idf(view, t.of(view)) for t in leaf.sought.terms) or 1),
            )
            for leaf in finder.leaves
            for view in leaf.sought.views
        ]
        """Each leaf in each of its views, with its weight: rare words weigh more."""

    def score(self, text: str) -> float:
        """The score of one paragraph."""
        stands = self._finder.read(text)
        score = 0.0
        for leaf, view, weight in self._plan:
            if len(leaf.slots) == 1:
                tf = len(stands.stands.get((view, leaf.slots[0]), ()))
            else:
                tf = len(stands.places(leaf, view))
            if tf:
                score += weight * _bm25(tf, stands.length)
        return score


def _rarity(leaf: Leaf, view: View, idf: Idf) -> float:
    return sum(idf(view, term.of(view)) for term in leaf.sought.terms) or 1.0


def _bm25(tf: float, length: int) -> float:
    return tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / AVERAGE_WORDS))
