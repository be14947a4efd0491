"""The embedded engine: keeps the promises of ``fihris.engines.protocol`` with tantivy."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import tantivy

from fihris.engines import bounds, ranking
from fihris.engines.answering import article_hit, paragraph_hit
from fihris.engines.embedded.counting import Articles, Facets, Hit, Values
from fihris.engines.embedded.generations import Generations, writing
from fihris.engines.embedded.integrity import verify
from fihris.engines.embedded.locks import Hold, locked
from fihris.engines.embedded.opening import Links, opened
from fihris.engines.embedded.ordering import best_first, newest_first
from fihris.engines.embedded.schema import EmbeddedPreparer
from fihris.engines.embedded.searcher import AT_ONCE, EXACT_PARAGRAPHS, Searcher
from fihris.engines.errors import GenerationGone, GenerationUnknown, IndexDamaged
from fihris.engines.held import ContentChecker
from fihris.engines.keys import key_of
from fihris.engines.matching import Finder
from fihris.engines.model import (
    ArticleHit,
    FacetName,
    Fault,
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
from fihris.engines.origin import is_current
from fihris.engines.strange import Strange

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from types import TracebackType

    from fihris.engines.protocol import Lock, Prepared


class EmbeddedEngine:
    """One index in a folder. Opening it opens nothing yet; reading and writing do."""

    name = "embedded"

    def __init__(self, *, index: str, home: str | Path) -> None:
        self.index = index
        self.home = Path(home)
        self._generations = Generations(self.home, index)
        self._open: dict[str, _Open] = {}
        self._values: Values = {}
        self.strange = Strange()

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
        names = self._generations.names()
        live, previous = self._generations.pointer()
        found = [self._generation(name, live, previous) for name in names]
        self._keep_open()
        return tuple(one for one in found if one is not None)

    def _generation(self, name: str, live: str | None, previous: str | None) -> Generation | None:
        about: dict[str, Any] = {"schema_version": 0, "made_at": "", "made_by": ""}
        articles = paragraphs = size = 0
        is_ours, damage = False, ""
        try:
            about = self._generations.told(name)
            is_ours = is_current(about)
            path = self._generations.path(name)
            size = sum(file.lstat().st_size for file in path.iterdir())
            searcher = self._searcher(name, any_analysis=True)
            first = tantivy.Query.term_query(searcher.schema, "first", 1, "basic")
            articles, paragraphs = searcher.count(first), searcher.tantivy.num_docs
        except (GenerationUnknown, FileNotFoundError):  # being made, or being removed
            return None
        except IndexDamaged as exc:
            damage = str(exc.facts["reason"])
        return Generation(
            name=name,
            live=name == live,
            previous=name == previous,
            articles=articles,
            paragraphs=paragraphs,
            bytes=size,
            schema_version=about["schema_version"],
            made_at=about["made_at"],
            made_by=about["made_by"],
            is_current=is_ours,
            damage=damage,
        )

    def new_generation(self) -> str:
        """Make an empty generation."""
        return self._generations.make()

    def publish(self, generation: str) -> None:
        """Switch the pointer."""
        self._generations.publish(generation)

    def discard(self, generation: str) -> None:
        """Remove a generation that is not live."""
        self._open.pop(generation, None)
        self._generations.discard(generation)

    def locked(self, what: Lock, *, by: str) -> AbstractContextManager[None]:
        """Hold a lock of this index."""
        return locked(self._generations.folder, self.index, what, by=by)

    def check(self, *, deep: bool = False) -> tuple[Fault, ...]:
        """What is wrong with the pointer, the generations and their files."""
        from fihris.engines.embedded.checking import faults  # start-up

        again = partial(EmbeddedEngine, index=self.index, home=self.home)
        return tuple(faults(self._generations, deep=deep, reopen=again))

    def mend(self, *, unfinished: Collection[str] = ()) -> None:
        """Remove what killed runs left, vouch for what is whole."""
        from fihris.engines.embedded.checking import mend  # start-up

        self._open.clear()
        with self.locked("build", by="fihris doctor"), self.locked("write", by="fihris doctor"):
            mend(self._generations, unfinished)

    # --- loading

    def preparer(self) -> EmbeddedPreparer:
        """Analysis and layout, for any process."""
        return EmbeddedPreparer()

    def checker(self, generation: str) -> ContentChecker:
        """The content of every article held."""
        return ContentChecker(self._searcher(generation).contents())

    def load(
        self,
        articles: Iterable[Prepared],
        *,
        generation: str,
        progress: Callable[[int, int], None] | None = None,
    ) -> LoadReport:
        """Write articles with one commit at the end."""
        from fihris.engines.embedded.loading import load  # start-up

        self._generations.about(generation)
        held = self.checker(generation).held.keys()
        folder = self._generations.path(generation)
        return load(folder, articles, held=held, progress=progress)

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
        bounds.check(query, size=size, offset=offset)
        name, searcher = self._reading(generation)
        hits, count = searcher.found(query)
        query.deadline.check()
        finder = Finder(query)
        if sort == "relevance" and size:
            again = ranking.candidates(query.node)
            hits = best_first(searcher, finder, hits, again, articles=offset + size)
        articles = Articles(hits, searcher.column("article_key", [hit[1] for hit in hits]))
        counting = Facets(searcher.tantivy, articles, searcher.values_of, self._values)
        counted = []
        for one in facets:
            query.deadline.check()
            counted.append(counting.count(one, facet_size))
        order = newest_first(searcher, articles) if sort == "date" else articles.keys()
        shown = articles.of(order[offset : offset + size])
        page = (_article_hit(searcher, finder, matching, paragraphs) for matching in shown)
        return Results(
            engine=self.name,
            index=self.index,
            generation=name,
            took_ms=round((time.perf_counter() - began) * 1000, 2),
            total=Total(len(articles), count, exact=count <= EXACT_PARAGRAPHS),
            hits=tuple(filter(None, page)),
            facets=tuple(counted),
        )

    def rank(
        self, query: Query, *, size: int = 100, generation: str | None = None
    ) -> tuple[ParagraphHit, ...]:
        """The best paragraphs, not grouped."""
        bounds.check(query, size=size)
        _, searcher = self._reading(generation)
        again = ranking.candidates(query.node)
        hits, count = searcher.found(query, at_least=max(size, AT_ONCE))
        if len(hits) < count and hits[-1][0] == hits[again - 1][0]:
            hits, _ = searcher.found(query)  # more score the same than were asked for
        query.deadline.check()
        best = best_first(searcher, Finder(query), hits, again, paragraphs=size)[:size]
        read = ((score, searcher.paragraph(at)) for score, at in best)
        return tuple(paragraph_hit(score, found) for score, found in read if found)

    def article(self, article_id: str, *, generation: str | None = None) -> tuple[Paragraph, ...]:
        """All paragraphs of an article, in order."""
        _, searcher = self._reading(generation)
        hits = searcher.all("article_key", key_of(article_id))
        found = [searcher.paragraph(address) for _, address in hits]
        return tuple(sorted(filter(None, found), key=lambda paragraph: paragraph.position))

    def scan(
        self, *, generation: str | None = None, unless: Mapping[int, int] | None = None
    ) -> Iterator[tuple[Paragraph, ...]]:
        """Every article, whole."""
        _, searcher = self._reading(generation, any_analysis=True)
        if unless:
            contents = searcher.contents()
            wanted = {key for key, content in contents.items() if unless.get(key) != content}
        everything = tantivy.Query.all_query()
        hits = searcher.best(everything, searcher.count(everything))
        keys = searcher.column("article_key", [address for _, address in hits])
        articles = Articles(hits, keys)
        order = [key for key in sorted(articles.keys()) if not unless or key in wanted]
        for found in articles.of(order):
            paragraphs = filter(None, (searcher.paragraph(address) for _, address in found))
            if whole := tuple(sorted(paragraphs, key=lambda one: one.position)):
                yield whole

    def contents(self, *, generation: str | None = None) -> dict[int, int]:
        """What each article held is, in two numbers."""
        return self._reading(generation, any_analysis=True)[1].contents()

    def idf(
        self, terms: Sequence[tuple[View, str]], *, generation: str | None = None
    ) -> tuple[float, ...]:
        """BM25's inverse document frequency of terms."""
        _, searcher = self._reading(generation)
        return tuple(searcher.idf(view, term) for view, term in terms)

    def spellings(
        self, word: str, *, size: int = 3, generation: str | None = None
    ) -> tuple[Spelling, ...]:
        """Words of the index that are spelled nearly so."""
        from fihris.engines.embedded.spelling import near  # start-up

        return near(self._reading(generation)[1], word, size)

    # --- inside

    def _reading(
        self, generation: str | None, *, any_analysis: bool = False
    ) -> tuple[str, Searcher]:
        """The generation to read and a view of it. One that was replaced and removed between the
        two steps is no error: its successor is read."""
        while True:
            name = self._generations.chosen(generation)
            try:
                searcher = self._searcher(name, any_analysis=any_analysis)
            except GenerationUnknown as exc:
                if generation is not None:
                    raise
                if name == self.live():
                    where = self._generations.folder
                    raise GenerationGone(generation=name, where=where) from exc
                continue
            return name, searcher

    def _open_index(self, generation: str, *, any_analysis: bool = False) -> _Open:
        self._keep_open(generation)
        path = self._generations.path(generation)
        with writing(path):
            # a commit replaces meta.json: that tells whether there is something new to see
            known = self._open.get(generation)
            try:
                hold = known.hold if known else Hold(path / "generation.json")
                about = (path / "meta.json").stat()
                changed = about.st_ino, about.st_mtime_ns
            except FileNotFoundError as exc:
                if (path / "generation.json").exists():
                    raise IndexDamaged(where=path, reason="meta.json is absent") from exc
                raise GenerationUnknown(generation=generation, index=self.index) from exc
            if known is not None and known.changed == changed:
                if not any_analysis:
                    self._generations.about(generation)
                return known
            if any_analysis:
                self._generations.told(generation)
            else:
                self._generations.about(generation)
            verify(path)
            if known is not None and known.links is None:
                known.index.reload()
                now = _Open(known.index, changed, hold)
            else:
                index, links = opened(path)
                now = _Open(index, changed, hold, links)
            self._open[generation] = now
            return now

    def _keep_open(self, *names: str) -> None:
        """Let go of every generation but these and the live one, so that it can be removed, and
        what it takes on the disk is given back."""
        others = self._open.keys() - {*names}
        for other in others - {self._generations.pointer()[0]} if others else ():
            del self._open[other]

    def _searcher(self, generation: str, *, any_analysis: bool = False) -> Searcher:
        found = self._open_index(generation, any_analysis=any_analysis)
        where = self._generations.path(generation)
        return Searcher(found.index, found.hold, where=where, strange=self.strange)


@dataclass(frozen=True, slots=True)
class _Open:
    """A generation being read: until when it was read, and what keeps it from being removed."""

    index: tantivy.Index
    changed: tuple[int, int]
    hold: Hold
    links: Links | None = None


def _article_hit(
    searcher: Searcher, finder: Finder, hits: list[Hit], paragraphs: int
) -> ArticleHit | None:
    """An article of the answer; ``None`` where no paragraph that would be shown is ours."""
    read = ((score, searcher.paragraph(address)) for score, address in hits[: paragraphs or 1])
    shown = [(score, found) for score, found in read if found]
    if not shown:
        return None
    return article_hit(finder, shown[0][1], hits[0][0], shown[:paragraphs], len(hits))


__all__ = ["EmbeddedEngine", "IndexDamaged"]
