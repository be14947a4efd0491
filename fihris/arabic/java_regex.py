r"""Regular expressions as Elasticsearch writes them (``java.util.regex``), run by Python's ``re``.

Only what means the same in both is let through: literals, classes of explicit ranges, groups,
quantifiers, anchors, lookaround. Classes such as ``\d``, ``\w`` or ``\p{L}`` differ between
the two (and between Java versions) and are refused.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from fihris.arabic.errors import UnknownComponent

SPACE: Final = " "
"""White space: ``fold`` makes a space of what else ``str.split`` takes for it. A char
filter whose pattern names it reaches over it; how far, ``head_of`` tells."""

_CODE_POINT = re.compile(r"\\x\{([0-9A-Fa-f]{1,6})\}")
_REFUSED = re.compile(r"(?<!\\)(?:\\\\)*(\\[pPdDwWsShHvVRXbBGQEkxzZA]|\(\?<[A-Za-z]|[*+?}]\+|&&)")


@cache
def compile_java(pattern: str) -> re.Pattern[str]:
    """Compile a Java pattern.

    Raises:
        UnknownComponent: it holds a construct that Python reads otherwise.
    """
    plain = _CODE_POINT.sub(lambda found: f"\\U{int(found[1], 16):08X}", pattern)
    refused = _REFUSED.search(plain)
    if refused:
        reason = f"{refused[1]} means something else in Python"
        raise UnknownComponent(kind="pattern", name=pattern[:60], reason=reason)
    try:
        return re.compile(plain)
    except re.error as exc:
        raise UnknownComponent(kind="pattern", name=pattern[:60], reason=str(exc)) from exc


@cache
def head_of(pattern: str) -> re.Pattern[str] | None:
    """What a text ends with when a pattern may reach over the white space that follows; ``None``
    where a pattern names no white space.

    Raises:
        UnknownComponent: white space stands elsewhere than at the beginning of a lookahead and at
            the end of the pattern.
    """
    if SPACE not in pattern:
        return None
    begin, head, ends = f"(?={SPACE}+", "", f"{SPACE}*$"
    rest = pattern.removesuffix(f"{SPACE}+")
    while (at := rest.find(begin)) >= 0:
        depth, end = 1, at + len(begin)
        while depth:
            depth += {"(": 1, ")": -1}.get(rest[end], 0)
            end += 1
        head, rest = head + rest[:at] + ends, rest[end:]
    head += rest
    if SPACE in head.replace(ends, ""):
        raise UnknownComponent(kind="pattern", name=pattern[:60], reason="white space within")
    return compile_java(head)


def replacement_of(replacement: str) -> str:
    r"""A Java replacement (``$1``, ``\$``) in Python's way of writing it."""
    out, at = "", 0
    while at < len(replacement):
        char = replacement[at]
        if char == "\\" and at + 1 < len(replacement):
            at += 1
            out += "\\\\" if replacement[at] == "\\" else replacement[at]
        elif char == "$" and replacement[at + 1 : at + 2].isdigit():
            at += 1
            out += f"\\g<{replacement[at]}>"
        else:
            out += char
        at += 1
    return out
