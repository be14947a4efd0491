"""The journal: what each run did, in one SQLite file in the home folder.

    HOME/journal.sqlite3     every engine and index of this home, told apart by their names

It keeps account and holds nothing of the index: losing it loses no article. Written by any number
of processes, each entry whole and through to the disk.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Self

import mappings
from fihris.engines.processes import is_alive
from indexer.errors import RunUnknown
from indexer.journal.file import NAME, JournalFile, as_text, bound, check_row, speaking_fihris
from mappings.version import program_version

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from fihris.engines.protocol import Engine

State = Literal["running", "done", "failed", "interrupted", "refused"]
"""``refused``: built whole, and not published because a gate said no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a run did, in articles: read = loaded + unchanged + superseded + quarantined, always.

    ``superseded``: loaded, and then replaced by a later input of the same run. ``replaced`` counts
    those of the loaded that took the place of an older version; ``paragraphs`` are those written.
    """

    loaded: int = 0
    unchanged: int = 0
    superseded: int = 0
    quarantined: int = 0
    replaced: int = 0
    paragraphs: int = 0

    @property
    def read(self) -> int:
        """Everything that was met, readable or not."""
        return self.loaded + self.unchanged + self.superseded + self.quarantined

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            loaded=self.loaded + other.loaded,
            unchanged=self.unchanged + other.unchanged,
            superseded=self.superseded + other.superseded,
            quarantined=self.quarantined + other.quarantined,
            replaced=self.replaced + other.replaced,
            paragraphs=self.paragraphs + other.paragraphs,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run as the journal tells it. Times are UTC, ISO 8601; ``pid`` is of ``host``.

    ``plan`` stands for what was asked: a run with the same plan may go on with what one that was
    cut short has built.
    """

    run_id: str
    engine: str
    index: str
    command: str
    state: State
    generation: str | None
    began_at: str
    ended_at: str | None
    seconds: float | None
    counts: Counts
    plan: str
    program: str
    analysis: str
    schema_version: int
    host: str
    pid: int
    detail: str = ""
    inputs: tuple[str, ...] = field(default=())


class Journal:
    """The journal of one engine and index. A context manager; made when something is entered."""

    def __init__(self, home: Path, *, engine: str, index: str) -> None:
        self.home = Path(home)
        self.path = self.home / NAME
        self.engine = engine
        self.index = index
        self._file: JournalFile | None = None

    @classmethod
    def of(cls, engine: Engine, home: Path) -> Journal:
        """The journal of an engine's index."""
        return cls(home, engine=engine.name, index=engine.index)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close it; it opens again by itself."""
        if self._file is not None:
            self._file.close()
            self._file = None

    # --- runs

    def begin(
        self, command: str, *, plan: str = "", inputs: Sequence[tuple[str, str | None]] = ()
    ) -> str:
        """Enter a run that begins now, with its inputs (path, source), and return its id."""
        now = datetime.now(UTC)
        run_id = now.strftime("%Y%m%dT%H%M%S.%fZ")
        row = self._new(run_id, command, began=now.isoformat(timespec="milliseconds"))
        row["plan"] = plan
        with self.writing() as connection:
            insert(connection, "runs", row)
            _insert_inputs(connection, run_id, inputs)
        return run_id

    def record(self, run_id: str, inputs: Sequence[tuple[str, str | None]]) -> None:
        """Enter inputs (path, source) of a run that was begun without any."""
        with self.writing() as connection:
            _insert_inputs(connection, run_id, inputs)

    def count(self, run_id: str, counts: Counts, *, generation: str | None = None) -> None:
        """Enter how far a run is."""
        with self.writing() as connection:
            connection.execute(
                f"UPDATE runs SET {_COUNTED}, generation = coalesce(?, generation) WHERE run = ?",  # noqa: S608
                (*_counted(counts), generation, run_id),
            )

    def end(
        self,
        run_id: str,
        state: State,
        *,
        counts: Counts,
        seconds: float,
        generation: str | None = None,
        detail: str = "",
    ) -> None:
        """Enter how a run ended."""
        ended = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self.writing() as connection:
            connection.execute(
                f"UPDATE runs SET {_COUNTED}, state = ?, ended = ?, seconds = ?, detail = ?,"  # noqa: S608
                " generation = coalesce(?, generation) WHERE run = ?",
                (*_counted(counts), state, ended, seconds, bound(detail), generation, run_id),
            )
            if state == "done":
                connection.execute("DELETE FROM snapshots WHERE run = ?", (run_id,))

    def runs(self, *, size: int | None = None) -> tuple[Run, ...]:
        """Runs of this index, the latest first."""
        limit = -1 if size is None else size
        rows = self.rows(
            "SELECT * FROM runs WHERE engine = ? AND name = ? ORDER BY began DESC, run DESC"
            " LIMIT ?",
            (self.engine, self.index, limit),
        )
        return tuple(_run(row) for row in rows)

    def killed(self) -> tuple[Run, ...]:
        """Runs whose process was killed, and that nobody has closed since; the latest first."""
        rows = self.rows(
            "SELECT * FROM runs WHERE engine = ? AND name = ? AND state = 'running'"
            " ORDER BY began DESC, run DESC",
            (self.engine, self.index),
        )
        return tuple(run for run in map(_run, rows) if run.state == "interrupted")

    def run(self, run_id: str) -> Run:
        """One run, with the inputs it was given.

        Args:
            run_id: as much of it as tells it from others.

        Raises:
            RunUnknown
        """
        rows = self.rows(
            "SELECT * FROM runs WHERE engine = ? AND name = ? AND substr(run, 1, ?) = ? LIMIT 2",
            (self.engine, self.index, len(run_id), run_id),
        )
        if len(rows) != 1 or not run_id:
            raise RunUnknown(run=run_id)
        paths = self.rows(
            "SELECT path FROM inputs WHERE run = ? ORDER BY position", (rows[0]["run"],)
        )
        return _run(rows[0], tuple(as_text(row["path"]) for row in paths))

    def unfinished(self, command: str) -> Run | None:
        """The latest run of a command, if it was cut short and nothing of it was published.

        To be asked by whoever holds the command's lock: then no such run is still at work, even if
        its process had no time to say so.
        """
        rows = self.rows(
            "SELECT * FROM runs WHERE engine = ? AND name = ? AND command = ?"
            " AND brought_by IS NULL ORDER BY began DESC, run DESC LIMIT 1",
            (self.engine, self.index, command),
        )
        if not rows or rows[0]["state"] in {"done", "refused"} or not rows[0]["generation"]:
            return None
        return _run(rows[0])

    def close_abandoned(self, commands: Sequence[str], *, but: str) -> None:
        """Mark runs of killed processes; by whoever holds the lock of these commands."""
        with self.writing() as connection:
            connection.execute(
                "UPDATE runs SET state = 'interrupted' WHERE engine = ? AND name = ? AND run <> ?"
                " AND state = 'running' AND command IN (SELECT value FROM json_each(?))",
                (self.engine, self.index, but, json.dumps([*commands])),
            )

    def adopt(self, run_id: str) -> None:
        """Enter a run of which only something that it left behind is known."""
        row = self._new(run_id, "unknown", began=run_id) | {"state": "done", "program": "unknown"}
        with self.writing() as connection:
            insert(connection, "runs", row)

    def _new(self, run_id: str, command: str, *, began: str) -> dict[str, Any]:
        return {
            "run": run_id, "engine": self.engine, "name": self.index, "command": command,
            "state": "running", "began": began, "program": program_version(),
            "analysis": mappings.analysis_hash(), "schema_version": mappings.schema_version(),
            "host": os.uname().nodename, "pid": os.getpid(),
        }  # fmt: skip

    # --- inside, for what else the journal keeps

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """What a question answers; nothing where there is no journal yet."""
        if self._file is None and not os.path.lexists(self.path):
            return []
        with speaking_fihris(self.path):
            rows: list[sqlite3.Row] = self._open().execute(statement, values).fetchall()
        for row in rows:
            check_row(row, self.path)
        return rows

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One entry: whole, on the disk, or not at all."""
        with speaking_fihris(self.path):
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # a full disk has ended it already
                    connection.execute("ROLLBACK")
                raise

    def _open(self) -> sqlite3.Connection:
        if self._file is None:
            self._file = JournalFile(self.path)
        return self._file.connection()


def insert(
    connection: sqlite3.Connection, table: str, row: dict[str, Any], *, instead: str = ""
) -> None:
    """Enter a row; ``instead`` is what SQLite does where there is one."""
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    connection.execute(
        f"INSERT {instead}INTO {table} ({names}) VALUES ({marks})",  # noqa: S608
        tuple(bound(value) if isinstance(value, str) else value for value in row.values()),
    )


def _insert_inputs(
    connection: sqlite3.Connection, run_id: str, inputs: Sequence[tuple[str, str | None]]
) -> None:
    for position, (path, source) in enumerate(inputs):
        given = {"run": run_id, "position": position, "path": path, "source": source}
        insert(connection, "inputs", given)


_COUNTED: Final = (
    "read = ?, loaded = ?, unchanged = ?, superseded = ?, quarantined = ?, replaced = ?,"
    " paragraphs = ?"
)


def _counted(counts: Counts) -> tuple[int, ...]:
    return (
        counts.read, counts.loaded, counts.unchanged, counts.superseded, counts.quarantined,
        counts.replaced, counts.paragraphs,
    )  # fmt: skip


def _run(row: sqlite3.Row, inputs: tuple[str, ...] = ()) -> Run:
    state: State = row["state"]
    if state == "running" and row["host"] == os.uname().nodename and not is_alive(row["pid"]):
        state = "interrupted"  # killed, before it could say so
    names = ("loaded", "unchanged", "superseded", "quarantined", "replaced", "paragraphs")
    return Run(
        run_id=row["run"],
        engine=row["engine"],
        index=row["name"],
        command=row["command"],
        state=state,
        generation=row["generation"],
        began_at=row["began"],
        ended_at=row["ended"],
        seconds=row["seconds"],
        counts=Counts(**{name: row[name] for name in names}),
        plan=row["plan"],
        program=row["program"],
        analysis=row["analysis"],
        schema_version=row["schema_version"],
        host=row["host"],
        pid=row["pid"],
        detail=as_text(row["detail"]),
        inputs=inputs,
    )
