"""``fihris search``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from search_cli.session.timing import SECONDS, Timeout

if TYPE_CHECKING:
    from fihris.answers.diagnosis import Nothing
    from fihris.engines.model import Results
    from fihris.engines.protocol import Engine
    from search_cli.screen.output import Output

Filter = Annotated[
    str | None,
    typer.Option(metavar="VALUE", rich_help_panel="Narrow", help="Articles with this value alone."),
]


def command(
    context: typer.Context,
    query: Annotated[
        list[str], typer.Argument(metavar="QUERY…", help="Words and phrases; see docs/query.md.")
    ],
    size: Annotated[int, typer.Option(min=0, max=10_000, help="Articles to show.")] = 10,
    offset: Annotated[int, typer.Option(min=0, max=1_000_000, help="Articles to pass over.")] = 0,
    paragraphs: Annotated[
        int, typer.Option(min=1, max=1000, help="Paragraphs to show of each article.")
    ] = 3,
    sort: Annotated[
        Literal["relevance", "date"], typer.Option(help="Best first, or newest first.")
    ] = "relevance",
    match: Annotated[
        Literal["all", "any"], typer.Option(help="Find all of the words, or any of them.")
    ] = "all",
    facets: Annotated[
        str | None, typer.Option(help="Count these too, such as source,month.", metavar="F[,F]")
    ] = None,
    source: Filter = None,
    country: Filter = None,
    category: Filter = None,
    place: Filter = None,
    author: Filter = None,
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
    generation: Annotated[
        str | None, typer.Option(help="Search this generation, not the live one.", metavar="NAME")
    ] = None,
    timeout: Timeout = SECONDS,
) -> None:
    """Find paragraphs, grouped by article, best first, with the words lit.

    Example: fihris search '"وزارة الداخلية"' --source كونا --date 2023-10
    """
    from fihris.engines.deadline import Deadline  # start-up
    from fihris.query.narrowing import asked, facets_of  # start-up
    from search_cli.screen.passed_over import warn_of_strange  # start-up

    session = context.obj
    out: Output = session.out
    asked_for = asked(
        query,
        match=match,
        deadline=Deadline(timeout),
        source=source,
        country=country,
        category=category,
        place=place,
        author=author,
        date=date,
        since=since,
        until=until,
    )
    counted = facets_of(facets)

    def ask(engine: Engine) -> tuple[Results, Nothing | None]:
        results = engine.search(
            asked_for,
            size=size,
            offset=offset,
            paragraphs=paragraphs,
            sort=sort,
            facets=counted,
            generation=generation,
        )
        if results.total.paragraphs or not (out.json_only or not out.quiet):
            return results, None
        from fihris.answers.diagnosis import diagnosed  # start-up

        return results, diagnosed(engine, asked_for, generation)

    with session.engine() as engine:
        results, nothing = asked_for.deadline.hold(lambda: ask(engine))
        warn_of_strange(engine, out)
    from search_cli.screen.results import results_json, show_results  # start-up

    if out.json_only:
        told = results_json(asked_for, results)
        if nothing is not None:
            told["nothing"] = nothing.as_json()
        out.json(told)
    else:
        show_results(out, results)
    if nothing is not None:
        from search_cli.screen.nothing import show_nothing  # start-up

        show_nothing(out, nothing, asked_for)
    if not results.total.paragraphs:
        raise typer.Exit(1)
    if out.json_only:
        return
    from search_cli.texts.messages import say  # start-up

    out.talk(
        say(
            out.lang,
            "found",
            articles=results.total.articles,
            paragraphs=results.total.paragraphs,
            took_ms=results.took_ms,
        )
    )
    shown = offset + len(results.hits)
    if results.hits and shown < results.total.articles:
        out.talk(say(out.lang, "more", rest=results.total.articles - shown, next=shown))
