"""``fihris backup``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from search_cli.session.session import Session


def command(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="File to write; replaced if it exists.")
    ],
    generation: Annotated[
        str | None, typer.Option(help="Save this generation, not the live one.", metavar="NAME")
    ] = None,
) -> None:
    """Save the index in one file, for either engine: articles, journal, quarantine.

    Searching and loading go on; the backup holds what was there when it started.

    Example: fihris backup press.fihris.zst
    """
    from indexer.answers import SavedAnswer  # start-up
    from indexer.backup.backup import backup  # start-up
    from search_cli.screen.passed_over import warn_of_strange  # start-up
    from search_cli.screen.progress import Progress  # start-up
    from search_cli.screen.runs import talk_of_saved  # start-up
    from search_cli.session.rights import follow  # start-up

    follow(file)
    session: Session = context.obj
    out = session.out
    with session.engine() as engine, Progress(out) as progress:
        saved = backup(
            engine,
            file,
            home=session.settings.home,
            generation=generation,
            progress=progress.show,
        )
        warn_of_strange(engine, out)
    session.give(SavedAnswer(saved), talk=talk_of_saved)
