"""What can be wrong with an index on disk, and what may be put right without asking."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

from fihris.engines.embedded.integrity import (
    damaged,
    foreign,
    has_documents,
    left_behind,
    mend_list,
    read_seal,
    set_seal,
    write_list,
)
from fihris.engines.embedded.locks import is_held, while_nobody_opens
from fihris.engines.errors import (
    GenerationUnknown,
    HomeForeign,
    HomeUnusable,
    IndexDamaged,
    IndexNewer,
    IndexOlder,
    OtherWords,
)
from fihris.engines.files import NotOwn, check_own
from fihris.engines.model import Fault, FaultCode
from mappings.errors import FihrisError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from fihris.engines.embedded.generations import Generations
    from fihris.engines.protocol import Engine


def faults(
    generations: Generations, *, deep: bool, reopen: Callable[[], Engine]
) -> Iterator[Fault]:
    """Look at everything; change nothing.

    Args:
        reopen: opens the same engine anew, to read a generation through (``deep``).
    """
    folder = generations.folder
    if not folder.exists():
        return
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield Fault(FaultCode.NO_RIGHTS, str(folder))
    try:
        yield from _not_own(generations)
        names = generations.names()
        live = generations.live()
    except HomeForeign:
        return  # told just now, or by whoever looks at the home
    except HomeUnusable as exc:
        yield Fault(FaultCode.NO_RIGHTS, str(folder), str(exc.facts["reason"]))
        return
    except IndexDamaged as exc:
        yield Fault(FaultCode.POINTER, "live", str(exc.facts["reason"]))
        live = None
    else:
        if live is not None and live not in names:
            yield Fault(FaultCode.POINTER, "live", f"it names {live}, which is not there")
        if live is None and names:
            yield Fault(FaultCode.POINTER, "live", "no generation is published")
    busy = any(is_held(folder / f"lock-{what}") for what in ("build", "write"))
    for name in names:
        read = reopen if deep else None
        found = _of_generation(generations, name, read=read, live=name == live, busy=busy)
        yield from _unless_removed(folder / "generations" / name, found)
    if not busy:
        for path in [*generations.half_made(), *generations.strays()]:
            yield Fault(FaultCode.LEFT_BEHIND, path.name)


def _not_own(generations: Generations) -> Iterator[Fault]:
    """What stands in the place of the engine's own files and folders."""
    folder = generations.folder
    for name in ("live", "lock-build", "lock-write"):
        try:
            check_own(folder / name)
        except NotOwn as exc:
            yield Fault(FaultCode.NOT_OWN, str(folder / name), exc.reason)
    for name in generations.foreign():
        path = folder / "generations" / name
        yield Fault(FaultCode.NOT_OWN, str(path), f"{name} is a link or not a folder")


def _unless_removed(path: Path, found: Iterator[Fault]) -> list[Fault]:
    """The faults of a generation, if it is still one: its mark is what is removed first."""
    try:
        told = list(found)
    except OSError:
        if os.path.lexists(path / "generation.json"):
            raise
        return []
    return told if os.path.lexists(path / "generation.json") else []


def _of_generation(
    generations: Generations,
    name: str,
    *,
    read: Callable[[], Engine] | None,
    live: bool,
    busy: bool,
) -> Iterator[Fault]:
    try:
        path = generations.path(name)
        generations.about(name)
    except GenerationUnknown:
        return  # half made
    except IndexNewer as exc:
        yield Fault(FaultCode.NEWER, name, f"schema {exc.facts['theirs']} > {exc.facts['ours']}")
        return
    except OtherWords as exc:
        if live:
            yield Fault(FaultCode.OTHER_WORDS, name, f"{exc.facts['theirs']} ≠ {exc.facts['ours']}")
    except IndexOlder as exc:
        if live:
            yield Fault(FaultCode.OLDER, name, f"{exc.facts['theirs']} ≠ {exc.facts['ours']}")
    except IndexDamaged as exc:
        yield Fault(FaultCode.DAMAGED, name, str(exc.facts["reason"]))
        return
    wrong = list(damaged(path, deep=read is not None))
    for one in wrong:
        yield Fault(FaultCode.DAMAGED, name, one)
    if wrong:
        return
    if read and live:
        yield from _strange(read, name)
    if not busy:
        yield from _unswept(path, name)


def _unswept(path: Path, name: str) -> Iterator[Fault]:
    """What a killed run left in a generation that is whole."""
    seal = read_seal(path)
    if (
        seal is None
        or seal.is_writing
        or not all(_is_as_sealed(path / file, known) for file, known in seal.files.items())
    ):
        yield Fault(FaultCode.UNSEALED, name)
    if strays := left_behind(path):
        size = sum((path / one).lstat().st_size for one in strays)
        yield Fault(FaultCode.LEFT_BEHIND, name, f"{len(strays)} files, {size} bytes")
    if others := foreign(path):
        yield Fault(FaultCode.FOREIGN, name, ", ".join(others[:3]) + f" ({len(others)})")


def _strange(reopen: Callable[[], Engine], name: str) -> Iterator[Fault]:
    """Documents that this program did not write."""
    with reopen() as engine:
        try:
            for _ in engine.scan(generation=name):
                pass  # whatever is read is looked at
        except IndexDamaged as exc:
            yield Fault(FaultCode.DAMAGED, name, str(exc.facts["reason"]))
        if engine.strange:
            yield Fault(FaultCode.STRANGE, name, engine.strange.told())


def _is_as_sealed(path: Path, known: tuple[int, int, int]) -> bool:
    try:
        found = path.stat()
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == known[:2]


def mend(generations: Generations, unfinished: Collection[str]) -> None:
    """Do what loses nothing. The caller holds both locks."""
    for path in generations.strays():
        path.unlink(missing_ok=True)
    for path in generations.half_made():
        if not foreign(path):
            shutil.rmtree(path)
    for name in generations.names():
        with contextlib.suppress(FihrisError, OSError):
            path = generations.path(name)
            mend_list(path)
            _sweep(path)
            set_seal(path)
    _point_again(generations, unfinished)


def _sweep(path: Path) -> None:
    """Remove the files of a generation that nothing refers to, also those that tantivy's own list
    does not name. Nobody can commit meanwhile, as the lock for writing is held, and nobody opens
    what was committed before."""
    if not left_behind(path):
        return
    with while_nobody_opens(path):
        for name in left_behind(path):
            (path / name).unlink(missing_ok=True)
    write_list(path)


def _point_again(generations: Generations, unfinished: Collection[str]) -> None:
    """A pointer that names nothing points to the newest whole generation that was published: not
    known when it is lost, so only where there is one generation alone that holds anything."""
    try:
        live = generations.live()
    except IndexDamaged:
        live = None
    if live in generations.names():
        return  # if it is damaged, to go back is for a person to decide
    names = [
        name
        for name in generations.names()
        if name not in unfinished and _is_whole(generations, name)
    ]
    if len(names) != 1:
        return
    with contextlib.suppress(IndexDamaged):
        generations.publish(names[0])
        return
    (generations.folder / "live").unlink(missing_ok=True)
    generations.publish(names[0])


def _is_whole(generations: Generations, name: str) -> bool:
    """Whether nothing is wrong with it, and something is in it."""
    try:
        path = generations.path(name)
        return not any(damaged(path, deep=True)) and has_documents(path)
    except FihrisError:
        return False
