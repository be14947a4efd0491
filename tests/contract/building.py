"""Small builders for the contract: articles as paragraphs, and what a query finds."""

from __future__ import annotations

from collections.abc import Sequence

from fihris.engines.model import Article, Paragraph, Query, Results
from fihris.engines.protocol import Engine
from fihris.query.parser import parse
from indexer.enrich.paragraphs import split


def article(
    article_id: str,
    *lines: str,
    title: str = "",
    date: str | None = None,
    source: str | None = None,
    category: str | None = None,
    countries: tuple[str, ...] = (),
    content_hash: str | None = None,
) -> tuple[Paragraph, ...]:
    """An article, split."""
    whole = Article(
        article_id=article_id,
        title=title,
        lines=lines,
        date=date,
        source=source,
        category=category,
        content_hash=content_hash or repr((title, lines, date, source, category, countries)),
    )
    return split(
        whole, countries=countries, indexed_at="2026-01-01T00:00:00+00:00", schema_version=1
    )


def load(engine: Engine, *articles: Sequence[Paragraph], generation: str | None = None) -> str:
    """Load articles into a generation, a new one by default, without publishing it."""
    name = generation or engine.new_generation()
    prepare = engine.preparer()
    engine.load((prepare(one) for one in articles), generation=name)
    return name


def publish(engine: Engine, *articles: Sequence[Paragraph]) -> str:
    """Load articles into a new generation and publish it."""
    name = load(engine, *articles)
    engine.publish(name)
    return name


def search(engine: Engine, text: str, **options: object) -> Results:
    """The answer to a query as a person writes it."""
    return engine.search(parse(text), **options)  # type: ignore[arg-type]


def found(engine: Engine, text: str) -> list[str]:
    """Ids of the articles that a query finds, sorted."""
    return sorted(hit.article_id for hit in search(engine, text, size=1000).hits)


def lit(engine: Engine, text: str) -> list[str]:
    """The pieces of text that a query lights, in the order of the answer."""
    return [
        paragraph.text[start:end]
        for hit in search(engine, text, size=1000, paragraphs=1000).hits
        for paragraph in hit.paragraphs
        for start, end in paragraph.highlights
    ]


__all__ = ["Query", "article", "found", "lit", "load", "publish", "search"]
