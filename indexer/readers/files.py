"""Which files an input has: named ones and those in folders, by their names' endings."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from indexer.errors import InputMissing, NotAFile, UnknownFormat
from indexer.quarantine.quarantine import Code, Rejected, Unfit
from indexer.readers.formats import format_of, is_taken, known_endings
from indexer.readers.streams import CHUNK_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from typing import IO

STANDARD_INPUT: Final = "-"


def files_of(paths: Iterable[Path | Literal["-"]]) -> Iterator[Path | Literal["-"]]:
    """The files that ``read`` would open, in its order; a folder that cannot be listed stays.

    To read these is to read ``paths``.

    Raises:
        InputMissing: there is nothing of one of the names.
        UnknownFormat: one that was named itself is no kind of file that is read.
        NotAFile: one that was named is a device or a socket.
    """
    for path in paths:
        check(path)
        if path == STANDARD_INPUT:
            yield STANDARD_INPUT
            continue
        for found in files_in(str(path)):
            yield Path(found.path if isinstance(found, Rejected) else found)


def holds(question: Callable[[Path], bool], path: Path | str) -> bool:
    """Whether it is so of a path; no, if one may not even look."""
    try:
        return question(Path(path))
    except (OSError, ValueError):
        return False


def check(path: Path | Literal["-"], *, was_found: bool = False) -> None:
    """Raise for what cannot be an input: ``InputMissing``, ``UnknownFormat``, ``NotAFile``.

    Args:
        was_found: it may have been found in a folder, where what is no file is told, not refused.
    """
    if path == STANDARD_INPUT:
        return
    try:
        Path(path).lstat()
        mode = Path(path).stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError) as exc:
        if isinstance(exc, FileNotFoundError) and holds(Path.is_symlink, path):
            return
        raise InputMissing(path=str(path)) from exc
    except OSError:
        return  # no rights, a loop of links: told when it is read
    is_readable = stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISFIFO(mode)
    if not (is_readable or was_found):
        raise NotAFile(path=str(path))
    if stat.S_ISREG(mode) and format_of(str(path)) is None:
        raise UnknownFormat(path=str(path), known=" ".join(known_endings()))


def is_input(path: str) -> bool:
    """Whether there is a folder of that name, or a plain file of a known format."""
    if path == STANDARD_INPUT:
        return False
    return holds(Path.is_dir, path) or (holds(Path.is_file, path) and format_of(path) is not None)


def pipes_among(paths: Iterable[Path | Literal["-"]]) -> frozenset[str]:
    """Those of the paths that are named pipes, which are read only where they were named."""
    return frozenset(str(path) for path in paths if path != "-" and holds(Path.is_fifo, path))


def named(path: Path | str) -> str:
    """The absolute name of an input, as it was given."""
    return STANDARD_INPUT if str(path) == STANDARD_INPUT else str(Path(path).absolute())


def files_in(
    top: str, *, on_skipped: Callable[[], None] = lambda: None
) -> Iterator[str | Rejected]:
    """The files in a folder and those under it, by name; a file is itself."""
    waiting = [top]
    while waiting:
        path = waiting.pop()
        if not holds(Path.is_dir, path):
            yield path
            continue
        try:
            with os.scandir(path) as entries:
                inside = sorted(entries, key=lambda entry: entry.name, reverse=True)
        except OSError as exc:
            yield refusal(exc, path)
            continue
        for entry in inside:
            if _is_release(entry):
                waiting.append(entry.path)
            else:
                on_skipped()


def _is_release(entry: os.DirEntry[str]) -> bool:
    """Whether what lies in a folder is taken: a folder, or a file by its ending."""
    if entry.is_dir(follow_symlinks=False):
        return not entry.name.startswith(".")
    if not is_taken(entry.name):
        return False
    try:
        # a link to a folder, and a pipe, are passed over; a link to nothing, and what else is no
        # file, is told when it is read
        return not (entry.is_dir() or holds(Path.is_fifo, entry.path))
    except OSError:
        return True


def opened(path: str, *, pipes: Collection[str] = ()) -> tuple[IO[bytes], os.stat_result]:
    """Open a file to read it, and what it is like: a plain one, or one of the named ``pipes``.

    What is no file is not opened, and opening never waits, but for the writer of a pipe.

    Raises:
        OSError
        Unfit: it is a device, a socket, a pipe that was not named, or made by the system.
    """
    before = Path(path).stat()
    _refuse_other(before, path, pipes)
    waiting = 0 if stat.S_ISFIFO(before.st_mode) else os.O_NONBLOCK
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_CLOEXEC | waiting), "rb", buffering=0)
    try:
        about = os.fstat(file.fileno())
        _refuse_other(about, path, pipes)
    except BaseException:
        file.close()
        raise
    return file, about


def chunks_of(file: IO[bytes], about: os.stat_result) -> Iterator[bytes]:
    """What a file held when it was opened; of a pipe, all that comes.

    A file that grows is read to where it ended, and so are those of the system that go on for ever.
    """
    if not stat.S_ISREG(about.st_mode):
        yield from iter(lambda: file.read(CHUNK_BYTES), b"")
        return
    rest = about.st_size
    while rest > 0 and (chunk := file.read(min(rest, CHUNK_BYTES))):
        rest -= len(chunk)
        yield chunk


def _refuse_other(about: os.stat_result, path: str, pipes: Collection[str]) -> None:
    if stat.S_ISFIFO(about.st_mode) and path in pipes:
        return
    if not stat.S_ISREG(about.st_mode):
        raise Unfit(Code.NOT_A_FILE, _kind(about.st_mode))
    if about.st_dev in _of_the_system():
        raise Unfit(Code.NOT_A_FILE, "the system makes it as it is read")


def _kind(mode: int) -> str:
    kinds = ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISDIR, "a folder"))
    return next((name for is_it, name in kinds if is_it(mode)), "a device")


@cache
def _of_the_system() -> frozenset[int]:
    """The devices that ``/proc`` and ``/sys`` are: no file there ends where it says."""
    found = set()
    for path in ("/proc", "/sys"):
        with suppress(OSError):
            found.add(Path(path).stat().st_dev)
    return frozenset(found - {Path("/").stat().st_dev})


def refusal(error: OSError, path: str) -> Rejected:
    """What the system said, as a rejection."""
    code = Code.UNREADABLE
    if isinstance(error, PermissionError):
        code = Code.NO_RIGHTS
    elif isinstance(error, FileNotFoundError):
        code = Code.BROKEN_LINK if holds(Path.is_symlink, path) else Code.GONE
    elif error.errno == errno.ELOOP:
        code = Code.BROKEN_LINK
    return Rejected(code=code, path=path, detail=error.strerror or str(error))


def has_changed(path: str, before: os.stat_result) -> bool:
    """Whether there is another file now, or another content, than there was."""
    try:
        after = Path(path).stat()
    except OSError:
        return True
    return (before.st_ino, before.st_size, before.st_mtime_ns) != (
        after.st_ino,
        after.st_size,
        after.st_mtime_ns,
    )
