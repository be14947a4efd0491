"""The journal's rows on their way into a backup, and out of one into another home."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from indexer.journal.file import as_text
from indexer.journal.journal import insert

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping

    from indexer.journal.journal import Journal

_MENDED: Final = re.compile(r"mended/[0-9A-Za-z][0-9A-Za-z.:+_-]*\.jsonl", re.ASCII)
"""How a file in the index's own folder is kept (``recorded.kept_as``)."""


def dump(journal: Journal) -> Iterator[dict[str, Any]]:
    """Every row of this index's runs and inputs, for ``take_in``."""
    whose = (journal.engine, journal.index)
    for row in journal.rows("SELECT * FROM runs WHERE engine = ? AND name = ?", whose):
        yield {"table": "runs", **_dumped(row)}
    for row in journal.rows(
        "SELECT inputs.* FROM inputs JOIN runs USING (run) WHERE engine = ? AND name = ?", whose
    ):
        yield {"table": "inputs", **_dumped(row)}


def _dumped(row: sqlite3.Row) -> dict[str, Any]:
    return {
        name: as_text(value) if isinstance(value, bytes) else value
        for name, value in dict(row).items()
    }


def take_in(
    journal: Journal, rows: Iterable[Mapping[str, Any]], *, by: str, trusted: bool = False
) -> None:
    """Enter rows that ``dump`` gave, as this index's own; runs known already stay as they are, and
    nothing is added to them.

    What such a run built is in another home, where a generation of the same name is another one:
    its generation and its plan are left out, and nothing here goes on with it.

    Args:
        rows: checked (``archive_rows``).
        by: the run that brings them; they count as sources when what it built is live.
        trusted: their paths may be read as sources at once; else when they are confirmed.
    """
    with journal.writing() as connection:
        columns = {
            table: {info["name"] for info in connection.execute(f"PRAGMA table_info({table})")}
            for table in ("runs", "inputs")
        }
        for row in rows:
            table = str(row["table"])
            taken = {name: value for name, value in row.items() if name in columns[table]}
            taken["run"] = id_here(journal, str(row["run"]))
            if table == "runs":
                taken |= {"engine": journal.engine, "name": journal.index, "brought_by": by}
                taken |= {"generation": None, "plan": ""}
                if taken["state"] == "running":  # of another home: it goes on there alone
                    taken["state"] = "interrupted"
            elif not _is_brought(connection, taken["run"], by):
                continue
            else:
                taken["unconfirmed"] = int(not (trusted or _is_harmless(str(row["path"]))))
            insert(connection, table, taken, instead="OR IGNORE ")


def _is_brought(connection: sqlite3.Connection, run_id: str, by: str) -> bool:
    """Whether a run came with this backup: to one of this home it adds nothing."""
    rows = connection.execute("SELECT brought_by FROM runs WHERE run = ?", (run_id,)).fetchall()
    return any(row["brought_by"] == by for row in rows)


def _is_harmless(path: str) -> bool:
    """Whether nothing outside the index's own folder is read under this name."""
    return path == "-" or _MENDED.fullmatch(path) is not None


def id_here(journal: Journal, run_id: str) -> str:
    """What a run of a backup is called here: another name where another index of this home has a
    run of that name, as when an index is restored beside itself."""
    rows = journal.rows("SELECT engine, name FROM runs WHERE run = ?", (run_id,))
    if any((row["engine"], row["name"]) != (journal.engine, journal.index) for row in rows):
        return f"{run_id}-{journal.engine}-{journal.index}"
    return run_id
