"""``fihris search``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from search_cli.session.narrowing import narrowed
from search_cli.session.timing import SECONDS, Timeout

if TYPE_CHECKING:
    from search_cli.session.session import Session


@narrowed
def command(
    context: typer.Context,
    query: Annotated[
        list[str], typer.Argument(metavar="QUERY…", help="Words and phrases; see docs/query.md.")
    ],
    size: Annotated[int, typer.Option(min=0, max=10_000, help="Articles to show.")] = 10,
    offset: Annotated[int, typer.Option(min=0, max=1_000_000, help="Articles to skip.")] = 0,
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
    generation: Annotated[
        str | None, typer.Option(help="Search this generation, not the live one.", metavar="NAME")
    ] = None,
    timeout: Timeout = SECONDS,
    **filters: str | None,
) -> None:
    """Find paragraphs, grouped by article, best first, with the words highlighted.

    Example: fihris search '"وزارة الداخلية"' --source كونا --date 2023-10
    """
    from fihris.answers.search import search  # start-up
    from fihris.engines.deadline import Deadline  # start-up
    from fihris.query.narrowing import asked, facets_of  # start-up
    from search_cli.screen.results import show_results, talk_of_results  # start-up

    session: Session = context.obj
    asked_for = asked(
        query,
        match=match,
        deadline=Deadline(timeout),
        filters=filters,
    )
    counted = facets_of(facets)
    answer = session.ask(
        lambda engine: search(
            engine,
            asked_for,
            size=size,
            offset=offset,
            paragraphs=paragraphs,
            sort=sort,
            facets=counted,
            generation=generation,
            diagnose=session.out.wants_reasons,
        )
    )
    session.give(answer, show_results, partial(talk_of_results, offset=offset))
