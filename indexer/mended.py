"""What is fed in again out of quarantine: files of their own, of which what was loaded stays.

    HOME/INDEX/mended/TIME.jsonl     lines of quarantine files, as they stood when they were retried

What was mended by hand is nowhere else, so that it is a source of the index from then on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from engines.errors import unwritable
from engines.files import make_own_folder, write_whole
from indexer import recorded
from indexer.quarantine import placed, written
from indexer.quarantined import Entry, file_of

if TYPE_CHECKING:
    from indexer.journal import Journal

FOLDER: Final = "mended"


@dataclass(frozen=True, slots=True)
class Again:
    """A file with the lines of some entries, ``None`` where there are none; and the entries whose
    line is gone."""

    path: Path | None
    gone: tuple[Entry, ...]


def write_lines(journal: Journal, chosen: Sequence[Entry]) -> Again:
    """Put the lines of some entries, as they stand now, into a file, to be read again."""
    name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    path = folder_of(journal.home, journal.index) / f"{name}.jsonl"
    wanted: dict[str, set[int]] = {}
    for entry in chosen:
        wanted.setdefault(entry.run_id, set()).add(entry.line)
    found = {(run, number): line for run, number, line in _lines(journal, wanted)}
    if found:
        _write(path, found.values())
    gone = tuple(entry for entry in chosen if (entry.run_id, entry.line) not in found)
    return Again(path if found else None, gone)


def folder_of(home: Path, index: str) -> Path:
    """Where the files of an index lie."""
    return Path(home) / index / FOLDER


def keep_loaded(journal: Journal, run_id: str, path: Path) -> None:
    """Leave in a file what the run ``run_id`` loaded of it, and enter that as its source. What was
    rejected once more is held already; a file of which nothing is left is removed.

    Of a file that was read again as a whole there is no text here: it is a source itself, unless
    it lies in one.
    """
    known = [one.path for one in recorded.sources(journal)]
    still = [_known_by(told) for told in _entries(file_of(journal, run_id))]
    kept: list[str] = []
    sources: list[tuple[str, str | None]] = []
    for told in _entries(path):
        origin, record = _known_by(told)
        if (origin, record) in still:
            continue
        if told["record"] is not None:
            kept.append(written(told).decode())
        elif not recorded.covers(known, origin):
            sources.append((origin, told["quarantined"].get("source")))
            known.append(origin)
    if kept:
        _write(path, kept)
        sources.append((recorded.kept_as(journal, str(path)), None))
    else:
        path.unlink(missing_ok=True)
    journal.record(run_id, sources)


def _write(path: Path, lines: Iterable[str]) -> None:
    try:
        make_own_folder(path.parent)
        write_whole(path, "".join(lines), mode=0o600)
    except OSError as exc:
        raise unwritable(path.parent, exc) from exc


def _lines(journal: Journal, wanted: dict[str, set[int]]) -> Iterator[tuple[str, int, str]]:
    for run_id, lines in wanted.items():
        path = file_of(journal, run_id)
        if path.exists():
            with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
                yield from (
                    (run_id, number, line if line.endswith("\n") else line + "\n")
                    for number, line in enumerate(file, start=1)
                    if number in lines
                )


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    """Lines of a quarantine file that can be read as such."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            try:
                told = json.loads(line)
                if {"path", "code"} <= told["quarantined"].keys() and "record" in told:
                    yield told
            except (ValueError, KeyError, TypeError, AttributeError):
                continue


def _known_by(told: dict[str, Any]) -> tuple[str, object]:
    """What is the same of a record when it is rejected again: where it came from, and the record,
    of which a text may have become the object that it tells."""
    record = told["record"]
    if isinstance(record, str):
        with suppress(ValueError, RecursionError):
            record = json.loads(record)
    return placed(told["quarantined"]), record
