"""A paragraph as ``elasticsearch.dsl`` knows documents, for whoever asks the cluster in Python.

It says the same as ``mappings/paragraphs.json``, which is what indices are made from; a test holds
the two together. ``ParagraphDocument.search(index="press")`` searches the live generation.
"""

from __future__ import annotations

from typing import Any, Final

from elasticsearch.dsl import (
    Boolean,
    Date,
    Document,
    Integer,
    Keyword,
    Long,
    MetaField,
    Text,
    mapped_field,
)

LONGEST: Final = 8191
"""Characters of a keyword that are indexed: four bytes each at most, and Lucene takes 32,766."""


def _field(field: Any) -> Any:
    return mapped_field(field, default=None)


def _keyword(**more: Any) -> Any:
    return mapped_field(Keyword(ignore_above=LONGEST, **more), default=None)


def _facet() -> Any:
    return _keyword(fields={"folded": Keyword(normalizer="facet", ignore_above=LONGEST)})


def _kept() -> Any:
    """Read back, never searched."""
    return mapped_field(Keyword(index=False, doc_values=False), default=None)


_VIEWS: Final = {
    "lemma": Text(analyzer="lemma", norms=False, similarity="without_length"),
    "light": Text(
        analyzer="light", norms=False, similarity="without_length", index_options="freqs"
    ),
    "exact": Text(analyzer="exact", similarity="with_length"),
}


class ParagraphDocument(Document):
    """One stretch of text of an article; ``fihris.engines.model`` says what each field is.

    ``article_key`` is ``key_of(article_id)`` less 2**63: it orders articles as the embedded engine
    does. ``first`` is true on one paragraph of each article: what counts those counts articles.
    """

    paragraph_id: str = _keyword()
    article_id: str = _keyword()
    article_key: int = _field(Long())
    first: bool | None = mapped_field(Boolean(), default=None)
    position: int = _field(Integer())
    kind: str = _field(Keyword())
    text: str = _field(Text(index=False, fields=dict(_VIEWS)))
    title: str | None = _kept()
    heading: str | None = _kept()
    date: str | None = mapped_field(Date(format="strict_date"), default=None)
    source: str | None = _facet()
    category: str | None = _facet()
    countries: list[str] | None = _facet()
    organizations: list[str] | None = _facet()
    place: str | None = _facet()
    author: str | None = _facet()
    url: str | None = _kept()
    cluster_id: str | None = _keyword()
    content_hash: str = _keyword()
    indexed_at: str | None = mapped_field(Date(), default=None)
    schema_version: int | None = mapped_field(Integer(), default=None)

    class Meta:
        """Fields that nobody knows are refused, not guessed."""

        dynamic = MetaField("strict")
