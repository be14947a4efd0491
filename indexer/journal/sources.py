"""What the journal knows of inputs: where articles came from, and which a generation holds whole.

The inputs of a run are passed over when every file is byte for byte what an earlier run loaded
without a rejection, and nothing loaded since has replaced an article: then reading them would find
every article unchanged. Losing this loses nothing but time.
"""

from __future__ import annotations

import array
import json
import os
import stat
import sys
from dataclasses import dataclass
from hashlib import blake2b, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from indexer.enrich.paragraphs import SPLIT_VERSION
from indexer.journal.file import as_text, bound
from indexer.quarantine.quarantine import Unfit
from indexer.readers.files import chunks_of, named, opened

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from indexer.journal.journal import Journal
    from indexer.runs.preparing import Input

KEPT: Final = 1_000
"""Inputs remembered as held whole by a generation; the oldest are forgotten first."""

ANEW: Final = ("index --rebuild", "reindex PATH")
"""Commands after which nothing is in the index but their inputs."""

FROM: Final = (*ANEW, "index", "watch", "quarantine retry")
"""Commands whose inputs are sources of the index."""

UNPUBLISHED: Final = "unpublished"
"""How what the journal says of a run begins that built something and left the old one live."""

BUILDS: Final = (*ANEW, "reindex", "restore")
"""Commands that make a generation, whether they publish it or not."""

PUBLISHES: Final = ("generations publish", "generations rollback")
"""Commands that publish one that was made before."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file or folder that was indexed, absolute; ``-`` is standard input, which is gone.

    ``source`` is what articles that do not name theirs are said to be from. Those of one ``run``
    were read together: of two articles with one id the first was kept. One that a backup brought
    is not read before it is ``confirmed``: who wrote the backup chose the path.
    """

    path: str
    source: str | None
    run: str = ""
    confirmed: bool = True
    asked: str = ""


def sources(journal: Journal) -> tuple[Source, ...]:
    """Every input that was loaded into the live index, in the order in which each was last loaded.

    ``index --rebuild``, ``reindex PATH`` and ``restore`` begin anew: what came before is not in the
    index any more. They count once what they built is live, or what was built upon it.
    """
    rows = journal.rows(
        "SELECT path, source, asked, unconfirmed, runs.* FROM inputs JOIN runs USING (run)"
        " LEFT JOIN (SELECT run AS bringing, began AS brought FROM runs) ON bringing = brought_by"
        " WHERE engine = ? AND name = ? AND forgotten = 0"
        " AND command IN (SELECT value FROM json_each(?))"
        " ORDER BY coalesce(brought, began), bringing IS NOT NULL, began, run, position",
        (journal.engine, journal.index, json.dumps(FROM)),
    )
    live = built_live(journal)
    found: dict[tuple[str, str | None], Source] = {}
    rebuilt = brought_by = None
    for row in rows:
        if not _counts(row, live):
            continue
        if row["brought_by"] and row["brought_by"] != brought_by:
            found.clear()
            brought_by = row["brought_by"]
        if row["command"] in ANEW and row["run"] != rebuilt:
            found.clear()
            rebuilt = row["run"]
        one = (_in_home(journal, as_text(row["path"])), row["source"] and as_text(row["source"]))
        found.pop(one, None)  # the last time counts
        is_confirmed = not row["unconfirmed"]
        asked = as_text(row["asked"])
        found[one] = Source(*one, row["run"], confirmed=is_confirmed, asked=asked)
    return tuple(found.values())


def _counts(row: sqlite3.Row, live: Collection[str]) -> bool:
    """Whether what a run loaded is in what is live."""
    if row["brought_by"] and row["brought_by"] not in live:
        return False
    if row["command"] in ANEW and row["generation"]:
        return row["run"] in live
    return row["state"] == "done" and not _is_unpublished(row)


def _is_unpublished(row: sqlite3.Row) -> bool:
    return as_text(row["detail"]).startswith(UNPUBLISHED)


def built_live(journal: Journal) -> set[str]:
    """The run that built what is live, that which built what this was built upon, and so on."""
    rows = journal.rows(
        "SELECT run, command, state, detail, generation FROM runs WHERE engine = ? AND name = ?"
        " AND brought_by IS NULL AND generation <> '' ORDER BY began, run",
        (journal.engine, journal.index),
    )
    live: str | None = None
    builder: dict[str, str] = {}  # of each generation
    upon: dict[str, str | None] = {}  # of each builder
    for row in rows:
        command, generation, run = row["command"], row["generation"], row["run"]
        is_done = row["state"] == "done"
        if command in PUBLISHES:
            live = builder.get(generation) if is_done else live
        elif command in BUILDS or (command in FROM and generation not in builder):
            builder[generation] = run
            upon[run] = None if command in ANEW else live
            if is_done and not _is_unpublished(row):
                live = run
    found: set[str] = set()
    while live is not None and live not in found:
        found.add(live)
        live = upon[live]
    return found


def given(journal: Journal) -> tuple[str, ...]:
    """Every path that was ever given to a run of this index in this home, however that ended; of
    those that a backup brought, what was confirmed."""
    rows = journal.rows(
        "SELECT DISTINCT path FROM inputs JOIN runs USING (run)"
        " WHERE engine = ? AND name = ? AND unconfirmed = 0 AND command <> 'restore'",
        (journal.engine, journal.index),
    )
    return tuple(_in_home(journal, as_text(row["path"])) for row in rows)


def confirm(journal: Journal) -> int:
    """Let what a backup brought be read as a source; returns how many paths that are."""
    with journal.writing() as connection:
        done = connection.execute(
            "UPDATE inputs SET unconfirmed = 0 WHERE unconfirmed = 1 AND run IN"
            " (SELECT run FROM runs WHERE engine = ? AND name = ?)",
            (journal.engine, journal.index),
        )
    return done.rowcount


def kept_as(journal: Journal, path: str) -> str:
    """How an absolute path is kept: what lies in the index's own folder goes where that goes."""
    folder = _in_home(journal, "")
    return path.removeprefix(folder) if path.startswith(folder) else path


def _in_home(journal: Journal, path: str) -> str:
    """The absolute path that was given to ``kept_as``."""
    if path == "-" or path.startswith("/"):
        return path
    return f"{journal.home.absolute()}/{journal.index}/{path}"


def given_as(path: Input | str) -> str:
    """How an input is recorded: a stream cannot be read again, whatever its name is."""
    whole = named(path)
    if whole.startswith(_PASSING):
        return "-"
    try:
        mode = Path(whole).stat().st_mode
    except (OSError, ValueError):
        return whole  # a link to nothing, say: it may lead somewhere the next time
    return whole if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else "-"


_PASSING: Final = ("/dev/", "/proc/")
"""Folders in which names mean something else to each process."""


def forget(journal: Journal, path: str) -> int:
    """Leave a recorded input out from now on; returns how often it was recorded."""
    with journal.writing() as connection:
        done = connection.execute(
            "UPDATE inputs SET forgotten = 1 WHERE forgotten = 0 AND path = ? AND run IN"
            " (SELECT run FROM runs WHERE engine = ? AND name = ?)",
            (bound(kept_as(journal, path)), journal.engine, journal.index),
        )
    return done.rowcount


# --- held whole


def held(journal: Journal, mark: str, *, generation: str) -> int | None:
    """How many articles these inputs have, when ``generation`` holds them all: its name, and when
    it was made."""
    if not mark:
        return None
    rows = journal.rows(
        "SELECT articles FROM held WHERE engine = ? AND name = ? AND generation = ? AND mark = ?",
        (journal.engine, journal.index, generation, mark),
    )
    return int(rows[0]["articles"]) if rows else None


def remember(journal: Journal, whole: Mapping[str, int], *, generation: str, replaced: int) -> None:
    """Note inputs that were loaded whole; what they replaced makes every older note unsure.

    Args:
        whole: their marks, with how many articles each has; an empty mark is passed over.
    """
    whose = (journal.engine, journal.index, generation)
    with journal.writing() as connection:
        if replaced:
            connection.execute(
                "DELETE FROM held WHERE engine = ? AND name = ? AND generation = ?", whose
            )
            return
        connection.executemany(
            "INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?, ?)",
            [(*whose, mark, articles) for mark, articles in whole.items() if mark],
        )
        connection.execute(
            "DELETE FROM held WHERE engine = ? AND name = ? AND generation = ? AND rowid NOT IN"
            " (SELECT rowid FROM held WHERE engine = ? AND name = ? AND generation = ?"
            " ORDER BY rowid DESC LIMIT ?)",
            (*whose, *whose, KEPT),
        )


def forget_held(journal: Journal, *, but: Iterable[str]) -> None:
    """Drop what is noted of generations that are no more; ``but`` are the names of those that
    are."""
    with journal.writing() as connection:
        connection.execute(
            "DELETE FROM held WHERE engine = ? AND name = ?"
            " AND substr(generation, 1, instr(generation || ' ', ' ') - 1)"
            " NOT IN (SELECT value FROM json_each(?))",
            (journal.engine, journal.index, json.dumps([*but])),
        )


def mark_of(files: Sequence[Input], source: str | None, asked: str = "") -> str:
    """What must be the same for inputs to need no reading: names, bytes, and how they are read.
    Empty when that cannot be told, as of a stream."""
    about = blake2b(digest_size=16)
    about.update(f"{SPLIT_VERSION}\x1f{source}{asked}".encode("utf-8", "surrogatepass"))
    for path in files:
        if path == "-" or not path.is_file():
            return ""
        about.update(b"\x1f" + os.fsencode(path.absolute()) + b"\x1f")
        content = sha256()
        try:
            file, like = opened(str(path))
            with file:
                for chunk in chunks_of(file, like):
                    content.update(chunk)
        except (OSError, Unfit):
            return ""
        about.update(content.digest())
    return about.hexdigest()


# --- what the live generation held when a rebuild began


def save_contents(journal: Journal, run_id: str, contents: Mapping[int, int]) -> None:
    """Keep what ``Engine.contents`` gave, so that a run that goes on later knows it too."""
    pairs = array.array("Q", (number for pair in contents.items() for number in pair))
    if sys.byteorder == "big":
        pairs.byteswap()
    with journal.writing() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO snapshots VALUES (?, ?)", (run_id, pairs.tobytes())
        )


def saved_contents(journal: Journal, run_id: str) -> dict[int, int] | None:
    """What ``save_contents`` kept for a run."""
    rows = journal.rows("SELECT contents FROM snapshots WHERE run = ?", (run_id,))
    if not rows:
        return None
    pairs = array.array("Q", rows[0]["contents"])
    if sys.byteorder == "big":
        pairs.byteswap()
    return dict(zip(pairs[::2], pairs[1::2], strict=True))
