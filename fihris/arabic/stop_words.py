"""Words that say little by themselves: question words, prepositions, pronouns, particles."""

from __future__ import annotations

from functools import cache
from typing import Final

from fihris.arabic.analyzer import analyzer
from mappings.loader import table

_BEFORE: Final = ("", "و", "ف")
"""What is written together with the word after it, and says as little."""


@cache
def stop_words() -> frozenset[str]:
    """The terms of ``mappings/lexicon/stop_words.tsv`` in the exact view, also with و and ف."""
    written = " ".join(word for _, word in table("stop_words"))
    words = map(analyzer("exact").term, analyzer("exact").words(written))
    return frozenset(before + word for word in words for before in _BEFORE)
