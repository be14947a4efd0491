"""Generations on disk: a folder each, and one small file that names the live one.

    HOME/INDEX/generations/INDEX-000001/   tantivy's files and generation.json
    HOME/INDEX/live                        the live generation's name; under it the previous one's,
                                           and a checksum

Publishing writes a new pointer beside the old and renames it over: readers see the one or the
other, never neither. Nothing is removed that was not recognised as a generation.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from fihris.engines.embedded.integrity import set_seal
from fihris.engines.embedded.locks import removable
from fihris.engines.embedded.schema import schema
from fihris.engines.errors import (
    FULL,
    DiskFull,
    EngineError,
    GenerationInUse,
    GenerationIsLive,
    GenerationUnknown,
    HomeUnusable,
    IndexDamaged,
    IndexMissing,
    published_all_the_same,
    unwritable,
)
from fihris.engines.files import (
    make_own_folder,
    read_checked,
    read_own,
    sync_folder,
    write_checked,
    write_whole,
)
from fihris.engines.home import Home, own_folder
from fihris.engines.origin import ours, readable, searchable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROBE_BYTES: Final = 1 << 20
"""What a disk with room has room for: more than tantivy writes at once."""


@contextmanager
def writing(where: Path) -> Iterator[None]:
    """Turn errors of the file system and of tantivy into ours."""
    try:
        yield
    except OSError as exc:
        raise unwritable(where, exc) from exc
    except ValueError as exc:  # tantivy-py's only exception
        text = str(exc)
        is_full = "No space left" in text or "StorageFull" in text or "os error 28" in text
        # a thread that ended by an error does not always say by which
        if is_full or ("writer was killed" in text and _has_no_room(where)):
            raise DiskFull(where=where, reason="No space left on device") from exc
        if "ermission denied" in text or "Read-only" in text:
            raise HomeUnusable(where=where, reason=text) from exc
        raise IndexDamaged(where=where, reason=text) from exc


def _has_no_room(folder: Path) -> bool:
    """Whether so much as a megabyte cannot be written to a folder."""
    from tempfile import TemporaryFile  # start-up

    try:
        with TemporaryFile(dir=folder) as file:
            file.write(bytes(PROBE_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError as exc:
        return exc.errno in FULL
    return False


class Generations:
    """The generations of one index in one home folder."""

    def __init__(self, home: Path, index: str) -> None:
        self.index = index
        self._home = Home(home, index)
        self._pattern = re.compile(re.escape(index) + r"-(\d{6})")

    @property
    def folder(self) -> Path:
        """The folder of the index, the same one as long as this lives.

        Raises:
            HomeChanged, HomeForeign
        """
        return self._home.check()

    def path(self, name: str) -> Path:
        """The folder of a generation that exists.

        Raises:
            GenerationUnknown: there is none of that name.
            HomeForeign: it is a link.
        """
        path = own_folder(self.folder / "generations") / name
        is_name = self._pattern.fullmatch(name)
        if not is_name or not os.path.lexists(own_folder(path) / "generation.json"):
            raise GenerationUnknown(generation=name, index=self.index)
        return path

    def names(self) -> list[str]:
        """Every generation, oldest first."""
        return sorted(name for name, is_folder in self._named().items() if is_folder)

    def foreign(self) -> list[str]:
        """What is called like a generation, and is a link or no folder."""
        return sorted(name for name, is_folder in self._named().items() if not is_folder)

    def _named(self) -> dict[str, bool]:
        """What is called like a generation: whether it is a real folder."""
        folder = own_folder(self.folder / "generations")
        try:
            with os.scandir(folder) as found:
                return {
                    one.name: one.is_dir(follow_symlinks=False)
                    for one in found
                    if self._pattern.fullmatch(one.name)
                }
        except FileNotFoundError:
            return {}
        except OSError as exc:
            raise unwritable(folder, exc) from exc

    def live(self) -> str | None:
        """The published generation, if there is one."""
        return self._pointer()[0]

    def previous(self) -> str | None:
        """The generation that was published before it, if it is still there."""
        name = self._pointer()[1]
        return name if name in self.names() else None

    def pointer(self) -> tuple[str | None, str | None]:
        """The live generation and the one before it, as far as the pointer can be read: to list
        what there is, and to write it anew."""
        try:
            return self._pointer()
        except IndexDamaged:
            return None, None

    def _pointer(self) -> tuple[str | None, str | None]:
        where = self.folder / "live"
        try:
            lines = read_checked(where).split()
        except FileNotFoundError:
            return None, None
        except OSError as exc:
            raise unwritable(self.folder, exc) from exc
        except ValueError as exc:
            raise IndexDamaged(where=where, reason=str(exc)) from exc
        if not 1 <= len(lines) <= 2 or not all(map(self._pattern.fullmatch, lines)):
            raise IndexDamaged(where=where, reason="it names no generation")
        return lines[0], lines[1] if len(lines) == 2 else None

    def chosen(self, generation: str | None) -> str:
        """The named generation, or the live one.

        Raises:
            IndexMissing: none is named and none is live.
        """
        name = generation or self.live()
        if name is None:
            raise IndexMissing(index=self.index, where=self.folder.parent)
        return name

    def make(self) -> str:
        """Make an empty generation and return its name."""
        with writing(self.folder):
            make_own_folder(self.folder / "generations")
            last = self.names()[-1:]
            number = int(last[0][-6:]) if last else 0
            while True:
                number += 1
                name = f"{self.index}-{number:06d}"
                path = self.folder / "generations" / name
                try:
                    path.mkdir(mode=0o700)
                except FileExistsError:
                    continue
                break
            settings = {"docstore_compression": "lz4", "docstore_blocksize": 16384}
            meta = {"index_settings": settings, "segments": [], "schema": schema(), "opstamp": 0}
            write_whole(path / "meta.json", json.dumps(meta))
            write_whole(path / "generation.json", json.dumps(ours()))
            set_seal(path)
            # fsync of a folder keeps what is in it, not its own name in the one above
            for above in (path.parent, self.folder, self.folder.parent):
                sync_folder(above)
        return name

    def about(self, name: str) -> dict[str, Any]:
        """What ``generation.json`` says; refused when this program's analysis did not make it.

        Raises:
            IndexNewer, IndexOlder, OtherWords, IndexDamaged
        """
        return searchable(name, self.told(name))

    def told(self, name: str) -> dict[str, Any]:
        """What ``generation.json`` says, whichever analysis made it.

        Raises:
            IndexNewer, IndexDamaged
        """
        path = self.path(name)
        try:
            return readable(name, json.loads(read_own(path / "generation.json")))
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as exc:
            raise IndexDamaged(where=path, reason=f"generation.json: {exc}") from exc

    def publish(self, name: str) -> None:
        """Make ``name`` the live generation, in one step that survives a power loss."""
        self.path(name)
        live, previous = self.pointer()
        if name != live:
            live, previous = name, live
        pointer = "".join(f"{one}\n" for one in (live, previous) if one)
        try:
            with writing(self.folder):
                write_checked(self.folder / "live", pointer)
        except EngineError as exc:
            if self.pointer() == (live, previous):  # it is there, and may not outlive a power loss
                raise published_all_the_same(name, exc) from exc
            raise

    def discard(self, name: str) -> None:
        """Remove a generation that is not live and that nobody reads or builds."""
        path = self.path(name)
        if name == self.live():
            raise GenerationIsLive(generation=name)
        with writing(self.folder):
            mark = removable(path / "generation.json")
            if mark is None:
                raise GenerationInUse(generation=name)
            try:
                # its mark goes first: what is half removed is no generation any more
                (path / "generation.json").unlink()
                shutil.rmtree(path)
            finally:
                os.close(mark)

    def half_made(self) -> list[Path]:
        """Folders of ours that are no generation: their making or removing was cut short."""
        every = [self.folder / "generations" / name for name in self.names()]
        return [path for path in every if not os.path.lexists(path / "generation.json")]

    def strays(self) -> list[Path]:
        """Files of ours beside the pointer that a killed process left half written."""
        try:
            found = sorted(self.folder.glob(".live.*"))
            return [path for path in found if stat.S_ISREG(path.lstat().st_mode)]
        except OSError:
            return []
