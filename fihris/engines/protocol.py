"""What every engine guarantees, in Fihris's own terms. No engine's JSON, exception or handle leaves
its folder; there are no capability flags: each engine gives every guarantee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from types import TracebackType

    from fihris.engines.model import (
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
        View,
    )
    from fihris.engines.strange import Strange

Lock = Literal["build", "write"]
"""What only one run at a time may do: build a new generation, or change the live one or which one
is live. The two do not exclude each other: articles loaded during a build are added to it."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article prepared for one engine; the format of ``payload`` is up to that engine."""

    article_id: str
    paragraphs: int
    payload: Any


class Preparer(Protocol):
    """Prepares an article for loading, given all of its paragraphs in order."""

    def __call__(self, paragraphs: Sequence[Paragraph], /) -> Prepared:
        """The prepared article."""


class Checker(Protocol):
    """Given ids and content hashes, returns the ids that are already stored with the same hash."""

    def __call__(self, articles: Sequence[tuple[str, str]], /) -> set[str]:
        """The ids that need not be loaded."""


class Engine(Protocol):
    """One index with its generations. A context manager; not shared between threads."""

    name: str
    index: str
    strange: Strange
    """Documents that were met since it was opened and passed over, since no such program as this
    wrote them."""

    def __enter__(self) -> Self:
        """Open; nothing is read yet."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    # --- generations

    def live(self) -> str | None:
        """The generation that searches read, or ``None`` before the first is published."""

    def previous(self) -> str | None:
        """The generation that was live before, kept for a rollback; ``None`` if there is none."""

    def generations(self) -> tuple[Generation, ...]:
        """Every generation of this index, oldest first."""

    def new_generation(self) -> str:
        """Create an empty, unpublished generation and return its name (``press-000001`` …)."""

    def publish(self, generation: str) -> None:
        """Make ``generation`` the live one in one step; the one before it is kept as ``previous``.

        Publishing ``previous`` is a rollback: the two are exchanged.

        Raises:
            GenerationUnknown: there is none with that name; nothing changed.
        """

    def discard(self, generation: str) -> None:
        """Remove a generation that is not live.

        Raises:
            GenerationIsLive, GenerationUnknown
            GenerationInUse: another process reads or builds it.
        """

    def locked(self, what: Lock, *, by: str) -> AbstractContextManager[None]:
        """Hold a lock; ``by`` is the command, shown to anyone who is refused the lock.

        Never waits. A dead owner's lock is taken over, a living one's never, whatever the clocks
        say.

        Raises:
            IndexLocked: another process holds it; says who, where and since when.
        """

    def check(self, *, deep: bool = False) -> tuple[Fault, ...]:
        """What is wrong with this index and its generations; changes nothing.

        Args:
            deep: read everything, whatever its size.
        """

    def mend(self, *, unfinished: Collection[str] = ()) -> None:
        """Repair what ``check`` finds and can be repaired safely: remove what killed runs left,
        seal intact files again. Both locks must be free.

        Args:
            unfinished: generations that must not become live, even if there is no other.
        """

    # --- loading

    def preparer(self) -> Preparer:
        """The part of loading that needs no engine; can be pickled and run in other processes."""

    def checker(self, generation: str) -> Checker:
        """Finds what need not be loaded again; can be pickled and run in other processes."""

    def load(
        self,
        articles: Iterable[Prepared],
        *,
        generation: str,
        progress: Callable[[int, int], None] | None = None,
    ) -> LoadReport:
        """Write articles, each given with all of its paragraphs. Safe to repeat.

        An article replaces every paragraph held under its id. If it raises, every article is either
        as it was or complete as given, and calling it again finishes. The embedded engine
        guarantees more: all or nothing. If a server stopped while writing an article, both versions
        may be found until then.

        Args:
            articles: read once, in order, never all in memory.
            generation: may be the live one; searches see the change at the end, at once.
            progress: called from time to time with the articles and paragraphs written so far.

        Raises:
            GenerationUnknown, IndexLocked, DiskFull.
        """

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
        """Articles with a matching paragraph, each with its best ``paragraphs``.

        Args:
            size, offset: count articles.
            sort: by best paragraph, or newest first (undated last); ties by ``key_of`` the id.
            generation: the live one unless named.

        Raises:
            IndexMissing: nothing was published yet.
        """

    def rank(
        self, query: Query, *, size: int = 100, generation: str | None = None
    ) -> tuple[ParagraphHit, ...]:
        """The best paragraphs, not grouped, best first, without highlights."""

    def article(self, article_id: str, *, generation: str | None = None) -> tuple[Paragraph, ...]:
        """All paragraphs of an article in order; empty if there is no article with that id."""

    def scan(
        self, *, generation: str | None = None, unless: Mapping[int, int] | None = None
    ) -> Iterator[tuple[Paragraph, ...]]:
        """Every complete article, with its paragraphs in order, as of the start of the scan,
        whatever is loaded or published meanwhile. In the order of ``key_of`` the article's id.

        Also reads generations of an older analysis.

        Args:
            unless: leave out articles whose content is as ``contents`` returned it.
        """

    def contents(self, *, generation: str | None = None) -> dict[int, int]:
        """``key_of`` each article's id → ``key_of`` its content hash, as of now.

        Two generations hold the same articles when their contents are equal, on any engine.
        Also reads generations of an older analysis.
        """

    def idf(
        self, terms: Sequence[tuple[View, str]], *, generation: str | None = None
    ) -> tuple[float, ...]:
        """BM25's inverse document frequency of each term, the weight used in ranking."""

    def spellings(
        self, word: str, *, size: int = 3, generation: str | None = None
    ) -> tuple[Spelling, ...]:
        """Words of the index that are spelled similarly to ``word``: closest first, then most
        frequent, then by the word."""
