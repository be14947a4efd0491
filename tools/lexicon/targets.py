"""Decides for each written word which term it should have in the views ``lemma`` and ``light``."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

from mappings import table
from tools.lexicon.buckwalter import Buckwalter, Reading, fold, skeletons
from tools.lexicon.learning import Model
from tools.lexicon.names import SEEN, Names, transcriptions

if TYPE_CHECKING:
    from collections.abc import Mapping

WRITTEN: Final = re.compile("[ء-غف-يٱپچڤگ]{2,}")
UNKNOWN: Final = "?"
"""Before the term of a word that the dictionary does not have: never one term with a known one."""

NEAR: Final = 0.3
"""A plural and its singular that were read as different lemmas are made one where both readings
had at least this probability. Of .01 to .3, .3 is best for plurals and wrong least often."""

BASE: Final = 0.5
"""Power of what the word without clitics means."""

RARE: Final = 0.03
"""A singular that is written less often than this share of its plural is not its singular."""

SELDOM: Final = 0.25
"""A broken plural is doubted whose singular is written less often than this share of it. Of .1 to
.5, .5 takes شباب from شاب and .1 leaves حجر to حجرة."""

DOUBT: Final = 0.1
"""What a doubted plural keeps of its likelihood; .03 is the same."""

AS_SPELLED: Final = 0.05
"""Least likelihood of a spelling that may be meant: صناعة is not صنّاع and "his"."""

PLURALS: Final = (("ات", ("ة", "")), ("ين", ("",)), ("ون", ("",)))
CLITICS: Final = ("وال", "بال", "فال", "كال", "ال", "لل", "و", "ب", "ل", "ف", "ك")
GUESSED: Final = (
    ("يات", "ية"), ("يات", "ي"), ("يون", "ي"), ("يين", "ي"), ("ية", "ي"), ("ات", ""), ("ات", "ة"),
)  # fmt: skip
"""Endings of words that the dictionary lacks, beside forms that it has. Only what no foreign name
ends in: ماكرون is not a plural of ماكر."""

_SHOWN: Final = ("ar", "text")
"""Rows of ``countries`` that have names as the press writes them."""


def _press() -> dict[str, str]:
    """``press.tsv``: folded word → folded lemma; a name with its article where it has
    one, any other word with and without."""
    text = files("tools.lexicon").joinpath("press.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    found = {}
    for word, *lemma in rows:
        own = fold(word)
        found[own] = fold(lemma[0]) if lemma else own.removeprefix("ال")
        if lemma:
            found["ال" + own] = found[own]
    return found


PRESS: Final = _press()


def press_names() -> list[str]:
    """Names of ``press.tsv``, as they are written: its rows of one column."""
    text = files("tools.lexicon").joinpath("press.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return [row[0] for row in rows if len(row) == 1]


class Word(NamedTuple):
    """A written word: its relative frequency, its lemma's letters, itself without clitics."""

    written: str
    frequency: float
    lemma: str
    light: str


def words(frequencies: Mapping[str, float], dictionary: Buckwalter) -> list[Word]:
    """The terms wanted for every word of a list, most frequent first; then more forms of names."""
    return with_names(learnt(frequencies, dictionary), dictionary)


def learnt(frequencies: Mapping[str, float], dictionary: Buckwalter) -> list[Word]:
    """The same from the dictionary and the frequencies alone."""
    taken = {w: f for w, f in frequencies.items() if WRITTEN.fullmatch(w)}
    readings = {word: dictionary.readings(word) for word in taken}
    _doubt_plurals(readings, taken, dictionary.heads)
    model = Model([(taken[word], found) for word, found in readings.items()])
    letters = skeletons(
        list(dict.fromkeys(stem.lemma for stems in dictionary.stems.values() for stem in stems))
    )
    chances = {word: _chances(found, model, letters) for word, found in readings.items() if found}
    chances = _with_bases(chances, readings, letters, taken)
    lemmas = {word: max(sorted(found), key=found.__getitem__) for word, found in chances.items()}
    _unite(lemmas, chances, taken)
    _as_the_press_means(lemmas, readings, letters)
    out = []
    for word, frequency in taken.items():
        if word in lemmas:
            lemma = lemmas[word]
            fitting = [r for r in readings[word] if letters[r.lemma] == lemma]
            best = max(fitting or readings[word], key=lambda r: (model.score(r), r.base))
            out.append(Word(word, frequency, lemma, best.base))
        else:
            bare = _bare(word, taken)
            known = next(
                (
                    lemmas[bare[: -len(end)] + other]
                    for end, other in GUESSED
                    if bare.endswith(end) and bare[: -len(end)] + other in lemmas
                ),
                UNKNOWN + fold(bare),
            )
            out.append(Word(word, frequency, known, fold(bare)))
    return out


def with_names(found: list[Word], dictionary: Buckwalter) -> list[Word]:
    """Words, those among them that are names as ``Names`` has them, foreign ones as they are mostly
    spelled, and further forms of names."""
    frequencies = {word.written: word.frequency for word in found}
    known = {word.written: word.lemma for word in found if not word.lemma.startswith(UNKNOWN)}
    forms = {form.written: form for form in Names(dictionary, frequencies, known, press_names())}
    spelled = _spelled([word for word in found if word.lemma.startswith(UNKNOWN)])
    out = []
    for word in found:
        form = forms.pop(word.written, None)
        if form is not None:
            weight = max(word.frequency, SEEN)
            out.append(Word(form.written, weight, form.lemma, form.light))
        elif (usual := spelled.get(word.lemma.lstrip(UNKNOWN))) and word.written not in known:
            out.append(word._replace(lemma=UNKNOWN + usual))
        else:
            out.append(word)
    return out + [Word(form.written, SEEN, form.lemma, form.light) for form in forms.values()]


def _spelled(unknown: list[Word]) -> dict[str, str]:
    """Of words that the dictionary lacks: the way of writing each, and the most usual one."""
    all_of: defaultdict[str, float] = defaultdict(float)
    articled: defaultdict[str, float] = defaultdict(float)
    for word in unknown:
        own = word.lemma.lstrip(UNKNOWN)
        all_of[own] += word.frequency
        if fold(word.written).removesuffix(own).endswith(("ال", "لل")):
            articled[own] += word.frequency
    return transcriptions(all_of, articled)


def _doubt_plurals(
    readings: dict[str, list[Reading]],
    frequencies: Mapping[str, float],
    heads: Mapping[str, str],
) -> None:
    """Make broken plurals unlikely that are written like a noun of their own, and are of a kind
    that is rare, or have a singular that is: قتال is fighting, not fighters, and سباق a race.
    Frequencies cannot tell, since a usual singular makes each of its plurals likely."""
    written: defaultdict[str, float] = defaultdict(float)
    for word, frequency in frequencies.items():
        written[fold(word).removeprefix("ال")] += frequency
    for word, found in readings.items():
        nouns = [r for r in found if r.category[:2] not in {"PV", "IV", "CV", "FW"}]
        own = {r.base for r in nouns if r.base == fold(r.stem) == heads[r.lemma]}
        doubted = {
            r
            for r in nouns
            if r.base in own
            and r.base == fold(r.stem) != heads[r.lemma]
            and (
                written[heads[r.lemma]] < SELDOM * written[r.base]
                or _is_rare_kind(heads[r.lemma], r.base)
            )
        }
        if doubted:
            readings[word] = [
                r._replace(likelihood=r.likelihood * DOUBT) if r in doubted else r for r in found
            ]


def _is_rare_kind(singular: str, plural: str) -> bool:
    """قُتّال of قاتل, صُفْر of أصفر."""
    if len(singular) != 4:
        return False
    if singular[1] == "ا":
        return plural.replace("ا", "", 1) == singular[0] + singular[2:]
    return singular[0] == "ا" and plural == singular[1:]


def _chances(readings: list[Reading], model: Model, letters: Mapping[str, str]) -> dict[str, float]:
    """Probability of each lemma's letters."""
    scores: defaultdict[str, float] = defaultdict(float)
    for reading in readings:
        scores[letters[reading.lemma]] += model.score(reading)
    whole = sum(scores.values())
    return {lemma: score / whole for lemma, score in scores.items()}


def _with_bases(
    chances: Mapping[str, Mapping[str, float]],
    readings: Mapping[str, list[Reading]],
    letters: Mapping[str, str],
    frequencies: Mapping[str, float],
) -> dict[str, dict[str, float]]:
    """What a word without its clitics mostly means, it mostly means with them too: لقطر is of قطر,
    the country, though the plural قطر of قطار takes ل more readily than a name does."""
    plain: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for word, found in chances.items():
        for lemma, chance in found.items():
            plain[fold(word)][lemma] += chance * frequencies[word]
    out = {}
    for word, found in chances.items():
        bases: dict[str, set[str]] = defaultdict(set)
        for reading in readings[word]:
            if reading.base in plain and reading.base != fold(word):
                bases[letters[reading.lemma]].add(reading.base)
        scores = {}
        for lemma, chance in found.items():
            seen = [plain[base].get(lemma, 0) / sum(plain[base].values()) for base in bases[lemma]]
            scores[lemma] = chance * max(max(seen, default=1.0), 0.01) ** BASE
        whole = sum(scores.values())
        out[word] = {lemma: score / whole for lemma, score in scores.items()}
    return out


def _as_the_press_means(
    lemmas: dict[str, str], readings: Mapping[str, list[Reading]], letters: Mapping[str, str]
) -> None:
    """In the press قطر is a country before it is the plural of قطار, and جدة a city before a
    grandmother."""
    countries = {fold(row[2]).removeprefix("ال") for row in table("countries") if row[1] in _SHOWN}
    for word in lemmas:
        for reading in readings[word]:
            if reading.likelihood < AS_SPELLED:
                continue
            is_name = fold(word).endswith(reading.base)  # عراقي is not "my Iraq"
            is_definite = reading.prefix[1].endswith(("ال", "لل"))
            listed = PRESS.get(("ال" if is_definite else "") + reading.base)
            if listed is not None and (is_name or listed != reading.base):
                lemmas[word] = listed
            elif is_name and reading.base in countries and reading.base == letters[reading.lemma]:
                lemmas[word] = reading.base


def _unite(
    lemmas: dict[str, str],
    chances: Mapping[str, Mapping[str, float]],
    frequencies: Mapping[str, float],
) -> None:
    for plural in sorted(chances):
        for ending, singulars in PLURALS:
            if not plural.endswith(ending) or len(plural) < 5:
                continue
            for other in singulars:
                singular = plural[: -len(ending)] + other
                if singular not in chances or frequencies[singular] < RARE * frequencies[plural]:
                    continue
                if other == "" and lemmas[plural] == lemmas[singular] + "ه":
                    # the ة that it would be the plural of is not written: ملفات is of ملف
                    lemmas[plural] = lemmas[singular]
                if lemmas[singular] != lemmas[plural]:
                    a, b = chances[singular], chances[plural]
                    both = {k: a[k] * b[k] for k in a if a[k] > NEAR and b.get(k, 0) > NEAR}
                    if both:
                        one = max(sorted(both), key=both.__getitem__)
                        lemmas[singular] = lemmas[plural] = one
                break


def _bare(word: str, frequencies: Mapping[str, float]) -> str:
    """An unknown word without a clitic, if what remains is written more often than the whole, or
    the clitic has an article."""
    for clitic in CLITICS:
        rest = word[len(clitic) :]
        if word.startswith(clitic) and len(rest) >= 3:
            articled = len(clitic) > 1 and len(rest) >= 4
            if articled or frequencies.get(rest, 0) > frequencies[word]:
                return rest
            break
    return word
