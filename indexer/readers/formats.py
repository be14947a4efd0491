"""The formats of files: one table. A new format is a module of this room and a line here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.readers.pieces import How, Piece


class Format(NamedTuple):
    """A kind of file.

    ``module`` of this room reads it, imported when the first such file is met. ``endings`` are
    those of its files; ``.gz`` may follow each. ``streams``: what is read of a file is loaded at
    once; else when all of it was read, and it had not changed meanwhile.
    """

    name: str
    endings: tuple[str, ...]
    module: str
    streams: bool = False

    def read(self, chunks: Iterator[bytes], how: How) -> Iterator[Piece]:
        """What a file of this format holds."""
        pieces: Iterator[Piece] = import_module(f"indexer.readers.{self.module}").read(chunks, how)
        return pieces


LINES: Final = Format("lines", (".jsonl", ".ndjson"), "lines", streams=True)
"""JSON lines; what standard input and named pipes hold."""

FORMATS: Final = (
    Format("text", (".txt", ".text"), "text"),
    Format("markdown", (".md", ".markdown"), "markdown"),
    LINES,
    Format("json", (".json",), "documents"),
    Format("csv", (".csv", ".tsv", ".tab"), "tables", streams=True),
    Format("xlsx", (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"), "sheets"),
    Format("html", (".html", ".htm", ".xhtml", ".mht", ".mhtml"), "pages"),
    Format("xml", (".xml", ".rss", ".atom", ".rdf", ".wxr"), "feeds"),
    Format("docx", (".docx", ".docm", ".doc"), "docx"),
    Format("pdf", (".pdf",), "pdf"),
    Format("mail", (".eml",), "mail"),
    Format("mbox", (".mbox", ".mbx"), "mbox"),
    Format("zip", (".zip",), "archives"),
)
"""Every format that is read."""

BY_NAME: Final = {one.name: one for one in FORMATS}
_BY_ENDING: Final = {ending: one for one in FORMATS for ending in one.endings}

NEVER: Final = frozenset(
    f".{ending}"
    for ending in [
        "jpg",
        "jpeg",
        "png",
        "gif",
        "bmp",
        "webp",
        "svg",
        "ico",
        "tif",
        "tiff",
        "heic",
        "psd",
        "ai",
        "eps",
        "mp3",
        "m4a",
        "wav",
        "ogg",
        "mp4",
        "mov",
        "avi",
        "mkv",
        "webm",
        "css",
        "js",
        "ts",
        "py",
        "pyc",
        "c",
        "h",
        "java",
        "class",
        "sh",
        "bat",
        "exe",
        "dll",
        "so",
        "bin",
        "db",
        "sqlite",
        "sqlite3",
        "log",
        "bak",
        "tmp",
        "part",
        "crdownload",
        "swp",
        "lock",
        "toml",
        "yml",
        "yaml",
        "ini",
        "cfg",
        "conf",
        "woff",
        "woff2",
        "ttf",
        "otf",
        "eot",
        "7z",
        "rar",
        "tar",
        "tgz",
        "bz2",
        "xz",
        "zst",
        "iso",
        "dmg",
        "ppt",
        "pptx",
        "odp",
        "map",
    ]
)
"""Endings of what holds no releases: passed over in a folder without a look inside."""


def format_of(path: str) -> Format | None:
    """How a file of this name is read, by its ending; ``None`` if that says nothing."""
    return _BY_ENDING.get(ending_of(path))


def passed_over_as(name: str) -> str:
    """Of which kind a file in a folder is that is passed over for its name; empty if it is not."""
    lower = name.lower()
    if lower.startswith((".", "~$", "__macosx")):
        return "hidden"
    if lower.startswith("readme"):
        return "readme"
    ending = ending_of(name)
    return ending if ending in NEVER else ""


def is_taken(name: str) -> bool:
    """Whether a file of this name is read in a folder without a look at its content."""
    return not passed_over_as(name) and format_of(name) is not None


def known_endings() -> list[str]:
    """Every ending that is read, sorted."""
    return sorted({*_BY_ENDING, *(f"{ending}.gz" for ending in _BY_ENDING)})


def ending_of(path: str) -> str:
    """The ending of a name, in small letters, that of gzip left out."""
    name = path.lower().rpartition("/")[2].removesuffix(".gz")  # a PurePath takes ten times as long
    at = name.rfind(".")
    return name[at:] if at > 0 else ""
