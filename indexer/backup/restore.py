"""``fihris restore``: a generation of a backup, in either engine, verified and then published.

A backup may come from anybody. Each line of it is checked where it enters; all but the articles
before anything is built, the articles as they are loaded: nothing is published of what is wrong.
The paths that its journal names as sources are not read until somebody confirms them.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import mappings
from fihris.engines.errors import unwritable
from fihris.engines.files import appended
from indexer.backup.archive import KINDS, Block, blocks, damage_of, digest_of, looked_through
from indexer.backup.backup import FORMAT, folders
from indexer.backup.brought import id_here, take_in
from indexer.backup.rows import RowWrong, paragraphs_of
from indexer.errors import (
    ArchiveDamaged,
    ArchiveNewer,
    ArchiveUnreadable,
    ArchiveUnrecognised,
    RestoreDiffers,
)
from indexer.journal import sources as recorded
from indexer.journal.journal import Counts, Journal
from indexer.quarantine import entries as quarantined
from indexer.quarantine.quarantine import Unfit
from indexer.readers.files import opened
from indexer.runs.loader import Manner
from indexer.runs.preparing import Batch, batches_apart
from indexer.runs.rescan import batches_of
from indexer.runs.skeleton import Report, locked_in_time, started
from mappings.limits import Limits, exceeds

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from pathlib import Path

    from fihris.engines.model import Paragraph
    from fihris.engines.protocol import Engine, Preparer


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore did; ``lost`` names what was not whole (``salvage``), or over a limit;
    ``unconfirmed`` is how many sources of this index are not read until that is confirmed."""

    report: Report
    lost: tuple[str, ...] = ()
    unconfirmed: int = 0


@dataclass(frozen=True, slots=True)
class _Articles:
    """The articles of a backup, made ready in a process of their own."""

    path: Path
    preparer: Preparer
    words: mappings.OwnWords
    ratio: int
    salvage: bool

    def batches(self, *, leave: int = 0) -> Generator[Batch, None, None]:
        """See ``indexer.runs.preparing.Work``.

        Raises:
            ArchiveDamaged: an article is not what one is; of a salvage, its block is passed over.
        """
        with _plain_file(self.path) as file:
            yield from batches_of(self._articles(file), self.preparer, leave=leave)

    def _articles(self, file: IO[bytes]) -> Iterator[tuple[Paragraph, ...]]:
        for block in blocks(file, unpack={"articles"}, ratio=self.ratio):
            if block.kind != "articles" or (self.salvage and damage_of(block)):
                continue
            wrong = "" if self.salvage else block.damage
            try:
                for row in block.lines():
                    yield paragraphs_of(row)
            except RowWrong as exc:
                wrong = str(exc)
            if wrong:
                what = f"block {block.number} (byte {block.offset:,}): {wrong}"
                raise ArchiveDamaged(where=str(self.path), what=what)


def restore(
    engine: Engine,
    path: Path,
    *,
    home: Path,
    salvage: bool = False,
    publish: bool = True,
    manner: Manner = Manner(),
    trust_sources: bool = False,
) -> Restored:
    """Make a generation of a backup, verify it, publish it.

    Args:
        salvage: take what is whole of a damaged file, and say what is not.
        manner: how it loads; its limits say how far the file may unpack, and how much may be in
            its quarantine.
        trust_sources: the paths that it names as sources may be read without being confirmed.

    Raises:
        ArchiveUnreadable, ArchiveUnrecognised, ArchiveNewer: nothing was done.
        ArchiveDamaged: nothing was published.
        RestoreDiffers: what was built is not what was saved; it is kept, unpublished.
    """
    head, end, lost = _looked_through(path, salvage=salvage, limits=manner.limits)
    with ExitStack() as held, Journal.of(engine, home) as journal:
        held.enter_context(engine.locked("build", by="fihris restore"))
        with started(
            engine,
            journal,
            "restore",
            generation=None,
            live=None,
            inputs=[(str(path.absolute()), None)],
            manner=manner,
        ) as run:
            loader = run.loader
            loader.state.bytes_total = head.get("articles")
            ratio = manner.limits.unpacked_ratio
            work = _Articles(path, engine.preparer(), mappings.own_words(), ratio, salvage)
            loader.batches(batches_apart(work))
            if not lost:
                _verify(engine, loader.generation, loader.counts, end)
            if publish:
                held.enter_context(locked_in_time(engine, by="fihris restore"))
                engine.publish(loader.generation)
                run.is_live = True
            lost += _restore_rest(journal, run.run_id, path, manner.limits, trusted=trust_sources)
            told = lost if publish else (recorded.UNPUBLISHED, *lost)
            run.finish(detail="; ".join(told))
        unconfirmed = sum(not one.confirmed for one in recorded.sources(journal))
    return Restored(report=run.report(), lost=lost, unconfirmed=unconfirmed)


@contextmanager
def _plain_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a backup, which is no device and no pipe.

    Raises:
        ArchiveUnreadable
    """
    try:
        file, _ = opened(str(path))
    except Unfit as exc:
        raise ArchiveUnreadable(where=path, reason=f"it is {exc.detail}, not a file") from exc
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or str(exc)
        raise ArchiveUnreadable(where=path, reason=reason) from exc
    with file:
        yield file


def _looked_through(
    path: Path, *, salvage: bool, limits: Limits
) -> tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]:
    """The first and the last line of a backup, and what is damaged of it. All but the articles is
    checked, of a salvage these too: what is behind the publish must not fail."""
    head: dict[str, Any] = {}
    end: dict[str, Any] = {}
    damaged: ArchiveDamaged | None = None
    whole: set[str] = set()
    checked = KINDS if salvage else KINDS - {"articles"}
    with _plain_file(path) as file:
        found = looked_through(file, str(path), unpack=checked, ratio=limits.unpacked_ratio)
        try:
            for block in found:
                whole.add(block.kind)
                if block.kind == "head":
                    head = next(block.lines(), head)
                elif block.kind == "end":
                    end = next(block.lines(), end)
        except ArchiveDamaged as exc:
            damaged = exc
        except OSError as exc:
            raise ArchiveUnreadable(where=path, reason=exc.strerror or str(exc)) from exc
    lost: tuple[str, ...] = ()
    if damaged:
        lost = (str(damaged.facts["what"]),)
        if not whole or (salvage and "articles" not in whole):
            raise ArchiveUnrecognised(where=path, what=lost[0]) from damaged
        if not salvage:
            raise damaged
    if head.get("format", FORMAT) > FORMAT or (
        head.get("schema_version", 0) > mappings.schema_version()
    ):
        raise ArchiveNewer(where=path, theirs=head.get("made_by", "?"))
    return head, end, lost


def _verify(engine: Engine, generation: str, counts: Counts, end: Mapping[str, Any]) -> None:
    found = {
        "articles": counts.loaded,
        "paragraphs": counts.paragraphs,
        "contents": digest_of(engine.contents(generation=generation)),
    }
    wrong = [f"{name}: {end.get(name)} ≠ {value}" for name, value in found.items()
             if end.get(name) != value]  # fmt: skip
    if wrong:
        raise RestoreDiffers(generation=generation, what="; ".join(wrong))


def _restore_rest(
    journal: Journal, run_id: str, path: Path, limits: Limits, *, trusted: bool
) -> tuple[str, ...]:
    """The journal's rows and the quarantine's files, where there are none of their names yet; what
    of them is over the limits is told."""
    lost: tuple[str, ...] = ()
    rest = KINDS - {"head", "articles", "end"}
    with _plain_file(path) as file, ExitStack() as held:
        files = held.enter_context(_Files(journal, limits))
        try:
            for block in blocks(file, unpack=rest, ratio=limits.unpacked_ratio):
                if block.damage or block.kind not in rest or damage_of(block):
                    continue
                if block.kind == "journal":
                    take_in(journal, block.lines(), by=run_id, trusted=trusted)
                else:
                    files.add(block)
        except OSError as exc:
            raise unwritable(journal.home / journal.index, exc) from exc
        lost = files.over()
    quarantined.read_files(journal)
    return lost


class _Files:
    """The files of the quarantine and of what was mended, as a backup has them. A context manager:
    one of them is open at a time."""

    def __init__(self, journal: Journal, limits: Limits) -> None:
        self._journal = journal
        self._limit = limits.rejected
        self._folders = {
            str(kind): path for kind, path in folders(journal.home, journal.index).items()
        }
        self._written = self._over = 0
        self._open: dict[Path, int] = {}
        self._known: dict[Path, bool] = {}

    def __enter__(self) -> _Files:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def add(self, block: Block) -> None:
        """Write a block's lines, each into its file, but for files that were there before."""
        for row in block.lines():
            name = str(row["run"])
            if block.kind == "quarantine":
                name = id_here(self._journal, name)
                self._written += 1
                if exceeds(self._written, self._limit):
                    self._over += 1
                    continue
            path = self._folders[block.kind] / f"{name}.jsonl"
            if path not in self._known:
                self._known[path] = os.path.lexists(path)
            if not self._known[path]:
                os.write(self._file(path), (row["line"] + "\n").encode("utf-8", "replace"))

    def over(self) -> tuple[str, ...]:
        """What was not taken."""
        if not self._over:
            return ()
        return (f"{self._over:,} more in quarantine (--limit rejected={self._limit})",)

    def _file(self, path: Path) -> int:
        if path not in self._open:
            self._close()
            self._open[path] = appended(path)
        return self._open[path]

    def _close(self) -> None:
        for file in self._open.values():
            os.close(file)
        self._open.clear()
