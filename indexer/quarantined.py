"""What the journal knows of the quarantine: what is held there, what became of it.

The text of what was rejected lies in a file of its run (``indexer.quarantine``), where it can be
mended; here stand its reason and its state.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from engines.errors import unwritable
from engines.files import write_whole
from indexer.errors import EntryUnknown
from indexer.quarantine import Noted, folder_of

if TYPE_CHECKING:
    from indexer.journal import Journal

EntryState = Literal["held", "retried", "reread", "dropped"]
"""``retried``: fed in again, mended or not. ``reread``: its file was read again by a later run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something in quarantine. ``number`` names it; ``place`` is a line of ``path``, if any."""

    number: int
    run_id: str
    line: int
    code: str
    path: str
    place: int | None
    detail: str
    at: str


def enter(journal: Journal, run_id: str, entries: Sequence[Noted]) -> None:
    """Enter what a run has put into quarantine."""
    if not entries:
        return
    with journal.writing() as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO quarantine (run, line, code, path, place, detail, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (run_id, one.line, one.code, _whole(one.path), one.place, one.detail, one.at)
                for one in entries
            ],
        )


def entries(journal: Journal, numbers: Sequence[int] = ()) -> tuple[Entry, ...]:
    """What is held, the oldest first; or of it, these.

    Raises:
        EntryUnknown: one of the numbers is not held.
    """
    rows = journal.rows(
        "SELECT quarantine.* FROM quarantine JOIN runs USING (run)"
        " WHERE engine = ? AND name = ? AND quarantine.state = 'held' ORDER BY entry",
        (journal.engine, journal.index),
    )
    found = {row["entry"]: row for row in rows}
    for number in numbers:
        if number not in found:
            raise EntryUnknown(entry=number)
    chosen = [found[number] for number in sorted(set(numbers))] if numbers else rows
    return tuple(
        Entry(
            number=row["entry"],
            run_id=row["run"],
            line=row["line"],
            code=row["code"],
            path=row["path"],
            place=row["place"],
            detail=row["detail"],
            at=row["at"],
        )
        for row in chosen
    )


def set_state(journal: Journal, chosen: Iterable[Entry], state: EntryState) -> None:
    """Enter what became of some of it."""
    with journal.writing() as connection:
        connection.executemany(
            "UPDATE quarantine SET state = ? WHERE entry = ?",
            [(state, entry.number) for entry in chosen],
        )


def read_again(journal: Journal, run_id: str, paths: Iterable[str]) -> None:
    """Files that a run has read whole: what earlier runs rejected of them is no longer news."""
    held = journal.rows(
        "SELECT DISTINCT path FROM quarantine JOIN runs USING (run) WHERE engine = ? AND name = ?"
        " AND quarantine.state = 'held' AND run <> ?",
        (journal.engine, journal.index, run_id),
    )
    waiting = {str(row["path"]) for row in held}
    if not waiting:
        return
    again = sorted(waiting & {_whole(path) for path in paths})
    with journal.writing() as connection:
        connection.executemany(
            "UPDATE quarantine SET state = 'reread' WHERE state = 'held' AND path = ? AND run <> ?"
            " AND run IN (SELECT run FROM runs WHERE engine = ? AND name = ?)",
            [(path, run_id, journal.engine, journal.index) for path in again],
        )


def _whole(path: str) -> str:
    return path if path == "-" else os.path.abspath(path)  # noqa: PTH100 - links are not followed


# --- the files


def file_of(journal: Journal, run_id: str) -> Path:
    """The quarantine file of a run."""
    return folder_of(journal.home, journal.index) / f"{run_id}.jsonl"


def text_of(journal: Journal, entry: Entry) -> dict[str, Any] | None:
    """The line of an entry's file; ``None`` when it is gone."""
    try:
        with file_of(journal, entry.run_id).open("rb") as file:
            for number, line in enumerate(file, start=1):
                if number == entry.line:
                    told = json.loads(line)
                    return told if isinstance(told, dict) else None
    except (OSError, ValueError):
        return None
    return None


def write_lines(journal: Journal, chosen: Iterable[Entry]) -> Path:
    """Put the lines of some entries, as they stand now, into a file of their own, to be read again.

    It lies under ``HOME/INDEX/mended``, and stays: what was mended by hand is nowhere else.
    """
    name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    path = journal.home / journal.index / "mended" / f"{name}.jsonl"
    wanted: dict[str, set[int]] = {}
    for entry in chosen:
        wanted.setdefault(entry.run_id, set()).add(entry.line)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, "".join(_lines(journal, wanted)))
        path.chmod(0o600)
    except OSError as exc:
        raise unwritable(path.parent, exc) from exc
    return path


def _lines(journal: Journal, wanted: dict[str, set[int]]) -> Iterator[str]:
    for run_id, lines in wanted.items():
        path = file_of(journal, run_id)
        if path.exists():
            with path.open(encoding="utf-8", errors="replace") as file:
                yield from (
                    line if line.endswith("\n") else line + "\n"
                    for number, line in enumerate(file, start=1)
                    if number in lines
                )


def remove_emptied(journal: Journal) -> None:
    """Remove the quarantine files of which nothing is held any more."""
    held = {entry.run_id for entry in entries(journal)}
    known = {run.run_id for run in journal.runs()}
    for path in folder_of(journal.home, journal.index).glob("*.jsonl"):
        if path.stem in known - held:
            path.unlink(missing_ok=True)


def read_files(journal: Journal) -> int:
    """Enter what quarantine files hold and the journal does not: after it was lost, or when a run
    was killed before it could say so. Returns how many were entered."""
    entered = 0
    known = {run.run_id for run in journal.runs()}
    for path, missing in _unknown(journal):
        if path.stem not in known:
            journal.adopt(path.stem)
        enter(journal, path.stem, missing)
        entered += len(missing)
    return entered


def unknown(journal: Journal) -> Iterator[tuple[Path, int]]:
    """Quarantine files that hold more than the journal knows of, and how much more."""
    for path, missing in _unknown(journal):
        yield path, len(missing)


def _unknown(journal: Journal) -> Iterator[tuple[Path, list[Noted]]]:
    for path in sorted(folder_of(journal.home, journal.index).glob("*.jsonl")):
        rows = journal.rows("SELECT line FROM quarantine WHERE run = ?", (path.stem,))
        told = {row["line"] for row in rows}
        missing = [one for one in _noted(path) if one.line not in told]
        if missing:
            yield path, missing


def _noted(path: Path) -> Iterator[Noted]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                head = json.loads(line)["quarantined"]
                yield Noted(
                    line=number,
                    code=str(head["code"]),
                    path=str(head["path"]),
                    place=head["line"] if isinstance(head["line"], int) else None,
                    detail=str(head["detail"]),
                    at=str(head["at"]),
                )
            except (ValueError, KeyError, TypeError):
                continue  # half a line of a killed run
