"""One run of ``fihris index``: read, make ready, load, publish, account for everything."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import mappings
from engines.model import LoadReport
from indexer.inputs import Inputs, mark_of
from indexer.preparing import (
    APART_FROM_BYTES,
    Batch,
    Input,
    Job,
    batches,
    batches_apart,
    size_of,
)
from indexer.quarantine import Quarantine, Rejected
from indexer.readers import files_of

if TYPE_CHECKING:
    from engines.protocol import Engine, Prepared

SHOWN: Final = 20
"""Rejections that a report holds itself; all are in the quarantine's file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did, in articles: read = loaded + unchanged + quarantined, always."""

    run_id: str
    generation: str
    loaded: int
    replaced: int
    unchanged: int
    quarantined: int
    paragraphs: int
    seconds: float
    quarantine: Path | None = None
    rejected: tuple[Rejected, ...] = ()

    @property
    def read(self) -> int:
        """Everything that was met, readable or not."""
        return self.loaded + self.unchanged + self.quarantined


@dataclass(slots=True)
class State:
    """How far a run is: for showing progress."""

    paragraphs: int = 0
    bytes_read: int = 0
    bytes_total: int | None = None
    began: float = field(default_factory=time.monotonic)


def run(
    engine: Engine,
    inputs: Sequence[Input],
    *,
    home: Path,
    source: str | None = None,
    rebuild: bool = False,
    progress: Callable[[State], None] | None = None,
) -> Report:
    """Load ``inputs`` into the live generation, or into a new one that is then published.

    Args:
        home: where the quarantine and the list of inputs lie.
        source: for articles that do not say theirs.
        rebuild: a new generation from these inputs alone, even if there is a live one.
        progress: called with the state as it grows.

    Raises:
        InputMissing, UnknownFormat: nothing was read.
        EngineError: nothing was published, what was live still is.
    """
    began = time.monotonic()
    files = list(files_of(inputs))
    known, mark = Inputs(home, engine.index), mark_of(files, source)
    live = None if rebuild else engine.live()
    generation = live or engine.new_generation()
    run_id = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    held = known.held(mark, generation=generation)
    if held is not None:
        files = []
    state = State(bytes_total=size_of(files))
    try:
        with Quarantine(home, engine.index, run_id) as quarantine:
            counted = _Counted(quarantine, state, progress)
            loaded = LoadReport()
            if files:
                words = mappings.own_words()
                job = Job(
                    tuple(files), source, engine.preparer(), engine.checker(generation), words
                )
                apart = state.bytes_total is not None and state.bytes_total >= APART_FROM_BYTES
                stream = batches_apart(job) if apart else batches(job)
                with closing(stream), without_gc():
                    loaded = engine.load(
                        counted.prepared(stream),
                        generation=generation,
                        progress=lambda _, paragraphs: counted.report(paragraphs),
                    )
        if live is None:
            engine.publish(generation)
    except BaseException:
        if live is None:
            engine.discard(generation)
        raise
    if files:
        known.remember(
            "" if counted.quarantined else mark,
            generation=generation,
            articles=loaded.loaded + counted.unchanged,
            replaced=loaded.replaced,
        )
    return Report(
        run_id=run_id,
        generation=generation,
        loaded=loaded.loaded,
        replaced=loaded.replaced,
        unchanged=counted.unchanged + (held or 0),
        quarantined=counted.quarantined,
        paragraphs=loaded.paragraphs,
        seconds=round(time.monotonic() - began, 3),
        quarantine=quarantine.path if counted.quarantined else None,
        rejected=tuple(counted.shown),
    )


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


class _Counted:
    """Lets articles through and keeps account of what goes by."""

    def __init__(
        self, quarantine: Quarantine, state: State, progress: Callable[[State], None] | None
    ) -> None:
        self.unchanged = 0
        self.quarantined = 0
        self.shown: list[Rejected] = []
        self._quarantine = quarantine
        self._state = state
        self._progress = progress

    def prepared(self, stream: Iterator[Batch]) -> Iterator[Prepared]:
        for batch in stream:
            self.unchanged += batch.unchanged
            for rejected in batch.rejected:
                self.quarantined += 1
                self._quarantine.add(rejected)
                if len(self.shown) < SHOWN:
                    self.shown.append(rejected)
            self._state.bytes_read = batch.bytes_read
            yield from batch.prepared

    def report(self, paragraphs: int) -> None:
        self._state.paragraphs = paragraphs
        if self._progress:
            self._progress(self._state)
