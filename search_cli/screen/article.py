"""How a whole article looks to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mappings.shown import shown
from search_cli.texts.messages import say

if TYPE_CHECKING:
    from fihris.answers.article import ArticleAnswer
    from search_cli.screen.output import Output


def show_article(out: Output, answer: ArticleAnswer) -> None:
    """Title, facts, headings and paragraphs, with lit words."""
    for paragraph, places in answer.lit:
        if paragraph.kind == "body":
            number = out.styled(f"{paragraph.position:>3} ", "number")
            out.line(f"{number} {out.lit(paragraph.text, places)}")
            continue
        style = "title" if paragraph.kind == "title" else "heading"
        if paragraph.kind == "heading":
            out.line()
        out.line(out.lit(paragraph.text, places, style=style))
        if paragraph.kind == "title":
            first = answer.paragraphs[0]
            facts = (first.source, first.date, first.category, first.place, first.url)
            out.line(out.styled(" · ".join(shown(fact) for fact in facts if fact), "dim"))
            out.line()


def talk_of_article(out: Output, answer: ArticleAnswer) -> None:
    """Say so if there is none."""
    if not answer.paragraphs:
        out.talk(say(out.lang, "unknown_article", id=answer.article_id))
