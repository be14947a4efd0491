"""``fihris restore``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from search_cli.session.session import Session


def command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that backup wrote.")],
    salvage: Annotated[
        bool, typer.Option("--salvage", help="Restore what is intact of a damaged file.")
    ] = False,
    no_publish: Annotated[
        bool, typer.Option("--no-publish", help="Build and verify it; keep the old one live.")
    ] = False,
    trust_sources: Annotated[
        bool,
        typer.Option(
            "--trust-sources", help="Let reindex read the files that it names: the backup is yours."
        ),
    ] = False,
) -> None:
    """Rebuild the index from a backup, verify every article, publish it in one step.

    Example: fihris --index moved restore press.fihris.zst
    """
    from indexer.answers import RestoredAnswer  # start-up
    from indexer.backup.restore import restore  # start-up
    from search_cli.screen.progress import Progress  # start-up
    from search_cli.screen.runs import talk_of_restored  # start-up

    session: Session = context.obj
    with session.engine() as engine, Progress(session.out) as progress:
        done = restore(
            engine,
            file,
            home=session.settings.home,
            salvage=salvage,
            publish=not no_publish,
            manner=session.manner(progress.show),
            trust_sources=trust_sources,
        )
    session.give(RestoredAnswer(done, not no_publish), talk=talk_of_restored)
