"""``fihris batch``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from search_cli.session.narrowing import narrowed
from search_cli.session.timing import SECONDS, Timeout

if TYPE_CHECKING:
    from search_cli.session.session import Session


@narrowed
def command(
    context: typer.Context,
    queries: Annotated[
        Path,
        typer.Argument(
            metavar="QUERIES", help="CSV or TSV with columns id and query; - is standard input."
        ),
    ],
    form: Annotated[
        Literal["csv", "jsonl", "trec"], typer.Option("--format", help="Format of the rankings.")
    ] = "csv",
    rank: Annotated[
        Literal["paragraphs", "articles"] | None,
        typer.Option(help="What is ranked (default: articles, for trec paragraphs)."),
    ] = None,
    size: Annotated[int, typer.Option(min=1, max=10_000, help="How deep.")] = 100,
    match: Annotated[
        Literal["any", "all"], typer.Option(help="Find any of the words, or all of them.")
    ] = "any",
    syntax: Annotated[
        bool, typer.Option("--syntax", help="Read queries as search does, not as plain words.")
    ] = False,
    tag: Annotated[str, typer.Option(help="Name of the run, for trec.")] = "fihris",
    timeout: Timeout = SECONDS,
    **filters: str | None,
) -> None:
    """Run many queries at once and print a ranking for each.

    In a TREC run, spaces and control characters of ids are percent-encoded: %20 is a space.

    Example: fihris batch questions.csv --format trec --size 100 > run.txt
    """
    from fihris.answers.batch import Batch, read_queries  # start-up
    from fihris.query.narrowing import asked as query_of  # start-up
    from search_cli.screen.passed_over import warn_of_strange  # start-up

    session: Session = context.obj
    asked = read_queries(queries, limit=session.settings.limits.side_file)
    by = query_of([], filters=filters).node
    with session.engine() as engine:
        batch = Batch(
            engine,
            form=form,
            rank=rank or ("paragraphs" if form == "trec" else "articles"),
            size=size,
            match=match,
            syntax=syntax,
            tag=tag,
            timeout=timeout,
            by=by,
        )
        found = False
        show = _shown_on_a_screen(session) if form == "csv" and session.out.is_screen else None
        for line, hits in batch.lines(asked):
            found = found or hits
            if show is not None:
                show(line)
            else:
                session.out.raw(line)
        warn_of_strange(engine, session.out)
    if not found:
        raise typer.Exit(1)


def _shown_on_a_screen(session: Session) -> Callable[[str], None]:
    from search_cli.screen.rankings import Rankings  # start-up

    return Rankings(session.out).show
