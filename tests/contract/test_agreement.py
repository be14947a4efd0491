"""An engine and the shared matching code mean the same by a match, whatever the words."""

from __future__ import annotations

import random

import pytest

from arabic.views import views
from engines.evaluating import occurrences
from engines.matching import Finder, highlights
from engines.model import Phrase, Prefix, Query, Word
from engines.protocol import Engine
from engines.terms import sought
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
    publish(engine, *(article(f"a{at}", text) for at, text in enumerate(texts)))
    columns = []
    for text in texts:
        words = views().words(text)
        columns.append(
            {view: [getattr(one, view) for one in words] for view in ("lemma", "light", "exact")}
        )
    for leaf in leaves(chance):
        wanted = sought(leaf)
        assert wanted is not None
        by_code = {
            f"a{at}"
            for at, column in enumerate(columns)
            if any(occurrences(wanted, view, column[view]) for view in wanted.views)
        }
        hits = engine.search(Query(leaf), size=1000).hits
        by_engine = {hit.article_id for hit in hits}
        finder = Finder(Query(leaf))
        lit = {f"a{at}" for at, text in enumerate(texts) if highlights(finder, text, "body")}
        assert (leaf, by_engine) == (leaf, by_code)
        assert (leaf, lit) == (leaf, by_code)
