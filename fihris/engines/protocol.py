"""What every engine promises, in our words. No engine's JSON, exception or handle leaves its
folder; there are no capability flags: each engine keeps every promise."""

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
"""What one run at a time may do: build a new generation; change the live one, or which is live.
The two do not exclude each other: what is loaded while a generation is built is caught up with."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article made ready for one engine; ``payload`` is that engine's own affair."""

    article_id: str
    paragraphs: int
    payload: Any


class Preparer(Protocol):
    """Makes an article ready for loading, given all of its paragraphs in order."""

    def __call__(self, paragraphs: Sequence[Paragraph], /) -> Prepared:
        """The article, ready."""


class Checker(Protocol):
    """Of ids and content hashes, the ids already held with that very hash."""

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
        """The generation that was live before, kept for going back; ``None`` if there is none."""

    def generations(self) -> tuple[Generation, ...]:
        """Every generation of this index, oldest first."""

    def new_generation(self) -> str:
        """Make an empty, unpublished generation and return its name (``press-000001`` …)."""

    def publish(self, generation: str) -> None:
        """Make ``generation`` the live one in one step; the former one is kept as ``previous``.

        Publishing ``previous`` is going back: the two change places.

        Raises:
            GenerationUnknown: there is none of that name; nothing changed.
        """

    def discard(self, generation: str) -> None:
        """Remove a generation that is not live.

        Raises:
            GenerationIsLive, GenerationUnknown
            GenerationInUse: another process reads or builds it.
        """

    def locked(self, what: Lock, *, by: str) -> AbstractContextManager[None]:
        """Hold a lock; ``by`` is the command, told to whom it is refused.

        Never waits. A dead owner's lock is taken over, a live one's never, whatever the clocks say.

        Raises:
            IndexLocked: another holds it; says who, where and since when.
        """

    def check(self, *, deep: bool = False) -> tuple[Fault, ...]:
        """What is wrong with this index and its generations; changes nothing.

        Args:
            deep: read everything through, whatever its size.
        """

    def mend(self, *, unfinished: Collection[str] = ()) -> None:
        """Put right what ``check`` finds and what harms nobody: remove what killed runs left,
        vouch again for files that are whole. Needs both locks to be free.

        Args:
            unfinished: generations that are not to be live, though there is no other.
        """

    # --- loading

    def preparer(self) -> Preparer:
        """The part of loading that needs no engine; can be pickled and run in other processes."""

    def checker(self, generation: str) -> Checker:
        """Tells what need not be loaded again; can be pickled and run in other processes."""

    def load(
        self,
        articles: Iterable[Prepared],
        *,
        generation: str,
        progress: Callable[[int, int], None] | None = None,
    ) -> LoadReport:
        """Write articles, each given with all of its paragraphs. Safe to repeat.

        An article replaces every paragraph held under its id. When it raises, every article is as
        it was or whole as given, and calling again finishes. The embedded engine keeps more: all
        or nothing. Of an article that a server was writing when it stopped, both may be found until
        then.

        Args:
            articles: read once, in order, never held whole in memory.
            generation: may be the live one; searches see the change at the end, at once.
            progress: called now and then with articles and paragraphs written so far.

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
        """Articles that hold a matching paragraph, with their best ``paragraphs`` each.

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
        """All paragraphs of an article in order; empty when there is none of that id."""

    def scan(
        self, *, generation: str | None = None, unless: Mapping[int, int] | None = None
    ) -> Iterator[tuple[Paragraph, ...]]:
        """Every article, whole, with its paragraphs in order: what was there when the scan began,
        whatever is loaded or published meanwhile. In the order of ``key_of`` the article's id.

        Reads generations of an older analysis too.

        Args:
            unless: leave out the articles that ``contents`` gave so.
        """

    def contents(self, *, generation: str | None = None) -> dict[int, int]:
        """``key_of`` each article's id → ``key_of`` its content hash, as of now.

        Two generations hold the same articles when their contents are equal, on any engine.
        Reads generations of an older analysis too.
        """

    def idf(
        self, terms: Sequence[tuple[View, str]], *, generation: str | None = None
    ) -> tuple[float, ...]:
        """BM25's inverse document frequency of each term: what ranking weighs by."""

    def spellings(
        self, word: str, *, size: int = 3, generation: str | None = None
    ) -> tuple[Spelling, ...]:
        """Words that the index holds and that are spelled nearly like ``word``: nearest first,
        then the most frequent, then by the word."""
