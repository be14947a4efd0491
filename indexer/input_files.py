"""Which files an input has: named ones and those in folders, by their names' endings."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final, Literal

from indexer.errors import InputMissing, UnknownFormat
from indexer.quarantine import Code, Rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Format = Literal["text", "lines", "document"]

FORMATS: Final[dict[str, Format]] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".json": "document",
}
"""Endings of files that are read when they are named; ``.gz`` may follow each."""

IN_FOLDERS: Final = frozenset((".txt", ".text", ".jsonl", ".ndjson"))
"""Endings that are taken in a folder."""

STANDARD_INPUT: Final = "-"


def files_of(paths: Iterable[Path | Literal["-"]]) -> Iterator[Path | Literal["-"]]:
    """The files that ``read`` would open, in its order; a folder that cannot be listed stays.

    To read these is to read ``paths``.

    Raises:
        InputMissing: there is nothing of one of the names.
        UnknownFormat: one that was named itself is no kind of file that is read.
    """
    for path in paths:
        check(path)
        if path == STANDARD_INPUT:
            yield STANDARD_INPUT
            continue
        for found in files_in(str(path)):
            yield Path(found.path if isinstance(found, Rejected) else found)


def format_of(path: str) -> Format | None:
    """How a file of this name is read; ``None`` if it is not."""
    return FORMATS.get(_ending(path))


def _ending(path: str) -> str:
    return PurePath(path.lower().removesuffix(".gz")).suffix


def holds(question: Callable[[Path], bool], path: Path | str) -> bool:
    """Whether it is so of a path; no, if one may not even look."""
    try:
        return question(Path(path))
    except (OSError, ValueError):
        return False


def check(path: Path | Literal["-"]) -> None:
    """Raise ``InputMissing`` or ``UnknownFormat`` for what cannot be an input at all."""
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
    if stat.S_ISREG(mode) and format_of(str(path)) is None:
        known = " ".join(sorted({*FORMATS, *(f"{ending}.gz" for ending in FORMATS)}))
        raise UnknownFormat(path=str(path), known=known)


def is_input(path: str) -> bool:
    """Whether there is a folder of that name, or a file of a known format."""
    if path == STANDARD_INPUT or not holds(Path.exists, path):
        return False
    return not holds(Path.is_file, path) or format_of(path) is not None


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
    name = entry.name.lower()
    if name.startswith("."):
        return False
    if entry.is_dir(follow_symlinks=False):
        return True
    if name.startswith("readme") or _ending(name) not in IN_FOLDERS:
        return False
    try:
        return entry.is_file() or not holds(Path.exists, entry.path)  # a broken link
    except OSError:
        return True


def is_taken(path: Path) -> bool:
    """Whether a file of this name would be read in a folder."""
    name = path.name.lower()
    return not name.startswith((".", "readme")) and _ending(name) in IN_FOLDERS


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
