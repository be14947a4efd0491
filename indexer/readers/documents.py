"""The values of a ``.json`` file, one after another: never all of them read at once.

A list of a million empty ones has two megabytes as text, and sixty once it is read; so the text is
cut where its elements end, which takes no memory, and each is read by itself.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PART: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["\[\]{},]', re.DOTALL)
_SPACE: Final = re.compile(r"[ \t\r\n]*+")
_OPENING: Final = frozenset("[{")
_CLOSING: Final = frozenset("]}")


def values(text: str) -> Iterator[str] | None:
    """The texts of a document's values: of the one object, or of the elements of the one list, in
    order; an element may be empty, or no JSON. ``None`` if the whole is neither."""
    start = _end_of_space(text, 0)
    first = text[start : start + 1]
    if first == "{" and _is_one(text, start):
        return iter((text,))
    if first == "[" and _is_one(text, start):
        return _elements(text, start)
    return None


def _is_one(text: str, start: int) -> bool:
    """Whether a bracket is closed at the end of the text, and not before."""
    try:
        deque(_elements(text, start), maxlen=0)
    except ValueError:
        return False
    return True


def _elements(text: str, start: int) -> Iterator[str]:
    """What stands between the commas of a list that begins at ``start``.

    Raises:
        ValueError: it is not closed, or something follows it.
    """
    depth = 0
    begin = _end_of_space(text, start + 1)
    for part in _PART.finditer(text, start):
        sign = text[part.start()]
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        elif part[0] == '"':
            break  # a text that does not end
        if depth == 0:
            if _end_of_space(text, part.end()) != len(text):
                break
            if begin < part.start():
                yield text[begin : part.start()].strip()
            return
        if depth == 1 and sign == ",":
            yield text[begin : part.start()].strip()
            begin = part.end()
    raise ValueError("it is not one value")


def _end_of_space(text: str, start: int) -> int:
    found = _SPACE.match(text, start)
    return found.end() if found else start
