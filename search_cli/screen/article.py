"""How a whole article looks to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mappings.shown import shown
from search_cli.screen.layout import first_direction
from search_cli.texts.messages import say

if TYPE_CHECKING:
    from fihris.answers.article import ArticleAnswer
    from search_cli.screen.output import Output

NUMBER: Final = 5
"""Columns before a paragraph: its number, and two spaces."""


def show_article(out: Output, answer: ArticleAnswer) -> None:
    """Title, facts, headings and paragraphs, with lit words."""
    for paragraph, places in answer.lit:
        if paragraph.kind == "body":
            number = out.styled(f"{paragraph.position:>3} ", "number")
            out.line(f"{number} {out.lit(paragraph.text, places)}", hang=NUMBER)
            continue
        style = "title" if paragraph.kind == "title" else "heading"
        if paragraph.kind == "heading":
            out.line()
        out.line(out.lit(paragraph.text, places, style=style))
        if paragraph.kind == "title":
            first = answer.paragraphs[0]
            facts = (first.source, _day(out, first.date), first.category, first.place, first.url)
            told = " · ".join(out.field(shown(fact)) for fact in facts if fact)
            out.line(told, rtl=first_direction(paragraph.text) if out.is_screen else None)
            out.line()


def _day(out: Output, date: str | None) -> str | None:
    from search_cli.screen.dates import told  # start-up

    return told(date, out.lang) if date and out.is_screen else date


def talk_of_article(out: Output, answer: ArticleAnswer) -> None:
    """Say so if there is none."""
    if not answer.paragraphs:
        out.talk(say(out.lang, "unknown_article", id=answer.article_id))
