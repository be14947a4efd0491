"""What is fed in again out of quarantine: files of their own, of which what was loaded stays.

    HOME/INDEX/mended/TIME.jsonl     lines of quarantine files, as they stood when they were retried

What was mended by hand is nowhere else, so that it is a source of the index from then on.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fihris.engines.errors import unwritable
from fihris.engines.files import reading, replacing
from indexer.journal import sources as recorded
from indexer.journal.tops import Tops
from indexer.quarantine.entries import Entry, file_of
from indexer.quarantine.quarantine import absolute, is_deep, placed, told_of, written
from indexer.quarantine.quarantine import folder_of as held_in
from indexer.quarantine.replay import Own

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from indexer.journal.journal import Journal
    from indexer.runs.preparing import Input

FOLDER: Final = "mended"


@dataclass(frozen=True, slots=True)
class Again:
    """A file with the lines of some entries, ``None`` where there are none; and the entries whose
    line is gone."""

    path: Path | None
    gone: tuple[Entry, ...]


def write_lines(journal: Journal, chosen: Sequence[Entry]) -> Again:
    """Put the lines of some entries, as they stand now, into a file, to be read again.

    Raises:
        HomeUnusable: a file of the quarantine is a link, or another's, or one that others may
            write; nothing was written.
    """
    name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    path = folder_of(journal.home, journal.index) / f"{name}.jsonl"
    wanted: dict[str, set[int]] = {}
    for entry in chosen:
        wanted.setdefault(entry.run_id, set()).add(entry.line)
    found: set[tuple[str, int]] = set()
    with _speaking(path), replacing(path) as out:
        for run_id, lines in wanted.items():
            for number, line in _lines(file_of(journal, run_id), lines):
                found.add((run_id, number))
                out.write(line)
    if not found:
        path.unlink()
    gone = tuple(entry for entry in chosen if (entry.run_id, entry.line) not in found)
    return Again(path if found else None, gone)


def folder_of(home: Path, index: str) -> Path:
    """Where the files of an index lie."""
    return Path(home) / index / FOLDER


def own(journal: Journal, files: Iterable[Input]) -> Own:
    """What of some files may be replayed, and what may be read again for it."""
    folders = tuple(
        absolute(str(folder(journal.home, journal.index))) for folder in (folder_of, held_in)
    )
    is_any = any(os.path.dirname(absolute(str(file))) in folders for file in files)  # noqa: PTH120
    return Own(folders, recorded.given(journal) if is_any else ())


def keep_loaded(journal: Journal, run_id: str, path: Path) -> None:
    """Leave in a file what the run ``run_id`` loaded of it, and enter that as its source. What was
    rejected once more is held already; a file of which nothing is left is removed.

    Of a file that was read again as a whole there is no text here: it is a source itself, unless
    it lies in one.
    """
    known = [one.path for one in recorded.sources(journal)]
    tops = Tops(known)
    still = {_known_by(told) for told in _entries(file_of(journal, run_id))}
    sources: dict[str, str | None] = {}
    kept = False
    with _speaking(path), replacing(path) as out:
        for told in _entries(path):
            origin, record = _known_by(told)
            if (origin, record) in still:
                continue
            if told["record"] is not None:
                out.write(written(told))
                kept = True
            elif not tops.cover(origin) and origin not in sources:
                sources[origin] = told["quarantined"].get("source")
    found = list(sources.items())
    if kept:
        found.append((recorded.kept_as(journal, str(path)), None))
    else:
        path.unlink(missing_ok=True)
    journal.record(run_id, found)


@contextmanager
def _speaking(path: Path) -> Iterator[None]:
    """Turn the system's errors into ours."""
    try:
        yield
    except OSError as exc:
        raise unwritable(path.parent, exc) from exc


def _lines(path: Path, wanted: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """Lines of a quarantine file, each with its end; none where there is no file."""
    try:
        with reading(path) as file:
            for number, line in enumerate(file, start=1):
                if number in wanted:
                    yield number, line if line.endswith(b"\n") else line + b"\n"
    except FileNotFoundError:
        return


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    """Lines of a quarantine file that can be read as such."""
    try:
        with reading(path) as file:
            yield from filter(None, map(told_of, file))
    except FileNotFoundError:
        return


def _known_by(told: dict[str, Any]) -> tuple[str, str]:
    """What is the same of a record when it is rejected again: where it came from, and the record,
    of which a text may have become the object that it tells."""
    record = told["record"]
    if isinstance(record, str):
        with suppress(ValueError, RecursionError):
            value = json.loads(record)
            record = record if is_deep(value) else value
    whole = json.dumps(record, sort_keys=True).encode()
    return placed(told["quarantined"]), blake2b(whole, digest_size=16).hexdigest()
