"""``fihris runs``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from indexer.journal.journal import Run
    from search_cli.screen.output import Output


def command(
    context: typer.Context,
    run: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]", help="Tell this run in full; the beginning of its id will do."
        ),
    ] = None,
    size: Annotated[int, typer.Option(min=1, help="Runs to show, the latest first.")] = 20,
) -> None:
    """Show what each run did: its counts, how long it took, how it ended.

    Example: fihris runs --size 5
    """
    from indexer.journal.journal import Journal  # start-up

    session = context.obj
    out: Output = session.out
    settings = session.settings
    with Journal(settings.home, engine=settings.engine, index=settings.index) as journal:
        if run is not None:
            _tell(out, journal.run(run))
            return
        runs = journal.runs(size=min(size, sys.maxsize))  # SQLite counts no further
    if out.json_only:
        out.json([run_json(one) for one in runs])
    for one in runs if not out.json_only else ():
        out.line(line_of(out, one))
    if not runs:
        from search_cli.texts.messages import say  # start-up

        out.talk(say(out.lang, "no_runs"))
        raise typer.Exit(1)


def run_json(run: Run) -> dict[str, Any]:
    """A run, for programs."""
    counts = run.counts
    return {
        "run": run.run_id, "command": run.command, "state": run.state,
        "generation": run.generation, "began_at": run.began_at, "ended_at": run.ended_at,
        "seconds": run.seconds, "read": counts.read, "loaded": counts.loaded,
        "unchanged": counts.unchanged, "superseded": counts.superseded,
        "quarantined": counts.quarantined, "replaced": counts.replaced,
        "paragraphs": counts.paragraphs, "program": run.program, "analysis": run.analysis,
        "schema_version": run.schema_version, "host": run.host, "pid": run.pid,
        "detail": run.detail, "inputs": list(run.inputs),
    }  # fmt: skip


def line_of(out: Output, run: Run) -> str:
    """A run in one line, for people."""
    from search_cli.texts.messages import say  # start-up

    state = say(out.lang, f"state_{run.state}")
    style = {"done": "number", "running": "heading"}.get(run.state, "lit")
    return (
        f"{run.run_id}  {out.styled(state, style)}  {run.command}  {run.generation or '–'}  "
        + say(
            out.lang,
            "run",
            read=run.counts.read,
            loaded=run.counts.loaded,
            unchanged=run.counts.unchanged,
            superseded=run.counts.superseded,
            quarantined=run.counts.quarantined,
        )
        + (f"  {run.seconds:.1f} s" if run.seconds is not None else "")
    )


def _tell(out: Output, run: Run) -> None:
    from mappings.shown import quoted, shown  # start-up

    if out.json_only:
        out.json(run_json(run))
        return
    out.line(line_of(out, run))
    ended = run.ended_at or "…"
    out.line(f"  {run.began_at} → {ended}  pid {run.pid} @ {run.host}")
    out.line(f"  {run.program} · {run.analysis} · schema {run.schema_version}")
    for path in run.inputs:
        out.line(f"  ← {quoted(path)}")
    if run.detail:
        out.line(f"  {shown(run.detail)}")
