"""Hard-wrapped text: lines that are pieces of one paragraph, joined again.

Mail, PDF and old exports break a line where it is full. A line goes on in the next one where it
does not end a sentence and is about as long as the text is wide; what is no running text (a poem, a
list, a table, one paragraph a line) stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDEST: Final = 132
"""Characters of the widest column that text is wrapped at; paragraphs are longer."""

NARROWEST: Final = 12
"""Characters of the narrowest: newspapers' columns in a PDF."""

NARROW: Final = 80
"""The widest column of a text that is wrapped at no regular width."""

REGULAR: Final = 0.7
"""So many lines of a text of regular width are as full as they can be."""

FULL: Final = 0.5
"""A line that is so full, of the width, and ends no sentence, goes on in the next one. The words
that did not fit are at most ten letters or so; a narrow column of long words leaves half of it."""

_STOPS: Final = frozenset(".!؟?…:؛;")
_ITEM: Final = re.compile(
    r"\s*(?:[-–—*•·●▪◦■□○+►]\s|[\d٠-٩۰-۹]{1,3}\s?[-.)–]\s?|\(?[\d٠-٩۰-۹]{1,3}\)\s|[أ-ي]\s?[-.)]\s"
    r"|(?:أولا|ثانيا|ثالثا|رابعا|خامسا)ً?\s?[:،-])"
)
_HALF_LINES: Final = re.compile(r"\S(?:\s{3,}|\t+|\s*\*{2,3}\s*|\s\.\.\.\s)\S")
_FIELD: Final = re.compile(r"\s*[\w ]{2,25}:\s+\S")
_STOP: Final = re.compile(r"[،,.؛:!؟]")
_HYPHEN: Final = re.compile(r"[A-Za-z]-$|\u00ad$")


def is_list_item(line: str) -> bool:
    """Whether a line begins as an item of a list."""
    return bool(_ITEM.match(line))


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    return line.rstrip(" \"'»”’)]")[-1:] in _STOPS if line else False


def unwrapped(lines: Sequence[str]) -> list[str]:
    """The paragraphs of a text, whose lines may be pieces of them; empty lines part them.

    Lines of a text that is not wrapped are given back as they are, without the empty ones.
    """
    stripped = [line.strip() for line in lines]
    if max(map(len, stripped), default=0) > WIDEST:
        return [line for line in stripped if line]
    blocks: list[list[str]] = [[]]
    for line in stripped:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    width = _width([one for one in blocks if one])
    made: list[str] = []
    are_parted = sum(map(bool, blocks)) > 1
    for block in blocks:
        made += _joined(block, width, are_parted=are_parted) if width else block
    return made


def paragraphs_of(lines: Sequence[str]) -> list[str]:
    """One block of lines that are known to be wrapped, as Markdown's are, joined; items of a list
    stay apart."""
    made: list[str] = []
    for line in lines:
        if made and not is_list_item(line):
            made[-1] = glued(made[-1], line)
        else:
            made.append(line)
    return made


def _width(blocks: list[list[str]]) -> int:
    """The width that a text is wrapped at; 0 if it is not.

    Running text is broken anywhere, so that most lines end no sentence, and somewhere one ends.
    Either each line is so full that the next word did not fit, or the lines are short, empty ones
    part the paragraphs, and these end as sentences do.
    """
    whole = [line for block in blocks for line in block]
    inner = [line for block in blocks for line in block[:-1]]
    if len(inner) < 2 or max(map(len, whole)) > WIDEST:
        return 0
    width = max(map(len, inner))
    items = sum(is_list_item(line) or bool(_FIELD.match(line)) for line in whole)
    running = [line for line in inner if not ends_sentence(line)]
    if width < NARROWEST or items > 0.5 * len(whole) or len(running) < 0.5 * len(inner):
        return 0
    if not any(map(ends_sentence, whole)) or _is_verse(blocks):
        return 0
    full = sum(
        len(line) + 1 + len(after.split(maxsplit=1)[0]) > width
        for block in blocks
        for line, after in pairwise(block)
        if not ends_sentence(line)
    )
    if full >= REGULAR * len(running):
        return width
    long = [block for block in blocks if len(block) > 1]
    stopped = sum(ends_sentence(block[-1]) for block in long)
    return width if len(blocks) > 1 and width <= NARROW and stopped >= 0.5 * len(long) else 0


def _is_verse(blocks: list[list[str]]) -> bool:
    """A poem: half-lines with a gap between, or lines without a stop that end in one letter."""
    whole = [line for block in blocks for line in block]
    if sum(bool(_HALF_LINES.search(line)) for line in whole) >= 0.5 * len(whole):
        return True
    for block in blocks:
        stops = sum(bool(_STOP.search(line)) for line in block)
        if len(block) >= 4 and stops <= 0.25 * len(block):  # sentences have commas
            ends = [_letters(line)[-1:] for line in block]
            if max(map(ends.count, set(ends))) >= 0.7 * len(ends):
                return True
            if (
                len(ends) >= 4
                and max(map(ends[1::2].count, set(ends[1::2]))) == len(ends[1::2]) > 1
            ):
                return True
    return False


def _letters(line: str) -> str:
    return "".join(sign for sign in line if unicodedata.category(sign)[0] == "L")


def _joined(block: list[str], width: int, *, are_parted: bool) -> list[str]:
    """The lines of one block, joined where one goes on in the next: where empty lines part the
    paragraphs, wherever no sentence ends."""
    made: list[str] = []
    before = ""
    for line in block:
        is_new = is_list_item(line) or _FIELD.match(line)
        if made and not is_new and _goes_on(before, line, width, are_parted=are_parted):
            made[-1] = glued(made[-1], line)
        else:
            made.append(line)
        before = line
    return made


def _goes_on(line: str, after: str, width: int, *, are_parted: bool) -> bool:
    """Whether a line goes on in the one after it."""
    word = after.split(maxsplit=1)[0]
    full = len(line) + 1 + len(word) > width
    if ends_sentence(line):
        # a sentence may end where the line does, in the midst of a paragraph
        return full and len(line) >= 0.9 * width and not line.rstrip().endswith(":")
    return are_parted or full or len(line) >= FULL * width


def glued(line: str, after: str) -> str:
    """A line and what goes on from it, without the hyphen of a word that was parted."""
    if _HYPHEN.search(line):
        return line[:-1] + after
    return f"{line} {after}"
