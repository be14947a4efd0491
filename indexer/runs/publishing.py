"""Making a generation the live one, with an account of it in the journal."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from fihris.engines.errors import GenerationUnknown, once_published
from fihris.engines.model import Everything, Query
from indexer.errors import GenerationUnfinished
from indexer.journal.journal import Counts
from indexer.quarantine.entries import after_publishing
from indexer.runs.prune import begun
from mappings.errors import FihrisError

if TYPE_CHECKING:
    from fihris.engines.model import Generation
    from fihris.engines.protocol import Engine
    from indexer.journal.journal import Journal


def publish(engine: Engine, journal: Journal, name: str, *, command: str) -> str | None:
    """Publish a generation in one step, and return the one that was live before.

    Args:
        command: what the journal calls it.

    Raises:
        GenerationUnknown, GenerationUnfinished, IndexLocked: nothing changed; nor where it is
            damaged, or where another analysis made it, which is refused as a search would be.
    """
    with engine.locked("write", by=f"fihris {command}"):
        one = generation_of(engine, name)
        if one.damage or not one.is_current:
            engine.search(Query(Everything()), size=0, generation=name)  # says why
        if name in begun(journal):
            raise GenerationUnfinished(generation=name)
        run_id = journal.begin(command)  # what cannot be accounted for is not done
        try:
            engine.publish(name)
        except FihrisError as exc:
            with suppress(FihrisError):
                journal.end(run_id, "failed", counts=Counts(), seconds=0.0, detail=str(exc))
            raise
        with once_published(name):
            before = engine.previous()  # what was live, unless this was
            journal.end(run_id, "done", counts=Counts(), seconds=0.0, generation=name)
            after_publishing(journal, name)
    return before


def generation_of(engine: Engine, name: str) -> Generation:
    """The generation of a name.

    Raises:
        GenerationUnknown
    """
    for one in engine.generations():
        if one.name == name:
            return one
    raise GenerationUnknown(generation=name, index=engine.index)
