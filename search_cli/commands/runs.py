"""``fihris runs``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from search_cli.session.session import Session


def command(
    context: typer.Context,
    run: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]", help="Show this run in full; the beginning of its id is enough."
        ),
    ] = None,
    size: Annotated[int, typer.Option(min=1, help="Runs to show, the latest first.")] = 20,
) -> None:
    """Show what each run did: its counts, how long it took, how it ended.

    Example: fihris runs --size 5
    """
    from indexer.answers import RunAnswer, RunsAnswer  # start-up
    from indexer.journal.journal import Journal  # start-up
    from search_cli.screen.runs import show_run, show_runs, talk_of_runs  # start-up

    session: Session = context.obj
    settings = session.settings
    with Journal(settings.home, engine=settings.engine, index=settings.index) as journal:
        if run is not None:
            session.give(RunAnswer(journal.run(run)), show_run)
            return
        runs = journal.runs(size=min(size, sys.maxsize))  # SQLite counts no further
    session.give(RunsAnswer(tuple(runs)), show_runs, talk_of_runs)
