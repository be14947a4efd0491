"""``fihris backup``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer


def command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; written over.")],
    generation: Annotated[
        str | None, typer.Option(help="Save this generation, not the live one.", metavar="NAME")
    ] = None,
) -> None:
    """Save the index in one file, for either engine: articles, journal, quarantine.

    Searches and loading go on; saved is what was there when it began.

    Example: fihris backup press.fihris.zst
    """
    from indexer.backup.backup import backup  # start-up
    from search_cli.screen.passed_over import warn_of_strange  # start-up
    from search_cli.screen.progress import Progress  # start-up
    from search_cli.texts.messages import say  # start-up

    session = context.obj
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
    if out.json_only:
        out.json({**asdict(saved), "path": str(saved.path)})
    out.talk(
        say(
            out.lang,
            "saved",
            articles=saved.articles,
            paragraphs=saved.paragraphs,
            generation=saved.generation,
            path=saved.path,
            megabytes=round(saved.bytes / 1e6, 1),
            seconds=saved.seconds,
        )
    )
