"""How what a query found looks to a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fihris.answers.search import Found, SearchAnswer
from fihris.engines.model import ArticleHit, Facet, ParagraphHit
from mappings.shown import quoted, shown
from search_cli.screen.nothing import show_nothing
from search_cli.screen.output import Output
from search_cli.screen.widths import columns_of
from search_cli.texts.messages import say
from search_cli.texts.values import label

SNIPPET: Final = 360
"""Characters of a paragraph that a screen shows, around its first lit word."""


def show_results(out: Output, answer: SearchAnswer) -> None:
    """Hits grouped by article, with lit words."""
    for hit in answer.hits:
        _show_article(out, hit)
    show_facets(out, answer)


def _show_article(out: Output, hit: ArticleHit) -> None:
    title = hit.title or hit.article_id
    out.line(out.lit(title, hit.title_highlights, style="title"))
    facts = [shown(hit.source or ""), hit.date, quoted(hit.article_id)]
    if hit.paragraphs_found > len(hit.paragraphs):
        facts.append(say(out.lang, "paragraphs", n=hit.paragraphs_found))
    out.line(out.styled(" · ".join(str(fact) for fact in facts if fact), "dim"))
    for paragraph in hit.paragraphs:
        if paragraph.kind == "title" and hit.title:
            continue
        if paragraph.heading:
            out.line("  " + out.styled(f"‹ {shown(paragraph.heading)} ›", "heading"))
        text, ranges = (
            _snippet(paragraph) if out.is_screen else (paragraph.text, paragraph.highlights)
        )
        number = out.styled(f"{paragraph.position:>3} ", "number")
        out.line(f"{number} {out.lit(text, ranges)}")
    out.line()


def _snippet(hit: ParagraphHit) -> tuple[str, Sequence[tuple[int, int]]]:
    text = hit.text
    if len(text) <= SNIPPET:
        return text, hit.highlights
    first = hit.highlights[0][0] if hit.highlights else 0
    start = max(0, first - SNIPPET // 4)
    if start:
        start = text.find(" ", start) + 1
    end = min(len(text), start + SNIPPET)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    moved = len(before) - start
    ranges = [(a + moved, b + moved) for a, b in hit.highlights if a >= start and b <= end]
    return before + text[start:end] + after, ranges


def show_facets(out: Output, answer: Found) -> None:
    """A table of each facet."""
    for facet in answer.facets:
        _show_facet(out, facet)


def _show_facet(out: Output, facet: Facet) -> None:
    """A table of one facet, with bars."""
    rows = [
        (label(facet.name, bucket.value, out.lang), bucket.articles, bucket.paragraphs)
        for bucket in facet.buckets
    ]
    out.line(
        out.styled(
            f"{facet.name}: {say(out.lang, 'articles')} · {say(out.lang, 'paragraphs_head')}",
            "title",
        )
    )
    wide = max((columns_of(name) for name, _, _ in rows), default=0)
    most = max((articles for _, articles, _ in rows), default=1)
    for name, articles, paragraphs in rows:
        space = " " * (wide - columns_of(name))
        bar = out.styled("█" * max(1, round(24 * articles / most)), "heading")
        out.line(f"  {name}{space}  {articles:>7,}  {paragraphs:>8,}  {bar}")
    out.line()
    if facet.left_out:
        every = len(facet.buckets) + facet.left_out
        out.talk(say(out.lang, "left_out", facet=facet.name, rest=facet.left_out, size=every))


# --- on standard error


def talk_of_results(out: Output, answer: Found, *, offset: int = 0) -> None:
    """How much was found, for a person; of nothing, why, for everybody."""
    if answer.nothing is not None:
        show_nothing(out, answer.nothing, answer.query)
    total = answer.total
    if not total.paragraphs or not out.is_for_person:
        return
    took_ms = answer.results.took_ms
    out.talk(
        say(
            out.lang,
            "found",
            articles=total.articles,
            paragraphs=total.paragraphs,
            took_ms=took_ms,
        )
    )
    told = offset + len(answer.hits)
    if answer.hits and told < total.articles:
        out.talk(say(out.lang, "more", rest=total.articles - told, next=told))
