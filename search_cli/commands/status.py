"""``fihris status``."""

from __future__ import annotations

from dataclasses import asdict

import typer


def command(context: typer.Context) -> None:
    """Show what is indexed, where, and by which version.

    Example: fihris status
    """
    from search_cli.messages import say  # start-up

    session = context.obj
    out = session.out
    settings = session.settings
    from indexer.journal import Journal  # start-up
    from indexer.quarantined import entries  # start-up
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
                "generations": [asdict(generation) for generation in generations],
                "last_run": run_json(last[0]) if last else None,
                "quarantined": held,
            }
        )
    else:
        out.line(f"{settings.engine} · {settings.index} · {settings.home}")
        for one in generations:
            mark = ""
            if one.live or one.previous:
                mark = out.styled(say(out.lang, "live" if one.live else "previous"), "number")
            out.line(
                f"  {one.name}  {one.articles:>9,} {say(out.lang, 'articles')}"
                f"  {one.paragraphs:>10,} {say(out.lang, 'paragraphs_head')}"
                f"  {one.bytes / 1e6:,.1f} MB  {one.made_at}  {one.made_by}  {mark}"
            )
        for run in last:
            out.line(f"{say(out.lang, 'last_run')}: {line_of(out, run)}")
        if held:
            out.line(say(out.lang, "held", n=held))
    if not generations:
        out.talk(say(out.lang, "empty", index=settings.index, home=settings.home))
        raise typer.Exit(1)
