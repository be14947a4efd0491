"""``fihris generations``."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fihris.engines.model import Generation
    from fihris.engines.protocol import Engine
    from search_cli.screen.output import Output
    from search_cli.session.session import Session

Name = Annotated[str, typer.Argument(metavar="NAME", help="A generation, as list shows it.")]


group = typer.Typer(
    no_args_is_help=True,
    help="List the builds of the index, compare them, publish one, go back to the last.",
)


@group.command("list")
def show_list(context: typer.Context) -> None:
    """List every generation, oldest first, and which is live.

    Example: fihris generations list
    """
    from indexer.journal.journal import Journal  # start-up
    from indexer.runs.prune import begun  # start-up
    from search_cli.texts.messages import say  # start-up

    session: Session = context.obj
    out = session.out
    with session.engine() as engine, Journal.of(engine, session.settings.home) as journal:
        found, partial = engine.generations(), begun(journal)
    if out.json_only:
        out.json([asdict(one) | {"unfinished": one.name in partial} for one in found])
    for one in found if not out.json_only else ():
        out.line(line_of(out, one, unfinished=one.name in partial))
    if not found:
        settings = session.settings
        out.talk(say(out.lang, "empty", index=settings.index, home=settings.home))
        raise typer.Exit(1)


@group.command()
def show(context: typer.Context, name: Name) -> None:
    """Show one generation, and the runs that built it and loaded into it.

    Example: fihris generations show press-000001
    """
    from indexer.journal.journal import Journal  # start-up
    from search_cli.commands.runs import line_of as run_line  # start-up
    from search_cli.commands.runs import run_json  # start-up

    session: Session = context.obj
    out = session.out
    with session.engine() as engine, Journal.of(engine, session.settings.home) as journal:
        one = _known(engine, name)
        runs = [run for run in journal.runs() if run.generation == name]
    if out.json_only:
        out.json(asdict(one) | {"runs": [run_json(run) for run in runs]})
        return
    out.line(line_of(out, one))
    for run in runs:
        out.line(f"  {run_line(out, run)}")


@group.command()
def diff(
    context: typer.Context,
    old: Name,
    new: Name,
    size: Annotated[int, typer.Option(min=0, help="Articles to name of each kind.")] = 10,
) -> None:
    """Compare the articles of two generations: new, changed, gone.

    Example: fihris generations diff press-000001 press-000002
    """
    from indexer.runs.diff import difference  # start-up
    from mappings.shown import quoted  # start-up
    from search_cli.screen.passed_over import warn_of_strange  # start-up
    from search_cli.texts.messages import say  # start-up

    session: Session = context.obj
    out = session.out
    with session.engine() as engine:
        found = difference(engine, old, new, size=size)
        warn_of_strange(engine, out)
    if out.json_only:
        out.json(asdict(found))
        return
    told = {"added": found.added, "changed": found.changed, "gone": found.gone, "same": found.same}
    out.line(say(out.lang, "difference", **told))
    for mark, samples in (
        ("+", found.added_first),
        ("~", found.changed_first),
        ("−", found.gone_first),
    ):
        for one in samples:
            out.line(f"  {mark} {quoted(one.article_id)}  {out.lit(one.title, ())}")


@group.command()
def publish(context: typer.Context, name: Name) -> None:
    """Make a generation the live one, in one step; the one before it is kept.

    Example: fihris generations publish press-000002
    """
    _publish(context.obj, name)


@group.command()
def rollback(context: typer.Context) -> None:
    """Go back to the generation that was live before; doing it twice changes nothing.

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
        int, typer.Option(min=0, help="Generations to keep beside the live one, the newest.")
    ] = 2,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be removed.")] = False,
) -> None:
    """Remove old generations: never the live or the previous one, nor one in use.

    Example: fihris generations prune --keep 2 --dry-run
    """
    from indexer.journal.journal import Journal  # start-up
    from indexer.runs import prune as pruning  # start-up
    from search_cli.texts.messages import say  # start-up

    session: Session = context.obj
    out = session.out
    with (
        session.engine() as engine,
        Journal.of(engine, session.settings.home) as journal,
        engine.locked("write", by="fihris generations prune"),
    ):
        done = pruning.prune(engine, journal, keep=keep, dry_run=dry_run)
    if out.json_only:
        out.json({"removed": list(done.removed), "kept": dict(done.kept), "dry_run": dry_run})
        return
    for name in done.removed:
        out.line(f"− {name}")
    for name, why in done.kept:
        out.line(f"  {name}  {say(out.lang, 'kept_' + why.replace(' ', '_'))}")


def line_of(out: Output, one: Generation, *, unfinished: bool = False) -> str:
    """A generation in one line, for people."""
    from search_cli.texts.messages import say  # start-up

    marks = []
    if one.live or one.previous:
        marks.append(out.styled(say(out.lang, "live" if one.live else "previous"), "number"))
    if unfinished:
        marks.append(say(out.lang, "unfinished"))
    if one.damage:
        marks.append(out.styled(say(out.lang, "damaged", damage=one.damage), "lit"))
    elif not one.is_current:
        marks.append(out.styled(say(out.lang, "older"), "lit"))
    return (
        f"{one.name}  {one.articles:>9,} {say(out.lang, 'articles')}"
        f"  {one.paragraphs:>10,} {say(out.lang, 'paragraphs_head')}"
        f"  {one.bytes / 1e6:,.1f} MB  {one.made_at}  {one.made_by}  {' · '.join(marks)}"
    ).rstrip()


def _publish(session: Session, name: str, *, command: str = "generations publish") -> None:
    from fihris.engines.errors import once_published  # start-up
    from indexer.errors import GenerationUnfinished  # start-up
    from indexer.journal.journal import Counts, Journal  # start-up
    from indexer.quarantine.entries import after_publishing  # start-up
    from indexer.runs.prune import begun  # start-up
    from mappings.errors import FihrisError  # start-up
    from search_cli.texts.messages import say  # start-up

    out = session.out
    with (
        session.engine() as engine,
        Journal.of(engine, session.settings.home) as journal,
        engine.locked("write", by=f"fihris {command}"),
    ):
        one = _known(engine, name)
        if one.damage or not one.is_current:
            _say_why(engine, name)
        if name in begun(journal):
            raise GenerationUnfinished(generation=name)
        run_id = journal.begin(command)  # what cannot be accounted for is not done
        try:
            engine.publish(name)
        except FihrisError as exc:
            with suppress(FihrisError):
                journal.end(run_id, "failed", counts=Counts(), seconds=0.0, detail=str(exc))
            raise
        with once_published(name):
            before = engine.previous()  # what was live, unless this was
            journal.end(run_id, "done", counts=Counts(), seconds=0.0, generation=name)
            after_publishing(journal, name)
    if out.json_only:
        out.json({"live": name, "previous": before})
    out.talk(say(out.lang, "published", live=name, previous=before or "–"))


def _say_why(engine: Engine, name: str) -> None:
    """Refuse what is damaged or what another analysis made, as a search would refuse it."""
    from fihris.engines.model import Everything, Query  # start-up

    engine.search(Query(Everything()), size=0, generation=name)


def _known(engine: Engine, name: str) -> Generation:
    from fihris.engines.errors import GenerationUnknown  # start-up

    for one in engine.generations():
        if one.name == name:
            return one
    raise GenerationUnknown(generation=name, index=engine.index)
