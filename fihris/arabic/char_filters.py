"""Char filters: rewrite text before it is cut into tokens, remembering where each part came from.

They follow Lucene 9.12: ``MappingCharFilter``, ``PatternReplaceCharFilter`` and the offset
correction of ``BaseCharFilter``; offsets here are code points, there UTF-16 units.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from fihris.arabic.errors import UnknownComponent
from fihris.arabic.java_regex import compile_java, head_of, replacement_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@dataclass(slots=True)
class Corrections:
    """Offsets in filtered text and how far the original text is ahead from there on."""

    offsets: list[int] = field(default_factory=list)
    diffs: list[int] = field(default_factory=list)

    def add(self, offset: int, diff: int) -> None:
        """From ``offset`` of the output on, the input is ``diff`` characters ahead."""
        if self.offsets and self.offsets[-1] == offset:
            self.diffs[-1] = diff
        else:
            self.offsets.append(offset)
            self.diffs.append(diff)

    def correct(self, offset: int) -> int:
        """The place in the input of a place in the output."""
        at = bisect_right(self.offsets, offset)
        return offset + self.diffs[at - 1] if at else offset


class CharFilter(Protocol):
    """Rewrites text and says where the pieces came from."""

    head: re.Pattern[str] | None
    """What a text ends with when it may be rewritten together with what follows a white space."""

    def apply(self, text: str) -> tuple[str, Corrections]:
        """The rewritten text, and how its offsets lead back."""

    def rewrite(self, text: str) -> str:
        """The same text as ``apply`` gives, without the corrections: faster."""


class MappingCharFilter:
    """Replaces the longest listed sequence at each place, from left to right."""

    head: re.Pattern[str] | None = None

    def __init__(self, rules: Mapping[str, str]) -> None:
        self._rules = dict(rules)
        self._single = {ord(old): new for old, new in self._rules.items() if len(old) == 1}
        longer = [old for old in self._rules if len(old) > 1]
        self._sizes = sorted({len(old) for old in longer}, reverse=True)
        self._begins = {old[0] for old in longer}
        # how longer sequences end, such as with the combining hamza: without one of these in the
        # text there is nothing long to look for, which is nearly always
        ends = "".join(map(re.escape, sorted({old[-1] for old in longer})))
        self._is_told = re.compile(f"[{ends}]" if ends else r"\Z.").search

    def rewrite(self, text: str) -> str:
        """The rewritten text alone."""
        if self._is_told(text):
            return "".join([new for _, new in self._matches(text)])
        return text.translate(self._single)

    def _matches(self, text: str) -> Iterator[tuple[str, str]]:
        """The text in pieces, as they are and as they become."""
        rules, begins = self._rules, self._begins
        at, size = 0, len(text)
        while at < size:
            old = char = text[at]
            if char in begins:
                for long in self._sizes:
                    if text[at : at + long] in rules and at + long <= size:
                        old = text[at : at + long]
                        break
            yield old, rules.get(old, old)
            at += len(old)

    def apply(self, text: str) -> tuple[str, Corrections]:
        """The rewritten text, and how its offsets lead back."""
        pieces: list[str] = []
        corrections = Corrections()
        written = ahead = 0
        for old, new in self._matches(text):
            pieces.append(new)
            shrunk = len(old) - len(new)
            if shrunk > 0:
                corrections.add(written + len(new), ahead + shrunk)
            else:
                for extra in range(-shrunk):
                    corrections.add(written + len(old) + extra, ahead - extra - 1)
            ahead += shrunk
            written += len(new)
        return "".join(pieces), corrections


class PatternReplaceCharFilter:
    """Replaces each match of a regular expression."""

    def __init__(self, pattern: str, replacement: str) -> None:
        self._pattern = compile_java(pattern)
        self.head = head_of(pattern)
        self._replacement = replacement_of(replacement)

    def rewrite(self, text: str) -> str:
        """The rewritten text alone."""
        return self._pattern.sub(self._replacement, text)

    def apply(self, text: str) -> tuple[str, Corrections]:
        """The rewritten text, and how its offsets lead back."""
        pieces: list[str] = []
        corrections = Corrections()
        at = written = ahead = 0
        for found in self._pattern.finditer(text):
            pieces.append(text[at : found.start()])
            written += found.start() - at
            new = found.expand(self._replacement)
            old_size, new_size = found.end() - found.start(), len(new)
            if new_size < old_size:
                ahead += old_size - new_size
                corrections.add(written + new_size, ahead)
            else:
                for extra in range(old_size, new_size):
                    ahead -= 1
                    corrections.add(written + extra, ahead)
            pieces.append(new)
            written += new_size
            at = found.end()
        pieces.append(text[at:])
        return "".join(pieces), corrections


_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def _unescape(side: str) -> str:
    """A side of a mapping rule; the syntax is that of Elasticsearch's ``mapping`` char filter."""
    if "\\" not in side:
        return side.strip()

    def plain(found: re.Match[str]) -> str:
        code = found[1]
        return chr(int(code[1:], 16)) if len(code) == 5 else _ESCAPED.get(code, code)

    text = _ESCAPE.sub(plain, side.strip())
    if not _SURROGATE.search(text):
        return text
    # a character outside the basic plane is written as its two surrogates
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _mapping(name: str, spec: Mapping[str, Any]) -> CharFilter:
    sides = [rule.rpartition("=>") for rule in spec["mappings"]]
    olds = _unescaped([side[0] for side in sides])
    news = _unescaped([side[2] for side in sides])
    rules = dict(zip(olds, news, strict=True))
    if len(rules) < len(sides) or not all(side[1] for side in sides):
        reason = "a rule has no => or repeats another"
        raise UnknownComponent(kind="char_filter", name=name, reason=reason)
    return MappingCharFilter(rules)


def _unescaped(sides: list[str]) -> list[str]:
    """Many sides at once: a table has thousands, and one pass costs a fifth."""
    together = _unescape("\0".join([side.strip() for side in sides])).split("\0")
    if len(together) == len(sides):
        return together
    return [_unescape(side) for side in sides]  # one of them is that character itself


def _pattern_replace(name: str, spec: Mapping[str, Any]) -> CharFilter:
    return PatternReplaceCharFilter(spec["pattern"], spec.get("replacement", ""))


CHAR_FILTERS: dict[str, tuple[Callable[[str, Mapping[str, Any]], CharFilter], set[str]]] = {
    "mapping": (_mapping, {"mappings"}),
    "pattern_replace": (_pattern_replace, {"pattern", "replacement"}),
}
"""Type: how it is made, and the parameters it knows."""
