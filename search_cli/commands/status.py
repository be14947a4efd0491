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
    with session.engine() as engine:
        generations = engine.generations()
    if out.json_only:
        out.json(
            {
                "engine": settings.engine,
                "index": settings.index,
                "home": str(settings.home),
                "where": settings.where,
                "generations": [asdict(generation) for generation in generations],
            }
        )
    else:
        out.line(f"{settings.engine} · {settings.index} · {settings.where}")
        for one in generations:
            mark = out.styled(say(out.lang, "live"), "number") if one.live else ""
            out.line(
                f"  {one.name}  {one.articles:>9,} {say(out.lang, 'articles')}"
                f"  {one.paragraphs:>10,} {say(out.lang, 'paragraphs_head')}"
                f"  {one.bytes / 1e6:,.1f} MB  {one.made_at}  {one.made_by}  {mark}"
            )
    if not generations:
        out.talk(say(out.lang, "empty", index=settings.index, home=settings.where))
        raise typer.Exit(1)
