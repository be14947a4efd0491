"""``fihris restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What backup wrote.")],
    salvage: Annotated[
        bool, typer.Option("--salvage", help="Take what is whole of a damaged file.")
    ] = False,
    no_publish: Annotated[
        bool, typer.Option("--no-publish", help="Build and verify it; leave the old one live.")
    ] = False,
    trust_sources: Annotated[
        bool,
        typer.Option(
            "--trust-sources", help="Let reindex read the files it names: the backup is yours."
        ),
    ] = False,
) -> None:
    """Make the index of a backup, verify every article, publish it in one step.

    Example: fihris --index moved restore press.fihris.zst
    """
    from indexer.backup.restore import restore  # start-up
    from search_cli.commands.index import account, report_json  # start-up
    from search_cli.screen.progress import Progress  # start-up
    from search_cli.texts.messages import say  # start-up

    session = context.obj
    out = session.out
    with session.engine() as engine, Progress(out) as progress:
        done = restore(
            engine,
            file,
            home=session.settings.home,
            salvage=salvage,
            publish=not no_publish,
            progress=progress.show,
            limits=session.settings.limits,
            trust_sources=trust_sources,
        )
    if out.json_only:
        told = {
            "lost": list(done.lost), "published": not no_publish, "unconfirmed": done.unconfirmed,
        }  # fmt: skip
        out.json(report_json(done.report) | told)
    account(out, done.report)
    if no_publish:
        out.talk(say(out.lang, "built", generation=done.report.generation))
    if done.unconfirmed:
        out.talk(say(out.lang, "unconfirmed", n=done.unconfirmed))
    for what in done.lost:
        out.talk(say(out.lang, "lost", what=what))
    if done.lost:
        raise typer.Exit(4)
