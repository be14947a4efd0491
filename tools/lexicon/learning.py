"""Learns which reading of an ambiguous word is meant, without labels.

Expectation-maximisation (Dempster, Laird and Rubin 1977) over word frequencies: a word is a lemma,
its inflection class, a prefix and a suffix, P(lemma) P(class | lemma) P(prefix | part of speech)
P(suffix | class), times the likelihood of its spelling.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.lexicon.buckwalter import Reading

ROUNDS: Final = 8
POWER: Final = 0.75
"""Frequencies count to this power: a few thousand words are most of every text."""
LEMMA_PRIOR: Final = 0.1
CLASS_PRIOR: Final = 20.0
"""How many words must be seen before a lemma's own classes count more than all lemmas'. Of 0, 5, 20
and 50: 5 gives plurals to rare lemmas of the same form, 50 gives feminines to adjectives."""
SUFFIX_PRIOR: Final = 20.0

Keys = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def _keys(reading: Reading) -> Keys:
    """Lemma; class of the lemma; prefix of the part of speech; suffix of the class."""
    category = reading.category.removesuffix("_L")
    return (
        reading.lemma,
        (reading.lemma, category, reading.stem),
        (_part_of_speech(category), *reading.prefix),
        (category, *reading.suffix),
    )


def _part_of_speech(category: str) -> str:
    if category.startswith(("PV", "IV", "CV")):
        return "verb"
    return "particle" if category.startswith("FW") else "noun"


class Model:
    """The four distributions, learnt from words: their relative frequency and readings."""

    def __init__(self, words: Iterable[tuple[float, list[Reading]]]) -> None:
        seen = [
            ((frequency * 1e6) ** POWER, [(_keys(r), r.likelihood) for r in readings])
            for frequency, readings in words
            if readings
        ]
        self._lemma: dict[str, float] = {}
        self._class: dict[tuple[str, ...], float] = {}
        self._prefix: dict[tuple[str, ...], float] = {}
        self._suffix: dict[tuple[str, ...], float] = {}
        for _, readings in seen:
            for (lemma, group, prefix, suffix), _likelihood in readings:
                self._lemma[lemma] = self._class[group] = 1.0
                self._prefix[prefix] = self._suffix[suffix] = 1.0
        for _ in range(ROUNDS):
            self._maximise(seen)

    def _maximise(self, seen: list[tuple[float, list[tuple[Keys, float]]]]) -> None:
        lemmas: Counter[str] = Counter()
        groups: Counter[tuple[str, ...]] = Counter()
        prefixes: Counter[tuple[str, ...]] = Counter()
        suffixes: Counter[tuple[str, ...]] = Counter()
        for count, readings in seen:
            shares = [self._share(keys, likelihood) for keys, likelihood in readings]
            whole = sum(shares)
            for ((lemma, group, prefix, suffix), _), share in zip(readings, shares, strict=True):
                part = count * share / whole
                lemmas[lemma] += part  # type: ignore[assignment]
                groups[group] += part  # type: ignore[assignment]
                prefixes[prefix] += part  # type: ignore[assignment]
                suffixes[suffix] += part  # type: ignore[assignment]
        everything = sum(lemmas.values())
        of_speech, of_class = _totals(prefixes), _totals(suffixes)
        self._lemma = {k: (v + LEMMA_PRIOR) / everything for k, v in lemmas.items()}
        self._class = {
            k: (v + CLASS_PRIOR) / (lemmas[k[0]] + 2 * CLASS_PRIOR) for k, v in groups.items()
        }
        self._prefix = {k: (v + 0.01) / (of_speech[k[0]] + 1) for k, v in prefixes.items()}
        self._suffix = {
            k: (v + 0.01) / (of_class[k[0]] + SUFFIX_PRIOR) for k, v in suffixes.items()
        }

    def _share(self, keys: Keys, likelihood: float) -> float:
        lemma, group, prefix, suffix = keys
        return (
            likelihood
            * self._lemma[lemma]
            * self._class[group]
            * self._prefix[prefix]
            * self._suffix[suffix]
        )

    def score(self, reading: Reading) -> float:
        """How likely a reading of a word of the training list is, not normalised."""
        return self._share(_keys(reading), reading.likelihood)


def _totals(counts: Counter[tuple[str, ...]]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for key, count in counts.items():
        totals[key[0]] += count
    return totals
