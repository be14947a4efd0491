"""``fihris quarantine``."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.journal.journal import Journal
    from indexer.quarantine.entries import Entry
    from search_cli.screen.output import Output
    from search_cli.session.session import Session

Numbers = Annotated[
    list[int] | None,
    typer.Argument(metavar="[N]…", help="Numbers as list shows them; all without."),
]


group = typer.Typer(
    no_args_is_help=True,
    help="See what could not be read, and why; mend it, retry it, drop it.",
)


@group.command("list")
def show_list(context: typer.Context) -> None:
    """List what is held: its number, place and reason.

    Example: fihris quarantine list
    """
    from indexer.quarantine.entries import entries  # start-up
    from search_cli.texts.messages import say  # start-up

    out: Output = context.obj.out
    with _journal(context.obj) as journal:
        held = entries(journal)
    if out.json_only:
        out.json([entry_json(one) for one in held])
    for one in held if not out.json_only else ():
        out.line(_line(out, one))
    if not held:
        out.talk(say(out.lang, "nothing_held"))
        raise typer.Exit(1)


@group.command()
def show(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="N", help="A number as list shows it.")],
) -> None:
    """Show the text of something that is held, as it was read, and the file to mend it in.

    Example: fihris quarantine show 1
    """
    import json  # start-up

    from indexer.quarantine.entries import entries, file_of, text_of  # start-up
    from mappings.shown import quoted, shown  # start-up

    out: Output = context.obj.out
    with _journal(context.obj) as journal:
        (entry,) = entries(journal, [number])
        told = text_of(journal, entry)
        file = file_of(journal, entry.run_id)
    record = (told or {}).get("record")
    if out.json_only:
        out.json(entry_json(entry) | {"record": record, "file": str(file), "line": entry.line})
        return
    out.line(_line(out, entry))
    out.line(f"  {quoted(file)}:{entry.line}")
    text = record if isinstance(record, str) else json.dumps(record, ensure_ascii=False, indent=2)
    for line in text.splitlines() if record is not None else ():
        out.line(f"  {shown(line)}")


@group.command()
def retry(context: typer.Context, numbers: Numbers = None) -> None:
    """Feed in again what is held, as it stands in its file now, mended or not.

    What still cannot be read is held again, under a new number.

    Example: fihris quarantine retry
    """
    from indexer.quarantine.entries import entries, remove_emptied, set_state  # start-up
    from indexer.quarantine.retry import keep_loaded, write_lines  # start-up
    from indexer.runs.index import run  # start-up
    from search_cli.commands.index import account, report_json  # start-up
    from search_cli.texts.messages import say  # start-up

    session: Session = context.obj
    out = session.out
    report = None
    with _journal(session) as journal, session.engine() as engine:
        held = entries(journal, numbers or [])
        again = write_lines(journal, held)
        if again.path:
            try:
                report = run(
                    engine, [again.path], home=session.settings.home, command="quarantine retry",
                    recorded_as=(), limits=session.settings.limits,
                )  # fmt: skip
                keep_loaded(journal, report.run_id, again.path)
            except BaseException:  # all of it is held still
                again.path.unlink(missing_ok=True)
                raise
            set_state(journal, [one for one in held if one not in again.gone], "retried")
            remove_emptied(journal)
    if out.json_only:
        gone_too = {"gone": [entry.number for entry in again.gone]}
        out.json((report_json(report) if report else {"run": None}) | gone_too)
    if report:
        account(out, report)
    if not held:
        out.talk(say(out.lang, "nothing_held"))
        raise typer.Exit(1)
    for entry in again.gone:
        out.talk(say(out.lang, "line_gone", number=entry.number))
    if again.gone or (report and report.held):
        raise typer.Exit(4)


@group.command()
def drop(
    context: typer.Context,
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="[N]…", help="Numbers as list shows them.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Drop all that is held.")] = False,
) -> None:
    """Forget what is held: it is not loaded, and not held again while it stays as it is.

    Whatever reads it again counts it among the quarantined, and says no more of it.

    Example: fihris quarantine drop 1 2
    """
    from indexer.quarantine.entries import entries, remove_emptied, set_state  # start-up
    from search_cli.texts.messages import say  # start-up

    out: Output = context.obj.out
    if bool(numbers) == everything:
        raise typer.BadParameter("name the numbers to drop, or --all")
    with _journal(context.obj) as journal:
        chosen = entries(journal, numbers or [])
        set_state(journal, chosen, "dropped")
        remove_emptied(journal)
    if out.json_only:
        out.json({"dropped": [entry.number for entry in chosen]})
    out.talk(say(out.lang, "dropped", n=len(chosen)))


def entry_json(entry: Entry) -> dict[str, Any]:
    """Something that is held, for programs."""
    return {
        "number": entry.number, "run": entry.run_id, "code": entry.code, "path": entry.path,
        "place": entry.place, "detail": entry.detail, "at": entry.at,
    }  # fmt: skip


@contextmanager
def _journal(session: Session) -> Iterator[Journal]:
    from indexer.journal.journal import Journal  # start-up

    settings = session.settings
    with Journal(settings.home, engine=settings.engine, index=settings.index) as journal:
        yield journal


def _line(out: Output, entry: Entry) -> str:
    from indexer.quarantine.quarantine import REASONS, Code  # start-up
    from mappings.shown import quoted, shown  # start-up

    path = quoted(entry.path)
    place = path if entry.place is None else f"{path}:{entry.place}"
    known = [code for code in Code if code == entry.code]
    reason = REASONS[out.lang][known[0]] if known else entry.code
    detail = f" ({shown(entry.detail)})" if entry.detail else ""
    return f"{entry.number:>5}  {place}: {reason}{detail} [{entry.code}]"
