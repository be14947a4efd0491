"""``fihris index``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from indexer.pipeline import Report
    from search_cli.output import Output


def command(
    context: typer.Context,
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH…", help="Text files, JSON lines (also .gz), folders; - is standard input."
        ),
    ],
    source: Annotated[
        str | None, typer.Option(help="Source of articles that do not say theirs.", metavar="NAME")
    ] = None,
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild", help="Build a new index from these alone and publish it in one step."
        ),
    ] = False,
) -> None:
    """Read press releases, split them into paragraphs and make them searchable.

    Safe to run again: unchanged articles are passed over, changed ones replaced.

    Example: fihris index releases/ --source 'وكالة الساحل'
    """
    from indexer.pipeline import run  # start-up
    from search_cli.progress import Progress  # start-up

    session = context.obj
    out = session.out
    inputs: list[Path | Literal["-"]] = ["-" if path == "-" else Path(path) for path in paths]
    with session.engine() as engine, Progress(out) as progress:
        report = run(
            engine,
            inputs,
            home=session.settings.home,
            source=source,
            rebuild=rebuild,
            progress=progress.show,
        )
    _tell(out, report)
    if report.quarantined:
        raise typer.Exit(4)


def _tell(out: Output, report: Report) -> None:
    from search_cli.messages import say  # start-up
    from search_cli.output import harmless  # start-up

    if out.json_only:
        out.json(
            {
                "run": report.run_id,
                "generation": report.generation,
                "read": report.read,
                "loaded": report.loaded,
                "replaced": report.replaced,
                "unchanged": report.unchanged,
                "quarantined": report.quarantined,
                "paragraphs": report.paragraphs,
                "seconds": report.seconds,
                "quarantine": str(report.quarantine) if report.quarantine else None,
            }
        )
    rate = round(report.paragraphs / report.seconds) if report.seconds else 0
    out.talk(
        say(
            out.lang,
            "indexed",
            read=report.read,
            loaded=report.loaded,
            unchanged=report.unchanged,
            quarantined=report.quarantined,
            paragraphs=report.paragraphs,
            seconds=report.seconds,
            rate=rate,
        )
    )
    for rejected in report.rejected:
        place = rejected.path if rejected.line is None else f"{rejected.path}:{rejected.line}"
        detail = rejected.reason(out.lang)
        if rejected.detail:
            detail += f" ({harmless(rejected.detail)})"
        out.talk(say(out.lang, "rejected", place=place, detail=detail, code=rejected.code))
    if report.quarantined > len(report.rejected):
        out.talk(say(out.lang, "rejected_more", n=report.quarantined - len(report.rejected)))
    if report.quarantine:
        out.talk(say(out.lang, "quarantine", path=report.quarantine))
