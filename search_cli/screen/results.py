"""How what a query found looks to a person."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from fihris.answers.search import Found, SearchAnswer
from fihris.engines.model import ArticleHit, Facet, ParagraphHit, Query
from mappings.shown import quoted, shown
from search_cli.screen.clusters import columns_of
from search_cli.screen.nothing import show_nothing
from search_cli.screen.output import Output
from search_cli.texts.messages import say
from search_cli.texts.values import label

NUMBER: Final = 5
"""Columns before a paragraph: its number, and two spaces."""

NO_BREAK: Final = "\u00a0"

BLOCK: Final = "■"
"""What bars are made of: mlterm reorders what stands before and after a box or block (U+2500–259F)
each by itself, and so turns the columns of the row."""

BAR: Final = 24
"""Columns of the longest bar."""


def show_results(out: Output, answer: SearchAnswer) -> None:
    """Hits grouped by article, with lit words."""
    for hit in answer.hits:
        if out.is_screen:
            _show_article(out, hit, answer.query)
        else:
            _write_article(out, hit)
    show_facets(out, answer)


def _show_article(out: Output, hit: ArticleHit, query: Query) -> None:
    """On a screen: the title, a line of facts, the best paragraphs in their order of reading."""
    from search_cli.screen.dates import told  # start-up
    from search_cli.screen.layout import first_direction  # start-up
    from search_cli.screen.telling_words import telling  # start-up

    title = hit.title or hit.article_id
    rtl = first_direction(title)
    lit = telling(title, hit.title_highlights, query)
    out.line(out.linked(out.lit(title, lit, style="title"), hit.url), rtl=rtl)
    facts = [
        shown(hit.source or ""),
        told(hit.date, out.lang) if hit.date else "",
        shown(hit.place or ""),
        quoted(hit.article_id),
        say(out.lang, "title_matches") if hit.title_highlights else "",
    ]
    # a fact is broken only where it is longer than a line
    whole = [fact.replace(" ", NO_BREAK) for fact in facts if fact]
    out.line(" · ".join(map(out.field, whole)), rtl=rtl)
    below = sorted(
        (one for one in hit.paragraphs if one.kind != "title" or not hit.title),
        key=lambda one: one.position,
    )
    for heading, paragraphs in groupby(below, key=_heading_of):
        _show_paragraphs(out, heading, list(paragraphs), query)
    rest = hit.paragraphs_found - len(hit.paragraphs)
    if rest > 0:
        not_shown = out.field(say(out.lang, "paragraphs_not_shown", n=rest))
        out.line(" " * NUMBER + not_shown, rtl=rtl)
    out.line()


def _heading_of(hit: ParagraphHit) -> str | None:
    return hit.text if hit.kind == "heading" else hit.heading


def _show_paragraphs(
    out: Output, heading: str | None, paragraphs: list[ParagraphHit], query: Query
) -> None:
    from search_cli.screen.snippets import snippet  # start-up
    from search_cli.screen.telling_words import telling  # start-up

    if heading:
        own = next((one.highlights for one in paragraphs if one.kind == "heading"), ())
        lit = telling(heading, own, query)
        out.line(" " * NUMBER + out.lit(heading, lit, style="heading"), hang=NUMBER)
    for one in paragraphs:
        if one.kind == "heading":
            continue
        text, ranges = snippet(one.text, telling(one.text, one.highlights, query))
        number = out.styled(f"{one.position:>{NUMBER - 2}}", "number")
        out.line(f"{number}  {out.lit(text, ranges)}", hang=NUMBER)


def _write_article(out: Output, hit: ArticleHit) -> None:
    """In a file or a pipe: each paragraph as a whole, on a line."""
    title = hit.title or hit.article_id
    out.line(out.lit(title, hit.title_highlights, style="title"))
    facts = [shown(hit.source or ""), hit.date, quoted(hit.article_id)]
    if hit.paragraphs_found > len(hit.paragraphs):
        facts.append(say(out.lang, "paragraphs", n=hit.paragraphs_found))
    out.line(" · ".join(str(fact) for fact in facts if fact))
    for paragraph in hit.paragraphs:
        if paragraph.kind == "title" and hit.title:
            continue
        if paragraph.heading:
            out.line("  " + out.styled(f"‹ {shown(paragraph.heading)} ›", "heading"))
        number = out.styled(f"{paragraph.position:>3} ", "number")
        out.line(f"{number} {out.lit(paragraph.text, paragraph.highlights)}")
    out.line()


def show_facets(out: Output, answer: Found) -> None:
    """A table of each facet."""
    for facet in answer.facets:
        if out.is_screen:
            _show_facet(out, facet)
        else:
            _write_facet(out, facet)
        out.line()
        if facet.left_out:
            every = len(facet.buckets) + facet.left_out
            out.talk(say(out.lang, "left_out", facet=facet.name, rest=facet.left_out, size=every))


def _show_facet(out: Output, facet: Facet) -> None:
    """On a screen: counts, bars, and the names last."""
    from fihris.engines.model import DATES  # start-up
    from search_cli.screen.dates import told  # start-up
    from search_cli.screen.tables import show_rows  # start-up

    heads = (say(out.lang, "articles"), say(out.lang, "paragraphs_head"), "", _name_of(out, facet))
    rows = [[out.styled(head, "title") for head in heads]]
    most = max((one.articles for one in facet.buckets), default=1)
    for bucket in facet.buckets:
        is_date = facet.name in DATES
        value = bucket.value
        name = told(value, out.lang) if is_date else label(facet.name, value, out.lang)
        bar = out.styled(BLOCK * max(1, round(BAR * bucket.articles / most)), "heading")
        rows.append([f"{bucket.articles:,}", f"{bucket.paragraphs:,}", bar, name])
    show_rows(out, rows, figures=frozenset({0, 1}))


def _name_of(out: Output, facet: Facet) -> str:
    """The facet's name in the language of the screen."""
    from fihris.engines.model import ARTICLE_FIELDS  # start-up

    if out.lang != "ar":
        return facet.name
    names = {one.facet: one.ar for one in ARTICLE_FIELDS}
    dates = {"year": "السنة", "month": "الشهر", "day": "اليوم"}
    return names.get(facet.name) or dates.get(facet.name, facet.name)


def _write_facet(out: Output, facet: Facet) -> None:
    """In a file or a pipe."""
    rows = [
        (label(facet.name, bucket.value, out.lang), bucket.articles, bucket.paragraphs)
        for bucket in facet.buckets
    ]
    heads = f"{facet.name}: {say(out.lang, 'articles')} · {say(out.lang, 'paragraphs_head')}"
    out.line(out.styled(heads, "title"))
    wide = max((columns_of(name) for name, _, _ in rows), default=0)
    most = max((articles for _, articles, _ in rows), default=1)
    for name, articles, paragraphs in rows:
        space = " " * (wide - columns_of(name))
        bar = out.styled("█" * max(1, round(BAR * articles / most)), "heading")
        out.line(f"  {name}{space}  {articles:>7,}  {paragraphs:>8,}  {bar}")


# --- on standard error


def talk_of_results(out: Output, answer: Found, *, offset: int = 0) -> None:
    """How much was found, for a person; of nothing, why, for everybody."""
    if answer.nothing is not None:
        show_nothing(out, answer.nothing, answer.query)
    total = answer.total
    if not total.paragraphs or not out.is_for_person:
        return
    found = say(
        out.lang,
        "found",
        articles=total.articles,
        paragraphs=total.paragraphs,
        took_ms=answer.results.took_ms,
    )
    told = offset + len(answer.hits)
    more = [say(out.lang, "more", rest=total.articles - told, next=told)]
    lines = [found, *(more if answer.hits and told < total.articles else ())]
    for line in [" · ".join(lines)] if out.talk_is_screen else lines:
        out.talk(line)
