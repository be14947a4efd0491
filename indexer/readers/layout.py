"""From the lines of pages to paragraphs: by their gaps, their width, the size of their letters."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from indexer.readers.wrapping import ends_sentence, glued, is_list_item

if TYPE_CHECKING:
    from collections.abc import Sequence

EDGE_LINES: Final = 3
"""Lines at the top and the bottom of a page that may be running heads."""

LARGER: Final = 1.12
"""So many times the size of most letters, and a short line is a heading."""

HEADING_WORDS: Final = 18
"""Words of the longest heading."""

WIDER_GAP: Final = 1.3
"""So many times the usual distance between lines, and a paragraph begins."""

FAR: Final = 2.4
"""So many times their size lines lie apart that are none of one paragraph."""

SHORT: Final = 0.85
"""A line that ends a sentence and is shorter than this, of the column, ends its paragraph."""

_DIGITS: Final = re.compile(r"[\d٠-٩۰-۹]+")
_PAGE_NUMBER: Final = re.compile(
    r"\W*(?:صفحة|الصفحة|ص|page|p)?\W*[\d٠-٩۰-۹]{1,4}\W*(?:(?:من|of|/)\W*[\d٠-٩۰-۹]{1,4}\W*)?",
    re.IGNORECASE,
)


class Line(NamedTuple):
    """A line of a page; its place in points, from the lower left corner."""

    text: str
    page: int
    left: float
    right: float
    base: float
    size: float


def without_running_heads(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """The lines of all pages but those at their edges that come on many of them, or are numbers."""
    met: Counter[str] = Counter()
    for page in pages:
        at = {*range(min(EDGE_LINES, len(page))), *range(max(0, len(page) - EDGE_LINES), len(page))}
        met.update({_shape(page[one].text) for one in at})
    often = max(2, (len(pages) + 1) // 2)
    made: list[Line] = []
    for page in pages:
        first, last = 0, len(page)
        if len(pages) > 1:
            while first < min(EDGE_LINES, last) and met[_shape(page[first].text)] >= often:
                first += 1
            while last > max(first, len(page) - EDGE_LINES) and (
                met[_shape(page[last - 1].text)] >= often
            ):
                last -= 1
        if first < last and _PAGE_NUMBER.fullmatch(page[first].text):
            first += 1
        if first < last and _PAGE_NUMBER.fullmatch(page[last - 1].text):
            last -= 1
        made += page[first:last]
    return made


def _shape(text: str) -> str:
    return "".join(_DIGITS.sub("#", text).split())


def paragraphs_of(lines: Sequence[Line]) -> list[dict[str, str]]:
    """The paragraphs and headings that lines make."""
    if not lines:
        return []
    weight: Counter[float] = Counter()
    for line in lines:
        weight[line.size] += len(line.text)
    usual = weight.most_common(1)[0][0] or 1.0
    gaps = [
        before.base - line.base
        for before, line in pairwise(lines)
        if before.page == line.page and before.base > line.base
    ]
    gap = median(sorted(gaps)[: max(1, (len(gaps) * 3 + 3) // 4)]) if gaps else 0.0
    width = max(line.right - line.left for line in lines)
    made: list[dict[str, str]] = []
    before: Line | None = None
    for line in lines:
        is_heading = line.size >= LARGER * usual and len(line.text.split()) <= HEADING_WORDS
        kind = "heading" if is_heading else "body"
        if before is not None and made[-1]["kind"] == kind and _goes_on(before, line, gap, width):
            made[-1]["text"] = glued(made[-1]["text"], line.text)
        else:
            made.append({"text": line.text, "kind": kind})
        before = line
    return made


def _goes_on(before: Line, line: Line, gap: float, width: float) -> bool:
    if is_list_item(line.text) or abs(before.size - line.size) > 0.1 * before.size:
        return False
    ends = ends_sentence(before.text)
    if before.page != line.page or before.base <= line.base:  # over the page, to the next column
        return not ends
    apart = before.base - line.base
    if (gap and apart > WIDER_GAP * gap) or apart > FAR * before.size:
        return False
    return not (ends and before.right - before.left < SHORT * width)
