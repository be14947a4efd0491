"""``fihris explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from search_cli.session.timing import SECONDS, Timeout

if TYPE_CHECKING:
    from fihris.engines.protocol import Engine
    from search_cli.session.session import Session


def command(
    context: typer.Context,
    word: Annotated[
        list[str] | None, typer.Argument(help="A word; leave it out with --query.")
    ] = None,
    against: Annotated[
        str | None, typer.Option(help="Compare with this word.", metavar="WORD")
    ] = None,
    query: Annotated[
        str | None, typer.Option(help="A query; needs --article.", metavar="QUERY")
    ] = None,
    article: Annotated[
        str | None,
        typer.Option(help="Id of the article to explain.", metavar="ID"),
    ] = None,
    match: Annotated[
        Literal["all", "any"], typer.Option(help="Find all of the words, or any of them.")
    ] = "all",
    generation: Annotated[
        str | None, typer.Option(help="Use this generation, not the live one.", metavar="NAME")
    ] = None,
    timeout: Timeout = SECONDS,
) -> None:
    """Show how a word becomes its terms, or why an article matches a query.

    With --against: where two words become the same or differ. Exit code 1: they do not find each
    other, or the article does not match.

    Example: fihris explain وللوزراء --against وزير
    """
    if word and query is None and article is None:
        _word(context.obj, " ".join(word), against)
    elif query is not None and article is not None and not word and against is None:
        _answer(context.obj, query, article, match, generation, timeout)
    else:
        from search_cli.errors import ExplainWhat  # start-up

        raise ExplainWhat


def _word(session: Session, text: str, against: str | None) -> None:
    from fihris.answers.words import WordsAnswer, traces  # start-up
    from search_cli.screen.explained_words import show_words  # start-up

    session.use_words()
    other = traces(against) if against is not None else None
    session.give(WordsAnswer(traces(text), other), show_words)


def _answer(
    session: Session,
    query: str,
    article: str,
    match: str,
    generation: str | None,
    timeout: float,
) -> None:
    from fihris.answers.explanation import ExplanationAnswer  # start-up
    from fihris.engines.deadline import Deadline  # start-up
    from fihris.engines.explaining import explain  # start-up
    from fihris.query.narrowing import asked  # start-up
    from search_cli.screen.explained_answer import show_explanation  # start-up

    asked_for = asked([query], match=match, deadline=Deadline(timeout))

    def ask(engine: Engine) -> ExplanationAnswer:
        explained = asked_for.deadline.hold(
            lambda: explain(engine, asked_for, article, generation=generation)
        )
        return ExplanationAnswer(explained, asked_for, engine.name, engine.index)

    session.give(session.ask(ask), show_explanation)
