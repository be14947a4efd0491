"""What the words of a query are in each view: the one reading of a query that engines,
highlighting and ranking share."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, assert_never

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
    View,
    Without,
    Word,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

PAIRS: Final = 10
"""Pairs of words by which an engine narrows what may meet a phrase. Of «في من على» within five
words they leave a quarter of the paragraphs that have the three."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query in its three views."""

    lemma: str
    light: str
    exact: str

    def of(self, view: View) -> str:
        """The term in ``view``."""
        term: str = getattr(self, view)
        return term


@dataclass(frozen=True, slots=True)
class Sought:
    """Words sought side by side (``slop`` 0) or near each other, in some of the views.

    ``pattern`` stands in the last word's place for a prefix: it matches exact terms.
    """

    terms: tuple[Term, ...]
    views: tuple[View, ...]
    slop: int = 0
    pattern: str | None = None

    @property
    def size(self) -> int:
        """How many words it is."""
        return len(self.terms) + (self.pattern is not None)

    def pairs(self, view: View) -> list[tuple[str, str]]:
        """Different words that follow each other, the first few of them. Where a phrase is met,
        each pair is within its slop too, and of two different words engines count that as we do."""
        terms = [term.of(view) for term in self.terms]
        pairs = dict.fromkeys(itertools.pairwise(terms))
        return [pair for pair in pairs if pair[0] != pair[1]][:PAIRS]

    @property
    def is_word(self) -> bool:
        """One plain word."""
        return len(self.terms) == 1 and self.pattern is None


ANY_FORM: tuple[View, ...] = ("lemma", "light", "exact")
PHRASE: tuple[View, ...] = ("lemma", "exact")
"""A phrase is met in the lemma view, or as written. The light view holds no positions."""


def terms_of(text: str) -> tuple[Term, ...]:
    """The words of a piece of a query."""
    return tuple(Term(word.lemma, word.light, word.exact) for word in views().words(text))


def prefix_pattern(prefix: str) -> str:
    """A regular expression over exact terms: words that begin with ``prefix``, also after the
    article and the proclitics that carry it; after a single one only from three letters on,
    since ``ب`` + two letters is more often the word itself. Arabic alone has proclitics."""
    if not prefix or not "\u0621" <= prefix[0] <= "\u064a":
        return re.escape(prefix) + ".*"
    before = "[وف]?(ال|بال|كال|لل)" if len(prefix) < 3 else "[وف]?(ال|بال|كال|لل|[بلك])|[وف]"
    return f"({before})?{re.escape(prefix)}.*"


def sought(node: Words) -> Sought | None:
    """What a leaf of a query looks for; ``None`` when it holds no word at all."""
    if isinstance(node, Prefix):
        words = views().words(node.text)
        if not words:
            return None
        *before, last = words
        terms = tuple(Term(word.lemma, word.light, word.exact) for word in before)
        return Sought(terms, ("exact",), pattern=prefix_pattern(last.exact))
    terms = terms_of(node.text)
    if not terms:
        return None
    slop = node.slop if isinstance(node, Phrase) else 0
    if node.exact:
        return Sought(terms, ("exact",), slop)
    return Sought(terms, ANY_FORM if len(terms) == 1 else PHRASE, slop)


def leaves(
    node: Node, *, in_title: bool = False, excluded: bool = False
) -> Iterator[tuple[Words, Sought, bool]]:
    """The words, phrases and prefixes of a query, left to right: each with what it looks for, and
    whether it counts in titles only.

    Args:
        excluded: those that must not match too, which light nothing.
    """
    match node:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part, in_title=in_title, excluded=excluded)
        case InTitle(part):
            yield from leaves(part, in_title=True, excluded=excluded)
        case Without(part):
            if excluded:
                yield from leaves(part, in_title=in_title, excluded=True)
        case Word() | Phrase() | Prefix():
            leaf = sought(node)
            if leaf is not None:
                yield node, leaf, in_title
        case Is() | DateRange() | Everything():
            return
        case _:
            assert_never(node)
