"""``fihris watch``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from search_cli.session.run_options import Source, a_number

if TYPE_CHECKING:
    from indexer.runs.skeleton import Report
    from mappings.errors import FihrisError
    from search_cli.session.session import Session


def command(
    context: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH…", help="Folders and files to watch.")
    ],
    source: Source = None,
    settle: Annotated[
        float,
        typer.Option(
            min=0.1, callback=a_number, help="Seconds without growth before a file is read."
        ),
    ] = 0.5,
    poll: Annotated[
        bool, typer.Option("--poll", help="For file systems that do not report changes (NFS).")
    ] = False,
) -> None:
    """Load what is new in folders, then each new file within seconds.

    Runs until it is interrupted. With --json, prints a line for each load.

    Example: fihris watch ~/releases --source 'وكالة الساحل'
    """
    from indexer.answers import ReportAnswer  # start-up
    from indexer.runs.watch import watch  # start-up
    from mappings.shown import quoted  # start-up
    from search_cli.screen.runs import talk_of_report  # start-up
    from search_cli.texts.messages import say  # start-up

    session: Session = context.obj
    out = session.out

    def report(done: Report) -> None:
        answer = ReportAnswer(done)
        out.give(answer)
        talk_of_report(out, answer)
        out.flush()

    def refuse(error: FihrisError) -> None:
        if not out.quiet:
            out.complain_of(error)

    out.talk(say(out.lang, "watching", paths=", ".join(map(quoted, paths))))
    session.use_words()
    watch(
        session.opener(),
        paths,
        home=session.settings.home,
        index=session.settings.index,
        on_report=report,
        on_refusal=refuse,
        source=source,
        settle=settle,
        poll=poll,
        manner=session.manner(),
    )
