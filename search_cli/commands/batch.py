"""``fihris batch``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast, get_args

import typer

from search_cli.errors import FormatOfOthers
from search_cli.session.declaration import Format
from search_cli.session.files import Source
from search_cli.session.narrowing import narrowed
from search_cli.session.settings import Settings
from search_cli.session.timing import SECONDS, Timeout

if TYPE_CHECKING:
    from search_cli.session.session import Session

Form = Literal["csv", "jsonl", "trec"]
"""How rankings are written."""


# long: its options are most of it
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
        Form | None, typer.Option("--format", help="Format of the rankings (default: csv).")
    ] = None,
    rank: Annotated[
        Literal["paragraphs", "articles"] | None,
        typer.Option(help="What to rank (default: articles; for trec, paragraphs)."),
    ] = None,
    size: Annotated[int, typer.Option(min=1, max=10_000, help="Length of each ranking.")] = 100,
    match: Annotated[
        Literal["any", "all"], typer.Option(help="Find any of the words, or all of them.")
    ] = "any",
    syntax: Annotated[
        bool, typer.Option("--syntax", help="Read queries as search does, not as plain words.")
    ] = False,
    tag: Annotated[str, typer.Option(help="Tag of the run, for trec.")] = "fihris",
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
    form = _form_of(form, session.settings)
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


def _form_of(own: Form | None, settings: Settings) -> Form:
    """Its own format, or that of every command where rankings have it too. One that is set for all
    commands, and that rankings do not have, is none that was asked of this one.

    Raises:
        FormatOfOthers: it was typed.
    """

    def is_typed(name: str) -> bool:
        return settings.origins.get(name) is Source.option

    for name in ("fields", "json"):
        if is_typed(name):
            raise FormatOfOthers(option=f"--{name}")
    if own is not None:
        return own
    if settings.format in get_args(Form):
        return cast("Form", settings.format.value)
    if is_typed("format") and settings.format != Format.table:
        raise FormatOfOthers(option=f"--format {settings.format}")
    return "csv"
