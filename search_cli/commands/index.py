"""``fihris index``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from search_cli.session.reading_options import (
    Encoding,
    Exclude,
    Include,
    Map,
    Strict,
    Type,
    asked_of,
)
from search_cli.session.run_options import STEP_PARAGRAPHS, Restart, Source, Step

if TYPE_CHECKING:
    from search_cli.session.session import Session


# long: its options are most of it
def command(
    context: typer.Context,
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH…",
            help="Files of any kind that a newsroom has (also .zip, .gz), folders; - is standard"
            " input.",
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
    keys: Map = [],  # noqa: B006 - as Typer asks
    type_: Type = None,
    encoding: Encoding = "",
    include: Include = [],  # noqa: B006
    exclude: Exclude = [],  # noqa: B006
    strict: Strict = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Show what one article of each file becomes, and load nothing."
        ),
    ] = False,
) -> None:
    """Read press releases, split them into paragraphs and make them searchable.

    Safe to run again: unchanged articles are skipped, changed ones replaced. Which kind a file
    is, and in which encoding, is found out; docs/indexing.md lists them.

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
    asked = asked_of(keys, type_, encoding, include, exclude, strict=strict)
    if dry_run:
        from indexer.previewed import PreviewAnswer  # start-up
        from indexer.runs.preview import preview  # start-up
        from search_cli.screen.preview import show_preview, talk_of_preview  # start-up

        answer = PreviewAnswer(
            preview(inputs, source=source, asked=asked, limits=session.settings.limits)
        )
        session.give(answer, show_preview, talk_of_preview)
        return
    with session.engine() as engine, Progress(session.out) as progress:
        report = run(
            engine,
            inputs,
            home=session.settings.home,
            source=source,
            rebuild=rebuild,
            restart=restart,
            manner=session.manner(progress.show, step=step),
            asked=asked,
        )
    session.give(ReportAnswer(report), talk=talk_of_report)
