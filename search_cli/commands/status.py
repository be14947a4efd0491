"""``fihris status``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from search_cli.session.session import Session


def command(context: typer.Context) -> None:
    """Show what is indexed, where, and by which version.

    Example: fihris status
    """
    from functools import partial  # start-up

    from indexer.answers import StatusAnswer  # start-up
    from indexer.journal.journal import Journal  # start-up
    from indexer.quarantine.entries import entries  # start-up
    from search_cli.screen.generations import show_status, talk_of_none  # start-up

    session: Session = context.obj
    settings = session.settings
    with session.engine() as engine, Journal.of(engine, settings.home) as journal:
        answer = StatusAnswer(
            engine=settings.engine,
            index=settings.index,
            home=settings.home,
            where=settings.where,
            generations=engine.generations(),
            last=next(iter(journal.runs(size=1)), None),
            quarantined=len(entries(journal)),
        )
    none = partial(talk_of_none, index=settings.index, home=settings.where)
    session.give(answer, show_status, none)
