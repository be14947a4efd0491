"""``fihris search``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from search_cli.session.timing import SECONDS, Timeout

if TYPE_CHECKING:
    from fihris.engines.model import Sort
    from search_cli.session.settings import Session

Filter = Annotated[str | None, typer.Option(metavar="VALUE", rich_help_panel="Narrow")]


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
    sort: Annotated[str, typer.Option(help="relevance or date.")] = "relevance",
    match: Annotated[str, typer.Option(help="all words, or any of them.")] = "all",
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
    until: Annotated[str | None, typer.Option(metavar="DAY", rich_help_panel="Narrow")] = None,
    generation: Annotated[
        str | None, typer.Option(help="Search this generation, not the live one.", metavar="NAME")
    ] = None,
    timeout: Timeout = SECONDS,
) -> None:
    """Find paragraphs, grouped by article, best first, with the words lit.

    Example: fihris search '"وزارة الداخلية"' --source كونا --date 2023-10
    """
    from fihris.answers.search import search  # start-up
    from fihris.engines.deadline import Deadline  # start-up
    from fihris.query.narrowing import asked, facets_of  # start-up
    from search_cli.screen.results import show_results, talk_of_results  # start-up
    from search_cli.session.choices import choice  # start-up

    session: Session = context.obj
    asked_for = asked(
        query,
        match=choice("--match", match, ("all", "any")),
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
    by: Sort = choice("--sort", sort, ("relevance", "date"))
    counted = facets_of(facets)
    answer = session.ask(
        lambda engine: search(
            engine,
            asked_for,
            size=size,
            offset=offset,
            paragraphs=paragraphs,
            sort=by,
            facets=counted,
            generation=generation,
            diagnose=session.out.wants_reasons,
        )
    )
    session.give(answer, show_results, partial(talk_of_results, offset=offset))
