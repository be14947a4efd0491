"""What the journal knows of the quarantine: what is held there, what became of it.

The text of what was rejected lies in a file of its run, where it can be mended;
here stand its reason and its state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from fihris.engines.files import reading
from indexer.errors import EntryUnknown
from indexer.journal import sources as recorded
from indexer.journal.file import as_text, bound
from indexer.journal.tops import Tops
from indexer.quarantine.quarantine import Noted, absolute, content_of, folder_of, placed, told_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from indexer.journal.journal import Journal

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
            "INSERT OR IGNORE INTO quarantine (run, line, code, path, place, detail, at, content)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    run_id, one.line, one.code, bound(one.path), one.place, bound(one.detail),
                    one.at, one.content,
                )
                for one in entries
            ],
        )  # fmt: skip


def dropped(journal: Journal) -> frozenset[str]:
    """What was dropped, by its content (``quarantine.content_of``): it is not held again."""
    rows = journal.rows(
        "SELECT DISTINCT content FROM quarantine JOIN runs USING (run)"
        " WHERE engine = ? AND name = ? AND quarantine.state = 'dropped' AND content IS NOT NULL",
        (journal.engine, journal.index),
    )
    return frozenset(row["content"] for row in rows)


def entries(journal: Journal, numbers: Sequence[int] = ()) -> tuple[Entry, ...]:
    """What is held, the oldest first; or of it, these.

    Raises:
        EntryUnknown: one of the numbers is not held.
    """
    rows = journal.rows(
        "SELECT quarantine.*, brought_by FROM quarantine JOIN runs USING (run)"
        " WHERE engine = ? AND name = ? AND quarantine.state = 'held' ORDER BY entry",
        (journal.engine, journal.index),
    )
    live = recorded.built_live(journal)
    rows = [row for row in rows if row["brought_by"] is None or row["brought_by"] in live]
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
            path=as_text(row["path"]),
            place=row["place"],
            detail=as_text(row["detail"]),
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


def read_again(
    journal: Journal, run_id: str, paths: Iterable[str], *, published: bool = True
) -> None:
    """Files that a run has read whole: what earlier runs rejected of them is no longer news.

    Args:
        published: what was read is searchable now. Else only what this run holds again is no
            longer news: the rest may have been mended, and is not live yet.
    """
    held = journal.rows(
        "SELECT DISTINCT path FROM quarantine JOIN runs USING (run) WHERE engine = ? AND name = ?"
        " AND quarantine.state = 'held' AND run <> ?",
        (journal.engine, journal.index, run_id),
    )
    waiting = {as_text(row["path"]) for row in held}
    if not waiting:
        return
    again = sorted(waiting & {absolute(path) for path in paths})
    only = "" if published else (
        " AND EXISTS (SELECT 1 FROM quarantine AS new WHERE new.run = ? AND new.state = 'held'"
        " AND new.path = quarantine.path AND new.place IS quarantine.place)"
    )  # fmt: skip
    with journal.writing() as connection:
        connection.executemany(
            "UPDATE quarantine SET state = 'reread' WHERE state = 'held' AND path = ? AND run <> ?"  # noqa: S608
            f" AND run IN (SELECT run FROM runs WHERE engine = ? AND name = ?){only}",
            [
                (
                    bound(path),
                    run_id,
                    journal.engine,
                    journal.index,
                    *(() if published else (run_id,)),
                )
                for path in again
            ],
        )


def after_publishing(journal: Journal, generation: str) -> None:
    """A generation was published after it had been built: its files are read again only now."""
    built = [run for run in journal.runs() if run.generation == generation]
    for run in built:
        if run.command in recorded.BUILDS:
            inputs = Tops(journal.run(run.run_id).inputs)
            older = [one for one in entries(journal) if one.run_id < run.run_id]
            again = [one for one in older if inputs.cover(one.path)]
            set_state(journal, again, "reread")
            return


# --- the files


def file_of(journal: Journal, run_id: str) -> Path:
    """The quarantine file of a run."""
    return folder_of(journal.home, journal.index) / f"{run_id}.jsonl"


def text_of(journal: Journal, entry: Entry) -> dict[str, Any] | None:
    """The line of an entry's file; ``None`` when it is gone."""
    try:
        with reading(file_of(journal, entry.run_id)) as file:
            for number, line in enumerate(file, start=1):
                if number == entry.line:
                    return told_of(line)
    except OSError:
        return None
    return None


def remove_emptied(journal: Journal) -> None:
    """Remove the quarantine files of which nothing is held any more: of runs that have ended, and
    that hold nothing the journal does not know of."""
    ended = {run.run_id for run in journal.runs() if run.state != "running"}
    # asked in this order: a run may end meanwhile
    unknown_of = {path for path, _ in _unknown(journal)}
    held = _held_by(journal)
    for path in folder_of(journal.home, journal.index).glob("*.jsonl"):
        if path.stem in ended - held and path not in unknown_of:
            path.unlink(missing_ok=True)


def _held_by(journal: Journal) -> set[str]:
    """Runs of which something is held, told or not told yet."""
    rows = journal.rows("SELECT DISTINCT run FROM quarantine WHERE state = 'held'")
    return {row["run"] for row in rows}


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
    try:
        with reading(path) as file:
            for number, line in enumerate(file, start=1):
                if told := told_of(line):  # else half a line of a killed run
                    yield _of(told, number)
    except OSError:
        return  # a link, or another's: nothing that this program wrote


def _of(told: dict[str, Any], number: int) -> Noted:
    head = told["quarantined"]
    count = head.get("count", 1)
    return Noted(
        content=content_of(told),
        line=number,
        code=head["code"],
        path=placed(head),
        place=head["line"],
        detail=head["detail"],
        at=head["at"],
        count=count if type(count) is int else 1,
    )
