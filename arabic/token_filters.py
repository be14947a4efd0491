"""Token filters: each turns one term into one term, so that words, positions and offsets stay
aligned between the views. Filters that add or drop tokens are not offered on purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from arabic.java_regex import compile_java, replacement_of

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


def _trim(_name: str, _spec: Mapping[str, Any]) -> TokenFilter:
    return str.strip


TOKEN_FILTERS: dict[str, tuple[Callable[[str, Mapping[str, Any]], TokenFilter], set[str]]] = {
    "lowercase": (_lowercase, set()),
    "pattern_replace": (_pattern_replace, {"pattern", "replacement", "all"}),
    "trim": (_trim, set()),
}
"""Type: how it is made, and the parameters it knows."""
