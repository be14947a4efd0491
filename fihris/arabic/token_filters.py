"""Token filters: each turns one term into one term, so that words, positions and offsets stay
aligned between the views. Filters that add or drop tokens are not offered on purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mappings
from fihris.arabic.errors import UnknownComponent
from fihris.arabic.java_regex import compile_java, replacement_of

TokenFilter = Callable[[str], str]

_JAVA_LOWER = {"\u0130": "i"}
"""``Character.toLowerCase`` maps one character to one; Python gives i and a combining dot."""


def lowercase(term: str) -> str:
    """As Lucene's ``LowerCaseFilter``: character by character, without regard to context."""
    if term.isascii():
        return term.lower()
    if term == (lowered := term.lower()) or (
        len(lowered) == len(term) and "\u03a3" not in term and "\u0130" not in term
    ):
        return lowered
    return "".join(_JAVA_LOWER.get(char, char.lower()) for char in term)


def _lowercase(_name: str, _spec: Mapping[str, Any]) -> TokenFilter:
    return lowercase


def _pattern_replace(_name: str, spec: Mapping[str, Any]) -> TokenFilter:
    pattern = compile_java(spec["pattern"])
    replacement = replacement_of(spec.get("replacement", ""))
    count = 0 if spec.get("all", True) else 1
    substitute = pattern.sub
    if count == 0:
        return lambda term: substitute(replacement, term)
    return lambda term: substitute(replacement, term, count)


_ARABIC_NORMALIZATION = str.maketrans(
    "آأإىة", "ااايه", "\u0640" + "".join(map(chr, range(0x064B, 0x0653)))
)
"""As Lucene's ``ArabicNormalizer``: forms of alef, yeh and teh marbuta; tatweel and harakat."""


def _arabic_normalization(_name: str, _spec: Mapping[str, Any]) -> TokenFilter:
    return lambda term: term.translate(_ARABIC_NORMALIZATION)


def _stemmer_override(name: str, spec: Mapping[str, Any]) -> TokenFilter:
    # Lucene also marks what it overrides as a keyword, which later overrides leave alone. Here the
    # terms of rules carry a sign that no word of any rule has, so that there is nothing to mark
    # (``tests/unit/test_lexicon.py`` holds the lists to it).
    terms = mappings.rules(spec["rules_path"]) if "rules_path" in spec else _rules(name, spec)
    return lambda term: terms.get(term, term)


def _rules(name: str, spec: Mapping[str, Any]) -> dict[str, str]:
    """Rules as Elasticsearch reads them: ``word, word => term``."""
    terms: dict[str, str] = {}
    for rule in spec.get("rules", ()):
        words, arrow, term = rule.partition("=>")
        sharing = [word.strip() for word in words.split(",")]
        if not arrow or not term.strip() or not all(sharing):
            raise UnknownComponent(kind="filter", name=name, reason=f"rule {rule!r}")
        for word in sharing:
            terms.setdefault(word, term.strip())
    return terms


def _trim(_name: str, _spec: Mapping[str, Any]) -> TokenFilter:
    return str.strip


TOKEN_FILTERS: dict[str, tuple[Callable[[str, Mapping[str, Any]], TokenFilter], set[str]]] = {
    "lowercase": (_lowercase, set()),
    "pattern_replace": (_pattern_replace, {"pattern", "replacement", "all"}),
    "arabic_normalization": (_arabic_normalization, set()),
    "stemmer_override": (_stemmer_override, {"rules", "rules_path"}),
    "trim": (_trim, set()),
}
"""Type: how it is made, and the parameters it knows."""
