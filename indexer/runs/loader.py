"""Loads what is read into one generation, in steps, and keeps account of it."""

from __future__ import annotations

import gc
import itertools
import time
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

import mappings
from indexer.journal import sources as recorded
from indexer.journal.journal import Counts
from indexer.quarantine import entries as quarantined
from indexer.quarantine import retry as mended
from indexer.quarantine.quarantine import Code, Rejected, content_of, entry_of
from indexer.readers.reading import uncounted
from indexer.runs.preparing import (
    APART_FROM_BYTES,
    Batch,
    Group,
    Job,
    batches,
    batches_apart,
    size_of,
)
from mappings.limits import Limits, exceeds

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from fihris.engines.protocol import Engine, Prepared
    from indexer.journal.journal import Journal
    from indexer.quarantine.quarantine import Quarantine

SHOWN: Final = 20
"""Rejections that a report holds itself; all are in quarantine."""

_NEVER: Final = datetime.min
"""In place of a time, where none is written."""

STEP_PARAGRAPHS: Final = 200_000
"""Paragraphs that are written at once: what is lost at most when a run is killed, half a
minute's work. A step is all or nothing, and so is whatever has fewer. In steps of 50,000 loading
is a fifth slower."""


@dataclass(slots=True)
class State:
    """How far a run is: for showing progress."""

    paragraphs: int = 0
    bytes_read: int = 0
    bytes_total: int | None = None
    began: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a run loads: ``step`` paragraphs are written at once, ``progress`` is called with the
    state as it grows, and what is larger than ``limits`` is put into quarantine."""

    step: int = STEP_PARAGRAPHS
    progress: Callable[[State], None] | None = None
    limits: Limits = Limits()


class Loader:
    """Loads into one generation. ``counts`` and ``shown`` grow; each step is in the journal.

    ``dropped`` are those of the quarantined that were dropped before: counted, not held again.
    ``more`` are those over the limit of a run: counted, and held as one.
    """

    def __init__(
        self,
        engine: Engine,
        journal: Journal,
        run_id: str,
        *,
        generation: str,
        quarantine: Quarantine,
        is_new: bool,
        manner: Manner = Manner(),
    ) -> None:
        self.limits = manner.limits
        self.more: Counter[Code] = Counter()
        self.counts = Counts()
        self.shown: list[Rejected] = []
        self.dropped = 0
        self._uncounted = 0
        self.state = State()
        self.steps = 0
        self.generation = generation
        self._engine = engine
        self._journal = journal
        self._run_id = run_id
        self._quarantine = quarantine
        self._is_new = is_new
        self._step_paragraphs = manner.step
        self._progress = manner.progress
        self._unchanged = 0
        self._read: list[str] = []
        self._known = quarantined.dropped(journal)
        self._more_from: Rejected | None = None
        self._by_group: dict[int, Counts] = {}

    def inputs(self, groups: Sequence[Group], *, pipes: frozenset[str] = frozenset()) -> None:
        """Read groups of files and load what is new in them; passed over when nothing can be.

        Args:
            groups: of files as ``files_of`` gave them.
            pipes: named pipes among them that may be read.
        """
        marks = {one: recorded.mark_of(one.files, one.source) for one in groups}
        built = self._built()
        # a generation of this name may have been made before, in a home or a cluster that is gone
        held = {
            one: None if self._is_new else recorded.held(self._journal, mark, generation=built)
            for one, mark in marks.items()
        }
        self.counts += Counts(unchanged=sum(filter(None, held.values())))
        groups = [one for one in groups if held[one] is None and one.files]
        if not groups:
            return
        files = [file for one in groups for file in one.files]
        job = Job(
            groups=tuple(groups),
            preparer=self._engine.preparer(),
            checker=self._engine.checker(self.generation),
            words=mappings.own_words(),
            limits=self.limits,
            own=mended.own(self._journal, files),
            pipes=pipes,
        )
        size = size_of(files)
        apart = size is not None and size >= APART_FROM_BYTES
        before = self.counts
        self._by_group.clear()
        self.batches(batches_apart(job) if apart else batches(job))
        after = self.counts
        replaced = after.replaced - before.replaced + after.superseded - before.superseded
        whole = {
            marks[one]: did.read
            for one, did in zip(groups, map(self._by_group.get, range(len(groups))), strict=True)
            if did and not did.quarantined
        }
        recorded.remember(self._journal, whole, generation=built, replaced=replaced)
        if "-" not in files:
            self._read += map(str, files)
            self._read_again(published=not self._is_new)

    def published(self) -> None:
        """What was built is live: files that were read whole for it are done with."""
        self._read_again(published=True)

    def _read_again(self, *, published: bool) -> None:
        quarantined.read_again(self._journal, self._run_id, self._read, published=published)

    def _built(self) -> str:
        """The generation's name and when it was made: what tells it from one of the same name."""
        made = (one.made_at for one in self._engine.generations() if one.name == self.generation)
        return f"{self.generation} {next(made, '')}"

    def batches(self, stream: Generator[Batch, None, None]) -> None:
        """Load batches, in steps."""
        # before anything is in it: whatever is found there later is known to be unfinished
        self._journal.count(self._run_id, self.counts, generation=self.generation)
        articles = self._prepared(stream)
        with closing(articles), without_gc():
            for first in articles:
                self._step(itertools.chain((first,), articles))
        self.enter()

    def _step(self, articles: Iterator[Prepared]) -> None:
        base = self.state.paragraphs
        did = self._engine.load(
            _some(articles, self._step_paragraphs),
            generation=self.generation,
            progress=lambda _, paragraphs: self._report(base + paragraphs),
        )
        for refusal in did.refused:
            self._set_aside(
                Rejected(
                    code=Code.REFUSED,
                    path=refusal.article_id,
                    detail=refusal.reason,
                    record=refusal.record or None,
                    bytes=len(refusal.record.encode()),
                )
            )
        self.state.paragraphs = base + did.paragraphs
        self.steps += 1
        again = did.replaced if self._is_new else 0
        self.counts += Counts(
            loaded=did.loaded - again,
            superseded=again,
            replaced=did.replaced - again,
            paragraphs=did.paragraphs,
        )
        self.enter()

    def enter(self) -> None:
        """Put what was met so far into the journal: after a step, never before."""
        entries = self._quarantine.taken()
        rejected = sum(one.count for one in entries) + self._uncounted
        self.counts += Counts(unchanged=self._unchanged, quarantined=rejected)
        self._unchanged = self._uncounted = 0
        quarantined.enter(self._journal, self._run_id, entries)
        self._journal.count(self._run_id, self.counts, generation=self.generation)

    def _prepared(self, stream: Generator[Batch, None, None]) -> Generator[Prepared, None, None]:
        with closing(stream):
            for batch in stream:
                self._unchanged += batch.unchanged
                for rejected in batch.rejected:
                    self._set_aside(rejected)
                self._by_group[batch.group] = self._by_group.get(batch.group, Counts()) + Counts(
                    loaded=len(batch.prepared),
                    unchanged=batch.unchanged,
                    quarantined=len(batch.rejected),
                )
                self.state.bytes_read = batch.bytes_read
                yield from batch.prepared

    def _set_aside(self, rejected: Rejected) -> None:
        if self._known and content_of(entry_of(rejected, at=_NEVER)) in self._known:
            self.dropped += rejected.count
            self._uncounted += rejected.count
            return
        if exceeds(self._quarantine.count + 1, self.limits.rejected):
            self._more_from = self._more_from or rejected
            self.more[rejected.code] += rejected.count
            return
        self._hold(rejected)

    def _hold(self, rejected: Rejected) -> None:
        self._quarantine.add(rejected)
        if len(self.shown) < SHOWN:
            self.shown.append(replace(rejected, record=None, raw=None))

    def hold_rest(self) -> None:
        """At the end of a run: hold in one what was over the limit."""
        if self._more_from is not None:
            path = self._more_from.path if self._more_from.code is not Code.REFUSED else "-"
            rest = uncounted(self.more, path, f"rejected={self.limits.rejected}")
            self._more_from = None
            self._hold(rest)
            self._quarantine.close()  # of a run that failed it was closed before
            self.enter()

    def _report(self, paragraphs: int) -> None:
        self.state.paragraphs = paragraphs
        if self._progress:
            self._progress(self.state)


def _some(articles: Iterator[Prepared], most: int) -> Iterator[Prepared]:
    """As many as make one step."""
    paragraphs = 0
    for article in articles:
        yield article
        paragraphs += article.paragraphs
        if paragraphs >= most:
            return


@contextmanager
def without_gc() -> Iterator[None]:
    """Loading makes millions of objects and no cycles; looking for cycles costs a tenth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
