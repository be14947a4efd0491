"""What the journal knows of inputs: where articles came from, and which a generation holds whole.

The inputs of a run are passed over when every file is byte for byte what an earlier run loaded
without a rejection, and nothing loaded since has replaced an article: then reading them would find
every article unchanged. Losing this loses nothing but time.
"""

from __future__ import annotations

import array
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b, file_digest
from typing import TYPE_CHECKING, Final

from indexer.paragraphs import SPLIT_VERSION

if TYPE_CHECKING:
    from indexer.journal import Journal
    from indexer.preparing import Input

KEPT: Final = 1_000
"""Inputs remembered as held whole by a generation; the oldest are forgotten first."""

ANEW: Final = ("index --rebuild", "reindex PATH")
"""Commands after which nothing is in the index but their inputs."""

FROM: Final = (*ANEW, "index", "watch", "quarantine retry")
"""Commands whose inputs are sources of the index."""

UNPUBLISHED: Final = "unpublished"
"""What the journal says of a run that built something and left the old one live."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file or folder that was indexed, absolute; ``-`` is standard input, which is gone.

    ``source`` is what articles that do not name theirs are said to be from. Those of one ``run``
    were read together: of two articles with one id the first was kept.
    """

    path: str
    source: str | None
    run: str = ""


def sources(journal: Journal) -> tuple[Source, ...]:
    """Every input that was loaded into the live index, in the order in which each was last loaded.

    ``index --rebuild`` and ``reindex PATH`` begin anew: what came before is not in it any more.
    """
    rows = journal.rows(
        "SELECT path, source, command, run FROM inputs JOIN runs USING (run) WHERE engine = ?"
        " AND name = ? AND state = 'done' AND forgotten = 0 AND detail <> ?"
        " AND command IN (SELECT value FROM json_each(?)) ORDER BY began, run, position",
        (journal.engine, journal.index, UNPUBLISHED, json.dumps(FROM)),
    )
    found: dict[tuple[str, str | None], Source] = {}
    rebuilt = None
    for row in rows:
        if row["command"] in ANEW and row["run"] != rebuilt:
            found.clear()
            rebuilt = row["run"]
        one = (row["path"], row["source"])
        found.pop(one, None)  # the last time counts
        found[one] = Source(*one, row["run"])
    return tuple(found.values())


def forget(journal: Journal, path: str) -> int:
    """Leave a recorded input out from now on; returns how often it was recorded."""
    with journal.writing() as connection:
        done = connection.execute(
            "UPDATE inputs SET forgotten = 1 WHERE forgotten = 0 AND path = ? AND run IN"
            " (SELECT run FROM runs WHERE engine = ? AND name = ?)",
            (path, journal.engine, journal.index),
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


def remember(journal: Journal, mark: str, *, generation: str, articles: int, replaced: int) -> None:
    """Note inputs that were loaded whole; what they replaced makes every older note unsure.

    Args:
        mark: empty when the inputs were not whole: then only the older notes are dropped.
    """
    whose = (journal.engine, journal.index, generation)
    with journal.writing() as connection:
        if replaced:
            connection.execute(
                "DELETE FROM held WHERE engine = ? AND name = ? AND generation = ?", whose
            )
        elif mark:
            connection.execute(
                "INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?, ?)", (*whose, mark, articles)
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


def mark_of(files: Sequence[Input], source: str | None) -> str:
    """What must be the same for inputs to need no reading: names, bytes, and how they are read.
    Empty when that cannot be told, as of a stream."""
    about = blake2b(digest_size=16)
    about.update(f"{SPLIT_VERSION}\x1f{source}".encode("utf-8", "surrogatepass"))
    for path in files:
        if path == "-" or not path.is_file():
            return ""
        about.update(b"\x1f" + os.fsencode(path.absolute()) + b"\x1f")
        try:
            with path.open("rb") as file:
                about.update(file_digest(file, "sha256").digest())
        except OSError:
            return ""
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
