"""The embedded engine: keeps the promises of ``engines.protocol`` with tantivy."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, cast

import tantivy

from engines import ranking
from engines.answering import article_hit, paragraph_hit
from engines.embedded.compiling import compiled
from engines.embedded.counting import Articles, Facets, Hit
from engines.embedded.generations import Generations, writing
from engines.embedded.ordering import best_first, newest_first
from engines.embedded.schema import (
    EmbeddedChecker,
    EmbeddedPreparer,
    paragraph_of,
)
from engines.errors import GenerationUnknown, IndexDamaged
from engines.evaluating import is_unsure, matches
from engines.keys import key_of
from engines.matching import Finder
from engines.model import (
    FACETS,
    ArticleHit,
    FacetName,
    Generation,
    LoadReport,
    Paragraph,
    ParagraphHit,
    Query,
    Results,
    Sort,
    Spelling,
    Total,
    View,
)

if TYPE_CHECKING:
    from engines.protocol import Prepared

EXACT_PARAGRAPHS: Final = 2_000_000
"""Matching paragraphs that are grouped one by one, so that counts of articles are exact. Beyond,
the best so many are grouped and the total says that it is an estimate."""


AT_ONCE: Final = 5_000
"""Matches asked for before it is known how many there are; more take a second pass."""


class EmbeddedEngine:
    """One index in a folder. Opening it opens nothing yet; reading and writing do."""

    name = "embedded"

    def __init__(self, *, index: str, home: str | Path) -> None:
        self.index = index
        self.home = Path(home)
        self._generations = Generations(self.home, index)
        self._open: dict[str, tuple[tantivy.Index, int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.clear()

    # --- generations

    def live(self) -> str | None:
        """The published generation's name."""
        return self._generations.live()

    def previous(self) -> str | None:
        """The generation published before it."""
        return self._generations.previous()

    def generations(self) -> tuple[Generation, ...]:
        """Every generation that this program can read, oldest first."""
        live, previous = self.live(), self.previous()
        found = []
        for name in self._generations.names():
            try:
                path = self._generations.path(name)
            except GenerationUnknown:  # being made, or being removed
                continue
            about = self._generations.about(name)
            searcher = self._searcher(name)
            first = tantivy.Query.term_query(searcher.schema, "first", 1, "basic")
            found.append(
                Generation(
                    name=name,
                    live=name == live,
                    previous=name == previous,
                    articles=searcher.count(first),
                    paragraphs=searcher.tantivy.num_docs,
                    bytes=sum(file.stat().st_size for file in path.iterdir()),
                    schema_version=about["schema_version"],
                    made_at=about["made_at"],
                    made_by=about["made_by"],
                )
            )
        return tuple(found)

    def new_generation(self) -> str:
        """Make an empty generation."""
        return self._generations.make()

    def publish(self, generation: str) -> None:
        """Switch the pointer."""
        self._generations.publish(generation)

    def discard(self, generation: str) -> None:
        """Remove an unpublished generation."""
        self._open.pop(generation, None)
        self._generations.discard(generation)

    # --- loading

    def preparer(self) -> EmbeddedPreparer:
        """Analysis and layout, for any process."""
        return EmbeddedPreparer()

    def checker(self, generation: str) -> EmbeddedChecker:
        """The content of every article held."""
        searcher = self._searcher(generation)
        addresses = [address for _, address in searcher.all("first", 1)]
        articles = searcher.column("article_key", addresses)
        contents = searcher.column("content_key", addresses)
        return EmbeddedChecker(dict(zip(articles, contents, strict=True)))

    def load(
        self,
        articles: Iterable[Prepared],
        *,
        generation: str,
        progress: Callable[[int, int], None] | None = None,
    ) -> LoadReport:
        """Write articles with one commit at the end."""
        from engines.embedded.loading import load  # start-up

        self._generations.about(generation)
        held = self.checker(generation).held.keys()
        folder = self._generations.path(generation)
        index = self._open_index(generation)
        return load(index, folder, articles, held=held, progress=progress)

    # --- searching

    def search(
        self,
        query: Query,
        *,
        size: int = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        facets: Sequence[FacetName] = (),
        facet_size: int = 10,
        paragraphs: int = 3,
        generation: str | None = None,
    ) -> Results:
        """One page of articles, with totals and facets over all of them."""
        began = time.perf_counter()
        name = self._generations.chosen(generation)
        searcher = self._searcher(name)
        hits, count = searcher.found(query)
        finder = Finder(query)
        if sort == "relevance" and size:
            hits = best_first(
                searcher, finder, hits, ranking.candidates(query.node), articles=offset + size
            )
        articles = Articles(hits, searcher.column("article_key", [hit[1] for hit in hits]))
        counting = Facets(searcher.tantivy, articles, searcher.values_of)
        counted = tuple(counting.count(one, facet_size) for one in facets)
        order = newest_first(searcher, articles) if sort == "date" else articles.keys()
        page = tuple(
            _article_hit(searcher, finder, matching, paragraphs)
            for matching in articles.of(order[offset : offset + size])
        )
        return Results(
            engine=self.name,
            index=self.index,
            generation=name,
            took_ms=round((time.perf_counter() - began) * 1000, 2),
            total=Total(len(articles), count, exact=count <= EXACT_PARAGRAPHS),
            hits=page,
            facets=counted,
        )

    def rank(
        self, query: Query, *, size: int = 100, generation: str | None = None
    ) -> tuple[ParagraphHit, ...]:
        """The best paragraphs, not grouped."""
        searcher = self._searcher(self._generations.chosen(generation))
        again = ranking.candidates(query.node)
        hits, count = searcher.found(query, at_least=max(size, AT_ONCE))
        if len(hits) < count and hits[-1][0] == hits[again - 1][0]:
            hits, _ = searcher.found(query)  # more score the same than were asked for
        best = best_first(searcher, Finder(query), hits, again, paragraphs=size)[:size]
        return tuple(paragraph_hit(score, searcher.paragraph(at)) for score, at in best)

    def article(self, article_id: str, *, generation: str | None = None) -> tuple[Paragraph, ...]:
        """All paragraphs of an article, in order."""
        searcher = self._searcher(self._generations.chosen(generation))
        hits = searcher.all("article_key", key_of(article_id))
        found = [searcher.paragraph(address) for _, address in hits]
        return tuple(sorted(found, key=lambda paragraph: paragraph.position))

    def scan(self, *, generation: str | None = None) -> Iterator[tuple[Paragraph, ...]]:
        """Every article, whole."""
        searcher = self._searcher(self._generations.chosen(generation))
        everything = tantivy.Query.all_query()
        hits = searcher.best(everything, searcher.count(everything))
        keys = searcher.column("article_key", [address for _, address in hits])
        articles = Articles(hits, keys)
        order = sorted(articles.keys())
        for found in articles.of(order):
            paragraphs = [searcher.paragraph(address) for _, address in found]
            yield tuple(sorted(paragraphs, key=lambda one: one.position))

    def idf(
        self, terms: Sequence[tuple[View, str]], *, generation: str | None = None
    ) -> tuple[float, ...]:
        """BM25's inverse document frequency of terms."""
        searcher = self._searcher(self._generations.chosen(generation))
        return tuple(searcher.idf(view, term) for view, term in terms)

    def spellings(
        self, word: str, *, size: int = 3, generation: str | None = None
    ) -> tuple[Spelling, ...]:
        """Words of the index that are spelled nearly so."""
        from engines.embedded.spelling import near  # start-up

        return near(self._searcher(self._generations.chosen(generation)), word, size)

    # --- inside

    def _open_index(self, generation: str) -> tantivy.Index:
        path = self._generations.path(generation)
        with writing(path):
            # a commit replaces meta.json: its time tells whether there is something new to see
            changed = (path / "meta.json").stat().st_mtime_ns
            known = self._open.get(generation)
            if known is None:
                self._generations.about(generation)
                index = tantivy.Index.open(str(path))
                index.config_reader("manual")
            elif known[1] == changed:
                return known[0]
            else:
                index = known[0]
            index.reload()
            self._open[generation] = (index, changed)
            return index

    def _searcher(self, generation: str) -> Searcher:
        return Searcher(self._open_index(generation))


class Searcher:
    """A fixed view of one generation: what was committed when it was taken."""

    def __init__(self, index: tantivy.Index) -> None:
        self.schema = index.schema
        self.tantivy = index.searcher()
        self._idf: dict[tuple[View, str], float] = {}
        self._values: dict[tuple[FacetName, int], tuple[str, ...]] = {}

    def found(self, query: Query, at_least: int = EXACT_PARAGRAPHS) -> tuple[list[Hit], int]:
        """The best matches by tantivy's own scorer, and how many there are in all."""
        candidates = compiled(query.node, self.schema)
        if is_unsure(query.node):
            near = self.best(candidates, min(self.count(candidates), EXACT_PARAGRAPHS))
            hits = [hit for hit in near if matches(query.node, self.paragraph(hit[1]))]
            return hits, len(hits)
        few = min(at_least, AT_ONCE)
        answer = self.tantivy.search(candidates, few)
        count = int(answer.count)  # type: ignore[attr-defined] # not in its stub
        if count <= few or few == at_least:
            return list(answer.hits), count
        return self.best(candidates, min(count, at_least)), count

    def count(self, query: tantivy.Query) -> int:
        """How many paragraphs match."""
        return int(self.tantivy.search(query, 1).count)  # type: ignore[attr-defined] # not in its stub

    def best(self, query: tantivy.Query, limit: int) -> list[Hit]:
        """The best paragraphs by tantivy's own scorer."""
        return list(self.tantivy.search(query, limit, count=False).hits) if limit else []

    def all(self, field: str, value: int) -> list[Hit]:
        """Every paragraph whose ``field`` is ``value``."""
        query = tantivy.Query.term_query(self.schema, field, value, "basic")
        return self.best(query, self.count(query))

    def column(self, name: str, addresses: list[tantivy.DocAddress]) -> list[int]:
        """A column's numbers for these paragraphs, which all have one."""
        values = self.tantivy.fast_field_values(name, addresses) if addresses else []
        return cast("list[int]", values)

    def paragraph(self, address: tantivy.DocAddress) -> Paragraph:
        """A paragraph as it was loaded."""
        document = self.tantivy.doc(address)
        text, stored = document.get_first("text"), document.get_first("stored")
        return paragraph_of(str(text), bytes(stored or b""))

    def text(self, address: tantivy.DocAddress) -> str:
        """A paragraph's text alone."""
        return str(self.tantivy.doc(address).get_first("text"))

    def values_of(self, facet_name: FacetName, address: tantivy.DocAddress) -> tuple[str, ...]:
        """What a paragraph's article says for a facet."""
        value = getattr(self.paragraph(address), FACETS[facet_name])
        return value if isinstance(value, tuple) else (value,)

    def idf(self, view: View, term: str) -> float:
        """BM25's inverse document frequency of a term."""
        known = self._idf.get((view, term))
        if known is None:
            total, having = self.tantivy.num_docs, self.tantivy.doc_freq(view, term)
            known = math.log(1 + (total - having + 0.5) / (having + 0.5)) if total else 0.0
            self._idf[view, term] = known
        return known


def _article_hit(
    searcher: Searcher, finder: Finder, hits: list[Hit], paragraphs: int
) -> ArticleHit:
    shown = [(score, searcher.paragraph(address)) for score, address in hits[:paragraphs]]
    about = shown[0][1] if shown else searcher.paragraph(hits[0][1])
    return article_hit(finder, about, hits[0][0], shown, len(hits))


__all__ = ["EmbeddedEngine", "IndexDamaged"]
