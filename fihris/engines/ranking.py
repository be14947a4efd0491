"""The order of answers, the same on every engine.

An engine finds candidates by its own scorer; the best of them are scored again here, from their
text and from how rare the words are in the index, and re-ordered. What a paragraph gets:

- **words**: BM25 of each word in each view (Robertson and Zaragoza, "The Probabilistic Relevance
  Framework", 2009), with k1 and b set for paragraphs;
- **near**: the share of the query that stands close together, squared: half the words are worth a
  quarter (coverage as in Clarke, Cormack and Tudhope, "Relevance ranking for one to three term
  queries", 2000);
- **order**: neighbours in the query that are near each other in the text, more if in the same order
  (Metzler and Croft, "A Markov random field model for term dependencies", 2005);
- **early**: words that stand at the beginning, where a paragraph says what it is about;
- from its article: **article**, the words that it lacks and other paragraphs have, and **lead**.

Each constant has beside it what nDCG@10 wins or loses with another value, on two sets: questions
(XQuAD and TyDi, 2,107 over 169,814 paragraphs) · headlines (1,000 over SaudiNewsNet without its
titles). As they are they get .832 · .725; with the words' part alone and stop words as other words,
.777 (of 800 questions) · .673. Less than .002 on one set, .003 on the other, is noise; of equal
values the rounder was taken. ``python -m benchmarks quality.constants`` prints the table anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

from fihris.arabic.stop_words import stop_words
from fihris.engines.model import AllOf, AnyOf, Node, View

if TYPE_CHECKING:
    from fihris.engines.matching import Finder, Leaf, Stands
    from fihris.engines.terms import Sought

WEIGHTS: Final[dict[View, float]] = {"lemma": 0.5, "light": 0.2, "exact": 0.3}
"""What a match in each view adds: the inflected form finds, the written form decides. A sum:
a word found as written is found in every view; the best view alone, counted .7 .8 .9, is as good
(+.002 · +.002). Other shares: .6 .2 .2: .000 · -.005; .4 .2 .4: -.003 · .000."""

STOP: Final = 0.3
"""What a stop word weighs beside another word as rare. In news متى and كم are rarer than وزارة, and
only a list can tell that they say less. 1: -.011 · -.001, and 2 in 100 answers fewer among the
candidates of an engine; .1 to .5: the same."""

K1: Final = 0.5
"""How soon repeating a word stops helping. .3: .000 · -.001; .9: .000 · -.007."""

B: Final = 0.2
"""How much a long paragraph is held against its matches. .1: -.001 · -.007; .3: -.001 · +.003;
.4: -.003 · -.003."""

AVERAGE_WORDS: Final = 45.0
"""Length that counts as neither long nor short; SaudiNewsNet's paragraphs have 53 words, its
titles 9. Fixed, so that the order does not depend on what else is in the index."""

NEAR: Final = 0.3
"""What it adds to find the whole query close together, against one match of each of its words.
0: -.001 · -.001; .6: -.001 · -.006."""

WINDOW: Final = 16
"""Words that are close together: about a clause. 8: -.002 · .000; 32: -.001 · -.001."""

ORDER: Final = 0.2
"""What a pair of neighbours adds when side by side; less with the root of their distance, and half
when turned round. 0: .000 · +.001; .4: -.001 · -.004. Without it and ``NEAR``: -.003 · -.002, and
-.004 where two neighbours of a headline are sought, both of them."""

EARLY: Final = 0.4
"""What the first word of a paragraph adds. 0: -.019 · -.016; .3: -.002 · -.005;
.6: +.002 · -.002."""

BEGINNING: Final = 8
"""The place, in words, where ``EARLY`` has fallen to half. 4: +.002 · -.002; 16: -.003 · -.001."""

ARTICLE: Final = 0.5
"""What a word adds that another paragraph of the same article has. 0: .000 · -.019;
.3: .000 · -.007; .8: .000 · +.003."""

LEAD: Final = 0.05
"""What the title and the first paragraph get of the weight of the query. 0: .000 · -.005;
.02: .000 · -.002; .08: .000 · -.001."""

CANDIDATES: Final = 50
"""Paragraphs scored again; those behind keep the engine's order."""

CANDIDATES_FOR_ANY: Final = 100
"""The same for a query that any of its words meets: there, engines see least well what answers it.
50: -.001 · -.005; 200: .000 · .000."""

Idf = Callable[[View, str], float]
"""The weight of a term in a view: its inverse document frequency in the index."""


def candidates(node: Node) -> int:
    """How many of an engine's best paragraphs to score again."""
    parts = node.parts if isinstance(node, AllOf) else (node,)
    return CANDIDATES_FOR_ANY if any(isinstance(one, AnyOf) for one in parts) else CANDIDATES


def emphasis(sought: Sought) -> float:
    """How much a leaf of a query counts apart from its rarity: ``STOP`` for a stop word, else 1.
    In a phrase every word counts."""
    return STOP if sought.is_word and sought.terms[0].exact in stop_words() else 1.0


class Parts(NamedTuple):
    """What a text gets for what. ``words`` has a number for each leaf of the query."""

    words: tuple[float, ...]
    near: float
    order: float
    early: float

    @property
    def score(self) -> float:
        """Their sum."""
        return sum(self.words) + self.near + self.order + self.early


class Candidate(NamedTuple):
    """A paragraph that an engine found. ``article_key`` is ``key_of`` its article's id."""

    text: str
    article_key: int
    position: int


class Ranked(NamedTuple):
    """A candidate's place ``at`` among the candidates, and its score with what its article adds."""

    score: float
    at: int
    article: float
    lead: float


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A leaf of the query with its weights: rare words weigh more."""

    leaf: Leaf
    views: tuple[tuple[View, float], ...]
    weight: float
    is_content: bool

    def stands(self, stands: Stands) -> list[Sequence[int]]:
        """Where it begins, for each of its views."""
        return [stands.begins(self.leaf, view) for view, _ in self.views]


class Scorer:
    """Scores texts for one query."""

    def __init__(self, finder: Finder, idf: Idf) -> None:
        self._finder = finder
        self._idf = idf
        self._wanted = [_wanted(leaf, idf) for leaf in finder.leaves]
        self._content = [at for at, one in enumerate(self._wanted) if one.is_content]
        self._whole = sum(self._wanted[at].weight for at in self._content)

    def score(self, text: str) -> float:
        """The score of a text by itself."""
        return self.parts(text).score

    def parts(self, text: str) -> Parts:
        """The score of a text by itself, in its parts."""
        return self._parts(text)[0]

    def ranked(self, candidates: Sequence[Candidate]) -> list[Ranked]:
        """Candidates with their scores, best first; equals by article key, then by position.

        A paragraph's article counts too, as far as it is among the candidates.
        """
        by_article: defaultdict[int, set[int]] = defaultdict(set)
        read = [self._parts(one.text) for one in candidates]
        for one, (_, found) in zip(candidates, read, strict=True):
            by_article[one.article_key] |= found
        lead = LEAD * sum(one.weight for one in self._wanted)
        ranked = []
        for at, (one, (parts, found)) in enumerate(zip(candidates, read, strict=True)):
            beside = by_article[one.article_key] - found
            article = ARTICLE * sum(self._wanted[leaf].weight for leaf in sorted(beside))
            leading = lead if one.position <= 1 else 0.0
            ranked.append(Ranked(parts.score + article + leading, at, article, leading))
        return sorted(ranked, key=lambda one: (-one.score, *candidates[one.at][1:]))

    def _parts(self, text: str) -> tuple[Parts, set[int]]:
        """The parts, and which leaves were found."""
        stands = self._finder.read(text)
        norm = K1 * (1 - B + B * stands.length / AVERAGE_WORDS)
        words = [0.0] * len(self._wanted)
        begins: dict[int, list[int]] = {}
        early = 0.0
        for at, one in enumerate(self._wanted):
            by_view = one.stands(stands)
            for (_, weight), places in zip(one.views, by_view, strict=True):
                tf = len(places)
                if tf:
                    words[at] += weight * tf * (K1 + 1) / (tf + norm)
            if words[at]:
                begins[at] = sorted(set().union(*by_view))
                early += one.weight * BEGINNING / (BEGINNING + begins[at][0])
        if len(self._content) < 2:
            return Parts(tuple(words), 0.0, 0.0, EARLY * early), set(begins)
        near = NEAR * self._closest(begins) ** 2 / self._whole
        order = ORDER * self._neighbours(begins)
        return Parts(tuple(words), near, order, EARLY * early), set(begins)

    def _closest(self, begins: dict[int, list[int]]) -> float:
        """The most weight of different words that stand within one window."""
        stands = sorted((place, at) for at in self._content for place in begins.get(at, ()))
        held: dict[int, int] = {}  # leaf: the last place where it stands
        weight = best = 0.0
        behind = 0
        for place, at in stands:
            if at not in held:
                weight += self._wanted[at].weight
            held[at] = place
            while stands[behind][0] <= place - WINDOW:
                left, leaf = stands[behind]
                if held[leaf] == left:
                    del held[leaf]
                    weight -= self._wanted[leaf].weight
                behind += 1
            best = max(best, weight)
        return best

    def _neighbours(self, begins: dict[int, list[int]]) -> float:
        """Neighbours in the query that are near each other, by the lighter of the two."""
        total = 0.0
        for one, other in zip(self._content, self._content[1:], strict=False):
            if one in begins and other in begins:
                here, there = self._wanted[one], self._wanted[other]
                inside = here.leaf.sought.size - 1
                ahead = _least_step(begins[one], begins[other]) - inside
                back = _least_step(begins[other], begins[one])
                near = max(_closeness(ahead), _closeness(back) / 2)
                total += min(here.weight, there.weight) * near
        return total


def _wanted(leaf: Leaf, idf: Idf) -> _Wanted:
    sought = leaf.sought
    emphasised = emphasis(sought)
    share = emphasised / sum(WEIGHTS[view] for view in sought.views)
    views = tuple(
        (view, share * WEIGHTS[view] * (sum(idf(view, t.of(view)) for t in sought.terms) or 1.0))
        for view in sought.views
    )
    weight = sum(weight for _, weight in views)
    return _Wanted(leaf, views, weight, emphasised == 1.0)


def _least_step(before: Sequence[int], after: Sequence[int]) -> int:
    """The least distance from a place in ``before`` on to one in ``after``; more than a window if
    there is none. Both are sorted."""
    least = WINDOW + 1
    for place in before:
        at = bisect_right(after, place)
        if at < len(after):
            least = min(least, after[at] - place)
    return least


def _closeness(step: int) -> float:
    return 1 / sqrt(max(step, 1)) if step <= WINDOW else 0.0
