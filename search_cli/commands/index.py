"""``fihris index``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from search_cli.session.run_options import STEP_PARAGRAPHS, Restart, Source, Step

if TYPE_CHECKING:
    from search_cli.session.session import Session


def command(
    context: typer.Context,
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH…", help="Text files, JSON lines (also .gz), folders; - is standard input."
        ),
    ],
    source: Source = None,
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild", help="Build a new index from only these and publish it in one step."
        ),
    ] = False,
    restart: Restart = False,
    step: Step = STEP_PARAGRAPHS,
) -> None:
    """Read press releases, split them into paragraphs and make them searchable.

    Safe to run again: unchanged articles are skipped, changed ones replaced.

    Example: fihris index releases/ --source 'وكالة الساحل'
    """
    from indexer.answers import ReportAnswer  # start-up
    from indexer.runs.index import run  # start-up
    from search_cli.screen.progress import Progress  # start-up
    from search_cli.screen.runs import talk_of_report  # start-up

    session: Session = context.obj
    if "" in paths:  # a variable that is not set: Path would make the folder here of it
        raise typer.BadParameter("a PATH is empty")
    inputs: list[Path | Literal["-"]] = ["-" if path == "-" else Path(path) for path in paths]
    with session.engine() as engine, Progress(session.out) as progress:
        report = run(
            engine,
            inputs,
            home=session.settings.home,
            source=source,
            rebuild=rebuild,
            restart=restart,
            manner=session.manner(progress.show, step=step),
        )
    session.give(ReportAnswer(report), talk=talk_of_report)
