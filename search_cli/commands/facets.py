"""``fihris facets``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fihris.query.narrowing import FACET_NAMES
from search_cli.session.narrowing import narrowed
from search_cli.session.timing import SECONDS, Timeout

if TYPE_CHECKING:
    from search_cli.session.session import Session


@narrowed
def command(
    context: typer.Context,
    query: Annotated[
        list[str] | None, typer.Argument(help="As for search; without it, everything is counted.")
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            help=f"What to count by: {', '.join(FACET_NAMES)}.",
            metavar="F[,F]",
        ),
    ] = "source",
    size: Annotated[int, typer.Option(min=1, max=10_000, help="Values to show of each.")] = 20,
    timeout: Timeout = SECONDS,
    **filters: str | None,
) -> None:
    """Count the articles of a query by source, country, month and so on.

    Example: fihris facets 'الأمن' --by source,month
    """
    from fihris.answers.search import count  # start-up
    from fihris.engines.deadline import Deadline  # start-up
    from fihris.query.narrowing import asked, facets_of  # start-up
    from search_cli.screen.results import show_facets, talk_of_results  # start-up

    session: Session = context.obj
    asked_for = asked(
        query or [],
        deadline=Deadline(timeout),
        filters=filters,
    )
    counted = facets_of(by)
    answer = session.ask(
        lambda engine: count(
            engine, asked_for, counted, size=size, diagnose=session.out.wants_reasons
        )
    )
    session.give(answer, show_facets, talk_of_results)
