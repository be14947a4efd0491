"""``fihris status``."""

from __future__ import annotations

from dataclasses import asdict

import typer


def command(context: typer.Context) -> None:
    """Show what is indexed, where, and by which version.

    Example: fihris status
    """
    from search_cli.texts.messages import say  # start-up

    session = context.obj
    out = session.out
    settings = session.settings
    from indexer.journal.journal import Journal  # start-up
    from indexer.quarantine.entries import entries  # start-up
    from search_cli.commands.generations import line_of as generation_line  # start-up
    from search_cli.commands.runs import line_of, run_json  # start-up

    with session.engine() as engine, Journal.of(engine, settings.home) as journal:
        generations = engine.generations()
        last = journal.runs(size=1)
        held = len(entries(journal))
    if out.json_only:
        out.json(
            {
                "engine": settings.engine,
                "index": settings.index,
                "home": str(settings.home),
                "where": settings.where,
                "generations": [asdict(generation) for generation in generations],
                "last_run": run_json(last[0]) if last else None,
                "quarantined": held,
            }
        )
    else:
        out.line(f"{settings.engine} · {settings.index} · {settings.where}")
        for one in generations:
            out.line(f"  {generation_line(out, one)}")
        for run in last:
            out.line(f"{say(out.lang, 'last_run')}: {line_of(out, run)}")
        if held:
            out.line(say(out.lang, "held", n=held))
    if not generations:
        out.talk(say(out.lang, "empty", index=settings.index, home=settings.where))
        raise typer.Exit(1)
