"""The journal's file: SQLite in WAL mode, each entry through to the disk (``synchronous=FULL``).

Its layout has a number (``user_version``): an older one is brought up to date when it is opened, a
newer one is refused.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

from fihris.engines.errors import DiskFull, HomeUnusable, unwritable
from fihris.engines.files import check_own, open_own
from fihris.engines.waiting import turns
from indexer.errors import JournalDamaged, JournalMoved, JournalNewer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NAME: Final = "journal.sqlite3"

BESIDE: Final = ("", "-journal", "-wal", "-shm")
"""What is added to the journal's name for the files that SQLite keeps."""

WAIT_SECONDS: Final = 30.0
"""How long an entry waits for another process's: entries take milliseconds."""

BESIDE_BYTES: Final = 128 * 1024
"""What SQLite makes beside the journal while it is open, at least: the log and its index."""

MIGRATIONS: Final = (
    """
    CREATE TABLE runs (
        run TEXT PRIMARY KEY,
        engine TEXT NOT NULL,
        name TEXT NOT NULL,
        command TEXT NOT NULL,
        state TEXT NOT NULL,
        generation TEXT,
        began TEXT NOT NULL,
        ended TEXT,
        seconds REAL,
        read INTEGER NOT NULL DEFAULT 0,
        loaded INTEGER NOT NULL DEFAULT 0,
        unchanged INTEGER NOT NULL DEFAULT 0,
        superseded INTEGER NOT NULL DEFAULT 0,
        quarantined INTEGER NOT NULL DEFAULT 0,
        replaced INTEGER NOT NULL DEFAULT 0,
        paragraphs INTEGER NOT NULL DEFAULT 0,
        plan TEXT NOT NULL DEFAULT '',
        program TEXT NOT NULL,
        analysis TEXT NOT NULL,
        schema_version INTEGER NOT NULL,
        host TEXT NOT NULL,
        pid INTEGER NOT NULL,
        detail TEXT NOT NULL DEFAULT '',
        CHECK (read = loaded + unchanged + superseded + quarantined)
    );
    CREATE INDEX runs_of ON runs (engine, name, began);
    CREATE TABLE inputs (
        run TEXT NOT NULL REFERENCES runs,
        position INTEGER NOT NULL,
        path TEXT NOT NULL,
        source TEXT,
        forgotten INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (run, position)
    );
    CREATE TABLE held (
        engine TEXT NOT NULL,
        name TEXT NOT NULL,
        generation TEXT NOT NULL,
        mark TEXT NOT NULL,
        articles INTEGER NOT NULL,
        PRIMARY KEY (engine, name, generation, mark)
    );
    CREATE TABLE quarantine (
        entry INTEGER PRIMARY KEY AUTOINCREMENT,
        run TEXT NOT NULL REFERENCES runs,
        line INTEGER NOT NULL,
        code TEXT NOT NULL,
        path TEXT NOT NULL,
        place INTEGER,
        detail TEXT NOT NULL,
        at TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'held',
        UNIQUE (run, line)
    );
    CREATE TABLE snapshots (
        run TEXT PRIMARY KEY REFERENCES runs,
        contents BLOB NOT NULL
    );
    """,
    """
    ALTER TABLE runs ADD COLUMN brought_by TEXT;
    ALTER TABLE quarantine ADD COLUMN content TEXT
    """,
    """
    ALTER TABLE inputs ADD COLUMN unconfirmed INTEGER NOT NULL DEFAULT 0
    """,
)
"""Each brings the layout one number up. They are never changed once released, only added to."""


def bound(text: str) -> str | bytes:
    """A text as SQLite takes it. Bytes of a file's name that are not UTF-8 are half surrogate pairs
    in Python: a text with such is kept as bytes, and ``as_text`` gives it back whole."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def as_text(value: str | bytes) -> str:
    """The text that was given to ``bound``."""
    return value.decode("utf-8", "surrogatepass") if isinstance(value, bytes) else value


class JournalFile:
    """The journal, open: the file that had its name then."""

    def __init__(self, path: Path) -> None:
        """Raises as ``opened``."""
        self._path = path
        self._connection = opened(path)
        self._about = path.stat()

    def connection(self) -> sqlite3.Connection:
        """What speaks to it.

        Raises:
            JournalMoved
        """
        if self._is_moved():
            raise JournalMoved(where=self._path)
        return self._connection

    def close(self) -> None:
        """Close it, unless another file has its name now: SQLite would remove that one's log."""
        if self._is_moved():
            _ADRIFT.append(self._connection)
        else:
            self._connection.close()

    def _is_moved(self) -> bool:
        try:
            return not os.path.samestat(self._path.stat(), self._about)
        except OSError:
            return True


_ADRIFT: Final[list[sqlite3.Connection]] = []
"""Connections that are never closed, only ended with the process."""


def opened(path: Path) -> sqlite3.Connection:
    """Open the journal, made where there is none; for reading where one may not write.

    Raises:
        sqlite3.Error, OSError: see ``speaking_fihris``.
        JournalNewer
    """
    for beside in BESIDE:  # SQLite would follow a link
        check_own(path.with_name(path.name + beside))
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(open_own(path, os.O_CREAT | os.O_RDWR))
    # the path as a URI: a name may hold any byte; read-only where one may not write
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    mode = "rw" if writable else "ro&immutable=1"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=WAIT_SECONDS,
        isolation_level=None,
    )
    connection.row_factory = sqlite3.Row
    try:
        _refuse_newer(connection, path)
        if writable:
            _use_wal(connection)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            _migrate(connection)
        elif connection.execute("PRAGMA user_version").fetchone()[0] != len(MIGRATIONS):
            connection = _brought_up_to_date(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _use_wal(connection: sqlite3.Connection) -> None:
    """Of two processes that change the mode at once, SQLite refuses one without waiting."""
    for _ in turns(repeat(0.05, 100)):
        if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
            return
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as exc:
            if "locked" not in str(exc):
                raise


def _migrate(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == len(MIGRATIONS):
        return
    connection.execute("BEGIN EXCLUSIVE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()  # another was faster
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        for statement in script.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
    connection.execute("COMMIT")


def _brought_up_to_date(older: sqlite3.Connection) -> sqlite3.Connection:
    """A copy in memory of an older journal that may not be written, to be read as a newer one."""
    with closing(older):
        copy = sqlite3.connect(":memory:", isolation_level=None)
        copy.row_factory = sqlite3.Row
        older.backup(copy)
    _migrate(copy)
    return copy


def _refuse_newer(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise JournalNewer(where=path, theirs=version, ours=len(MIGRATIONS))


def check_row(row: sqlite3.Row, path: Path) -> None:
    """Make sure that a row holds what this program writes: SQLite takes any type in any column, and
    a home may be anybody's.

    Raises:
        JournalDamaged
    """
    for name in row.keys():  # noqa: SIM118 - a row is no mapping
        value, fits = row[name], _FITS.get(name)
        if value is not None and fits is not None and not fits(value):
            raise JournalDamaged(where=path, reason=f"{name} of an entry is not what it may be")


def _is_text(value: object) -> bool:
    try:
        return type(value) is str or (type(value) is bytes and bool(as_text(value) or True))
    except UnicodeDecodeError:
        return False


_MOST: Final = 10**15
_STATES: Final = frozenset(
    ("running", "done", "failed", "interrupted", "refused", "held", "retried", "reread", "dropped")
)
_FITS: Final[dict[str, Callable[[Any], bool]]] = {
    **dict.fromkeys(
        ("run", "engine", "name", "command", "generation", "plan", "program", "analysis", "host",
         "began", "ended", "mark", "code", "at", "content", "brought_by"),
        lambda value: type(value) is str,
    ),
    **dict.fromkeys(("path", "source", "detail"), _is_text),
    **dict.fromkeys(
        ("read", "loaded", "unchanged", "superseded", "quarantined", "replaced", "paragraphs",
         "schema_version", "position", "articles", "entry", "line", "place", "pid"),
        lambda value: type(value) is int and 0 <= value <= _MOST,
    ),
    "seconds": lambda value: type(value) in {int, float} and 0 <= value <= _MOST,
    "state": lambda value: type(value) is str and value in _STATES,
}  # fmt: skip
"""Column: whether it may hold a value."""


@contextmanager
def speaking_fihris(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours."""
    try:
        yield
    except sqlite3.DatabaseError as exc:
        code = getattr(exc, "sqlite_errorname", "")
        if code.startswith("SQLITE_FULL") or (code.startswith("SQLITE_IOERR") and _is_full(path)):
            raise DiskFull(where=path, reason="No space left on device") from exc
        if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            raise HomeUnusable(where=path.parent, reason=str(exc)) from exc
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR")):
            raise HomeUnusable(where=path, reason=str(exc)) from exc
        raise JournalDamaged(where=path, reason=str(exc)) from exc
    except OSError as exc:
        raise unwritable(path.parent, exc) from exc


def _is_full(path: Path) -> bool:
    """Whether there is no room for what SQLite keeps beside the file: it tells that as an error of
    the device."""
    try:
        return shutil.disk_usage(path.parent).free < BESIDE_BYTES
    except OSError:
        return False
