"""``fihris watch``: loads files as they come, and what came while nobody watched.

A file is loaded when it has not grown for a moment, so that one that is still being written is left
alone. What is deleted stays in the index: an archive does not forget because a folder was tidied;
``reindex`` builds from what is there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from indexer.input_files import check, is_taken
from indexer.pipeline import Report, run
from mappings.errors import FihrisError

if TYPE_CHECKING:
    from engines.protocol import Engine

SETTLE_SECONDS: Final = 0.5
"""How long a file must not have changed to count as complete."""

DEBOUNCE_MS: Final = 200
"""How long the system's news are gathered."""

TICK_MS: Final = 250
"""How often it is looked whether what changed has come to rest."""

AGAIN_SECONDS: Final = 5.0
"""How long to wait after a load that was refused before it is tried again."""


class WatcherAbsent(FihrisError):
    """What tells of new files is not installed."""

    exit_code = 2
    en = (
        "watching needs a package that is not installed: watchfiles",
        "nothing was done",
        "install it: pip install 'fihris[watch]'",
    )
    ar = (
        "المراقبة تحتاج حزمة غير مثبتة: watchfiles",
        "لم يُنفذ شيء",
        "ثبّتها: pip install 'fihris[watch]'",
    )


def watch(
    engine: Engine,
    paths: Sequence[Path],
    *,
    home: Path,
    on_report: Callable[[Report], None],
    on_refusal: Callable[[FihrisError], None],
    source: str | None = None,
    settle: float = SETTLE_SECONDS,
    poll: bool = False,
) -> None:
    """Load ``paths``, then whatever comes or changes in them, until it is interrupted.

    Args:
        on_report: told of each load that met anything new.
        on_refusal: told why a load was refused; it is tried again.
        poll: look at every file now and then, for file systems that do not tell (NFS, some shares).

    Raises:
        InputMissing, WatcherAbsent: nothing was read.
    """
    for path in paths:
        check(path)

    def load(files: Sequence[Path]) -> bool:
        try:
            report = run(
                engine, files, home=home, source=source, command="watch", recorded_as=paths
            )
        except FihrisError as exc:
            on_refusal(exc)
            return False
        if report.counts.loaded or report.counts.quarantined:
            on_report(report)
        return True

    news = _news(paths, poll=poll)
    next(news)  # watching has begun: what comes from here on is told
    waiting: dict[Path, tuple[int, int, float]] = {}
    first, not_before = True, 0.0
    for changed in news:
        now = time.monotonic()
        for path in changed:
            waiting[path] = (-1, -1, now)
        ready = [path for path in list(waiting) if _is_at_rest(path, waiting, now, settle)]
        if not (first or ready) or now < not_before:
            continue
        # at the start everything is read; what is held already is passed over
        if load(list(paths) if first else [path for path in ready if path.exists()]):
            first = False
            for path in ready:
                waiting.pop(path, None)
        else:
            not_before = now + AGAIN_SECONDS


def _is_at_rest(
    path: Path, waiting: dict[Path, tuple[int, int, float]], now: float, settle: float
) -> bool:
    """Whether a file has been the same for long enough; notes what it is like."""
    try:
        about = path.stat()
    except OSError:
        del waiting[path]  # gone again
        return False
    size, changed, since = waiting[path]
    if (about.st_size, about.st_mtime_ns) != (size, changed):
        waiting[path] = (about.st_size, about.st_mtime_ns, now)
        return False
    return now - since >= settle


def _news(paths: Sequence[Path], *, poll: bool) -> Iterator[set[Path]]:
    """Files that came or changed; an empty set at once, and each time nothing did."""
    try:
        from watchfiles import Change, watch  # start-up
    except ModuleNotFoundError as exc:
        raise WatcherAbsent from exc

    folders = {path if path.is_dir() else path.parent for path in paths}
    named = {path.absolute() for path in paths if not path.is_dir()}
    whole = [path.absolute() for path in paths if path.is_dir()]

    def is_ours(change: Change, told: str) -> bool:
        path = Path(told)
        if change == Change.deleted:
            return False
        return path in named or (
            is_taken(path) and any(path.is_relative_to(folder) for folder in whole)
        )

    for changes in watch(
        *sorted(folder.absolute() for folder in folders),
        watch_filter=is_ours,
        debounce=DEBOUNCE_MS,
        step=50,
        rust_timeout=TICK_MS,
        yield_on_timeout=True,
        force_polling=poll,
        ignore_permission_denied=True,
    ):
        yield {Path(path) for _, path in changes}
