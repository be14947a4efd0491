"""``fihris watch``: loads files as they come, and what came while nobody watched.

A file is loaded when it has not changed for a moment, so that one that is still being written is
left alone. The system tells of most changes, and of some it does not: what lies in a folder that
was made or moved here as a whole, what comes faster than it can tell, what is behind a link. So its
news only say where to look at once, and every folder is looked through now and then.

What is deleted stays in the index: an archive does not forget because a folder was tidied;
``reindex`` builds from what is there.
"""

from __future__ import annotations

import stat
import time
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fihris.engines.home import Home
from indexer.quarantine.quarantine import Rejected
from indexer.readers.files import check, files_in, holds
from indexer.readers.formats import is_taken
from indexer.runs.index import run
from indexer.runs.loader import Manner
from mappings.errors import FihrisError
from mappings.version import install_command

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from fihris.engines.protocol import Engine
    from indexer.runs.skeleton import Report

SETTLE_SECONDS: Final = 0.5
"""How long a file must not have changed to count as complete."""

DEBOUNCE_MS: Final = 200
"""How long the system's news are gathered."""

TICK_MS: Final = 250
"""How often it is looked whether what changed has come to rest."""

LOOK_SECONDS: Final = 10.0
"""How often every folder is looked through, at most."""

LOOK_SHARE: Final = 0.01
"""The share of the time that is spent on that: a hundred thousand files take 0.4 s to look at."""

NEW_FOLDER_SECONDS: Final = 1.0
"""When a new folder is looked through again: the system tells of what comes there only from a
moment after it has told of the folder."""

AGAIN_SECONDS: Final = 5.0
"""How long to wait after a load that was refused before it is tried again."""

FileState = tuple[int, int, int]
"""What a file is like: its bytes, and when its content and its rights changed, in nanoseconds."""


class WatcherAbsent(FihrisError):
    """What tells of new files is not installed."""

    exit_code = 2
    en = (
        "watching needs a package that is not installed: watchfiles",
        "nothing was done",
        "install it: {install}",
    )
    ar = (
        "المراقبة تحتاج حزمة غير مثبتة: watchfiles",
        "لم يُنفذ شيء",
        "ثبّتها: {install}",
    )


class WatchRefused(FihrisError):
    """The system will not tell of changes, most often because it tells of so many already."""

    exit_code = 3
    en = (
        "the system cannot watch this many folders: {reason}",
        "what was loaded stays",
        "raise fs.inotify.max_user_watches and max_user_instances, or use --poll",
    )
    ar = (
        "لا يستطيع النظام مراقبة هذا القدر من المجلدات: {reason}",
        "ما حُمّل باقٍ",
        "ارفع fs.inotify.max_user_watches و max_user_instances أو استعمل ‎--poll",
    )


def watch(
    reopen: Callable[[], Engine],
    paths: Sequence[Path],
    *,
    home: Path,
    index: str,
    on_report: Callable[[Report], None],
    on_refusal: Callable[[FihrisError], None],
    source: str | None = None,
    settle: float = SETTLE_SECONDS,
    poll: bool = False,
    manner: Manner = Manner(),
) -> None:
    """Load ``paths``, then whatever comes or changes in them, until it is interrupted.

    Args:
        reopen: opens the engine for each load; between loads nothing is held of an index, which
            others may replace and remove.
        index: its name, whose folder must stay the same.
        on_report: told of each load that met anything new.
        on_refusal: told why a load was refused; it is tried again.
        poll: look at every file now and then, for file systems that do not tell (NFS, some shares).
        manner: how it loads; its ``progress`` is not called.

    Raises:
        InputMissing, WatcherAbsent: nothing was read.
        WatchRefused: there is more to watch than the system allows.
        HomeChanged: the home, or the folder of the index in it, is another one or gone.
    """
    known = Home(home, index)
    for path in paths:
        check(path)
    manner = replace(manner, progress=lambda _: _same(known))
    loads = _Loads(reopen, paths, home, known, source, manner, on_report, on_refusal)
    arrivals = Arrivals(paths, settle=settle)
    everything = {path.absolute() for path in paths}
    first, not_before, look_at = True, 0.0, 0.0
    for places in _news(everything, poll=poll):
        known.check()
        now = time.monotonic()
        for place in everything if now >= look_at else places:
            arrivals.look(place, now)
        if now >= look_at:
            took = time.monotonic() - now
            look_at = now + max(LOOK_SECONDS, took / LOOK_SHARE)
        ready = arrivals.at_rest(now)
        whole = first and len(ready) == len(arrivals.waiting)
        if now < not_before or not (ready or whole):
            continue
        # what is held already is passed over
        if loads.load(list(paths) if whole else ready):
            first = False
            arrivals.loaded(ready)
        else:
            not_before = now + AGAIN_SECONDS


def _same(known: Home) -> None:
    """Refuse a home that was exchanged, from before anybody can search what is loaded into it."""
    known.check()


@dataclass(frozen=True, slots=True)
class _Loads:
    """Loads files that have come."""

    reopen: Callable[[], Engine]
    paths: Sequence[Path]
    home: Path
    known: Home
    source: str | None
    manner: Manner
    on_report: Callable[[Report], None]
    on_refusal: Callable[[FihrisError], None]

    def load(self, files: Sequence[Path]) -> bool:
        """Whether they are loaded; what is new in them, or why they were refused, is told."""
        try:
            with self.reopen() as engine:
                report = run(
                    engine, files, home=self.home, source=self.source, command="watch",
                    recorded_as=self.paths, manner=self.manner,
                )  # fmt: skip
        except FihrisError as exc:
            self.known.check()
            self.on_refusal(exc)
            return False
        if report.counts.loaded or report.counts.quarantined:
            self.on_report(report)
        return True


class Arrivals:
    """The files of some folders: what they were like when they were loaded, and which are not."""

    def __init__(self, paths: Sequence[Path], *, settle: float) -> None:
        """Know of no file yet. ``settle``: how long one must not change to be complete."""
        self.waiting: dict[Path, tuple[FileState, float]] = {}
        """Files that are to be loaded → what they are like, and since when."""
        self._settle = settle
        self._loaded: dict[Path, FileState] = {}
        self._named = {path.absolute() for path in paths if not path.is_dir()}
        self._folders = [path.absolute() for path in paths if path.is_dir()]

    def look(self, place: Path, now: float) -> None:
        """Note what is new or has changed in a folder and under it, or a file."""
        if not (place in self._named or place in self._folders or self._is_inside(place)):
            return
        for found in files_in(str(place)):
            if isinstance(found, Rejected):
                continue  # told when it is read
            file = Path(found)
            if file in self._named or file != place or is_taken(file.name):
                state = _state_of(file)
                if state and state != self._loaded.get(file):
                    self.waiting.setdefault(file, (state, now))

    def _is_inside(self, place: Path) -> bool:
        """Whether ``index`` would come to it: nothing on the way is hidden, nor a link."""
        if place.is_symlink() and holds(Path.is_dir, place):
            return False
        return any(
            not any(part.startswith(".") for part in place.relative_to(folder).parts)
            for folder in self._folders
            if place.is_relative_to(folder)
        )

    def at_rest(self, now: float) -> list[Path]:
        """Those that have been the same for long enough; each is looked at once more."""
        ready = []
        for file, (before, since) in list(self.waiting.items()):
            state = _state_of(file)
            if state is None:
                del self.waiting[file]  # gone again
            elif state != before:
                self.waiting[file] = (state, now)
            elif now - since >= self._settle:
                ready.append(file)
        return ready

    def loaded(self, files: Sequence[Path]) -> None:
        """Wait for these no longer, until they change."""
        for file in files:
            self._loaded[file], _ = self.waiting.pop(file)


def _state_of(file: Path) -> FileState | None:
    try:
        about = file.stat()
    except OSError:
        return None
    if not stat.S_ISREG(about.st_mode):  # told once, when the folder is read as a whole
        return None
    return about.st_size, about.st_mtime_ns, about.st_ctime_ns


def _news(everything: Collection[Path], *, poll: bool) -> Iterator[Collection[Path]]:
    """Folders and files to look at, again and again; mostly none."""
    if not find_spec("watchfiles"):
        raise WatcherAbsent(install=install_command("watch"))
    some_only = False
    while True:
        try:
            yield from _told(everything, poll=poll, some_only=some_only)
        except FileNotFoundError:
            time.sleep(LOOK_SECONDS)  # gone just now; it may come again
        except PermissionError:
            some_only = True
        except (OSError, RuntimeError) as exc:
            if "Unable to decode" not in str(exc):  # a name that is not UTF-8: begin again
                raise WatchRefused(reason=str(exc).partition(" about [")[0]) from exc


def _told(
    everything: Collection[Path], *, poll: bool, some_only: bool
) -> Iterator[Collection[Path]]:
    """What the system tells, until what is watched is another folder by the same name."""
    from watchfiles import Change, watch  # start-up

    tops = sorted({path if path.is_dir() else path.parent for path in everything})
    watched = [_identity(top) for top in tops]
    first = True
    again: list[tuple[float, Path]] = []
    for changes in watch(
        *tops,
        watch_filter=lambda change, _: change != Change.deleted,
        debounce=DEBOUNCE_MS,
        step=50,
        rust_timeout=TICK_MS,
        yield_on_timeout=True,
        force_polling=poll,
        ignore_permission_denied=some_only,
    ):
        now = time.monotonic()
        places = {Path(path) for _, path in changes}
        new = [(now + NEW_FOLDER_SECONDS, place) for place in places if holds(Path.is_dir, place)]
        places |= {place for due, place in again if due <= now}
        again = [(due, place) for due, place in again if due > now] + new
        yield everything if first else places
        first = False
        present = [_identity(top) for top in tops]
        if None not in present and present != watched:
            return


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        about = folder.stat()
    except OSError:
        return None
    return about.st_dev, about.st_ino
