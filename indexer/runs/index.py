"""``fihris index``: read, make ready, load, publish."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.journal import sources as recorded
from indexer.journal.journal import Journal
from indexer.readers.asked import Asked
from indexer.readers.files import named, pipes_among
from indexer.readers.progress import Progress
from indexer.readers.reading import files_of
from indexer.runs.loader import Manner
from indexer.runs.notes import Notes
from indexer.runs.preparing import Group, Input, size_of
from indexer.runs.skeleton import (
    Report,
    begun_by,
    locked_in_time,
    plan_of,
    stamps_of,
    started,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fihris.engines.protocol import Engine


def run(
    engine: Engine,
    inputs: Sequence[Input],
    *,
    home: Path,
    source: str | None = None,
    rebuild: bool = False,
    restart: bool = False,
    command: str = "index",
    recorded_as: Sequence[Path] | None = None,
    manner: Manner = Manner(),
    asked: Asked = Asked(),
) -> Report:
    """Load ``inputs`` into the live generation, or into a new one that is then published.

    Args:
        home: where the journal and the quarantine lie.
        source: for articles that do not say theirs.
        rebuild: a new generation from these inputs alone, even if there is a live one.
        restart: begin a new generation anew, where otherwise a run with the same inputs that was
            cut short would be gone on with.
        command: what the journal calls it.
        recorded_as: what the journal remembers as the sources, if not the inputs.
        manner: how it loads.
        asked: how files are read, and which of folders.

    Raises:
        InputMissing, UnknownFormat, NotAFile: nothing was read.
        IndexLocked: nothing was read.
        EngineError: what was live still is, with the steps that were loaded into it.
    """
    progress = Progress()
    files = list(files_of(inputs, on_skipped=progress.pass_over, asked=asked))
    # whoever watches or tries again named no pipe: one that is there now was put there since
    pipes = pipes_among(inputs) if command == "index" else frozenset()
    command = "index --rebuild" if rebuild else command
    with ExitStack() as held, Journal.of(engine, home) as journal:
        held.enter_context(engine.locked("build" if rebuild else "write", by=f"fihris {command}"))
        live = None if rebuild else engine.live()
        how = (source or "", asked.written(), *(stamps_of(files) if rebuild else []))
        plan = "" if live else plan_of(command, *map(named, inputs), *how)
        begun = None if restart or live else begun_by(engine, journal, command, plan)
        told = map(recorded.given_as, inputs if recorded_as is None else recorded_as)
        with started(
            engine, journal, command, generation=live or begun, live=live, plan=plan,
            inputs=[(path, source, asked.written()) for path in told], manner=manner,
        ) as one:  # fmt: skip
            one.loader.state.bytes_total = size_of(files)
            one.loader.notes.add(Notes.of(progress))
            one.loader.inputs([Group(tuple(files), source, asked)], pipes=pipes)
            if live is None:
                if rebuild:
                    held.enter_context(locked_in_time(engine, by=f"fihris {command}"))
                engine.publish(one.loader.generation)
                one.is_live = True
                one.loader.published()
            one.finish()
    return one.report(resumed=begun is not None)
