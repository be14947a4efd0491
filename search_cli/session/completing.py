"""What a shell offers after TAB that only the index knows: values of facets, ids of articles, names
of generations and runs.

An engine takes longer to ask than somebody waits for a key. So what it said last is kept in a file
in the index's folder, for as long as nothing there changed; and it is asked for no more than what
is offered: after a load, one facet takes a third of what all of them and the ids take.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from fihris.engines.model import FACETS
from mappings.errors import FihrisError
from search_cli.session.session import Session
from search_cli.session.settings import Settings, settle
from search_cli.session.sources import gather

if TYPE_CHECKING:
    from fihris.engines.model import FacetName
    from search_cli.session.given import Given

IDS: Final = 1000
"""Articles whose ids are offered, the newest."""

VALUES: Final = 200
"""Values of a facet that are offered, the most frequent."""

SECONDS: Final = 2.0
"""How long an engine may think. A person waits for the key."""

CLUSTER_SECONDS: Final = 3600
"""How long what a cluster said holds: whether it changed, only it knows."""

RUNS: Final = 100
"""Runs whose ids are offered, the latest."""

_LISTS: Final = {"--by", "--facets"}

_NAMED: Final = {
    "article_id": "id",
    "--article": "id",
    "generation": "generation",
    "--generation": "generation",
    "old": "generation",
    "new": "generation",
    "run": "run",
}
"""Arguments and options → what of the index stands there."""

Offer = Callable[[Any, Any, str], list[Any]]


def offer_of(names: Iterable[str]) -> Offer | None:
    """What completes an option or an argument of these names, if the index knows it."""
    for name in names:
        if name.removeprefix("--") in FACETS and name.startswith("--"):
            return _offering(name.removeprefix("--"))
        if name in _NAMED:
            return _offering(_NAMED[name])
        if name in _LISTS:
            return _facet_names
    return None


def _offering(kind: str) -> Offer:
    def offer(context: Any, _: Any, incomplete: str) -> list[Any]:
        from typer._click.shell_completion import CompletionItem  # start-up

        known = _known(context.obj, kind)
        return [CompletionItem(one) for one in known if one.startswith(incomplete)]

    return offer


def _facet_names(_context: Any, _: Any, incomplete: str) -> list[Any]:
    """The next name of a list: ``source,mon`` becomes ``source,month``."""
    from typer._click.shell_completion import CompletionItem  # start-up

    from fihris.query.narrowing import FACET_NAMES  # start-up

    before, comma, last = incomplete.rpartition(",")
    had = before.split(",")
    names = (one for one in FACET_NAMES if one.startswith(last) and one not in had)
    return [CompletionItem(f"{before}{comma}{name}") for name in names]


def _known(given: Given, kind: str) -> list[str]:
    """What the index knows of a kind; nothing where there is none, or where it cannot be asked in
    time."""
    try:
        given.settings.setdefault("elasticsearch_timeout", str(SECONDS))
        settings = settle(gather(given.settings))
        if kind == "run":  # one that failed changes the journal alone; it is read at once
            return _runs(settings)
        folder = settings.home / settings.index
        stamp = _stamp(settings, folder)
        kept = _kept(folder / FILE, stamp) or {"stamp": stamp}
        if kind not in kept:
            kept = {**kept, kind: _asked(settings, kind)}
            _keep(folder, kept)
    except (FihrisError, OSError):
        return []
    known: list[str] = kept[kind]
    return known


FILE: Final = "completion.json"
"""What is kept, in an index's folder."""


def _stamp(settings: Settings, folder: Path) -> list[Any]:
    """What is another when the index is."""
    if settings.engine != "embedded":
        return [settings.where, int(time.time() // CLUSTER_SECONDS)]
    made = [folder / "live", *folder.glob("generations/*/meta.json")]
    return [max(path.stat().st_mtime_ns for path in made), len(made)]


def _kept(path: Path, stamp: list[Any]) -> dict[str, Any] | None:
    from fihris.engines.files import read_own  # start-up

    try:
        kept = json.loads(read_own(path))
    except (FihrisError, OSError, ValueError, RecursionError):
        return None
    return kept if isinstance(kept, dict) and kept.get("stamp") == stamp else None


def _asked(settings: Settings, kind: str) -> list[str]:
    from fihris.engines.deadline import Deadline  # start-up
    from fihris.engines.model import Everything, Query  # start-up

    session = Session(settings, verbose=False, quiet=True, debug=False)
    everything = Query(Everything(), deadline=Deadline(SECONDS))
    with session.engine() as engine:
        if kind == "generation":
            return [one.name for one in reversed(engine.generations())]
        if kind == "id":
            found = engine.search(everything, size=IDS, sort="date", paragraphs=1)
            return [hit.article_id for hit in found.hits]
        by = cast("FacetName", kind)
        found = engine.search(everything, size=1, facets=(by,), facet_size=VALUES)
    return [one.value for facet in found.facets for one in facet.buckets]


def _runs(settings: Settings) -> list[str]:
    from indexer.journal.journal import Journal  # start-up

    with Journal(settings.home, engine=settings.engine, index=settings.index) as journal:
        return [one.run_id for one in journal.runs(size=RUNS)]


def _keep(folder: Path, known: dict[str, Any]) -> None:
    """Keep it where the index is the user's own: nobody else's folder is written to for a key."""
    from fihris.engines.files import write_whole  # start-up

    if folder.is_dir() and folder.stat().st_uid == os.geteuid():
        write_whole(folder / FILE, json.dumps(known, ensure_ascii=False))
