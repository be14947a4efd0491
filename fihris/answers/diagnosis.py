"""Why a query found nothing: what each of its words finds alone, and what may have been meant."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, assert_never

from fihris.answers.emptied import Emptied, emptied
from fihris.arabic.spelling import without_marks
from fihris.arabic.views import views
from fihris.engines.model import (
    AllOf,
    AnyOf,
    DateRange,
    Everything,
    InTitle,
    Is,
    Node,
    Phrase,
    Prefix,
    Query,
    Spelling,
    Without,
    Word,
)
from fihris.engines.nodes import children, mapped
from fihris.engines.spelling_distance import ARTICLE, distance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fihris.engines.protocol import Engine

OFFERED: Final = 3
"""How many spellings are offered for a word."""

LOOKED_AT: Final = 10
"""How many spellings the engine is asked for; forms of one word are offered once. Also how many
articles are read to see how a word is usually written."""

MISSPELLED: Final = 4
"""For how many words of a query spellings are looked for: each may take a third of a second."""

SLIP: Final = 100
"""A spelling that finds this many times fewer articles than another is probably a typing error
itself: it is not offered beside one at the same distance, and gives way to one further away. In
SaudiNewsNet, الحوثييين is closer to الحوثيييين than الحوثيين is, but occurs in one paragraph
against 1,720."""

_INSIDE: Final = r"[\w\u064b-\u0652\u0670]"


@dataclass(frozen=True, slots=True)
class Offer:
    """A word that the index has, as releases mostly write it, and the articles it finds."""

    word: str
    articles: int


@dataclass(frozen=True, slots=True)
class Alone:
    """A word of the query as written, the articles it finds alone, and, if none, what may be
    meant."""

    word: str
    articles: int
    spellings: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Nothing:
    """The diagnosis of a query that found nothing. ``instead``: the query with existing spellings
    for words that do not exist, and the articles that it finds, if any. ``filters``: those that
    left it without results."""

    words: tuple[Alone, ...]
    instead: Offer | None = None
    filters: tuple[Emptied, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The key ``nothing`` of an answer without hits."""
        better = self.instead
        return {
            "words": [
                {
                    "word": one.word,
                    "articles": one.articles,
                    "spellings": [
                        {"word": offer.word, "articles": offer.articles} for offer in one.spellings
                    ],
                }
                for one in self.words
            ],
            "instead": better and {"query": better.word, "articles": better.articles},
            "filters": [one.as_json() for one in self.filters],
        }


def diagnosed(engine: Engine, query: Query, generation: str | None = None) -> Nothing:
    """Diagnose a query that found nothing."""
    alone: dict[str, Alone] = {}
    looked_for = 0
    for node in _words(query.node):
        written = f"{node.text}*" if isinstance(node, Prefix) else node.text
        if written in alone:
            continue
        articles = _articles(engine, node, generation)
        spellings: tuple[Offer, ...] = ()
        if not articles and isinstance(node, Word) and looked_for < MISSPELLED:
            spellings = _offers(engine, node, generation)
            looked_for += 1
        alone[written] = Alone(written, articles, spellings)
    better = {one.word: one.spellings[0].word for one in alone.values() if one.spellings}
    return Nothing(
        tuple(alone.values()),
        _instead(engine, query, better, generation),
        emptied(engine, query, generation),
    )


def _articles(engine: Engine, node: Node, generation: str | None) -> int:
    return engine.search(Query(node), size=0, generation=generation).total.articles


def _offers(engine: Engine, word: Word, generation: str | None) -> tuple[Offer, ...]:
    """The spellings nearest to a word that finds nothing, each with what it finds; if there are
    none, the same for the word with the article, or without."""
    bare = word.text.removeprefix(ARTICLE)
    turned = bare if bare != word.text else ARTICLE + bare
    return _offers_near(engine, word, generation) or _offers_near(
        engine, Word(turned, word.exact), generation
    )


def _offers_near(engine: Engine, word: Word, generation: str | None) -> tuple[Offer, ...]:
    offers: list[Offer] = []
    lemmas: set[str] = set()
    asked, nearest = views().joined(word.text).exact, 0
    for spelling in engine.spellings(word.text, size=LOOKED_AT, generation=generation):
        lemma = spelling.word if word.exact else views().joined(spelling.word).lemma
        if lemma in lemmas:
            continue
        lemmas.add(lemma)
        apart = distance(asked, spelling.word)
        articles = _articles(engine, Word(spelling.word, word.exact), generation)
        most = max((one.articles for one in offers), default=0)
        if offers and apart > nearest:
            if articles < most * SLIP:
                break
            offers.clear()
        if articles * SLIP >= most or not offers:
            offers.append(Offer(_as_written(engine, spelling, generation), articles))
            nearest = apart
    return tuple(offers[:OFFERED])


def _as_written(engine: Engine, spelling: Spelling, generation: str | None) -> str:
    """A folded word in the form in which releases mostly write it: مؤسسة, not مءسسه."""
    query = Query(Word(spelling.word, exact=True))
    answer = engine.search(query, size=LOOKED_AT, paragraphs=1, generation=generation)
    forms = Counter(
        without_marks(one.text[start:end])
        for hit in answer.hits
        for one in hit.paragraphs
        for start, end in one.highlights
    )
    return forms.most_common(1)[0][0] if forms else spelling.word


def _instead(
    engine: Engine, query: Query, better: Mapping[str, str], generation: str | None
) -> Offer | None:
    if not better:
        return None
    articles = _articles(engine, _replaced(query.node, better), generation)
    return Offer(_replaced_in(query.text, better), articles) if articles else None


def _replaced(node: Node, better: Mapping[str, str]) -> Node:
    match node:
        case AllOf() | AnyOf() | InTitle():
            return mapped(node, lambda part: _replaced(part, better))
        case Word(text, exact):
            return Word(better.get(text, text), exact)
        case Phrase(text, slop, exact):
            return Phrase(_replaced_in(text, better), slop, exact)
        case Prefix() | Without() | Is() | DateRange() | Everything():
            return node
        case _:
            assert_never(node)


def _replaced_in(text: str, better: Mapping[str, str]) -> str:
    words = "|".join(re.escape(word) for word in sorted(better, key=len, reverse=True))
    pattern = f"(?<!{_INSIDE})(?:{words})(?!{_INSIDE})"
    return re.sub(pattern, lambda found: better[found[0]], text)


def _words(node: Node) -> Iterator[Word | Prefix]:
    match node:
        case AllOf() | AnyOf() | InTitle():
            for part in children(node):
                yield from _words(part)
        case Word() | Prefix():
            yield node
        case Phrase(text, _, exact):
            for word in text.split():
                yield Word(word, exact)
        case Without() | Is() | DateRange() | Everything():
            return
        case _:
            assert_never(node)
