"""The formats of files: one table. A new format is a module of this room and a line here."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final, NamedTuple

from indexer.readers import documents, lines, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from indexer.readers.pieces import Piece


class Format(NamedTuple):
    """A kind of file.

    ``endings`` are those of files that are read when they are named, ``in_folders`` those of them
    that are taken in a folder too; ``.gz`` may follow each. ``streams``: what is read of a file is
    loaded at once; else when all of it was read, and it had not changed meanwhile.
    """

    name: str
    endings: tuple[str, ...]
    in_folders: tuple[str, ...]
    read: Callable[[Iterator[bytes]], Iterator[Piece]]
    streams: bool = False


LINES: Final = Format(
    "lines", (".jsonl", ".ndjson"), (".jsonl", ".ndjson"), lines.read, streams=True
)
"""JSON lines; what standard input and named pipes hold."""

FORMATS: Final = (
    Format("text", (".txt", ".text", ".md"), (".txt", ".text"), text.read),
    LINES,
    Format("document", (".json",), (), documents.read),
)
"""Every format. Markdown and ``.json`` in a folder are more often about the releases than releases
themselves."""

_BY_ENDING: Final = {ending: one for one in FORMATS for ending in one.endings}
_IN_FOLDERS: Final = frozenset(ending for one in FORMATS for ending in one.in_folders)


def format_of(path: str) -> Format | None:
    """How a file of this name is read; ``None`` if it is not."""
    return _BY_ENDING.get(_ending(path))


def is_taken(name: str) -> bool:
    """Whether a file of this name is read in a folder."""
    return not name.lower().startswith((".", "readme")) and _ending(name) in _IN_FOLDERS


def known_endings() -> list[str]:
    """Every ending that is read, sorted."""
    return sorted({*_BY_ENDING, *(f"{ending}.gz" for ending in _BY_ENDING)})


def _ending(path: str) -> str:
    return PurePath(path.lower().removesuffix(".gz")).suffix
