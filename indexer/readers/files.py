"""Which files an input has: named ones and those in folders, by their names' endings."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from indexer.errors import InputMissing, NotAFile, UnknownFormat
from indexer.quarantine.quarantine import Code, Rejected, Unfit
from indexer.readers.asked import Asked
from indexer.readers.formats import ending_of, format_of, known_endings, passed_over_as
from indexer.readers.sniffing import HEAD_BYTES, format_by, is_release
from indexer.readers.streams import CHUNK_BYTES, head_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from typing import IO

JOURNAL: Final = "journal.sqlite3"
"""What a home of ours holds: in a folder of releases it is passed over as a whole."""

STANDARD_INPUT: Final = "-"


PassedOver = Callable[[str, str], None]
"""Told of each file that is passed over, and of which kind it is."""


def files_of(
    paths: Iterable[Path | Literal["-"]],
    *,
    on_skipped: PassedOver = lambda _path, _kind: None,
    asked: Asked = Asked(),
) -> Iterator[Path | Literal["-"]]:
    """The files that ``read`` would open, in its order; a folder that cannot be listed stays.

    To read these is to read ``paths``.

    Args:
        asked: which of a folder's files are wanted; the type that all are said to be.

    Raises:
        InputMissing: there is nothing of one of the names.
        UnknownFormat: one that was named itself is no kind of file that is read.
        NotAFile: one that was named is a device or a socket.
    """
    for path in paths:
        check(path, type_=asked.type)
        if path == STANDARD_INPUT:
            yield STANDARD_INPUT
            continue
        for found in files_in(str(path), on_skipped=on_skipped, asked=asked):
            yield Path(found.path if isinstance(found, Rejected) else found)


def holds(question: Callable[[Path], bool], path: Path | str) -> bool:
    """Whether it is so of a path; no, if one may not even look."""
    try:
        return question(Path(path))
    except (OSError, ValueError):
        return False


def check(path: Path | Literal["-"], *, was_found: bool = False, type_: str = "") -> None:
    """Raise for what cannot be an input: ``InputMissing``, ``UnknownFormat``, ``NotAFile``.

    Args:
        was_found: it may have been found in a folder, where what is no file is told, not refused.
        type_: the format that it is said to be.
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
    if stat.S_ISREG(mode) and not (type_ or is_read(str(path))):
        raise UnknownFormat(path=str(path), known=" ".join(known_endings()))


def is_input(path: str) -> bool:
    """Whether there is a folder of that name, or a plain file of a known format."""
    if path == STANDARD_INPUT:
        return False
    return holds(Path.is_dir, path) or (holds(Path.is_file, path) and is_read(path))


def is_read(path: str) -> bool:
    """Whether a file of this name is one that is read when it is named: by its ending, or by what
    it begins with; one that cannot be opened is told when it is read."""
    if format_of(path) is not None:
        return True
    head = _head(path)
    return not head or format_by(path, head) is not None


def _head(path: str) -> bytes:
    """The first bytes of a plain file, inflated; none where it cannot be read."""
    try:
        file, about = opened(path)
        with file:
            return head_of(chunks_of(file, about), HEAD_BYTES)
    except (OSError, ValueError, Unfit):
        return b""


def passed_over(path: str, asked: Asked = Asked()) -> str:
    """Of which kind a file is that is passed over in a folder; empty if it is taken."""
    name = os.path.basename(path)  # noqa: PTH119 - a Path takes ten times as long
    if asked.leaves_out(name, path):
        return "excluded"
    if kind := passed_over_as(name):
        return kind
    if asked.type or format_of(name) is not None or is_release(name, _head(path)):
        return ""
    return ending_of(name) or "no ending"


def pipes_among(paths: Iterable[Path | Literal["-"]]) -> frozenset[str]:
    """Those of the paths that are named pipes, which are read only where they were named."""
    return frozenset(str(path) for path in paths if path != "-" and holds(Path.is_fifo, path))


def named(path: Path | str) -> str:
    """The absolute name of an input, as it was given."""
    return STANDARD_INPUT if str(path) == STANDARD_INPUT else str(Path(path).absolute())


def files_in(
    top: str,
    *,
    on_skipped: PassedOver = lambda _path, _kind: None,
    asked: Asked = Asked(),
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
        if path != top and any(entry.name == JOURNAL for entry in inside):
            on_skipped(path, "index of fihris")
            continue
        for entry in inside:
            if kind := _passed_over(entry, asked):
                on_skipped(entry.path, kind)
            else:
                waiting.append(entry.path)


def _passed_over(entry: os.DirEntry[str], asked: Asked) -> str:
    """Of which kind a thing in a folder is that is passed over; empty if it is taken."""
    if entry.is_dir(follow_symlinks=False):
        hidden = entry.name.startswith(".") or entry.name == "__MACOSX"
        return "hidden folder" if hidden else ""
    try:
        # a link to a folder, and a pipe, are passed over; a link to nothing, and what else is no
        # file, is told when it is read, if its name is that of a release
        if entry.is_dir():
            return "link to a folder"
        if format_of(entry.name) is not None and holds(Path.is_fifo, entry.path):
            return "pipe"
    except OSError:
        pass
    return passed_over(entry.path, asked)


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
