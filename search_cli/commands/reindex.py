"""``fihris reindex``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from search_cli.session.run_options import STEP_PARAGRAPHS, Restart, Source, Step, a_number

if TYPE_CHECKING:
    from fihris.engines.home import Home
    from indexer.runs.schedule import Schedule
    from search_cli.session.reporting import Listeners
    from search_cli.session.session import Session


# long: its options are most of it
def command(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]…", help="Build from these (default: what was indexed)."),
    ] = None,
    source: Source = None,
    from_live: Annotated[
        bool, typer.Option("--from-live", help="Build from the articles of the live index.")
    ] = False,
    forget: Annotated[
        list[Path] | None,
        typer.Option(metavar="PATH", help="Leave out an indexed path from now on."),
    ] = None,
    keep: Annotated[
        int, typer.Option(min=0, help="Generations to keep beside the live one, newest first.")
    ] = 2,
    trust_sources: Annotated[
        bool,
        typer.Option("--trust-sources", help="Also read the files that a restored backup names."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done.")] = False,
    no_publish: Annotated[
        bool, typer.Option("--no-publish", help="Build and check it; keep the old one live.")
    ] = False,
    restart: Restart = False,
    step: Step = STEP_PARAGRAPHS,
    max_quarantine: Annotated[
        float,
        typer.Option(
            min=0, max=100, metavar="PERCENT", callback=a_number, rich_help_panel="Gates",
            help="Refuse to publish if more than this share of the input is quarantined.",
        ),
    ] = 5,
    max_change: Annotated[
        float,
        typer.Option(
            min=0, metavar="PERCENT", callback=a_number, rich_help_panel="Gates",
            help="Refuse if the number of articles or paragraphs changes by more.",
        ),
    ] = 10,
    golden: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", rich_help_panel="Gates",
            help="Queries, with the articles that must or must not be among the first.",
        ),
    ] = None,
    every: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", rich_help_panel="Periodic",
            help="Repeat at this interval, such as 24h or 90m, where there is no scheduler.",
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="HH:MM", rich_help_panel="Periodic", help="Start at this time of day."
        ),
    ] = None,
    jitter: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", rich_help_panel="Periodic", help="Random delay, at most TIME."
        ),
    ] = None,
    metrics: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", rich_help_panel="Periodic",
            help="Write metrics of the run for Prometheus's textfile collector.",
        ),
    ] = None,
    on_failure: Annotated[
        str | None,
        typer.Option(
            metavar="COMMAND", rich_help_panel="Periodic",
            help="Command to run when a run fails; it gets the run as JSON on its input.",
        ),
    ] = None,
    webhook: Annotated[
        str | None,
        typer.Option(
            metavar="URL", rich_help_panel="Periodic", envvar="FIHRIS_WEBHOOK",
            help="URL to post the run to when it fails; see docs/reliability.md.",
        ),
    ] = None,
) -> None:  # fmt: skip
    """Rebuild the index beside the live one, check it, publish it in one step.

    Searching and loading go on meanwhile; the new index has what was loaded too.

    Example: fihris reindex --golden golden.jsonl --keep 2
    """
    from fihris.engines.home import Home  # start-up
    from indexer.runs.gates import Rules  # start-up
    from search_cli.session.rebuilding import attempt  # start-up

    session: Session = context.obj
    if "" in (paths or []):  # a variable that is not set: Path would make the folder here of it
        raise typer.BadParameter("a PATH is empty")
    if forget and paths:
        raise typer.BadParameter("--forget takes one PATH; write it before each")
    if forget:
        from search_cli.session.forgetting import leave_out  # start-up

        leave_out(session, forget)
        return
    _go_together(paths, source, from_live=from_live)
    schedule = _schedule(every, at, jitter)
    listeners = _listeners(metrics, on_failure, webhook)
    known = Home(session.settings.home, session.settings.index)
    known.check()

    def once() -> int:
        return attempt(
            session,
            listeners,
            known=known,
            paths=[Path(path) for path in paths or ()],
            source=source,
            from_live=from_live,
            keep=keep,
            dry_run=dry_run,
            trust_sources=trust_sources,
            publish=not no_publish,
            restart=restart,
            step=step,
            rules=Rules(max_quarantine=max_quarantine / 100, max_change=max_change / 100),
            golden=golden,
        )

    if schedule is None:
        code = once()
        if code:
            raise typer.Exit(code)
        return
    _again_and_again(session, known, once, schedule)


def _go_together(paths: list[str] | None, source: str | None, *, from_live: bool) -> None:
    """Refuse what would be passed over: of live and of recorded articles the source is known."""
    from search_cli.errors import Apart, Together  # start-up

    if from_live and paths:
        raise Together(given="PATH", other="--from-live")
    if from_live and source is not None:
        raise Together(given="--source", other="--from-live")
    if source is not None and not paths:
        raise Apart(given="--source", needed="PATH")


def _schedule(every: str | None, at: str | None, jitter: str | None) -> Schedule | None:
    """When it is to be done again, if it is."""
    from datetime import timedelta  # start-up

    from indexer.runs.schedule import Schedule, duration_of, time_of  # start-up
    from search_cli.errors import Apart  # start-up

    if every is None:
        for option, value in (("--at", at), ("--jitter", jitter)):
            if value is not None:
                raise Apart(given=option, needed="--every")
        return None
    return Schedule(
        every=duration_of("--every", every),
        at=time_of("--at", at) if at is not None else None,
        jitter=duration_of("--jitter", jitter) if jitter is not None else timedelta(),
    )


def _listeners(metrics: Path | None, on_failure: str | None, webhook: str | None) -> Listeners:
    """Who is told of the run; whoever cannot be told is refused before anything is done."""
    from search_cli.session.reporting import Listeners, metrics_place  # start-up

    if metrics is not None:
        metrics_place(metrics)
    hook = None
    if webhook is not None:
        from search_cli.session.webhook import webhook_of  # start-up

        hook = webhook_of(webhook)
    return Listeners(metrics=metrics, on_failure=on_failure, webhook=hook)


def _again_and_again(
    session: Session, known: Home, once: Callable[[], int], schedule: Schedule
) -> None:
    """Run it whenever it is due, until interrupted; one that fails is told, the next is tried,
    unless the home is another one or gone: nothing is made in its place."""
    from fihris.engines.errors import HomeChanged  # start-up
    from indexer.runs.schedule import due_times  # start-up
    from search_cli.texts.messages import say  # start-up

    out = session.out
    if schedule.at is not None:
        first = schedule.first(datetime.now().astimezone())
        out.talk(say(out.lang, "due", at=first.isoformat(timespec="minutes")))
    for due in due_times(schedule):
        code = once()
        out.flush()
        if code == HomeChanged.exit_code and known.is_changed():
            raise typer.Exit(code)
        then = schedule.following(due, datetime.now().astimezone())
        out.talk(say(out.lang, "due", at=then.isoformat(timespec="minutes")))
