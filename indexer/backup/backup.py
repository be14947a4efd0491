"""``fihris backup``: an index in one file, out of either engine into either.

What is backed up are the articles with their paragraphs, the journal and the quarantine: not the
terms, which the engine that it is restored into makes anew. A restored index is a new generation,
verified by its counts and by a hash of every article's id and content before it is published.
"""

from __future__ import annotations

import os
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from glob import escape
from typing import IO, TYPE_CHECKING, Any, Final

import mappings
from fihris.engines.errors import (
    FULL,
    DiskFull,
    GenerationUnknown,
    IndexMissing,
)
from fihris.engines.files import reading, sync_folder
from fihris.engines.processes import is_alive
from indexer.backup.archive import Kind, Writer, digest_of
from indexer.backup.brought import dump
from indexer.errors import ArchiveUnwritable
from indexer.journal.journal import Journal
from indexer.quarantine import retry as mended
from indexer.quarantine.quarantine import folder_of
from indexer.runs.loader import State
from mappings.version import program_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fihris.engines.model import Paragraph
    from fihris.engines.protocol import Engine

FORMAT: Final = 1
"""The number of the file's layout; a newer one is refused."""

_BESIDE: Final = f".fihris-backup.{os.uname().nodename}"
"""What a backup is called until it is whole, with the id of its process behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a backup holds."""

    path: Path
    generation: str
    articles: int
    paragraphs: int
    bytes: int
    seconds: float


def backup(
    engine: Engine,
    path: Path,
    *,
    home: Path,
    generation: str | None = None,
    progress: Callable[[State], None] | None = None,
) -> Saved:
    """Write an index to one file: what is there when this begins, whatever is loaded meanwhile.

    The file appears under its name when it is whole and on the disk.

    Raises:
        IndexMissing, GenerationUnknown, DiskFull, ArchiveUnwritable
    """
    began = time.monotonic()
    path = path.resolve()  # where a link leads to
    if path.exists() and not path.is_file():
        raise ArchiveUnwritable(where=path, reason="what is there is not a regular file")
    name = generation or engine.live()
    if name is None:
        raise IndexMissing(index=engine.index, where=home)
    beside = path.with_name(f"{_BESIDE}.{os.getpid()}")
    try:
        _sweep(path.absolute().parent)
        with beside.open("xb") as file:
            beside.chmod(0o600)
            counted = _write(engine, file, home, name, progress)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(path.absolute().parent)
    except OSError as exc:
        if exc.errno in FULL:
            raise DiskFull(where=path, reason=exc.strerror) from exc
        raise ArchiveUnwritable(where=path, reason=exc.strerror or str(exc)) from exc
    finally:
        beside.unlink(missing_ok=True)
    return Saved(
        path=path,
        generation=name,
        articles=counted[0],
        paragraphs=counted[1],
        bytes=path.stat().st_size,
        seconds=round(time.monotonic() - began, 3),
    )


def _sweep(folder: Path) -> None:
    """Remove what backups left there that were killed on this machine."""
    for stale in folder.glob(f"{escape(_BESIDE)}.*"):
        pid = stale.name.removeprefix(f"{_BESIDE}.")
        if pid.isdecimal() and not is_alive(int(pid)):
            stale.unlink(missing_ok=True)


def _write(
    engine: Engine,
    file: IO[bytes],
    home: Path,
    name: str,
    progress: Callable[[State], None] | None,
) -> tuple[int, int]:
    about = next((one for one in engine.generations() if one.name == name), None)
    if about is None:
        raise GenerationUnknown(generation=name, index=engine.index)
    state = State(bytes_total=about.articles)
    contents: dict[int, int] = {}
    from fihris.engines.keys import key_of  # start-up

    def lines() -> Iterator[dict[str, Any]]:
        for article in engine.scan(generation=name):
            first = article[0]
            contents[key_of(first.article_id)] = key_of(first.content_hash)
            state.bytes_read += 1
            state.paragraphs += len(article)
            if progress:
                progress(state)
            yield {"paragraphs": [_small(one) for one in article]}

    writer = Writer(file)
    head = {
        "format": FORMAT, "engine": engine.name, "index": engine.index, "generation": name,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "made_by": f"fihris {program_version()}", "schema_version": mappings.schema_version(),
        "analysis": mappings.analysis_hash(), "words": mappings.own_words().identity,
        "articles": about.articles, "paragraphs": about.paragraphs,
    }  # fmt: skip
    writer.write("head", [head])
    articles = writer.write("articles", lines())
    with Journal.of(engine, home) as journal:
        writer.write("journal", dump(journal))
    for kind, folder in folders(home, engine.index).items():
        for path in sorted(folder.glob("*.jsonl")):
            writer.write(kind, _held_in(path))
    end = {"articles": articles, "paragraphs": state.paragraphs, "contents": digest_of(contents)}
    writer.write("end", [end])
    return articles, state.paragraphs


def folders(home: Path, index: str) -> dict[Kind, Path]:
    """What is saved of lines that could not be read: as they were, and as they were mended."""
    return {
        "quarantine": folder_of(home, index),
        "mended": mended.folder_of(home, index),
    }


def _held_in(path: Path) -> Iterator[dict[str, str]]:
    """The lines of a file of one's own.

    Raises:
        OSError: also when it is a link, or not this program's.
    """
    with reading(path) as file:
        for line in file:
            if text := line.decode("utf-8", "replace").rstrip("\n"):
                yield {"run": path.stem, "line": text}


def _small(paragraph: Paragraph) -> dict[str, Any]:
    return {name: value for name, value in asdict(paragraph).items() if value not in {None, "", ()}}
