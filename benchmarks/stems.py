"""How well terms bring the forms of a word together and keep words apart.

Conflation: over the distinct nouns and adjectives of PADT's development part (as written, marks
left out, at least three letters, the most frequent lemma of each), pairs of forms with one term
against pairs with one lemma. Plurals: the share whose term is that of their singular.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from benchmarks import data
from benchmarks.light10 import light10
from fihris.arabic.analyzer import analyzer

if TYPE_CHECKING:
    import argparse

_MARKS = re.compile("[\u064b-\u0652\u0640\u0670]")
Stemmer = Callable[[str], str]


def gold() -> dict[str, str]:
    """Form → lemma."""
    lemmas: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for surface, _, lemma, _, pos, *_ in data.rows("morphology/padt_dev.tsv"):
        if {"NOUN", "ADJ"} & set(pos.split("+")) and len(_MARKS.sub("", surface)) >= 3:
            lemmas[surface][lemma] += 1
    return {form: counted.most_common(1)[0][0] for form, counted in lemmas.items()}


def conflation(forms: Mapping[str, str], stem: Stemmer) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of forms."""
    by_lemma = Counter(forms.values())
    by_term: Counter[str] = Counter()
    by_both: Counter[tuple[str, str]] = Counter()
    for form, lemma in forms.items():
        term = stem(form)
        by_term[term] += 1
        by_both[term, lemma] += 1
    right = _pairs(by_both)
    precision, recall = right / (_pairs(by_term) or 1), right / (_pairs(by_lemma) or 1)
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1)


def _pairs(counted: Counter[str] | Counter[tuple[str, str]]) -> int:
    return sum(count * (count - 1) // 2 for count in counted.values())


def plurals(stem: Stemmer) -> dict[str, float]:
    """Share of plurals that meet their singular, by kind."""
    met: Counter[str] = Counter()
    all_of: Counter[str] = Counter()
    for plural, singular, kind, *_ in data.rows("morphology/padt_plurals_dev.tsv"):
        all_of[kind] += 1
        met[kind] += stem(plural) == stem(singular)
    return {kind: met[kind] / count for kind, count in all_of.items()}


def snowball() -> Stemmer:
    """The Arabic stemmer of Snowball, which PostgreSQL and others use too."""
    import tantivy

    made = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    chain = made.filter(tantivy.Filter.stemmer("arabic")).build()
    return lambda word: " ".join(chain.analyze(_MARKS.sub("", word)))


def view(name: str) -> Stemmer:
    """The term of a single written word in one of our views."""
    terms = analyzer(name).terms
    return lambda word: " ".join(terms(word))


def main(arguments: argparse.Namespace) -> None:
    """Print the table."""
    del arguments
    forms = gold()
    print(f"conflation, {len(forms):,} forms          P     R     F1  broken sound")
    for name, stem in (
        ("light10 (Elasticsearch arabic)", light10),
        ("Snowball (as tantivy has it)", snowball()),
        *((f"text.{one}", view(one)) for one in ("lemma", "light", "exact")),
    ):
        precision, recall, f1 = conflation(forms, stem)
        met = plurals(stem)
        figures = (precision, recall, f1, met["broken"], met["sound"])
        print(f"  {name:31}", *(f"{figure:.3f}" for figure in figures))
