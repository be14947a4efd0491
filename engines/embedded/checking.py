"""What can be wrong with an index on disk, and what may be put right without asking."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

import tantivy

from engines.embedded.integrity import (
    damaged,
    has_documents,
    left_behind,
    mend_list,
    read_seal,
    set_seal,
)
from engines.embedded.loading import collect
from engines.embedded.locks import is_held, removable
from engines.errors import (
    GenerationUnknown,
    HomeUnusable,
    IndexDamaged,
    IndexNewer,
    IndexOlder,
    OtherWords,
)
from engines.model import Fault, FaultCode
from mappings.errors import FihrisError

if TYPE_CHECKING:
    from pathlib import Path

    from engines.embedded.generations import Generations


def faults(generations: Generations, *, deep: bool) -> Iterator[Fault]:
    """Look at everything; change nothing."""
    folder = generations.folder
    if not folder.exists():
        return
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield Fault(FaultCode.NO_RIGHTS, str(folder))
    try:
        names = generations.names()
        live = generations.live()
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
        yield from _of_generation(generations, name, deep=deep, live=name == live, busy=busy)
    if not busy:
        for path in [*generations.half_made(), *generations.strays()]:
            yield Fault(FaultCode.LEFT_BEHIND, path.name)


def _of_generation(
    generations: Generations, name: str, *, deep: bool, live: bool, busy: bool
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
    wrong = list(damaged(path, deep=deep))
    for one in wrong:
        yield Fault(FaultCode.DAMAGED, name, one)
    if wrong:
        return
    if deep and live:
        yield from _strange(generations, name)
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
        size = sum((path / one).stat().st_size for one in strays)
        yield Fault(FaultCode.LEFT_BEHIND, name, f"{len(strays)} files, {size} bytes")


def _strange(generations: Generations, name: str) -> Iterator[Fault]:
    """Documents that this program did not write."""
    from engines.embedded.engine import EmbeddedEngine  # start-up

    with EmbeddedEngine(index=generations.index, home=generations.folder.parent) as engine:
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
        if _is_ours(path):
            shutil.rmtree(path)
    for name in generations.names():
        with contextlib.suppress(FihrisError, OSError):
            path = generations.path(name)
            mend_list(path)
            if removable_now(path):
                _sweep(path)
            set_seal(path)
    _point_again(generations, unfinished)


def removable_now(path: Path) -> bool:
    """Whether nobody reads a generation at this moment."""
    mark = removable(path / "generation.json")
    if mark is None:
        return False
    os.close(mark)
    return True


def _sweep(path: Path) -> None:
    """Remove what a killed load wrote."""
    if left_behind(path):
        with contextlib.suppress(ValueError):
            collect(tantivy.Index.open(str(path)))
        for name in left_behind(path):
            if name.startswith("."):  # a file that was being written beside its name
                (path / name).unlink(missing_ok=True)


def _is_ours(path: Path) -> bool:
    """Whether a folder holds nothing but what a generation holds."""
    known = {"meta.json", "generation.json", "seal"}
    return all(
        file.name in known or file.name.startswith(".") or len(file.name.split(".")[0]) == 32
        for file in path.iterdir()
    )


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
