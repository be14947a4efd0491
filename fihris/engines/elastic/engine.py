"""The Elasticsearch engine: keeps the promises of ``fihris.engines.protocol`` on a cluster."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Self

from fihris.engines import bounds
from fihris.engines.elastic.answers import checked, keyed
from fihris.engines.elastic.border import speaking_fihris
from fihris.engines.elastic.connection import Connection, connection
from fihris.engines.elastic.generations import Generations
from fihris.engines.elastic.shape import HALF, ElasticPreparer, Options
from fihris.engines.errors import IndexMissing
from fihris.engines.evaluating import is_unsure
from fihris.engines.held import ContentChecker
from fihris.engines.keys import key_of
from fihris.engines.model import (
    FacetName,
    Fault,
    FaultCode,
    Generation,
    LoadReport,
    Paragraph,
    ParagraphHit,
    Query,
    Results,
    Sort,
    Spelling,
    View,
)
from fihris.engines.server_errors import EngineUnreachable, ServerBusy
from fihris.engines.strange import Strange

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from types import TracebackType

    from elasticsearch import Elasticsearch

    from fihris.engines.deadline import Deadline
    from fihris.engines.elastic.differing import Difference
    from fihris.engines.elastic.locks import Locks
    from fihris.engines.elastic.parity import Compared
    from fihris.engines.elastic.parity import Difference as Unlike
    from fihris.engines.protocol import Lock, Prepared


class ElasticEngine:
    """One index on a cluster. Opening it asks nothing yet."""

    name = "elasticsearch"

    def __init__(
        self,
        *,
        index: str,
        url: str | Sequence[str] | None = None,
        options: Options | None = None,
        **more: Any,
    ) -> None:
        """See ``fihris.engines.elastic.connection.Connection`` for ``more``."""
        self.index = index
        self.connection: Connection = connection(url, **more) if url else connection(**more)
        self.options = options or Options()
        self.strange = Strange()
        self._known_client: Elasticsearch | None = None
        self._live: str | None = None
        self._checked: set[str] = set()
        self._known_locks: Locks | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._known_client is not None:
            self._known_client.close()
            self._known_client = None

    @property
    def where(self) -> str:
        """The cluster, fit to be shown."""
        return self.connection.where

    # --- generations

    def live(self) -> str | None:
        """The generation behind the alias."""
        with self._speaking():
            return self._generations.live()

    def previous(self) -> str | None:
        """The generation behind the alias of the previous one."""
        with self._speaking():
            return self._generations.previous()

    def generations(self) -> tuple[Generation, ...]:
        """Every generation, oldest first."""
        with self._speaking():
            return self._generations.described()

    def new_generation(self) -> str:
        """Make an empty generation."""
        with self._speaking():
            return self._generations.make(self.options)

    def publish(self, generation: str) -> None:
        """Switch the aliases, in one call."""
        with self._speaking():
            if self._known_locks is not None:
                self._known_locks.confirm()
            self._generations.publish(generation)

    def discard(self, generation: str) -> None:
        """Remove a generation that is not live."""
        with self._speaking():
            self._checked.discard(generation)
            if self._locks.is_held_by_another("build"):
                self._generations.refuse_if_building(generation)
            self._generations.discard(generation)

    @contextmanager
    def locked(self, what: Lock, *, by: str) -> Iterator[None]:
        """Hold a lock of this index, in the cluster."""
        with ExitStack() as held:
            with self._speaking():
                held.enter_context(self._locks.locked(what, by=by))
            yield

    def check(self, *, deep: bool = False) -> tuple[Fault, ...]:
        """What is wrong with the aliases and the generations."""
        from fihris.engines.elastic.checking import faults  # start-up

        with self._speaking():
            found = list(faults(self._client, self._generations, deep=deep))
            live = self._generations.live() if not found else None
        if live is not None and (differing := self.differences(live)[1]):
            told = ", ".join(path for path, _, _ in differing[:3])
            found.append(Fault(FaultCode.MAPPING, live, f"{len(differing)}: {told}"))
        return tuple(found)

    def mend(self, *, unfinished: Collection[str] = ()) -> None:
        """The server mends its own files; nothing of ours is left over beside them."""

    # --- loading

    def preparer(self) -> ElasticPreparer:
        """Layout, for any process; the server analyses."""
        return ElasticPreparer()

    def checker(self, generation: str) -> ContentChecker:
        """The content of every article held."""
        return ContentChecker(self.contents(generation=generation))

    def contents(self, *, generation: str | None = None) -> dict[int, int]:
        """``key_of`` each article's id → ``key_of`` its content hash."""
        from fihris.engines.elastic.reading import contents  # start-up

        with self._speaking():
            name = self._generations.chosen(generation)
            self._generations.told(name)
            return contents(self._client, name, self.where, self.strange)

    def load(
        self,
        articles: Iterable[Prepared],
        *,
        generation: str,
        progress: Callable[[int, int], None] | None = None,
    ) -> LoadReport:
        """Send articles; they are seen when all of them are there."""
        from fihris.engines.elastic.loading import Loader, unseen  # start-up

        with self._speaking():
            client, generations = self._client, self._generations
        # the loader's errors are ours already; those of ``articles`` are not to be translated
        with unseen(client, generations, generation, self._speaking) as is_empty:
            loader = Loader(client, generation, self.where, is_empty=is_empty)
            return loader.load(articles, progress)

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
        from fihris.engines.elastic.asking import Asker  # start-up
        from fihris.engines.elastic.searching import Asked, Searcher  # start-up

        bounds.check(query, size=size, offset=offset)
        asked = Asked(size, offset, sort == "date", facets, facet_size, paragraphs)
        with self._answering(query.deadline) as client:
            target = self._target(generation)
            if is_unsure(query.node):
                from fihris.engines.elastic.deciding import page  # start-up

                answer = page(client, target, self.where, self.strange, query, asked)
            else:
                asker = Asker(client, target, self.where, self.strange, query.deadline)
                answer = Searcher(asker).page(query, asked)
            name = self._answered(answer.generation, generation)
        return Results(
            engine=self.name,
            index=self.index,
            generation=name,
            took_ms=round((time.perf_counter() - began) * 1000, 2),
            total=answer.total,
            hits=answer.hits,
            facets=answer.facets,
        )

    def rank(
        self, query: Query, *, size: int = 100, generation: str | None = None
    ) -> tuple[ParagraphHit, ...]:
        """The best paragraphs, not grouped."""
        from fihris.engines.elastic.asking import Asker  # start-up
        from fihris.engines.elastic.searching import Searcher  # start-up

        bounds.check(query, size=size)
        with self._answering(query.deadline) as client:
            target = self._target(generation)
            if is_unsure(query.node):
                from fihris.engines.elastic.deciding import rank  # start-up

                return rank(client, target, self.where, self.strange, query, size)
            asker = Asker(client, target, self.where, self.strange, query.deadline)
            return Searcher(asker).rank(query, size)

    def article(self, article_id: str, *, generation: str | None = None) -> tuple[Paragraph, ...]:
        """All paragraphs of an article, in order."""
        from fihris.engines.elastic.reading import everything, newest  # start-up

        with self._speaking():
            found = list(
                everything(
                    self._client,
                    self._target(generation),
                    self.where,
                    self.strange,
                    query={"term": {"article_key": key_of(article_id) - HALF}},
                    sort=["position", "_shard_doc"],
                )
            )
        return newest(found) if found else ()

    def scan(
        self, *, generation: str | None = None, unless: Mapping[int, int] | None = None
    ) -> Iterator[tuple[Paragraph, ...]]:
        """Every article, whole."""
        from fihris.engines.elastic.reading import articles  # start-up

        with self._speaking():
            name = self._generations.chosen(generation)
            self._generations.told(name)
            for article in articles(self._client, name, self.where, self.strange):
                known = unless.get(key_of(article[0].article_id)) if unless else None
                if known is None or known != key_of(article[0].content_hash):
                    yield article

    def idf(
        self, terms: Sequence[tuple[View, str]], *, generation: str | None = None
    ) -> tuple[float, ...]:
        """BM25's inverse document frequency of terms."""
        from fihris.engines.elastic.asking import Asker  # start-up

        with self._speaking():
            return Asker(self._client, self._target(generation), self.where, self.strange).idf(
                terms
            )

    def spellings(
        self, word: str, *, size: int = 3, generation: str | None = None
    ) -> tuple[Spelling, ...]:
        """Words of the index that are spelled nearly so."""
        from fihris.engines.elastic.spelling import near  # start-up

        with self._speaking():
            return near(self._client, self._target(generation), self.where, word, size)

    # --- beside the protocol

    def differences(self, generation: str | None = None) -> tuple[str, list[Difference]]:
        """A generation's name, the live one's unless it is given, and where it is not what a new
        one would be."""
        from fihris.engines.elastic.differing import differences  # start-up
        from fihris.engines.elastic.shape import body  # start-up

        with self._speaking():
            name = self._generations.chosen(generation)
            self._generations.told(name)
            told = self._client.indices.get(index=name, features=["mappings", "settings"]).body
            held = checked(told, {name: {"mappings": keyed, "settings": keyed}}, self.where)
            return name, differences(body(self.options), held[name])

    def parity(self, texts: Iterable[str], compared: Compared) -> Iterator[Unlike]:
        """Where the server's analysis of ``texts`` is not this program's. Asks the live generation;
        where there is none, one that is made for it and removed again."""
        from fihris.engines.elastic.parity import differences  # start-up

        with self._speaking():
            live = self._generations.live()
        name = live or self.new_generation()
        try:
            with self._speaking():
                yield from differences(self._client, name, self.where, texts, compared)
        finally:
            if live is None:
                self.discard(name)

    # --- inside

    @property
    def _client(self) -> Elasticsearch:
        if self._known_client is None:
            self._known_client = self.connection.client()
        return self._known_client

    @property
    def _generations(self) -> Generations:
        return Generations(self._client, self.index, self.where)

    @property
    def _locks(self) -> Locks:
        if self._known_locks is None:
            from fihris.engines.elastic.locks import Locks  # start-up

            self._known_locks = Locks(lambda: self._client, self.index, self.where)
        return self._known_locks

    def _speaking(self) -> AbstractContextManager[None]:
        return speaking_fihris(self.where, self.index)

    @contextmanager
    def _answering(self, deadline: Deadline) -> Iterator[Elasticsearch]:
        """Speak through a client that does not wait longer than the deadline, and tell as such
        that the time was up."""
        left = deadline.left
        try:
            with self._speaking():
                client = self._client
                if left is not None and left < self.connection.timeout:
                    client = client.options(request_timeout=left or 0.001, retry_on_timeout=False)
                yield client
        except (EngineUnreachable, ServerBusy):
            deadline.check()
            raise

    def _target(self, generation: str | None) -> str:
        """What to read: the named generation, or the alias, once what is behind it is known to be
        ours."""
        if generation is not None:
            self._check(generation)
            return generation
        if self._live is None:
            self._live = self._generations.chosen(None)
            self._check(self._live)
        return self.index

    def _answered(self, by: str, asked: str | None) -> str:
        """Which generation answered; another than before is looked at before it is believed."""
        if asked is not None:
            return asked
        name = by or self._generations.live()
        if name is None:
            raise IndexMissing(index=self.index, where=self.where)
        if name != self._live:
            self._check(name)
            self._live = name
        return name

    def _check(self, name: str) -> None:
        if name not in self._checked:
            self._generations.about(name)
            self._checked.add(name)
