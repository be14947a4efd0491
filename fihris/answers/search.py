"""Articles that match a query, and how many of them have each value of a facet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from fihris.answers.answer import Answer, Record
from fihris.engines.model import ABOUT

if TYPE_CHECKING:
    from fihris.answers.diagnosis import Nothing
    from fihris.engines.model import (
        ArticleHit,
        Facet,
        FacetName,
        ParagraphHit,
        Query,
        Results,
        Sort,
        Total,
    )
    from fihris.engines.protocol import Engine

OF_ARTICLE: Final = tuple(dict.fromkeys(("article_id", "title", "source", *ABOUT)))
"""The facts about each article of an answer; its source first, for compatibility."""

OF_PARAGRAPH: Final = ("paragraph_id", "position", "kind", "heading", "score", "text")


@dataclass(frozen=True, slots=True)
class Found(Answer):
    """What a query found, as the engine returned it; ``nothing``: the diagnosis, if it was asked
    for."""

    query: Query
    results: Results
    nothing: Nothing | None = None

    @property
    def hits(self) -> tuple[ArticleHit, ...]:
        """The articles of this page, best first."""
        return self.results.hits

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The requested facets, over everything that was found."""
        return self.results.facets

    @property
    def total(self) -> Total:
        """Everything that was found."""
        return self.results.total

    @property
    def exit_code(self) -> int:
        """1 if nothing was found."""
        return 0 if self.results.total.paragraphs else 1

    def as_json(self) -> dict[str, Any]:
        """The answer of ``search --json``; without ``hits``, that of ``facets``."""
        results, total = self.results, self.results.total
        counted: dict[str, Any] = {"articles": total.articles, "paragraphs": total.paragraphs}
        told = {
            "query": self.query.text,
            "engine": results.engine,
            "index": results.index,
            "generation": results.generation,
            "took_ms": results.took_ms,
            "total": counted if total.exact else {**counted, "exact": False},
            **self._hits_json(),
            "facets": {
                facet.name: [
                    {"value": one.value, "articles": one.articles, "paragraphs": one.paragraphs}
                    for one in facet.buckets
                ]
                for facet in results.facets
            },
        }
        return told if self.nothing is None else {**told, "nothing": self.nothing.as_json()}

    def _hits_json(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True, slots=True)
class SearchAnswer(Found):
    """Articles with their best paragraphs: one record per article, one row per paragraph."""

    names: ClassVar = (*OF_ARTICLE, "score", "paragraphs")
    columns: ClassVar = (*OF_ARTICLE, *OF_PARAGRAPH)

    def _hits_json(self) -> dict[str, Any]:
        return {"hits": [*self.records()]}

    def records(self) -> Iterator[Record]:
        """The articles."""
        for hit in self.results.hits:
            yield {
                **_about(hit),
                "score": hit.score,
                "paragraphs": [_paragraph_json(one) for one in hit.paragraphs],
            }

    def rows(self) -> Iterator[Record]:
        """The paragraphs, each with the facts about its article."""
        for hit in self.results.hits:
            about = _about(hit)
            for one in hit.paragraphs:
                yield {**about, **{name: getattr(one, name) for name in OF_PARAGRAPH}}


@dataclass(frozen=True, slots=True)
class FacetsAnswer(Found):
    """How many articles and paragraphs have each value of some facets: one record per value."""

    names: ClassVar = ("facet", "value", "articles", "paragraphs")
    columns: ClassVar = names

    def records(self) -> Iterator[Record]:
        """The values, facet by facet."""
        for facet in self.results.facets:
            for one in facet.buckets:
                yield {
                    "facet": facet.name,
                    "value": one.value,
                    "articles": one.articles,
                    "paragraphs": one.paragraphs,
                }


def search(
    engine: Engine,
    query: Query,
    *,
    size: int = 10,
    offset: int = 0,
    paragraphs: int = 3,
    sort: Sort = "relevance",
    facets: Sequence[FacetName] = (),
    facet_size: int = 10,
    generation: str | None = None,
    diagnose: bool = True,
) -> SearchAnswer:
    """One page of the articles that hold a matching paragraph.

    Args:
        size, offset: count articles; ``paragraphs`` is how many of each are returned.
        diagnose: if nothing is found, find out why.

    Raises:
        IndexMissing: nothing was published yet.
        QueryTimedOut: the query's deadline has passed; there are no partial results.
    """

    def ask() -> SearchAnswer:
        results = engine.search(
            query,
            size=size,
            offset=offset,
            paragraphs=paragraphs,
            sort=sort,
            facets=facets,
            facet_size=facet_size,
            generation=generation,
        )
        return SearchAnswer(query, results, _why(engine, query, results, generation, diagnose))

    return query.deadline.hold(ask)


def count(
    engine: Engine,
    query: Query,
    by: Sequence[FacetName],
    *,
    size: int = 20,
    generation: str | None = None,
    diagnose: bool = True,
) -> FacetsAnswer:
    """The values of facets over everything that a query finds; ``size`` of each.

    Raises:
        IndexMissing, QueryTimedOut: as ``search``.
    """

    def ask() -> FacetsAnswer:
        results = engine.search(query, size=0, facets=by, facet_size=size, generation=generation)
        return FacetsAnswer(query, results, _why(engine, query, results, generation, diagnose))

    return query.deadline.hold(ask)


def _why(
    engine: Engine, query: Query, results: Results, generation: str | None, diagnose: bool
) -> Nothing | None:
    if results.total.paragraphs or not diagnose:
        return None
    from fihris.answers.diagnosis import diagnosed  # start-up

    return diagnosed(engine, query, generation)


def _about(hit: ArticleHit) -> dict[str, Any]:
    told = {name: getattr(hit, name) for name in OF_ARTICLE}
    return {name: list(one) if isinstance(one, tuple) else one for name, one in told.items()}


def _paragraph_json(hit: ParagraphHit) -> dict[str, Any]:
    return {
        **{name: getattr(hit, name) for name in OF_PARAGRAPH},
        "highlights": [list(place) for place in hit.highlights],
    }
