"""From the order in which signs stand on a page, left to right, to that in which they are read."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

Sign = tuple[str, float]
"""A sign and its place from the left edge of the page, in points."""

_PRESENTATION: Final = re.compile("[\ufb50-\ufdfb\ufe70-\ufefc]+")
_ARABIC: Final = re.compile("[\u0621-\u064a\ufb50-\ufdfb\ufe70-\ufefc]")
_LATIN: Final = re.compile("[A-Za-z]")
_WORD: Final = re.compile("[\u0621-\u064a]{3,}")
_LEFT_TO_RIGHT: Final = re.compile(
    r"[A-Za-z0-9٠-٩@#$%€£+][A-Za-z0-9٠-٩@#$%€£+.,:/_'’&\\-]*"
    r"(?:(?<=[A-Za-z0-9.,&])[ ](?=[A-Za-z])[A-Za-z0-9@.,:/_'’&\\-]+)*"
)
_EDGES: Final = ".,:;!?…،؛؟()[]{}«»\"'“”"
_PAIRS: Final = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_OPENING: Final = "([{«"
_CLOSING: Final = ")]}»"


def plain(text: str) -> str:
    """Letters in place of their presentation forms, of which some are two (لا)."""
    return _PRESENTATION.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def mended(signs: Sequence[Sign]) -> str:
    """A line as PDFium gives it, each sign with its place from the left, in the order in which it
    is read.

    PDFium turns Arabic words round, and puts the words of a line in the order of its own guess at
    the line's direction; where they stand on the page tells it for sure. Brackets open before they
    close.
    """
    text = "".join(sign for sign, _ in signs)
    arabic = len(_ARABIC.findall(text))
    if not arabic or arabic < len(_LATIN.findall(text)):
        return " ".join(text.split())
    words = sorted(_words(signs), key=lambda word: -_middle(word))
    ordered: list[Sequence[Sign]] = []
    run: list[Sequence[Sign]] = []
    for word in words:
        letters = "".join(sign for sign, _ in word)
        is_latin = bool(_LATIN.search(letters)) and not _ARABIC.search(letters)
        if is_latin or (run and not _ARABIC.search(letters) and any(map(str.isdigit, letters))):
            run.insert(0, word)
            continue
        ordered += [*run, word]
        run = []
    ordered += run
    return _with_brackets(" ".join("".join(s for s, _ in _edged(word)) for word in ordered))


def _words(signs: Sequence[Sign]) -> list[list[Sign]]:
    words: list[list[Sign]] = [[]]
    for sign in signs:
        if sign[0].isspace():
            words.append([])
        else:
            words[-1].append(sign)
    return [word for word in words if word]


def _middle(word: Sequence[Sign]) -> float:
    return (min(place for _, place in word) + max(place for _, place in word)) / 2


def _edged(word: Sequence[Sign]) -> list[Sign]:
    """An Arabic word with the punctuation at its left end behind it, whatever PDFium said."""
    made = list(word)
    letters = [place for sign, place in made if _ARABIC.match(sign)]
    if not letters:
        return made
    at = 0
    while at < len(made) and made[0][0] in _EDGES and made[0][1] < min(letters):
        made.append(made.pop(0))
        at += 1
    return made


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
