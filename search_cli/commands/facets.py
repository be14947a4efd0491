"""``fihris facets``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from search_cli.session.timing import SECONDS, Timeout

if TYPE_CHECKING:
    from fihris.answers.diagnosis import Nothing
    from fihris.engines.model import Results
    from fihris.engines.protocol import Engine

Filter = Annotated[
    str | None,
    typer.Option(metavar="VALUE", rich_help_panel="Narrow", help="Articles with this value alone."),
]


def command(
    context: typer.Context,
    query: Annotated[
        list[str] | None, typer.Argument(help="As for search; nothing counts everything.")
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            help="source, category, country, organization, place, author, year, month, day.",
            metavar="F[,F]",
        ),
    ] = "source",
    size: Annotated[int, typer.Option(min=1, max=10_000, help="Values to show of each.")] = 20,
    source: Filter = None,
    country: Filter = None,
    category: Filter = None,
    date: Annotated[
        str | None,
        typer.Option(metavar="DAYS", rich_help_panel="Narrow", help="2023-10, 2023-10..2023-12"),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DAY", rich_help_panel="Narrow", help="2023-10-01 or 7d")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DAY", rich_help_panel="Narrow", help="2023-12-31 or 7d")
    ] = None,
    timeout: Timeout = SECONDS,
) -> None:
    """Count the articles of an answer by source, country, month and so on.

    Example: fihris facets 'الأمن' --by source,month
    """
    from fihris.engines.deadline import Deadline  # start-up
    from fihris.query.narrowing import asked, facets_of  # start-up
    from search_cli.screen.passed_over import warn_of_strange  # start-up
    from search_cli.screen.results import facets_json, show_facet, total_json  # start-up
    from search_cli.texts.messages import say  # start-up

    session = context.obj
    out = session.out
    asked_for = asked(
        query or [],
        deadline=Deadline(timeout),
        source=source,
        country=country,
        category=category,
        date=date,
        since=since,
        until=until,
    )
    counted = facets_of(by)

    def ask(engine: Engine) -> tuple[Results, Nothing | None]:
        results = engine.search(asked_for, size=0, facets=counted, facet_size=size)
        if results.total.paragraphs or not (out.json_only or not out.quiet):
            return results, None
        from fihris.answers.diagnosis import diagnosed  # start-up

        return results, diagnosed(engine, asked_for)

    with session.engine() as engine:
        results, nothing = asked_for.deadline.hold(lambda: ask(engine))
        warn_of_strange(engine, out)
    if out.json_only:
        told = {
            "query": asked_for.text,
            "engine": results.engine,
            "index": results.index,
            "generation": results.generation,
            "took_ms": results.took_ms,
            "total": total_json(results),
            "facets": facets_json(results.facets),
        }
        if nothing is not None:
            told["nothing"] = nothing.as_json()
        out.json(told)
    else:
        for facet in results.facets:
            show_facet(out, facet)
    if nothing is not None:
        from search_cli.screen.nothing import show_nothing  # start-up

        show_nothing(out, nothing, asked_for)
    if not results.total.paragraphs:
        raise typer.Exit(1)
    if out.json_only:
        return
    out.talk(
        say(
            out.lang,
            "found",
            articles=results.total.articles,
            paragraphs=results.total.paragraphs,
            took_ms=results.took_ms,
        )
    )
