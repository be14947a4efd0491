"""``fihris reindex``."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mappings.errors import FihrisError
from search_cli.session.run_options import STEP_PARAGRAPHS, Restart, Source, Step, a_number

if TYPE_CHECKING:
    from fihris.engines.home import Home
    from indexer.runs.gates import Gate
    from indexer.runs.reindex import Plan, Rebuilt
    from indexer.runs.schedule import Schedule
    from search_cli.screen.output import Output
    from search_cli.session.reporting import Listeners
    from search_cli.session.session import Session


def command(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]…", help="Build from these; else from what was indexed."),
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
        int, typer.Option(min=0, help="Generations to keep beside the live one, the newest.")
    ] = 2,
    trust_sources: Annotated[
        bool,
        typer.Option("--trust-sources", help="Read also the files that a restored backup names."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done.")] = False,
    no_publish: Annotated[
        bool, typer.Option("--no-publish", help="Build and check it; leave the old one live.")
    ] = False,
    restart: Restart = False,
    step: Step = STEP_PARAGRAPHS,
    max_quarantine: Annotated[
        float,
        typer.Option(
            min=0, max=100, metavar="PERCENT", callback=a_number, rich_help_panel="Gates",
            help="Refuse to publish when more of what was read is in quarantine.",
        ),
    ] = 5,
    max_change: Annotated[
        float,
        typer.Option(
            min=0, metavar="PERCENT", callback=a_number, rich_help_panel="Gates",
            help="Refuse when articles or paragraphs are so many more or fewer than live.",
        ),
    ] = 10,
    golden: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", rich_help_panel="Gates",
            help="Queries with articles that must, and must not, be found first.",
        ),
    ] = None,
    every: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", rich_help_panel="Periodic",
            help="Do it again and again: 24h, 90m. For where there is no scheduler.",
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="HH:MM", rich_help_panel="Periodic", help="The first time at this hour."
        ),
    ] = None,
    jitter: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", rich_help_panel="Periodic", help="Up to so much later, by chance."
        ),
    ] = None,
    metrics: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", rich_help_panel="Periodic",
            help="Write the run as metrics for Prometheus's textfile collector.",
        ),
    ] = None,
    on_failure: Annotated[
        str | None,
        typer.Option(
            metavar="COMMAND", rich_help_panel="Periodic",
            help="Run this when a run fails; it gets the run as JSON on its input.",
        ),
    ] = None,
    webhook: Annotated[
        str | None,
        typer.Option(
            metavar="URL", rich_help_panel="Periodic", envvar="FIHRIS_WEBHOOK",
            help="Send it there when a run fails; see docs/reliability.md.",
        ),
    ] = None,
) -> None:  # fmt: skip
    """Build the index anew beside the live one, check it, publish it in one step.

    Searches go on meanwhile, loading too: what was loaded is in the new one as well.

    Example: fihris reindex --golden golden.jsonl --keep 2
    """
    from fihris.engines.home import Home  # start-up
    from indexer.runs.gates import Rules  # start-up

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


def attempt(session: Session, listeners: Listeners, **options: Any) -> int:
    """Reindex once, tell who listens and the screen what came of it, return the exit code."""
    from search_cli.session.reporting import INTERRUPTED  # start-up
    from search_cli.session.suggesting import lines_of  # start-up

    out, settings = session.out, session.settings
    about: dict[str, Any] = {
        "engine": settings.engine, "index": settings.index, "command": "reindex", "exit_code": 0,
    }  # fmt: skip
    began = time.monotonic()
    done: Rebuilt | None = None
    refused: FihrisError | None = None
    try:
        done = build(session, **options)
        if done is None:
            return 0
        about |= rebuilt_json(done) | {"exit_code": 4 if done.report.held else 0}
    except KeyboardInterrupt:
        seconds = round(time.monotonic() - began, 3)
        about |= {"exit_code": INTERRUPTED, "seconds": seconds}
        listeners.tell(about)
        if out.json_only:
            out.json(about)
        raise
    except FihrisError as exc:
        refused = exc
        gates = exc.facts.get("gates", ()) if exc.exit_code == 6 else ()
        about |= {
            "exit_code": exc.exit_code,
            "error": lines_of(exc, "en"),
            "seconds": round(time.monotonic() - began, 3),
            "gates": [gate_json(gate) for gate in gates],
        }
    # first: nobody may be there to be talked to, and these are to know all the same
    untold = listeners.tell(about)
    if done is not None:
        _tell(out, done)
    elif out.json_only:
        out.json(about)
    if refused is not None and session.debug:
        raise refused
    for error in filter(None, (refused, *untold)):
        for line in lines_of(error, out.lang):
            out.complain(line)
    return int(about["exit_code"])


def gate_json(gate: Gate) -> dict[str, Any]:
    """A gate, for programs."""
    return {
        "name": gate.name, "passed": gate.passed, "measured": gate.measured,
        "allowed": gate.allowed,
    }  # fmt: skip


def build(
    session: Session,
    *,
    known: Home,
    paths: list[Path],
    source: str | None,
    from_live: bool,
    dry_run: bool,
    trust_sources: bool,
    golden: Path | None,
    **options: Any,
) -> Rebuilt | None:
    """Plan it and do it; nothing comes of a dry run, whose plan is told. ``options`` are those of
    ``indexer.runs.reindex.reindex``."""
    from indexer.journal.journal import Journal  # start-up
    from indexer.journal.sources import confirm  # start-up
    from indexer.runs.reindex import plan, reindex  # start-up
    from search_cli.screen.progress import Progress  # start-up

    out = session.out
    home = session.settings.home
    known.check()
    queries: tuple[Any, ...] = ()
    with session.engine() as engine:
        if golden is not None:
            from search_cli.session.golden import golden_of  # start-up

            queries = golden_of(golden, limit=session.settings.limits.side_file)
        with Journal.of(engine, home) as journal:
            if trust_sources and not dry_run:
                confirm(journal)
            planned = plan(engine, journal, paths=paths, source=source, from_live=from_live)
        if dry_run:
            _tell_plan(out, planned)
            return None
        with Progress(out) as progress:
            done = reindex(
                engine,
                planned,
                home=home,
                reopen=session.opener(),
                golden=queries,
                progress=progress.show,
                limits=session.settings.limits,
                **options,
            )
    return done


def rebuilt_json(done: Rebuilt) -> dict[str, Any]:
    """What was done, for programs."""
    from search_cli.commands.index import report_json  # start-up

    return {
        **report_json(done.report),
        "published": done.published,
        "caught_up": done.caught_up,
        "publish_ms": done.publish_ms,
        "gates": [gate_json(gate) for gate in done.gates],
        "removed": list(done.pruned.removed) if done.pruned else [],
    }  # fmt: skip


def _tell(out: Output, done: Rebuilt) -> None:
    from search_cli.commands.index import account  # start-up
    from search_cli.texts.messages import say  # start-up

    if out.json_only:
        out.json(rebuilt_json(done))
    account(out, done.report)
    for gate in done.gates:
        mark = "✓" if gate.passed else "✗"
        out.talk(say(out.lang, "gate", mark=mark, gate=gate.told(out.lang)))
    if done.caught_up:
        out.talk(say(out.lang, "caught_up", n=done.caught_up))
    name = done.report.generation
    if not done.published:
        out.talk(say(out.lang, "built", generation=name))
        return
    before = (
        next((one for one, why in done.pruned.kept if why == "previous"), "–")
        if done.pruned
        else "–"
    )
    out.talk(say(out.lang, "published", live=name, previous=before))
    if done.pruned and done.pruned.removed:
        out.talk(say(out.lang, "removed", names=", ".join(done.pruned.removed)))


def _tell_plan(out: Output, planned: Plan) -> None:
    from search_cli.texts.messages import say  # start-up

    live = planned.live
    if out.json_only:
        out.json(
            {
                "origin": planned.origin,
                "sources": [one.path for one in planned.sources],
                "missing": [one.path for one in planned.missing],
                "unconfirmed": [one.path for one in planned.unconfirmed],
                "live": live.name if live else None,
                "articles": live.articles if live else 0,
                "paragraphs": live.paragraphs if live else 0,
                "bytes": planned.bytes,
                "seconds": planned.seconds,
            }
        )
        return
    if planned.origin == "live" and live:
        counts = {"articles": live.articles, "paragraphs": live.paragraphs}
        out.line(say(out.lang, "plan_live", live=live.name, **counts))
    for one in planned.sources:
        name = "plan_missing" if one in planned.missing else "plan_source"
        name = name if one.confirmed else "plan_unconfirmed"
        out.line(say(out.lang, name, path=one.path))
    if planned.bytes is not None:
        out.line(say(out.lang, "plan_bytes", megabytes=round(planned.bytes / 1e6, 1)))
    if planned.seconds is not None:
        out.line(say(out.lang, "plan_seconds", seconds=planned.seconds))
