"""An engine and the shared matching code mean the same by a match, whatever the words."""

from __future__ import annotations

import random

import pytest

from fihris.engines.evaluating import matches
from fihris.engines.matching import Finder, highlights
from fihris.engines.model import Phrase, Prefix, Query, Word
from fihris.engines.protocol import Engine
from tests.contract.building import article, publish

WORDS = (
    "كويت",
    "الكويت",
    "وكويتي",
    "قطر",
    "قطري",
    "عمان",
    "مجلس",
    "المجلس",
    "في",
    "من",
    "أمن",
    "أمني",
)


def leaves(chance: random.Random) -> list[Word | Phrase | Prefix]:
    """Words, phrases with and without slop, exact forms, prefixes."""
    made: list[Word | Phrase | Prefix] = []
    for _ in range(60):
        size = chance.randint(2, 4)
        text = " ".join(chance.choice(WORDS) for _ in range(size))
        slop = chance.choice((0, 0, 1, 2, 3, 5))
        made.append(Phrase(text, slop, exact=chance.random() < 0.2))
    made += [Word(word, exact) for word in WORDS for exact in (False, True)]
    made += [Prefix(word[:size]) for word in WORDS for size in (2, 3, 4)]
    return made


@pytest.mark.parametrize("seed", range(3))
def test_what_is_found_is_what_matches_and_what_is_lit(engine: Engine, seed: int) -> None:
    chance = random.Random(seed)
    texts = [
        " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 14))) for _ in range(300)
    ]
    articles = [article(f"a{at}", text) for at, text in enumerate(texts)]
    publish(engine, *articles)
    for leaf in leaves(chance):
        by_code = {
            paragraph.article_id
            for one in articles
            for paragraph in one
            if matches(leaf, paragraph)
        }
        hits = engine.search(Query(leaf), size=1000).hits
        by_engine = {hit.article_id for hit in hits}
        finder = Finder(Query(leaf))
        lit = {f"a{at}" for at, text in enumerate(texts) if highlights(finder, text, "body")}
        assert (leaf, by_engine) == (leaf, by_code)
        assert (leaf, lit) == (leaf, by_code)
