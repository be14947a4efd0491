"""``fihris reindex``: a new generation beside the live one, checked, published in one step.

What the new one is made of: the recorded sources in the order in which each was last loaded, given
paths, or the articles of the live generation. Loading into the live one goes on meanwhile: its
contents are noted before anything is read, and what has changed in it since is loaded into the new
one before that is published, under the lock that keeps others from loading.

An article whose source is gone is not in the new generation: that is what building anew means. A
source that is gone as a whole is taken for a disk that is not mounted, and refused.
"""

from __future__ import annotations

import itertools
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import mappings
from fihris.engines.errors import IndexDamaged, IndexMissing
from indexer.errors import NothingToReindex, SourcesMissing, SourcesUnconfirmed
from indexer.journal import sources as recorded
from indexer.journal.journal import Counts, Journal
from indexer.journal.sources import Source
from indexer.quarantine import entries as quarantined
from indexer.quarantine.quarantine import UNREAD
from indexer.readers.asked import Asked
from indexer.readers.files import is_input, named, pipes_among
from indexer.readers.reading import files_of
from indexer.runs.gates import Gate, GateRefused, Golden, Rules, measured
from indexer.runs.loader import Loader, Manner
from indexer.runs.preparing import Group, Input, batches_apart, size_of
from indexer.runs.prune import KEEP, Pruned, prune
from indexer.runs.rescan import Scan
from indexer.runs.skeleton import (
    Report,
    begun_by,
    locked_in_time,
    plan_of,
    stamps_of,
    started,
)
from mappings.errors import FihrisError
from mappings.shown import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fihris.engines.model import Generation
    from fihris.engines.protocol import Engine

Origin = Literal["sources", "paths", "live"]

FEW_PARAGRAPHS: Final = 5_000
"""Runs with fewer tell nothing of speed: most of their time is their start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a new generation would be made of, and about how long that takes.

    ``seconds`` is ``None`` while nothing was measured here; ``bytes`` while it cannot be told.
    """

    origin: Origin
    sources: tuple[Source, ...]
    missing: tuple[Source, ...]
    live: Generation | None
    bytes: int | None
    seconds: float | None

    @property
    def unconfirmed(self) -> tuple[Source, ...]:
        """Those that a backup brought, and that nobody has confirmed: nothing of them is read."""
        return tuple(one for one in self.sources if not one.confirmed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a reindex did. ``caught_up``: articles loaded into the live one while it ran."""

    report: Report
    gates: tuple[Gate, ...]
    published: bool
    caught_up: int = 0
    pruned: Pruned | None = None
    publish_ms: float = 0.0


def plan(
    engine: Engine,
    journal: Journal,
    *,
    paths: Sequence[Path] = (),
    source: str | None = None,
    from_live: bool = False,
) -> Plan:
    """Find out what would be done; changes nothing.

    Raises:
        NothingToReindex, IndexMissing, InputMissing
    """
    name = engine.live()
    live = next((one for one in engine.generations() if one.name == name), None)
    missing: list[Source] = []
    if from_live:
        if live is None:
            raise IndexMissing(index=engine.index, where=journal.home)
        origin: Origin = "live"
        chosen: list[Source] = []
    elif paths:
        origin = "paths"
        chosen = [Source(named(path), source) for path in paths]
    else:
        origin = "sources"
        chosen = list(recorded.sources(journal))
        missing = [one for one in chosen if one.confirmed and not is_input(one.path)]
        if not chosen:
            raise NothingToReindex(index=engine.index)
    present = [one for one in chosen if one.confirmed and one not in missing]
    return Plan(
        origin=origin,
        sources=tuple(chosen),
        missing=tuple(missing),
        live=live,
        bytes=None if from_live else size_of([file for one in present for file in _files(one)]),
        seconds=_seconds(journal, live),
    )


def reindex(
    engine: Engine,
    planned: Plan,
    *,
    home: Path,
    reopen: Callable[[], Engine],
    rules: Rules,
    golden: Sequence[Golden] = (),
    publish: bool = True,
    keep: int = KEEP,
    restart: bool = False,
    manner: Manner = Manner(),
) -> Rebuilt:
    """Build, check, catch up, publish, prune.

    Args:
        reopen: opens the same engine again, in another process.
        publish: else the new generation is left unpublished.
        restart, manner: as in ``index.run``.

    Raises:
        IndexLocked: another run builds; nothing was done.
        SourcesMissing, SourcesUnconfirmed: nothing was built, none was read.
        GateRefused: what was live still is; the new generation is kept, unpublished.
    """
    _refuse_unreadable(planned)
    with ExitStack() as held, Journal.of(engine, home) as journal:
        held.enter_context(engine.locked("build", by="fihris reindex"))
        start = _start(engine, journal, planned, restart=restart)
        with started(
            engine,
            journal,
            start.command,
            generation=start.begun, live=None, plan=start.plan,
            inputs=_given(planned),
            closes=("reindex", "reindex PATH"),
            manner=manner,
        ) as run:  # fmt: skip
            recorded.save_contents(journal, run.run_id, start.before)
            loader = run.loader
            _load(engine, loader, planned, start, reopen)
            done = _Done(engine, loader, start.live, start.before, reopen)
            caught_up = done.catch_up()
            gates = _gates(engine, journal, run.run_id, loader, start.live, rules, golden)
            publish_ms, pruned = 0.0, None
            if publish:
                more, publish_ms = _published(done, held, gates, journal, keep)
                caught_up += more
                run.is_live = True
                loader.published()
                pruned = prune(engine, journal, keep=keep)
            run.finish(detail="" if publish else recorded.UNPUBLISHED)
    return Rebuilt(
        report=run.report(resumed=start.begun is not None),
        gates=gates,
        published=publish,
        caught_up=caught_up,
        pruned=pruned,
        publish_ms=publish_ms,
    )


def _given(planned: Plan) -> list[tuple[str, str | None, str]]:
    """The sources as the journal keeps them."""
    return [(recorded.given_as(one.path), one.source, one.asked) for one in planned.sources]


def _refuse_unreadable(planned: Plan) -> None:
    """Raise when a source may not be read yet, or is not there."""
    for wrong, error in (
        (planned.unconfirmed, SourcesUnconfirmed),
        (planned.missing, SourcesMissing),
    ):
        if wrong:
            paths = ", ".join(quoted(one.path) for one in wrong[:3])
            raise error(n=len(wrong), of=len(planned.sources), paths=paths)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """What a reindex starts from. ``begun``: the generation that an earlier one of the same
    ``plan`` was kept from finishing; ``before``: what the live one held when it was begun."""

    command: str
    plan: str
    live: str | None
    groups: list[Group]
    begun: str | None
    before: dict[int, int]


def _start(engine: Engine, journal: Journal, planned: Plan, *, restart: bool) -> _Start:
    live = engine.live()
    groups = [] if planned.origin == "live" else _read_together(planned.sources)
    asked = [f"{one.path}\x1f{one.source}{one.asked}" for one in planned.sources]
    asked += stamps_of([file for group in groups for file in group.files])
    name = plan_of("reindex", planned.origin, live or "", *asked)
    command = "reindex PATH" if planned.origin == "paths" else "reindex"
    cut = journal.unfinished(command)
    begun = None if restart else begun_by(engine, journal, command, name)
    before = recorded.saved_contents(journal, cut.run_id) if cut and begun else None
    if before is None:
        before = _contents(engine, live)
    return _Start(command=command, plan=name, live=live, groups=groups, begun=begun, before=before)


@dataclass(frozen=True, slots=True)
class _Done:
    """A generation that is built, on its way to being published."""

    engine: Engine
    loader: Loader
    live: str | None
    before: dict[int, int]
    reopen: Callable[[], Engine]

    def publish(self, held: ExitStack, gates: tuple[Gate, ...]) -> tuple[int, float]:
        """Catch up and publish, if every gate is passed; how many, and in how many ms."""
        if all(gate.passed for gate in gates):
            held.enter_context(locked_in_time(self.engine, by="fihris reindex"))
            now = self.engine.live()
            if now == self.live:
                # what came since; most was caught up with while others could load
                caught_up = self.catch_up()
                began = time.monotonic()
                self.engine.publish(self.loader.generation)
                return caught_up, round((time.monotonic() - began) * 1000, 1)
            gates = (
                *gates,
                Gate(name="live", passed=False, measured=str(now), allowed=self.live or "–"),
            )
        raise GateRefused(generation=self.loader.generation, live=self.engine.live(), gates=gates)

    def catch_up(self) -> int:
        """Load what was loaded into the live generation since the start."""
        if self.live is None:
            return 0
        new = self.engine.contents(generation=self.loader.generation)
        now = _contents(self.engine, self.live)
        changed = {
            key
            for key, content in now.items()
            if self.before.get(key) != content and new.get(key) != content
        }
        if not changed:
            return 0
        unless = {key: content for key, content in now.items() if key not in changed}
        work = Scan(self.reopen, self.live, unless, self.engine.preparer(), mappings.own_words())
        self.loader.batches(work.batches())
        return len(changed)


def _published(
    done: _Done, held: ExitStack, gates: tuple[Gate, ...], journal: Journal, keep: int
) -> tuple[int, float]:
    """Publish it. Night after night refused, what was built must not fill the disk; the last one
    stays to be looked at."""
    try:
        return done.publish(held, gates)
    except GateRefused:
        with suppress(FihrisError), done.engine.locked("write", by="fihris reindex"):
            prune(done.engine, journal, keep=max(keep, 1))
        raise


def _contents(engine: Engine, live: str | None) -> dict[int, int]:
    """What the live generation holds; nothing, where it cannot be read: then nothing can be loaded
    into it either, and what is built from its sources mends it."""
    try:
        return engine.contents(generation=live) if live else {}
    except IndexDamaged:
        return {}


def _load(
    engine: Engine, loader: Loader, planned: Plan, start: _Start, reopen: Callable[[], Engine]
) -> None:
    """Load what the new generation is made of."""
    if planned.origin == "live":
        assert start.live is not None
        _from_live(engine, loader, start.live, reopen)
    else:
        loader.state.bytes_total = planned.bytes
        loader.inputs(start.groups, pipes=_pipes(planned))


def _from_live(engine: Engine, loader: Loader, live: str, reopen: Callable[[], Engine]) -> None:
    """Load what the live generation holds and the new one does not hold yet."""
    already = engine.contents(generation=loader.generation)
    wanted = engine.contents(generation=live)
    same = sum(1 for key, content in already.items() if wanted.get(key) == content)
    loader.counts += Counts(unchanged=same)
    loader.state.bytes_total = len(wanted) - same
    work = Scan(reopen, live, already, engine.preparer(), mappings.own_words())
    loader.batches(batches_apart(work))


def _gates(
    engine: Engine,
    journal: Journal,
    run_id: str,
    loader: Loader,
    live: str | None,
    rules: Rules,
    golden: Sequence[Golden],
) -> tuple[Gate, ...]:
    known = {one.name: one for one in engine.generations()}
    unread = [
        entry.path
        for entry in quarantined.entries(journal)
        if entry.run_id == run_id and entry.code in UNREAD
    ]
    unread += [f"{n:,} × {code}" for code, n in loader.more.items() if code in UNREAD]
    return measured(
        engine,
        known[loader.generation],
        known.get(live) if live else None,
        counts=loader.counts,
        unread=unread,
        rules=rules,
        golden=golden,
    )


def _read_together(sources: Sequence[Source]) -> list[Group]:
    """The files of sources, those together that one run read, and what they are said to be from."""
    groups = itertools.groupby(sources, lambda one: (one.run, one.source, one.asked))
    return [
        Group(tuple(file for one in group for file in _files(one)), key[1], Asked.of(key[2]))
        for key, group in groups
    ]


def _pipes(planned: Plan) -> frozenset[str]:
    """Named pipes that may be read: those that were named just now, never recorded ones."""
    named_now = planned.sources if planned.origin == "paths" else ()
    return pipes_among(Path(one.path) for one in named_now)


def _files(source: Source) -> list[Input]:
    path: Input = "-" if source.path == "-" else Path(source.path)
    return list(files_of([path], asked=Asked.of(source.asked)))


def _seconds(journal: Journal, live: Generation | None) -> float | None:
    """What loading as much as the live generation holds took here, the last time."""
    for run in journal.runs(size=100):
        if run.state == "done" and run.seconds and run.counts.paragraphs >= FEW_PARAGRAPHS:
            return round(live.paragraphs * run.seconds / run.counts.paragraphs, 1) if live else None
    return None
