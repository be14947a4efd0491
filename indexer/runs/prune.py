"""Which generations are kept, and which are no longer needed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from fihris.engines.errors import GenerationInUse
from indexer.errors import JournalDamaged, JournalNewer
from indexer.journal import sources as recorded

if TYPE_CHECKING:
    from fihris.engines.protocol import Engine
    from indexer.journal.journal import Journal, Run

KEEP: Final = 2
"""Generations kept beside the live one, the newest: the previous one, and one more to look at."""

BUILDING: Final = ("reindex", "reindex PATH", "index --rebuild", "index", "restore")
"""Commands that may leave a generation to be gone on with."""

Why = Literal["live", "previous", "kept", "in use", "unfinished"]


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was removed, or would be; and why the rest stays."""

    removed: tuple[str, ...]
    kept: tuple[tuple[str, Why], ...]


def unfinished(journal: Journal) -> tuple[Run, ...]:
    """Builds that were cut short and can be gone on with."""
    return tuple(filter(None, map(journal.unfinished, BUILDING)))


def begun(journal: Journal) -> set[str]:
    """Generations of builds that were cut short or go on; none where the journal cannot tell."""
    with suppress(JournalDamaged, JournalNewer):
        return {run.generation for run in unfinished(journal) if run.generation}
    return set()


def prune(engine: Engine, journal: Journal, *, keep: int = KEEP, dry_run: bool = False) -> Pruned:
    """Remove old generations. The caller holds the lock for writing.

    Never the live one, the previous one, one that somebody reads or builds, or one that an
    interrupted run can go on with; nor anything that is no generation of this index.
    """
    engine.live()  # where that cannot be told, nothing is removed
    building: dict[str | None, Why] = {
        run.generation: "in use" if run.state == "running" else "unfinished"
        for run in unfinished(journal)
    }
    removed: list[str] = []
    kept: list[tuple[str, Why]] = []
    others = 0
    for one in reversed(engine.generations()):
        if not one.live:
            others += 1
        if one.live:
            kept.append((one.name, "live"))
        elif one.previous:
            kept.append((one.name, "previous"))
        elif one.name in building:
            kept.append((one.name, building[one.name]))
        elif others <= keep:
            kept.append((one.name, "kept"))
        else:
            try:
                if not dry_run:
                    engine.discard(one.name)
            except GenerationInUse:
                kept.append((one.name, "in use"))
            else:
                removed.append(one.name)
    if removed and not dry_run:
        recorded.forget_held(journal, but=[name for name, _ in kept])
    return Pruned(tuple(reversed(removed)), tuple(reversed(kept)))
