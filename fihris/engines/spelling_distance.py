"""The edit distance between spellings, the same on every engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fihris.engines.model import Spelling

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORT: Final = 3
LONG: Final = 6
"""Lengths, without the article, from which one edit is allowed, and two; like ``AUTO`` in
Elasticsearch's fuzziness. With the article counted, الفضاء would be offered البضائع and البناء."""

LONGEST: Final = 40
"""Length of the longest word that spellings are looked for; no real word is longer."""

ARTICLE: Final = "ال"


def allowed_edits(word: str) -> int:
    """How many edits may separate a folded word from what was meant."""
    letters = len(word.removeprefix(ARTICLE))
    return 0 if not SHORT <= letters <= LONGEST else 1 if letters < LONG else 2


def distance(one: str, other: str) -> int:
    """How many letters to insert, delete, replace, or swap with their neighbour (optimal string
    alignment: Damerau 1964, as restricted by Lucene's and tantivy's automata)."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        here = [i]
        for j, right in enumerate(other, 1):
            least = min(above[j] + 1, here[j - 1] + 1, above[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                least = min(least, before[j - 2] + 1)
            here.append(least)
        before, above = above, here
    return above[-1]


def nearest(word: str, found: Iterable[tuple[str, int]], size: int) -> tuple[Spelling, ...]:
    """The closest spellings, in the order of the protocol, from words and how many paragraphs have
    each."""
    kept = sorted(
        (apart, -count, other)
        for other, count in found
        if other != word and count and (apart := distance(word, other)) <= allowed_edits(word)
    )
    return tuple(Spelling(other, -count) for _, count, other in kept[:size])
