"""One run of ``fihris index``: read, make ready, load, publish, account for everything."""

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
from indexer.enrich.paragraphs import SPLIT_VERSION
from indexer.journal import sources as recorded
from indexer.journal.journal import Counts, Journal
from indexer.journal.journal import State as RunState
from indexer.quarantine.quarantine import Quarantine, Rejected
from indexer.readers.files import named, pipes_among
from indexer.readers.reading import files_of
from indexer.runs.gates import GateRefused
from indexer.runs.loader import STEP_PARAGRAPHS, Loader, State
from indexer.runs.preparing import Group, Input, size_of
from mappings.errors import FihrisError
from mappings.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from fihris.engines.protocol import Engine

__all__ = ["Report", "State", "run"]

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


def run(
    engine: Engine,
    inputs: Sequence[Input],
    *,
    home: Path,
    source: str | None = None,
    rebuild: bool = False,
    restart: bool = False,
    step: int = STEP_PARAGRAPHS,
    command: str = "index",
    recorded_as: Sequence[Path] | None = None,
    progress: Callable[[State], None] | None = None,
    limits: Limits = Limits(),
) -> Report:
    """Load ``inputs`` into the live generation, or into a new one that is then published.

    Args:
        home: where the journal and the quarantine lie.
        source: for articles that do not say theirs.
        rebuild: a new generation from these inputs alone, even if there is a live one.
        restart: begin a new generation anew, where otherwise a run with the same inputs that was
            cut short would be gone on with.
        step: paragraphs that are written at once.
        command: what the journal calls it.
        recorded_as: what the journal remembers as the sources, if not the inputs.
        progress: called with the state as it grows.
        limits: what is larger is put into quarantine.

    Raises:
        InputMissing, UnknownFormat, NotAFile: nothing was read.
        IndexLocked: nothing was read.
        EngineError: what was live still is, with the steps that were loaded into it.
    """
    began = time.monotonic()
    files = list(files_of(inputs))
    # whoever watches or tries again named no pipe: one that is there now was put there since
    pipes = pipes_among(inputs) if command == "index" else frozenset()
    command = "index --rebuild" if rebuild else command
    with ExitStack() as held, Journal.of(engine, home) as journal:
        held.enter_context(engine.locked("build" if rebuild else "write", by=f"fihris {command}"))
        live = None if rebuild else engine.live()
        stamps = stamps_of(files) if rebuild else []
        plan = "" if live else plan_of(command, *map(named, inputs), source or "", *stamps)
        begun = None if restart or live else begun_by(engine, journal, command, plan)
        told = map(recorded.given_as, inputs if recorded_as is None else recorded_as)
        run_id = journal.begin(command, plan=plan, inputs=[(path, source) for path in told])
        journal.close_abandoned((command,), but=run_id)
        with accounting(engine, journal, run_id, began, live=live) as account:
            quarantine = account.enter_context(Quarantine(home, engine.index, run_id))
            loader = account.loader = Loader(
                engine,
                journal,
                run_id,
                generation=live or begun or engine.new_generation(),
                quarantine=quarantine,
                is_new=live is None,
                step=step,
                progress=progress,
                limits=limits,
            )
            loader.state.bytes_total = size_of(files)
            loader.inputs([Group(tuple(files), source)], pipes=pipes)
            if live is None:
                if rebuild:
                    held.enter_context(locked_in_time(engine, by=f"fihris {command}"))
                engine.publish(loader.generation)
                account.is_live = True
                loader.published()
            account.finish("done")
    return Report(
        run_id=run_id,
        generation=loader.generation,
        counts=loader.counts,
        seconds=account.seconds,
        resumed=begun is not None,
        quarantine=quarantine.path if quarantine.count else None,
        rejected=tuple(loader.shown),
        dropped=loader.dropped,
    )


class Account(ExitStack):
    """What the journal is told at the end of a run, however it ends. ``is_live``: what the run
    built is published; whatever comes after does not undo that, and does not say so."""

    def __init__(self, journal: Journal, run_id: str, began: float) -> None:
        super().__init__()
        self.loader: Loader | None = None
        self.is_live = False
        self.seconds = 0.0
        self._journal = journal
        self._run_id = run_id
        self._began = began

    def finish(self, state: RunState, detail: str = "") -> None:
        """Enter the end."""
        if self.loader is not None:
            self.loader.hold_rest()
        self.seconds = round(time.monotonic() - self._began, 3)
        loader = self.loader
        self._journal.end(
            self._run_id,
            state,
            counts=loader.counts if loader else Counts(),
            seconds=self.seconds,
            generation=loader.generation if loader else None,
            detail=detail,
        )


@contextmanager
def accounting(
    engine: Engine, journal: Journal, run_id: str, began: float, *, live: str | None
) -> Iterator[Account]:
    """Account for a run; what ends it goes on to the caller, as what it is once the run published.

    A generation that was begun and holds something already stays, to be gone on with; an empty one
    is removed.

    Args:
        live: the live generation, if it is what the run loads into.
    """
    account = Account(journal, run_id, began)
    try:
        with account:
            yield account
    except BaseException as error:
        loader = account.loader
        # what is wrong now may be what ended the run: the first error is the one to tell
        with suppress(FihrisError):
            if loader is not None:
                loader.enter()
            refused = isinstance(error, GateRefused) or account.is_live
            if loader and live is None and not refused and not _holds_something(engine, loader):
                engine.discard(loader.generation)
                loader.generation = ""
            account.finish(*(("done", str(error)) if account.is_live else _ending(error)))
        if account.is_live and loader and isinstance(error, Exception):
            raise published_all_the_same(loader.generation, error) from error
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
    end = time.monotonic() + WAIT_SECONDS
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(engine.locked("write", by=by))
                break
            except IndexLocked:
                if time.monotonic() > end:
                    raise
                time.sleep(ASK_SECONDS)
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
