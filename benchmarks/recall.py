"""One-word queries: of the articles that hold a word in any form with clitics, how many are found.

Truth is by form (homographs included): 21 combinations of proclitics before the word, and, where
there is no article, 8 pronoun endings after it. The words are those that the ``arabic`` analyzer of
Elasticsearch was seen to lose.

Of what is found, two shares are right: ``form``, articles with such a form, and ``lemma``, articles
with any form of the same lemma too. A search for مستشفى is meant to find مستشفيات, which ``form``
counts as wrong.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from benchmarks import data
from benchmarks.light10 import light10
from fihris.arabic.views import views

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

WORDS: Final[dict[str, str]] = {
    "وزارة": "وزارات وزارتان وزارتين وزارتا وزارتي",
    "وكالة": "وكالات وكالتان وكالتين وكالتا وكالتي",
    "وطني": "وطنية وطنيون وطنيين وطنيات وطنيتان وطنيتين وطنيا",
    "وظائف": "وظيفة وظيفتان وظيفتين وظيفتي",
    "وقود": "وقودا",
    "وصول": "وصولا",
    "ولاية": "ولايات ولايتان ولايتين ولايتا ولايتي",
    "تعزيز": "تعزيزا تعزيزات",
    "دعم": "دعما دعمت دعموا دعمنا دعمتم يدعم يدعمون يدعموا تدعم ندعم أدعم سيدعم ستدعم سندعم ادعموا",
    "تعاون": "تعاونا تعاونت تعاونوا تعاونان يتعاون يتعاونون يتعاونوا تتعاون تتعاونان نتعاون أتعاون "
    "سيتعاون ستتعاون سنتعاون",
    "حكومة": "حكومات حكومتان حكومتين حكومتا حكومتي",
    "اتفاقية": "اتفاقيات اتفاقيتان اتفاقيتين اتفاقيتا اتفاقيتي",
    "مستشفى": "مستشفيات مستشفيان مستشفيين",
}
"""Word: the other forms of its lemma, and those of the verb that is written like it."""

BARE: Final = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل", "وك")
DEFINITE: Final = ("ال", "وال", "فال", "بال", "كال", "وبال", "فبال", "لل", "ولل", "فلل")
ENDINGS: Final = ("", "ه", "ها", "هم", "هما", "هن", "نا", "كم")


def forms(word: str) -> set[str]:
    """Every form of a word that counts as the word, folded."""
    (folded,) = (one.exact for one in views().words(word))
    taken = folded[:-1] + "ت" if word.endswith("ة") else folded
    bare = {p + (taken + e if e else folded) for p in BARE for e in ENDINGS}
    definite = {p + folded for p in DEFINITE}
    return bare | definite


def main(arguments: argparse.Namespace) -> None:
    """Print the table."""
    articles: defaultdict[str, set[int]] = defaultdict(set)
    pieces = views().piece
    for number, article in enumerate(data.news(arguments.articles)):
        for piece in set(f"{article['title']}\n{article['body']}".split()):
            for word in pieces(piece)[2].split():
                articles[word].add(number)
    print("                        light10  precision by       fihris  precision by")
    print("one word      wanted     recall  form    lemma       recall  form    lemma")
    for word, others in WORDS.items():
        wanted = _holding(articles, forms(word))
        inflected = wanted | _holding(articles, set().union(*map(forms, others.split())))
        line = f"{word:12} {len(wanted):7,}"
        for found in (_by_light10(articles, word), _by_fihris(articles, word)):
            size = len(found) or 1
            line += f"     {len(found & wanted) / (len(wanted) or 1):6.1%}"
            line += f"  {len(found & wanted) / size:6.1%}  {len(found & inflected) / size:6.1%} "
        print(line)


def _holding(articles: dict[str, set[int]], words: Iterable[str]) -> set[int]:
    return set().union(*(articles[word] for word in words if word in articles))


def _by(articles: dict[str, set[int]], word: str, term: Callable[[str], object]) -> set[int]:
    # the corpus is held folded: the query too
    sought = term(views().piece(word)[2])
    return _holding(articles, [one for one in articles if term(one) == sought])


def _by_light10(articles: dict[str, set[int]], word: str) -> set[int]:
    return _by(articles, word, light10)


def _by_fihris(articles: dict[str, set[int]], word: str) -> set[int]:
    """A word matches when its term in any view is the query's."""
    lemma, light, exact = views().piece(word)
    return _holding(
        articles,
        [
            one
            for one in articles
            if (terms := views().piece(one))[0] == lemma or terms[1] == light or terms[2] == exact
        ],
    )
