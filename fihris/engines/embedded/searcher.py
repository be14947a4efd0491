"""A fixed view of one generation, in tantivy's terms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, cast

import tantivy

from fihris.engines.embedded.compiling import compiled
from fihris.engines.embedded.schema import paragraph_of
from fihris.engines.errors import IndexDamaged
from fihris.engines.evaluating import Decider, is_unsure
from fihris.engines.model import FACETS, FacetName, Paragraph, Query, View
from fihris.engines.query_errors import BeginningTooShort
from fihris.engines.strange import Strange, Unlike

if TYPE_CHECKING:
    from pathlib import Path

    from fihris.engines.embedded.counting import Hit
    from fihris.engines.embedded.locks import Hold

EXACT_PARAGRAPHS: Final = 2_000_000
"""Matching paragraphs that are grouped one by one, so that counts of articles are exact. Beyond,
the best so many are grouped and the total says that it is an estimate."""

AT_ONCE: Final = 5_000
"""Matches asked for before it is known how many there are; more take a second pass."""


class Searcher:
    """A fixed view of one generation: what was committed when it was taken."""

    def __init__(self, index: tantivy.Index, hold: Hold, *, where: Path, strange: Strange) -> None:
        self._hold = hold  # a scan goes on while its generation is replaced
        self._where = where
        self._strange = strange
        self.schema = index.schema
        self.tantivy = index.searcher()
        self._idf: dict[tuple[View, str], float] = {}

    def found(self, query: Query, at_least: int = EXACT_PARAGRAPHS) -> tuple[list[Hit], int]:
        """The best matches by tantivy's own scorer, and how many there are in all."""
        candidates = compiled(query.node, self.schema)
        if is_unsure(query.node):
            near = self.best(candidates, min(self.count(candidates), EXACT_PARAGRAPHS))
            decider = Decider(query)
            hits = [
                hit for hit in near if (found := self.paragraph(hit[1])) and decider.meets(found)
            ]
            return hits, len(hits)
        few = min(at_least, AT_ONCE)
        answer = self._asked(candidates, few)
        count = int(answer.count)  # type: ignore[attr-defined] # not in its stub
        if count <= few or few == at_least:
            return list(answer.hits), count
        return self.best(candidates, min(count, at_least)), count

    def _asked(self, query: tantivy.Query, limit: int) -> tantivy.SearchResult:
        try:
            return self.tantivy.search(query, limit)
        except ValueError as exc:
            if "max expansions" not in str(exc):
                raise
            raise BeginningTooShort(reason=str(exc).rpartition("passed: ")[2]) from exc

    def count(self, query: tantivy.Query) -> int:
        """How many paragraphs match."""
        return int(self._asked(query, 1).count)  # type: ignore[attr-defined] # not in its stub

    def best(self, query: tantivy.Query, limit: int) -> list[Hit]:
        """The best paragraphs by tantivy's own scorer."""
        return list(self.tantivy.search(query, limit, count=False).hits) if limit else []

    def all(self, field: str, value: int) -> list[Hit]:
        """Every paragraph whose ``field`` is ``value``."""
        query = tantivy.Query.term_query(self.schema, field, value, "basic")
        return self.best(query, self.count(query))

    def column(self, name: str, addresses: list[tantivy.DocAddress]) -> list[int]:
        """A column's numbers for these paragraphs, which all have one.

        Raises:
            IndexDamaged: one has none: this program did not write it.
        """
        values = self.tantivy.fast_field_values(name, addresses) if addresses else []
        if None in values:
            reason = f"a document has no {name}; build it anew: fihris reindex"
            raise IndexDamaged(where=self._where, reason=reason)
        return cast("list[int]", values)

    def contents(self) -> dict[int, int]:
        """Each article's key and the key of its content."""
        addresses = [address for _, address in self.all("first", 1)]
        articles = self.column("article_key", addresses)
        return dict(zip(articles, self.column("content_key", addresses), strict=True))

    def paragraph(self, address: tantivy.DocAddress) -> Paragraph | None:
        """A paragraph as it was loaded; ``None`` where it is a document that is not ours."""
        document = self.tantivy.doc(address)
        try:
            return paragraph_of(document.get_first("text"), document.get_first("stored"))
        except Unlike as exc:
            self._strange.add(f"{self._where.name}:{address.segment_ord}:{address.doc}", exc)
            return None

    def text(self, address: tantivy.DocAddress) -> str:
        """A paragraph's text alone."""
        return str(self.tantivy.doc(address).get_first("text"))

    def values_of(self, facet_name: FacetName, address: tantivy.DocAddress) -> tuple[str, ...]:
        """What a paragraph's article says for a facet."""
        found = self.paragraph(address)
        value = getattr(found, FACETS[facet_name]) if found else None
        return value if isinstance(value, tuple) else (value,) if value else ()

    def idf(self, view: View, term: str) -> float:
        """BM25's inverse document frequency of a term."""
        known = self._idf.get((view, term))
        if known is None:
            total, having = self.tantivy.num_docs, self.tantivy.doc_freq(view, term)
            known = math.log(1 + (total - having + 0.5) / (having + 0.5)) if total else 0.0
            self._idf[view, term] = known
        return known
