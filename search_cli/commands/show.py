"""``fihris show``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from search_cli.session.timing import SECONDS, Timeout

if TYPE_CHECKING:
    from search_cli.session.session import Session


def command(
    context: typer.Context,
    article_id: Annotated[
        str, typer.Argument(metavar="ARTICLE_ID", help="Id of the article, as search prints it.")
    ],
    query: Annotated[
        str | None, typer.Option(help="Highlight these words.", metavar="QUERY")
    ] = None,
    timeout: Timeout = SECONDS,
) -> None:
    """Show one whole article, with the words of a query highlighted.

    Example: fihris show nawras-20231009-03 --query 'زوارق الصيادين'
    """
    from fihris.answers.article import article  # start-up
    from fihris.engines.deadline import Deadline  # start-up
    from fihris.query.narrowing import asked  # start-up
    from search_cli.screen.article import show_article, talk_of_article  # start-up

    session: Session = context.obj
    deadline = Deadline(timeout)
    asked_for = asked([query], deadline=deadline) if query else None
    answer = session.ask(
        lambda engine: article(engine, article_id, query=asked_for, deadline=deadline)
    )
    session.give(answer, show_article, talk_of_article)
