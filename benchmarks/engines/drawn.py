"""Queries of all kinds, drawn from SaudiNewsNet by a seed: what its readers might ask."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from fihris.arabic.stop_words import stop_words
from fihris.arabic.views import views


class Drawn(NamedTuple):
    """A query as it is written, and what kind it is of."""

    kind: str
    text: str


Draw = Callable[[random.Random, Sequence[str], dict[str, Any]], str]


def _around(chance: random.Random, words: Sequence[str], size: int) -> list[str]:
    at = chance.randrange(max(1, len(words) - size))
    return list(words[at : at + size])


def _content(chance: random.Random, words: Sequence[str], size: int) -> list[str]:
    told = [word for word in words if views().joined(word).exact not in stop_words()]
    return [chance.choice(told or list(words)) for _ in range(size)]


def _prefix(chance: random.Random, words: Sequence[str], _: dict[str, Any]) -> str:
    (word,) = _content(chance, words, 1)
    return word[: max(3, len(word) - chance.randint(1, 3))] + "*"


def _quoted(words: Sequence[str]) -> str:
    return '"' + " ".join(words) + '"'


KINDS: Final[dict[str, Draw]] = {
    "word": lambda c, w, _: " ".join(_content(c, w, 1)),
    "two words": lambda c, w, _: " ".join(_content(c, w, 2)),
    "question": lambda c, w, _: " ".join(_around(c, w, 5)),
    "phrase": lambda c, w, _: _quoted(_around(c, w, 2)),
    "long phrase": lambda c, w, _: _quoted(_around(c, w, c.randint(3, 5))),
    "slop": lambda c, w, _: _quoted(_content(c, w, 2)) + f"~{c.randint(1, 8)}",
    "slop of three": lambda c, w, _: _quoted(_around(c, w, 3)) + f"~{c.randint(1, 4)}",
    "exact": lambda c, w, _: "=" + _content(c, w, 1)[0],
    "exact phrase": lambda c, w, _: "=" + _quoted(_around(c, w, 2)),
    "prefix": _prefix,
    "source": lambda c, w, a: f'{_content(c, w, 1)[0]} source:"{a["source"]}"',
    "days": lambda c, w, a: f"{_content(c, w, 1)[0]} date:{a['date'][: c.choice((7, 10))]}",
    "either": lambda c, w, _: " أو ".join(_content(c, w, c.randint(2, 4))),
    "without": lambda c, w, _: "{} -{}".format(*_content(c, w, 2)),
    "title": lambda c, w, _: f"title:{_content(c, w, 1)[0]}",
    "filter alone": lambda _, __, a: f'source:"{a["source"]}" date:{a["date"][:10]}',
}


def drawn(articles: Sequence[dict[str, Any]], count: int, seed: int = 7) -> Iterator[Drawn]:
    """``count`` queries, the kinds in turn."""
    chance = random.Random(seed)
    kinds = list(KINDS.items())
    made = 0
    while made < count:
        article = chance.choice(articles)
        paragraph = chance.choice(article["body"].split("\n"))
        words = [paragraph[one.start : one.end] for one in views().words(paragraph)]
        words = [word for word in words if len(word) > 2]
        if len(words) < 6 or not article.get("date"):
            continue
        kind, draw = kinds[made % len(kinds)]
        yield Drawn(kind, draw(chance, words, article))
        made += 1
