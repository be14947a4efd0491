"""Splits an article into its paragraphs and tells sub-headings by what they are."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from fihris.arabic.dates import find_dateline_date
from fihris.engines.model import GIVEN, Article, Kind, Paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

SPLIT_VERSION: Final = "1"
"""Part of every content hash: raised when the same article would be split, or its countries and
organizations found, otherwise than before, so that it is loaded again."""

MAX_HEADING_WORDS: Final = 12
MAX_HEADING_CHARACTERS: Final = 90
"""The longest sub-heading. Those of ``seeds/`` have at most 7 words; of 300 headings of
SaudiNewsNet read by eye the longest had 12."""

MIN_FOLLOWING_WORDS: Final = 14
"""Words of the shortest paragraph under a sub-heading. Verses are as short and unpunctuated as
headings, but another verse, as short, follows them."""

LONGER_BY: Final = 2
"""How many times the words of a heading the paragraph under it must have."""

MIN_PRECEDING_WORDS: Final = 12
"""A line before a heading has so many words or ends a sentence; else it is a list or a poem."""

MIN_LETTERS_SHARE: Final = 0.5
"""Of what is not space in a heading, so much is letters: prices and tables are no headings."""

MAX_BYLINE_WORDS: Final = 6
"""«سعاد الشمري – الرياض», a name and a place with a dash between, has no more words."""

_CLOSING: Final = re.compile(r"""[.!؟?…:؛;،,ـ]["»”'’)\]]*$""")
_UNSEEN: Final = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LIST_ITEM: Final = re.compile(r"[-–—*•·●▪◦■□○>#/+=~|.]|\(?(?:[\d٠-٩۰-۹]{1,3}|\w)\s?[-–.)/]")
_QUOTATION: Final = re.compile(r"""[«"“”'‘(\[].*[»"”“'’)\]]$""")
_ADDRESS: Final = re.compile(r"@|https?:|www\.|\.(?:com|net|org)\b")
_DASH: Final = re.compile(r"\s[-–—]+\s|\s[-–—]|[-–—]\s")
_AGENCY_AT_END: Final = re.compile(r"[(/]\s*\w[\w\s]{0,20}[)/]\s*[-–—:]?$")
_END: Final = re.compile(r"""[.!؟?…]["»”'’)\]]*$""")


def split(
    article: Article,
    *,
    countries: tuple[str, ...] = (),
    organizations: tuple[str, ...] = (),
    indexed_at: str = "",
    schema_version: int = 0,
    cluster_id: str | None = None,
) -> tuple[Paragraph, ...]:
    """The paragraphs of an article, in order: its title at position 0, its lines from 1.

    No line is dropped or changed, and every paragraph carries the article's facets and the
    sub-heading nearest above it. A sub-heading is no heading of itself, and ends the one before.
    """
    made: list[Paragraph] = []
    given = {name: getattr(article, name) for name in GIVEN}
    heading: str | None = None
    lines = article.lines
    headings = frozenset(article.headings) or heading_places(lines)
    kind: Kind = "title"
    for position, text in enumerate((article.title, *lines)):
        if position:
            kind = "heading" if position - 1 in headings else "body"
        elif not text:
            continue
        if kind == "heading":
            heading = None
        made.append(
            Paragraph(
                paragraph_id=f"{article.article_id}#{position}",
                article_id=article.article_id,
                position=position,
                kind=kind,
                text=text,
                title=article.title,
                heading=heading,
                countries=countries,
                organizations=organizations,
                **given,
                cluster_id=cluster_id,
                content_hash=article.content_hash,
                indexed_at=indexed_at,
                schema_version=schema_version,
            )
        )
        if kind == "heading":
            heading = text
    return tuple(made)


def heading_places(lines: Sequence[str]) -> frozenset[int]:
    """Which of an article's lines are sub-headings.

    One is short, ends as no sentence does, and stands between text: the line before it ends a
    sentence or is long, the line after it is a longer paragraph. The first line (a dateline, a
    byline, the lead) and the last are none; neither are items of a list, quotations, datelines,
    bylines, addresses, numbers.
    """
    return frozenset(
        place
        for place in range(1, len(lines) - 1)
        if len(lines[place]) <= MAX_HEADING_CHARACTERS
        and _is_between_text(lines, place)
        and _looks_like_heading(lines[place])
    )


def _is_between_text(lines: Sequence[str], place: int) -> bool:
    words = len(lines[place].split())
    if words > MAX_HEADING_WORDS:
        return False
    if len(lines[place + 1].split()) < max(MIN_FOLLOWING_WORDS, LONGER_BY * words):
        return False
    before = lines[place - 1]
    if before.endswith(":"):  # what it announces is a quotation or a verse
        return False
    return bool(_END.search(before)) or len(before.split()) >= MIN_PRECEDING_WORDS


def _looks_like_heading(line: str) -> bool:
    line = _UNSEEN.sub("", line).strip()
    if not line or _CLOSING.search(line) or _QUOTATION.match(line) or _LIST_ITEM.match(line):
        return False
    if _ADDRESS.search(line) or _AGENCY_AT_END.search(line) or find_dateline_date(line):
        return False
    if _DASH.search(line) and len(line.split()) <= MAX_BYLINE_WORDS:
        return False
    dense = "".join(line.split())
    letters = sum(unicodedata.category(sign)[0] in "LM" for sign in dense)
    return letters >= MIN_LETTERS_SHARE * len(dense)
