"""Which filters left a query without results, and the closest values that the index has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from fihris.arabic.spelling import fold
from fihris.engines.model import (
    AllOf,
    AnyOf,
    Bucket,
    DateRange,
    Everything,
    FacetName,
    Is,
    Node,
    Query,
)
from fihris.engines.spelling_distance import LONGEST, allowed_edits, distance
from fihris.query.writer import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fihris.engines.protocol import Engine

OFFERED: Final = 3
"""How many values are offered for one that does not exist."""

LOOKED_AT: Final = 1_000
"""How many values of a facet are considered, the most frequent first."""

_DAYS: Final = 10_000
"""Days that are looked at, the latest: 27 years with a release each day."""

_SOUNDS: Final = str.maketrans(
    "بتثجحخدذرزسشصضطظغفقكلمنهگپچڤqcpvz", "bttjhkddrss$sdtdgfkklmnhgb$fkkbfs", "اويىعءءئؤaeiouyw'’-"
)
"""Consonants as one letter each, the same for those that are written for one another."""

_DIGRAPHS: Final = (
    ("sh", "$"), ("ch", "$"), ("th", "t"), ("dh", "d"), ("kh", "k"), ("gh", "g"), ("ph", "f"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """A value that the index has, and its articles."""

    value: str
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """A filter without which the query would find something, or that nothing matches.

    ``part`` is the filter in the query language; ``articles`` counts those that match it alone,
    ``without`` those that the query finds without it; ``nearest`` has existing values, if its own
    does not exist.
    """

    part: str
    name: FacetName | str
    articles: int
    without: int
    nearest: tuple[Value, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """One of ``filters`` of an answer without hits."""
        return {
            "filter": self.part,
            "articles": self.articles,
            "without": self.without,
            "nearest": [{"value": one.value, "articles": one.articles} for one in self.nearest],
        }


def emptied(engine: Engine, query: Query, generation: str | None = None) -> tuple[Emptied, ...]:
    """The filters because of which a query found nothing, in its order."""
    parts = list(_parts(query.node))
    found = []
    for at, part in enumerate(parts):
        first = _filter(part)
        if first is None:
            continue
        alone = _articles(engine, part, generation)
        rest = tuple(parts[:at] + parts[at + 1 :])
        without = _articles(engine, AllOf(rest) if rest else Everything(), generation)
        if alone and not without:
            continue
        nearest = () if alone else tuple(_nearest(engine, first, generation))
        name = first.name if isinstance(first, Is) else "date"
        told = Emptied(
            part=written(first), name=name, articles=alone, without=without, nearest=nearest
        )
        found.append(told)
    return tuple(found)


def _parts(node: Node) -> Iterator[Node]:
    if isinstance(node, AllOf):
        for part in node.parts:
            yield from _parts(part)
    else:
        yield node


def _filter(node: Node) -> Is | DateRange | None:
    """What a part asks for, if it is a filter: of a value and its other names, the value."""
    if isinstance(node, AnyOf) and node.parts:
        first, *others = (_filter(part) for part in node.parts)
        return first if None not in others else None
    return node if isinstance(node, Is | DateRange) else None


def _articles(engine: Engine, node: Node, generation: str | None) -> int:
    return engine.search(Query(node), size=0, generation=generation).total.articles


def _nearest(engine: Engine, asked: Is | DateRange, generation: str | None) -> Sequence[Value]:
    name: FacetName = asked.name if isinstance(asked, Is) else "day"
    size = LOOKED_AT if isinstance(asked, Is) else _DAYS
    answer = engine.search(
        Query(Everything()), size=0, facets=(name,), facet_size=size, generation=generation
    )
    buckets = answer.facets[0].buckets
    if isinstance(asked, DateRange):
        near = sorted(buckets, key=lambda one: _days_between(asked, one.value))[:1]
    else:
        near = _spelled_near(asked, buckets)[:OFFERED]
    return [Value(one.value, one.articles) for one in near]


def _days_between(asked: DateRange, day: str) -> int:
    """From a range to a day outside it."""
    at = date.fromisoformat(day)
    ends = (date.fromisoformat(end) for end in (asked.start, asked.end) if end)
    return min((abs((at - end).days) for end in ends), default=0)


def _spelled_near(asked: Is, buckets: Sequence[Bucket]) -> list[Bucket]:
    """Values that are spelled nearly so, that have it among their words, or that sound so in the
    other script; the nearest first."""
    sought = fold(_name(asked.name, asked.value))
    ranked = []
    for bucket in buckets:
        apart = _apart(sought, fold(_name(asked.name, bucket.value)))
        if apart is not None:
            ranked.append((apart, -bucket.articles, bucket.value, bucket))
    return [one[-1] for one in sorted(ranked)]


def _apart(sought: str, held: str) -> int | None:
    if len(sought) <= LONGEST and abs(len(sought) - len(held)) <= allowed_edits(sought):
        apart = distance(sought, held)
        if apart <= allowed_edits(sought):
            return apart
    if _within(sought, held) or _within(held, sought):
        return LONGEST
    if sought.isascii() != held.isascii():
        sounds = sound(sought), sound(held)
        if len(sounds[0]) > 1 and sounds[0] == sounds[1]:
            return LONGEST + 1
    return None


def _within(words: str, text: str) -> bool:
    return f" {words} " in f" {text} "


def sound(text: str) -> str:
    """The consonants of a name, equal for جوهرة and jawhara, so that a name is recognised in the
    other script. Vowels, the article and a final ه are left out, because they are written in many
    ways."""
    plain = fold(text).replace("al-", "al ")
    for two, one in _DIGRAPHS:
        plain = plain.replace(two, one)
    words = (word.removeprefix("ال") for word in plain.split() if word != "al")
    bare = (word.translate(_SOUNDS).removesuffix("h") for word in words)
    return "".join(re.sub(r"(.)\1+", r"\1", word) for word in bare)


def _name(name: FacetName, value: str) -> str:
    if name != "country":
        return value
    from fihris.arabic.places import country_name  # start-up

    return country_name(value, "ar")
