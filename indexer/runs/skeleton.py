"""The one skeleton of a run: what index, reindex, restore, watch and retry have in common.

A run is entered in the journal when it begins and when it ends, however it ends; what it cannot
read goes to a quarantine of its own; its loader writes into one generation.
"""

from __future__ import annotations

import json
import stat
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

import mappings
from fihris.engines.errors import IndexLocked, PublishedAllTheSame, published_all_the_same
from fihris.engines.server_errors import PublishingUnknown
from fihris.engines.waiting import every, tried
from indexer.enrich.paragraphs import SPLIT_VERSION
from indexer.journal.journal import Counts, Journal
from indexer.journal.journal import State as RunState
from indexer.quarantine.quarantine import Quarantine, Rejected
from indexer.runs.gates import GateRefused
from indexer.runs.loader import Loader, Manner
from mappings.errors import FihrisError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fihris.engines.protocol import Engine
    from indexer.runs.preparing import Input

WAIT_SECONDS: Final = 600.0
"""How long a generation that is built waits for others to end their loading."""

ASK_SECONDS: Final = 0.5
"""How often it asks meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did. ``resumed``: it went on with what one that was cut short had built.
    ``dropped``: how many of the quarantined were dropped before, and are not held again."""

    run_id: str
    generation: str
    counts: Counts
    seconds: float
    resumed: bool = False
    quarantine: Path | None = None
    rejected: tuple[Rejected, ...] = ()
    dropped: int = 0

    @property
    def held(self) -> int:
        """How many were put into quarantine."""
        return self.counts.quarantined - self.dropped


class Run(ExitStack):
    """A run that has begun. ``is_live``: what it built is published; whatever comes after does not
    undo that, and does not say so."""

    def __init__(self, journal: Journal, run_id: str, quarantine: Quarantine) -> None:
        """Hold the quarantine until the run ends."""
        super().__init__()
        self.run_id = run_id
        self.is_live = False
        self.seconds = 0.0
        self._loader: Loader | None = None
        self._journal = journal
        self._quarantine = self.enter_context(quarantine)
        self._began = time.monotonic()

    @property
    def loader(self) -> Loader:
        """What writes into the run's generation."""
        assert self._loader is not None
        return self._loader

    def load_into(self, engine: Engine, generation: str, *, is_new: bool, manner: Manner) -> None:
        """Make the loader."""
        self._loader = Loader(
            engine,
            self._journal,
            self.run_id,
            generation=generation,
            quarantine=self._quarantine,
            is_new=is_new,
            manner=manner,
        )

    def finish(self, state: RunState = "done", detail: str = "") -> None:
        """Enter the end."""
        loader = self._loader
        if loader is not None:
            loader.hold_rest()
        self.seconds = round(time.monotonic() - self._began, 3)
        self._journal.end(
            self.run_id,
            state,
            counts=loader.counts if loader else Counts(),
            seconds=self.seconds,
            generation=loader.generation if loader else None,
            detail=detail,
        )

    def report(self, *, resumed: bool = False) -> Report:
        """What the run did."""
        return Report(
            run_id=self.run_id,
            generation=self.loader.generation,
            counts=self.loader.counts,
            seconds=self.seconds,
            resumed=resumed,
            quarantine=self._quarantine.path if self._quarantine.count else None,
            rejected=tuple(self.loader.shown),
            dropped=self.loader.dropped,
        )

    def end_badly(self, engine: Engine, error: BaseException, *, live: str | None) -> None:
        """Enter what ended it. A generation that was begun and holds something already stays, to be
        gone on with; an empty one is removed."""
        loader = self._loader
        if loader is not None:
            loader.enter()
        is_kept = isinstance(error, GateRefused) or self.is_live
        if loader and live is None and not is_kept and not _holds_something(engine, loader):
            engine.discard(loader.generation)
            loader.generation = ""
        self.finish(*(("done", str(error)) if self.is_live else _ending(error)))


@contextmanager
def started(
    engine: Engine,
    journal: Journal,
    command: str,
    *,
    generation: str | None,
    live: str | None,
    inputs: Iterable[tuple[str, str | None]],
    manner: Manner,
    plan: str = "",
    closes: Sequence[str] = (),
) -> Iterator[Run]:
    """Begin a run and account for how it ends; whoever calls holds the lock.

    What ends it goes on to the caller, as what it is once the run has published.

    Args:
        generation: what is loaded into; a new one is made if there is none.
        live: the live generation, if that is it.
        plan: what ``begun_by`` knows an interrupted run by.
        closes: commands of whose earlier runs those that never ended are closed; this one's alone
            by default.
    """
    run_id = journal.begin(command, plan=plan, inputs=list(inputs))
    journal.close_abandoned(tuple(closes) or (command,), but=run_id)
    run = Run(journal, run_id, Quarantine(journal.home, engine.index, run_id))
    try:
        with run:
            into = generation or engine.new_generation()
            run.load_into(engine, into, is_new=live is None, manner=manner)
            yield run
    except BaseException as error:
        # what is wrong now may be what ended the run: the first error is the one to tell
        with suppress(FihrisError):
            run.end_badly(engine, error, live=live)
        if run.is_live and isinstance(error, Exception):
            raise published_all_the_same(run.loader.generation, error) from error
        raise


def _ending(error: BaseException) -> tuple[RunState, str]:
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
        return "interrupted", ""
    if isinstance(error, PublishedAllTheSame | PublishingUnknown):
        return "done", str(error)
    return "refused" if isinstance(error, GateRefused) else "failed", str(error)


def _holds_something(engine: Engine, loader: Loader) -> bool:
    return bool(loader.steps or engine.contents(generation=loader.generation))


def begun_by(engine: Engine, journal: Journal, command: str, plan: str) -> str | None:
    """The generation that a run of the same plan began and was kept from finishing; to be asked by
    whoever holds the lock. One of another plan is removed: nothing can be made of it."""
    run = journal.unfinished(command)
    if run is None or run.generation is None:
        return None
    for one in engine.generations():
        if one.name == run.generation and not (one.live or one.previous):
            if run.plan == plan and one.is_current:
                return one.name
            with suppress(FihrisError):
                engine.discard(one.name)
    return None


@contextmanager
def locked_in_time(engine: Engine, *, by: str) -> Iterator[None]:
    """Hold the lock for writing, once whoever loads has done: what is built is not given up for it.

    Raises:
        IndexLocked: it is held for longer than ``WAIT_SECONDS``.
    """
    with ExitStack() as held:
        tried(
            lambda: held.enter_context(engine.locked("write", by=by)),
            every(ASK_SECONDS, within=WAIT_SECONDS),
            on=IndexLocked,
        )
        yield


def stamps_of(files: Iterable[Input]) -> list[str]:
    """What regular files are like, by name, size and time: an article that is gone from one would
    stay in what an earlier run had built of it."""
    stamps = []
    for file in files:
        with suppress(OSError):
            about = Path(file).stat()
            if stat.S_ISREG(about.st_mode):
                stamps.append(f"{file}\x1f{about.st_size}\x1f{about.st_mtime_ns}")
    return stamps


def plan_of(*asked: str) -> str:
    """What two runs must have in common for one to go on with what the other began."""
    about = {
        "asked": asked,
        "split": SPLIT_VERSION,
        "schema": mappings.schema_version(),
        "analysis": mappings.analysis_hash(),
        "words": mappings.own_words().identity,
    }
    return blake2b(json.dumps(about).encode(), digest_size=12).hexdigest()
