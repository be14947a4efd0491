"""How answers look: to a person in a terminal, to a program as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from fihris.engines.model import ArticleHit, Facet, Paragraph, ParagraphHit, Query, Results
from mappings.errors import Language
from mappings.shown import quoted, shown
from search_cli.screen.output import Output, columns_of
from search_cli.texts.messages import say

SNIPPET: Final = 360
"""Characters of a paragraph that a screen shows, around its first lit word."""


def label(facet: str, value: str, lang: Language) -> str:
    """A facet's value as a person reads it: countries by name."""
    if facet != "country":
        return shown(value)
    from fihris.arabic.places import country_name  # start-up

    return country_name(value, lang)


# --- for a person


def show_results(out: Output, results: Results) -> None:
    """Hits grouped by article, with lit words."""
    for hit in results.hits:
        _show_article(out, hit)
    for facet in results.facets:
        show_facet(out, facet)


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


def show_facet(out: Output, facet: Facet) -> None:
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


# --- for a program


def results_json(query: Query, results: Results) -> dict[str, Any]:
    """The answer of ``search --json``."""
    return {
        "query": query.text,
        "engine": results.engine,
        "index": results.index,
        "generation": results.generation,
        "took_ms": results.took_ms,
        "total": total_json(results),
        "hits": [
            {
                "article_id": hit.article_id,
                "title": hit.title,
                "source": hit.source,
                "date": hit.date,
                "url": hit.url,
                "score": hit.score,
                "paragraphs": [paragraph_json(paragraph) for paragraph in hit.paragraphs],
            }
            for hit in results.hits
        ],
        "facets": facets_json(results.facets),
    }


def total_json(results: Results) -> dict[str, Any]:
    """Totals; ``exact`` is there only when they are estimates."""
    total = {"articles": results.total.articles, "paragraphs": results.total.paragraphs}
    return total if results.total.exact else {**total, "exact": False}


def facets_json(facets: Sequence[Facet]) -> dict[str, Any]:
    """Facets by name, buckets in their order."""
    return {
        facet.name: [
            {"value": one.value, "articles": one.articles, "paragraphs": one.paragraphs}
            for one in facet.buckets
        ]
        for facet in facets
    }


def paragraph_json(hit: ParagraphHit) -> dict[str, Any]:
    """One paragraph that matched."""
    return {
        "paragraph_id": hit.paragraph_id,
        "position": hit.position,
        "kind": hit.kind,
        "heading": hit.heading,
        "score": hit.score,
        "text": hit.text,
        "highlights": [list(place) for place in hit.highlights],
    }


def article_json(paragraphs: Sequence[Paragraph]) -> dict[str, Any]:
    """A whole article."""
    first = paragraphs[0]
    return {
        "article_id": first.article_id,
        "title": first.title,
        "date": first.date,
        "source": first.source,
        "category": first.category,
        "countries": list(first.countries),
        "organizations": list(first.organizations),
        "place": first.place,
        "author": first.author,
        "url": first.url,
        "paragraphs": [
            {
                "paragraph_id": one.paragraph_id,
                "position": one.position,
                "kind": one.kind,
                "heading": one.heading,
                "text": one.text,
            }
            for one in paragraphs
        ],
    }
