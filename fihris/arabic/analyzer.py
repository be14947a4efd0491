"""Analyzers and normalizers built from ``settings.analysis``, component by component."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import mappings
from fihris.arabic.char_filters import CHAR_FILTERS, CharFilter
from fihris.arabic.errors import UnknownComponent
from fihris.arabic.java_regex import compile_java
from fihris.arabic.token_filters import TOKEN_FILTERS, TokenFilter

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Token:
    """A term and where it stood: ``start`` and ``end`` are code points of the original text,
    ``end`` exclusive; ``position`` counts words from 0."""

    term: str
    position: int
    start: int
    end: int


class Analyzer:
    """Text to tokens: char filters, a tokenizer, token filters, in their order."""

    def __init__(
        self,
        char_filters: tuple[CharFilter, ...],
        words: re.Pattern[str],
        filters: tuple[TokenFilter, ...],
    ) -> None:
        self._char_filters = char_filters
        self._words = words
        self._filters = filters

    @property
    def char_filters(self) -> tuple[CharFilter, ...]:
        """What rewrites text before it is cut into tokens, in order."""
        return self._char_filters

    @property
    def filters(self) -> tuple[TokenFilter, ...]:
        """What rewrites tokens, in order."""
        return self._filters

    def term(self, word: str) -> str:
        """What the token filters make of one token."""
        for token_filter in self._filters:
            word = token_filter(word)
        return word

    def words(self, text: str) -> list[str]:
        """The tokens of ``text`` before any token filter, without places."""
        for char_filter in self._char_filters:
            text = char_filter.rewrite(text)
        return self._words.findall(text)

    def cut(self, piece: str) -> tuple[list[str], bool]:
        """The tokens of a piece of text, and whether it may be rewritten together with what
        follows: a part of a name that is written as two words."""
        is_open = False
        for char_filter in self._char_filters:
            if char_filter.head is not None and char_filter.head.search(piece):
                is_open = True
            piece = char_filter.rewrite(piece)
        return self._words.findall(piece), is_open

    def spans(self, text: str) -> Iterator[tuple[str, int, int]]:
        """The tokens of ``text`` before any token filter, with their places in ``text``."""
        corrections = []
        for char_filter in self._char_filters:
            text, made = char_filter.apply(text)
            corrections.append(made)
        corrections.reverse()
        for found in self._words.finditer(text):
            start, end = found.span()
            for made in corrections:
                start, end = made.correct(start), made.correct(end)
            yield found[0], start, end

    def tokens(self, text: str) -> list[Token]:
        """Analyse ``text`` as Elasticsearch's ``_analyze`` does."""
        return [
            Token(self.term(word), position, start, end)
            for position, (word, start, end) in enumerate(self.spans(text))
        ]

    def terms(self, text: str) -> list[str]:
        """The terms alone, in order."""
        return [self.term(word) for word in self.words(text)]


class Normalizer:
    """Text to one term: what facets are compared by."""

    def __init__(self, char_filters: tuple[CharFilter, ...], filters: tuple[TokenFilter, ...]):
        self._char_filters = char_filters
        self._filters = filters

    def __call__(self, text: str) -> str:
        """The one term of a text."""
        for char_filter in self._char_filters:
            text = char_filter.rewrite(text)
        for token_filter in self._filters:
            text = token_filter(text)
        return text


class Analysis:
    """Everything of one ``settings.analysis`` body.

    Raises:
        UnknownComponent: it names a type or a parameter that is not run here, or a component
            that it does not define.
    """

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = body
        self._known_char_filters: dict[str, CharFilter] = {}
        for section in body:
            if section not in {"char_filter", "tokenizer", "filter", "analyzer", "normalizer"}:
                raise UnknownComponent(kind="section", name=section, reason="unknown")

    def analyzer(self, name: str) -> Analyzer:
        """Build the analyzer ``name``."""
        spec = self._spec("analyzer", name, {"char_filter", "tokenizer", "filter"}, {"custom"})
        return Analyzer(
            tuple(self._char_filter(part) for part in spec.get("char_filter", ())),
            self._tokenizer(spec["tokenizer"]),
            tuple(self._filter(part) for part in spec.get("filter", ())),
        )

    def normalizer(self, name: str) -> Normalizer:
        """Build the normalizer ``name``."""
        spec = self._spec("normalizer", name, {"char_filter", "filter"}, {"custom"})
        return Normalizer(
            tuple(self._char_filter(part) for part in spec.get("char_filter", ())),
            tuple(self._filter(part) for part in spec.get("filter", ())),
        )

    def _spec(self, kind: str, name: str, known: set[str], types: set[str]) -> Mapping[str, Any]:
        spec = self._body.get(kind, {}).get(name)
        if spec is None:
            # a bare name may be a built-in type with no parameters, such as "lowercase"
            spec = {"type": name}
        if spec.get("type") not in types:
            raise UnknownComponent(kind=kind, name=name, reason=f"type {spec.get('type')!r}")
        extra = set(spec) - known - {"type"}
        if extra:
            raise UnknownComponent(kind=kind, name=name, reason=f"parameter {sorted(extra)[0]!r}")
        return spec  # type: ignore[no-any-return]

    def _char_filter(self, name: str) -> CharFilter:
        if name not in self._known_char_filters:  # shared: its table is large
            kind = self._body.get("char_filter", {}).get(name, {}).get("type", name)
            make, known = CHAR_FILTERS.get(kind, (None, set()))
            spec = self._spec("char_filter", name, known, set(CHAR_FILTERS))
            assert make is not None
            self._known_char_filters[name] = make(name, spec)
        return self._known_char_filters[name]

    def _filter(self, name: str) -> TokenFilter:
        kind = self._body.get("filter", {}).get(name, {}).get("type", name)
        make, known = TOKEN_FILTERS.get(kind, (None, set()))
        spec = self._spec("filter", name, known, set(TOKEN_FILTERS))
        assert make is not None
        return make(name, spec)

    def _tokenizer(self, name: str) -> re.Pattern[str]:
        spec = self._spec("tokenizer", name, {"pattern", "group"}, {"pattern"})
        if spec.get("group") != 0:
            raise UnknownComponent(kind="tokenizer", name=name, reason="group other than 0")
        return compile_java(spec["pattern"])


@cache
def standard() -> Analysis:
    """The analysis of ``mappings/analysis.json``."""
    return Analysis(mappings.analysis())


@cache
def analyzer(view: str) -> Analyzer:
    """The analyzer of a view: ``lemma``, ``light`` or ``exact``."""
    return standard().analyzer(view)


@cache
def normalizer(name: str = "facet") -> Normalizer:
    """The normalizer that facets are compared by."""
    return standard().normalizer(name)
