"""One rebuild of ``fihris reindex``: planned, done, and told to whoever listens."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fihris.answers.answer import Plain
from indexer.answers import PlanAnswer, RebuiltAnswer, gate_json
from mappings.errors import FihrisError
from search_cli.screen.generations import show_plan, talk_of_rebuilt
from search_cli.session.reporting import INTERRUPTED
from search_cli.session.suggesting import lines_of

if TYPE_CHECKING:
    from fihris.engines.home import Home
    from search_cli.session.reporting import Listeners
    from search_cli.session.session import Session


def attempt(session: Session, listeners: Listeners, **options: Any) -> int:
    """Reindex once, tell who listens and the screen what came of it, return the exit code."""
    out, settings = session.out, session.settings
    about: dict[str, Any] = {
        "engine": settings.engine, "index": settings.index, "command": "reindex", "exit_code": 0,
    }  # fmt: skip
    began = time.monotonic()
    done: RebuiltAnswer | None = None
    refused: FihrisError | None = None
    try:
        answer = _build(session, **options)
        if isinstance(answer, PlanAnswer):
            out.give(answer, show_plan)
            return 0
        done = answer
        about |= done.as_json() | {"exit_code": done.exit_code}
    except KeyboardInterrupt:
        about |= {"exit_code": INTERRUPTED, "seconds": round(time.monotonic() - began, 3)}
        listeners.tell(about)
        out.give(Plain(about))
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
    out.give(Plain(about) if done is None else done)
    if done is not None:
        talk_of_rebuilt(out, done)
    if refused is not None and session.debug:
        raise refused
    for error in filter(None, (refused, *untold)):
        out.complain_of(error)
    return int(about["exit_code"])


def _build(
    session: Session,
    *,
    known: Home,
    paths: list[Path],
    source: str | None,
    from_live: bool,
    dry_run: bool,
    trust_sources: bool,
    golden: Path | None,
    step: int,
    **options: Any,
) -> PlanAnswer | RebuiltAnswer:
    """Plan it and do it; of a dry run there is the plan alone. ``options`` are those of
    ``indexer.runs.reindex.reindex``."""
    from indexer.journal.journal import Journal  # start-up
    from indexer.journal.sources import confirm  # start-up
    from indexer.runs.reindex import plan, reindex  # start-up
    from search_cli.screen.progress import Progress  # start-up

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
            return PlanAnswer(planned)
        with Progress(session.out) as progress:
            done = reindex(
                engine,
                planned,
                home=home,
                reopen=session.opener(),
                golden=queries,
                manner=session.manner(progress.show, step=step),
                **options,
            )
    return RebuiltAnswer(done)
