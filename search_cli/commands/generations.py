"""``fihris generations``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from search_cli.session.session import Session

Name = Annotated[str, typer.Argument(metavar="NAME", help="A generation, as list shows it.")]


group = typer.Typer(
    no_args_is_help=True,
    help="List the builds of the index, compare them, publish one, roll back.",
)


@group.command("list")
def show_list(context: typer.Context) -> None:
    """List every generation, oldest first, and which is live.

    Example: fihris generations list
    """
    from functools import partial  # start-up

    from indexer.answers import GenerationsAnswer  # start-up
    from indexer.journal.journal import Journal  # start-up
    from indexer.runs.prune import begun  # start-up
    from search_cli.screen.generations import show_generations, talk_of_none  # start-up

    session: Session = context.obj
    settings = session.settings
    with session.engine() as engine, Journal.of(engine, settings.home) as journal:
        answer = GenerationsAnswer(engine.generations(), frozenset(begun(journal)))
    none = partial(talk_of_none, index=settings.index, home=settings.where)
    session.give(answer, show_generations, none)


@group.command()
def show(context: typer.Context, generation: Name) -> None:
    """Show one generation, and the runs that built it and loaded into it.

    Example: fihris generations show press-000001
    """
    from indexer.answers import GenerationAnswer  # start-up
    from indexer.journal.journal import Journal  # start-up
    from indexer.runs.publishing import generation_of  # start-up
    from search_cli.screen.generations import show_generation  # start-up

    session: Session = context.obj
    with session.engine() as engine, Journal.of(engine, session.settings.home) as journal:
        one = generation_of(engine, generation)
        runs = tuple(run for run in journal.runs() if run.generation == generation)
    session.give(GenerationAnswer(one, runs), show_generation)


@group.command()
def diff(
    context: typer.Context,
    old: Name,
    new: Name,
    size: Annotated[int, typer.Option(min=0, help="Articles to list of each kind.")] = 10,
) -> None:
    """Compare the articles of two generations: new, changed, gone.

    Example: fihris generations diff press-000001 press-000002
    """
    from indexer.answers import DifferenceAnswer  # start-up
    from indexer.runs.diff import difference  # start-up
    from search_cli.screen.generations import show_difference  # start-up

    session: Session = context.obj
    answer = session.ask(lambda engine: DifferenceAnswer(difference(engine, old, new, size=size)))
    session.give(answer, show_difference)


@group.command()
def publish(context: typer.Context, generation: Name) -> None:
    """Make a generation the live one, in one step; the one before it is kept.

    Example: fihris generations publish press-000002
    """
    _publish(context.obj, generation)


@group.command()
def rollback(context: typer.Context) -> None:
    """Go back to the generation that was live before; doing it twice undoes it.

    Example: fihris generations rollback
    """
    from fihris.engines.errors import NoPrevious  # start-up

    session: Session = context.obj
    with session.engine() as engine:
        previous = engine.previous()
    if previous is None:
        raise NoPrevious(index=session.settings.index)
    _publish(session, previous, command="generations rollback")


@group.command()
def prune(
    context: typer.Context,
    keep: Annotated[
        int, typer.Option(min=0, help="Generations to keep beside the live one, newest first.")
    ] = 2,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be removed.")] = False,
) -> None:
    """Remove old generations: never the live or the previous one, nor one in use.

    Example: fihris generations prune --keep 2 --dry-run
    """
    from indexer.answers import PrunedAnswer  # start-up
    from indexer.journal.journal import Journal  # start-up
    from indexer.runs import prune as pruning  # start-up
    from search_cli.screen.generations import show_pruned  # start-up

    session: Session = context.obj
    with (
        session.engine() as engine,
        Journal.of(engine, session.settings.home) as journal,
        engine.locked("write", by="fihris generations prune"),
    ):
        done = pruning.prune(engine, journal, keep=keep, dry_run=dry_run)
    session.give(PrunedAnswer(done, dry_run), show_pruned)


def _publish(session: Session, name: str, *, command: str = "generations publish") -> None:
    from fihris.answers.answer import Plain  # start-up
    from indexer.journal.journal import Journal  # start-up
    from indexer.runs.publishing import publish  # start-up
    from search_cli.screen.generations import talk_of_published  # start-up

    with session.engine() as engine, Journal.of(engine, session.settings.home) as journal:
        before = publish(engine, journal, name, command=command)
    session.give(Plain({"live": name, "previous": before}), talk=talk_of_published)
