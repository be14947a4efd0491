"""From the order in which signs stand on a page, left to right, to that in which they are read."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_PRESENTATION: Final = re.compile("[\ufb50-\ufdfb\ufe70-\ufefc]+")
_ARABIC: Final = re.compile("[\u0621-\u064a\ufb50-\ufdfb\ufe70-\ufefc]")
_LATIN: Final = re.compile("[A-Za-z]")
_WORD: Final = re.compile("[\u0621-\u064a]{3,}")
_LEFT_TO_RIGHT: Final = re.compile(
    r"[A-Za-z0-9٠-٩@#$%€£+][A-Za-z0-9٠-٩@#$%€£+.,:/_'’&\\-]*"
    r"(?:(?<=[A-Za-z0-9.,&])[ ](?=[A-Za-z])[A-Za-z0-9@.,:/_'’&\\-]+)*"
)
_ENGLISH: Final = re.compile(r"[A-Za-z][\w.&'’-]*(?: [A-Za-z][\w.&'’-]*)+")
_PAIRS: Final = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_OPENING: Final = "([{«"
_CLOSING: Final = ")]}»"


def plain(text: str) -> str:
    """Letters in place of their presentation forms, of which some are two (لا)."""
    return _PRESENTATION.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def mended(signs: Sequence[tuple[str, float]]) -> str:
    """A line as PDFium gives it, each sign with its place from the left: words of Latin letters
    that it put in the order of Arabic stand in their own again, brackets open before they close."""
    text = "".join(sign for sign, _ in signs)
    if _ARABIC.search(text):
        for found in reversed(list(_ENGLISH.finditer(text))):
            words = found[0].split(" ")
            places = [signs[found.start()][1], signs[found.start() + len(words[0]) + 1][1]]
            if places[0] > places[1]:
                text = text[: found.start()] + " ".join(reversed(words)) + text[found.end() :]
        text = _with_brackets(text)
    return " ".join(text.split())


def _with_brackets(text: str) -> str:
    first = next((sign for sign in text if sign in _OPENING + _CLOSING), "")
    both = {sign in _OPENING for sign in text if sign in _OPENING + _CLOSING}
    return text.translate(_PAIRS) if first in tuple(_CLOSING) and len(both) == 2 else text


def turns_round(text: str) -> bool:
    """Whether a text's letters stand in the order of the page: then the article ال ends words."""
    words = _WORD.findall(plain(text))
    begin = sum(word.startswith("ال") for word in words)
    end = sum(word.endswith("لا") for word in words)
    return bool(end > 2 * begin and end >= 3)


def turned(line: str) -> str:
    """A line turned round: Arabic read from the right, numbers and Latin words kept."""
    if not _ARABIC.search(line):
        return line
    parts: list[str] = []
    at = 0
    for found in _LEFT_TO_RIGHT.finditer(line):
        parts += (_reversed(line[at : found.start()]), found[0])
        at = found.end()
    parts.append(_reversed(line[at:]))
    return _with_brackets("".join(reversed(parts)))  # ligatures are one sign until now


def _reversed(text: str) -> str:
    """Signs in the other order; marks stay behind their letter."""
    clusters: list[str] = []
    for sign in text:
        if unicodedata.combining(sign) and clusters:
            clusters[-1] += sign
        else:
            clusters.append(sign)
    return "".join(reversed(clusters)).translate(_PAIRS)
