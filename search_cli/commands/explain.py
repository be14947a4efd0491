"""``fihris explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from search_cli.session.timing import SECONDS, Timeout

if TYPE_CHECKING:
    from search_cli.session.session import Session


def command(
    context: typer.Context,
    word: Annotated[list[str] | None, typer.Argument(help="A word; or none, with --query.")] = None,
    against: Annotated[
        str | None, typer.Option(help="Compare with this word.", metavar="WORD")
    ] = None,
    query: Annotated[
        str | None, typer.Option(help="A query, with --article.", metavar="QUERY")
    ] = None,
    article: Annotated[
        str | None, typer.Option(help="The article to explain it for.", metavar="ID")
    ] = None,
    match: Annotated[
        Literal["all", "any"], typer.Option(help="Find all of the words, or any of them.")
    ] = "all",
    generation: Annotated[
        str | None, typer.Option(help="Ask this generation, not the live one.", metavar="NAME")
    ] = None,
    timeout: Timeout = SECONDS,
) -> None:
    """Show how a word becomes its terms, or why an article answers a query.

    With --against: where two words meet or part. Exit code 1: they do not find each other, or the
    article does not answer.

    Example: fihris explain وللوزراء --against وزير
    """
    if word and query is None and article is None:
        found = _word(context.obj, " ".join(word), against)
    elif query is not None and article is not None and not word and against is None:
        found = _answer(context.obj, query, article, match, generation, timeout)
    else:
        from search_cli.errors import ExplainWhat  # start-up

        raise ExplainWhat
    if not found:
        raise typer.Exit(1)


def _word(session: Session, text: str, against: str | None) -> bool:
    from search_cli.screen import explained_words as words  # start-up

    session.use_words()
    out = session.out
    one = words.traces(text)
    other = words.traces(against) if against is not None else None
    if out.json_only:
        told = words.traces_json(one)
        if other is not None:
            told["against"] = words.traces_json(other)
            told["comparison"] = words.comparison_json(one, other)
        out.json(told)
    else:
        for traced in (one, other):
            if traced is not None:
                words.show_traces(out, traced)
        if other is not None:
            words.show_comparison(out, one, other)
    if other is None:
        return bool(one[0].words)
    return words.finds(one[0].text, other[0].text) or words.finds(other[0].text, one[0].text)


def _answer(
    session: Session,
    query: str,
    article: str,
    match: str,
    generation: str | None,
    timeout: float,
) -> bool:
    from fihris.engines.deadline import Deadline  # start-up
    from fihris.engines.explaining import explain  # start-up
    from fihris.query.narrowing import asked  # start-up
    from search_cli.screen import explained_answer as answers  # start-up
    from search_cli.screen.passed_over import warn_of_strange  # start-up

    out = session.out
    asked_for = asked([query], match=match, deadline=Deadline(timeout))
    with session.engine() as engine:
        explained = asked_for.deadline.hold(
            lambda: explain(engine, asked_for, article, generation=generation)
        )
        warn_of_strange(engine, out)
        if out.json_only:
            told = answers.explanation_json(explained, asked_for, engine.name, engine.index)
            out.json(told)
        elif explained.reason is None:
            answers.show_matched(out, explained)
        else:
            answers.show_reason(out, explained, asked_for)
    return explained.reason is None
