"""``fihris quarantine``."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.journal.journal import Journal
    from search_cli.session.session import Session

Numbers = Annotated[
    list[int] | None,
    typer.Argument(metavar="[N]…", help="Numbers, as list shows them; default: all."),
]


group = typer.Typer(
    no_args_is_help=True,
    help="See what could not be read, and why; fix it, retry it, drop it.",
)


@group.command("list")
def show_list(context: typer.Context) -> None:
    """List the entries: number, place and reason.

    Example: fihris quarantine list
    """
    from indexer.answers import HeldAnswer  # start-up
    from indexer.quarantine.entries import entries  # start-up
    from search_cli.screen.held import show_held, talk_of_held  # start-up

    session: Session = context.obj
    with _journal(session) as journal:
        held = entries(journal)
    session.give(HeldAnswer(tuple(held)), show_held, talk_of_held)


@group.command()
def show(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="N", help="A number, as list shows it.")],
) -> None:
    """Show the text of an entry, as it was read, and the file to fix it in.

    Example: fihris quarantine show 1
    """
    from indexer.answers import EntryAnswer  # start-up
    from indexer.quarantine.entries import entries, file_of, text_of  # start-up
    from search_cli.screen.held import show_entry  # start-up

    session: Session = context.obj
    with _journal(session) as journal:
        (entry,) = entries(journal, [number])
        told = text_of(journal, entry)
        file = file_of(journal, entry.run_id)
    session.give(EntryAnswer(entry, (told or {}).get("record"), file), show_entry)


@group.command()
def retry(context: typer.Context, numbers: Numbers = None) -> None:
    """Load the entries again, as they now stand in their files, fixed or not.

    What still cannot be read is held again, under a new number.

    Example: fihris quarantine retry
    """
    from indexer.answers import RetriedAnswer  # start-up
    from indexer.quarantine.entries import entries, remove_emptied, set_state  # start-up
    from indexer.quarantine.retry import keep_loaded, write_lines  # start-up
    from indexer.runs.index import run  # start-up
    from search_cli.screen.held import talk_of_retried  # start-up

    session: Session = context.obj
    report = None
    with _journal(session) as journal, session.engine() as engine:
        held = entries(journal, numbers or [])
        again = write_lines(journal, held)
        if again.path:
            try:
                report = run(
                    engine, [again.path], home=session.settings.home, command="quarantine retry",
                    recorded_as=(), manner=session.manner(),
                )  # fmt: skip
                keep_loaded(journal, report.run_id, again.path)
            except BaseException:  # all of it is held still
                again.path.unlink(missing_ok=True)
                raise
            set_state(journal, [one for one in held if one not in again.gone], "retried")
            remove_emptied(journal)
    session.give(RetriedAnswer(report, tuple(again.gone), len(held)), talk=talk_of_retried)


@group.command()
def drop(
    context: typer.Context,
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="[N]…", help="Numbers, as list shows them.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Drop all entries.")] = False,
) -> None:
    """Drop entries: they are not loaded, and not held again while they stay unchanged.

    Later runs count them as quarantined, without listing them.

    Example: fihris quarantine drop 1 2
    """
    from fihris.answers.answer import Plain  # start-up
    from indexer.quarantine.entries import entries, remove_emptied, set_state  # start-up
    from search_cli.texts.messages import say  # start-up

    session: Session = context.obj
    if bool(numbers) == everything:
        raise typer.BadParameter("name the numbers to drop, or --all")
    with _journal(session) as journal:
        chosen = entries(journal, numbers or [])
        set_state(journal, chosen, "dropped")
        remove_emptied(journal)
    session.give(
        Plain({"dropped": [entry.number for entry in chosen]}),
        talk=lambda out, _: out.talk(say(out.lang, "dropped", n=len(chosen))),
    )


@contextmanager
def _journal(session: Session) -> Iterator[Journal]:
    from indexer.journal.journal import Journal  # start-up

    settings = session.settings
    with Journal(settings.home, engine=settings.engine, index=settings.index) as journal:
        yield journal
