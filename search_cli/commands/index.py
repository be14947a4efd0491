"""``fihris index``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from search_cli.session.run_options import STEP_PARAGRAPHS, Restart, Source, Step

if TYPE_CHECKING:
    from indexer.runs.skeleton import Report
    from search_cli.screen.output import Output


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
            "--rebuild", help="Build a new index from these alone and publish it in one step."
        ),
    ] = False,
    restart: Restart = False,
    step: Step = STEP_PARAGRAPHS,
) -> None:
    """Read press releases, split them into paragraphs and make them searchable.

    Safe to run again: unchanged articles are passed over, changed ones replaced.

    Example: fihris index releases/ --source 'وكالة الساحل'
    """
    from indexer.runs.index import run  # start-up
    from search_cli.screen.progress import Progress  # start-up

    session = context.obj
    out = session.out
    if "" in paths:  # a variable that is not set: Path would make the folder here of it
        raise typer.BadParameter("a PATH is empty")
    inputs: list[Path | Literal["-"]] = ["-" if path == "-" else Path(path) for path in paths]
    with session.engine() as engine, Progress(out) as progress:
        report = run(
            engine,
            inputs,
            home=session.settings.home,
            source=source,
            rebuild=rebuild,
            restart=restart,
            step=step,
            progress=progress.show,
            limits=session.settings.limits,
        )
    tell(out, report)
    if report.held:
        raise typer.Exit(4)


def report_json(report: Report) -> dict[str, Any]:
    """A report, for programs."""
    counts = report.counts
    return {
        "run": report.run_id,
        "generation": report.generation,
        "read": counts.read,
        "loaded": counts.loaded,
        "replaced": counts.replaced,
        "unchanged": counts.unchanged,
        "superseded": counts.superseded,
        "quarantined": counts.quarantined,
        "dropped": report.dropped,
        "paragraphs": counts.paragraphs,
        "seconds": report.seconds,
        "resumed": report.resumed,
        "quarantine": str(report.quarantine) if report.quarantine else None,
    }


def tell(out: Output, report: Report) -> None:
    """Say what a run did: JSON for programs, an account for people, and what was set aside."""
    if out.json_only:
        out.json(report_json(report))
    account(out, report)


def account(out: Output, report: Report) -> None:
    """Say for people what a run did, and what was set aside."""
    from mappings.shown import quoted, shown  # start-up
    from search_cli.texts.messages import say  # start-up

    counts = report.counts
    rate = round(counts.paragraphs / report.seconds) if report.seconds else 0
    if report.resumed:
        out.talk(say(out.lang, "resumed", generation=report.generation))
    out.talk(
        say(
            out.lang,
            "indexed_over" if counts.superseded else "indexed",
            read=counts.read,
            loaded=counts.loaded,
            unchanged=counts.unchanged,
            superseded=counts.superseded,
            quarantined=counts.quarantined,
            paragraphs=counts.paragraphs,
            seconds=report.seconds,
            rate=rate,
        )
    )
    for rejected in report.rejected:
        path = quoted(rejected.path)
        place = path if rejected.line is None else f"{path}:{rejected.line}"
        detail = rejected.reason(out.lang)
        if rejected.detail:
            detail += f" ({shown(rejected.detail)})"
        out.talk(say(out.lang, "rejected", place=place, detail=detail, code=rejected.code))
    if report.held > len(report.rejected):
        out.talk(say(out.lang, "rejected_more", n=report.held - len(report.rejected)))
    if report.dropped:
        out.talk(say(out.lang, "dropped_before", n=report.dropped))
    if report.quarantine:
        out.talk(say(out.lang, "quarantine", path=report.quarantine))
