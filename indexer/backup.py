"""``fihris backup`` and ``fihris restore``: an index in one file, out of either engine into either.

What is backed up are the articles with their paragraphs, the journal and the quarantine: not the
terms, which the engine that it is restored into makes anew. A restored index is a new generation,
verified by its counts and by a hash of every article's id and content before it is published.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from glob import escape
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import mappings
from engines.errors import (
    FULL,
    DiskFull,
    GenerationUnknown,
    IndexMissing,
    unwritable,
)
from engines.files import sync_folder
from engines.model import Paragraph
from indexer import mended, quarantined, recorded
from indexer.archive import Block, Kind, Writer, blocks, damages, digest_of
from indexer.errors import (
    ArchiveDamaged,
    ArchiveNewer,
    ArchiveUnreadable,
    ArchiveUnrecognised,
    ArchiveUnwritable,
    RestoreDiffers,
)
from indexer.journal import Counts, Journal, is_alive
from indexer.loading import STEP_PARAGRAPHS, Loader, State
from indexer.pipeline import Report, accounting, locked_in_time
from indexer.preparing import Batch, batches_apart
from indexer.quarantine import Quarantine, folder_of
from indexer.rescanning import batches_of
from mappings.version import program_version

if TYPE_CHECKING:
    from engines.protocol import Engine, Preparer

FORMAT: Final = 1
"""The number of the file's layout; a newer one is refused."""

_BESIDE: Final = f".fihris-backup.{os.uname().nodename}"
"""What a backup is called until it is whole, with the id of its process behind it."""

_FIELDS: Final = frozenset(field.name for field in fields(Paragraph))


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a backup holds."""

    path: Path
    generation: str
    articles: int
    paragraphs: int
    bytes: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore did; ``lost`` names the blocks that were not whole (``salvage``)."""

    report: Report
    lost: tuple[str, ...] = ()


def backup(
    engine: Engine,
    path: Path,
    *,
    home: Path,
    generation: str | None = None,
    progress: Callable[[State], None] | None = None,
) -> Saved:
    """Write an index to one file: what is there when this begins, whatever is loaded meanwhile.

    The file appears under its name when it is whole and on the disk.

    Raises:
        IndexMissing, GenerationUnknown, DiskFull, ArchiveUnwritable
    """
    began = time.monotonic()
    path = path.resolve()  # where a link leads to
    if path.exists() and not path.is_file():
        raise ArchiveUnwritable(where=path, reason="there is something that is no plain file")
    name = generation or engine.live()
    if name is None:
        raise IndexMissing(index=engine.index, where=home)
    beside = path.with_name(f"{_BESIDE}.{os.getpid()}")
    try:
        _sweep(path.absolute().parent)
        with beside.open("xb") as file:
            beside.chmod(0o600)
            counted = _write(engine, file, home, name, progress)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(path.absolute().parent)
    except OSError as exc:
        if exc.errno in FULL:
            raise DiskFull(where=path, reason=exc.strerror) from exc
        raise ArchiveUnwritable(where=path, reason=exc.strerror or str(exc)) from exc
    finally:
        beside.unlink(missing_ok=True)
    return Saved(
        path=path,
        generation=name,
        articles=counted[0],
        paragraphs=counted[1],
        bytes=path.stat().st_size,
        seconds=round(time.monotonic() - began, 3),
    )


def _sweep(folder: Path) -> None:
    """Remove what backups left there that were killed on this machine."""
    for stale in folder.glob(f"{escape(_BESIDE)}.*"):
        pid = stale.name.removeprefix(f"{_BESIDE}.")
        if pid.isdecimal() and not is_alive(int(pid)):
            stale.unlink(missing_ok=True)


def _write(
    engine: Engine,
    file: IO[bytes],
    home: Path,
    name: str,
    progress: Callable[[State], None] | None,
) -> tuple[int, int]:
    about = next((one for one in engine.generations() if one.name == name), None)
    if about is None:
        raise GenerationUnknown(generation=name, index=engine.index)
    state = State(bytes_total=about.articles)
    contents: dict[int, int] = {}
    from engines.keys import key_of  # start-up

    def lines() -> Iterator[dict[str, Any]]:
        for article in engine.scan(generation=name):
            first = article[0]
            contents[key_of(first.article_id)] = key_of(first.content_hash)
            state.bytes_read += 1
            state.paragraphs += len(article)
            if progress:
                progress(state)
            yield {"paragraphs": [_small(one) for one in article]}

    writer = Writer(file)
    head = {
        "format": FORMAT, "engine": engine.name, "index": engine.index, "generation": name,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "made_by": f"fihris {program_version()}", "schema_version": mappings.schema_version(),
        "analysis": mappings.analysis_hash(), "words": mappings.own_words().identity,
        "articles": about.articles, "paragraphs": about.paragraphs,
    }  # fmt: skip
    writer.write("head", [head])
    articles = writer.write("articles", lines())
    with Journal.of(engine, home) as journal:
        writer.write("journal", journal.dump())
    for kind, folder in _folders(home, engine.index).items():
        for path in sorted(folder.glob("*.jsonl")):
            text = path.read_text(encoding="utf-8", errors="replace").split("\n")
            lines_of = ({"run": path.stem, "line": line} for line in text if line)
            writer.write(kind, lines_of)
    end = {"articles": articles, "paragraphs": state.paragraphs, "contents": digest_of(contents)}
    writer.write("end", [end])
    return articles, state.paragraphs


def _folders(home: Path, index: str) -> dict[Kind, Path]:
    """What is saved of lines that could not be read: as they were, and as they were mended."""
    return {
        "quarantine": folder_of(home, index),
        "mended": mended.folder_of(home, index),
    }


def _small(paragraph: Paragraph) -> dict[str, Any]:
    return {name: value for name, value in asdict(paragraph).items() if value not in {None, "", ()}}


@dataclass(frozen=True, slots=True)
class _Articles:
    """The articles of a backup, made ready in a process of their own."""

    path: Path
    preparer: Preparer
    words: mappings.OwnWords

    def batches(self, *, leave: int = 0) -> Generator[Batch, None, None]:
        """See ``indexer.preparing.Work``."""
        with self.path.open("rb") as file:
            yield from batches_of(
                _articles(blocks(file, unpack={"articles"})), self.preparer, leave=leave
            )


def restore(
    engine: Engine,
    path: Path,
    *,
    home: Path,
    salvage: bool = False,
    publish: bool = True,
    progress: Callable[[State], None] | None = None,
) -> Restored:
    """Make a generation of a backup, verify it, publish it.

    Args:
        salvage: take what is whole of a damaged file, and say what is not.

    Raises:
        ArchiveUnreadable, ArchiveUnrecognised, ArchiveNewer: nothing was done.
        ArchiveDamaged: nothing was done.
        RestoreDiffers: what was built is not what was saved; it is kept, unpublished.
    """
    began = time.monotonic()
    head, end, lost = _looked_through(path, salvage=salvage)
    with ExitStack() as held, Journal.of(engine, home) as journal:
        held.enter_context(engine.locked("build", by="fihris restore"))
        run_id = journal.begin("restore", inputs=[(str(path.absolute()), None)])
        journal.close_abandoned(("restore",), but=run_id)
        with accounting(engine, journal, run_id, began, live=None) as account:
            quarantine = account.enter_context(Quarantine(home, engine.index, run_id))
            loader = account.loader = Loader(
                engine,
                journal,
                run_id,
                generation=engine.new_generation(),
                quarantine=quarantine,
                is_new=True,
                step=STEP_PARAGRAPHS,
                progress=progress,
            )
            loader.state.bytes_total = head.get("articles")
            work = _Articles(path, engine.preparer(), mappings.own_words())
            loader.batches(batches_apart(work))
            if not lost:
                _verify(engine, loader.generation, loader.counts, end)
            if publish:
                held.enter_context(locked_in_time(engine, by="fihris restore"))
                engine.publish(loader.generation)
                account.is_live = True
            with path.open("rb") as file:
                _restore_rest(
                    journal, run_id, blocks(file, unpack={"journal", "quarantine", "mended"})
                )
            told = lost if publish else (recorded.UNPUBLISHED, *lost)
            account.finish("done", detail="; ".join(told))
    report = Report(
        run_id=run_id,
        generation=loader.generation,
        counts=loader.counts,
        seconds=account.seconds,
        quarantine=quarantine.path if quarantine.count else None,
        rejected=tuple(loader.shown),
    )
    return Restored(report=report, lost=lost)


def _looked_through(
    path: Path, *, salvage: bool
) -> tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]:
    """The first and the last line of a backup, and what is damaged of it."""
    head: dict[str, Any] = {}
    end: dict[str, Any] = {}
    damaged: ArchiveDamaged | None = None
    whole: set[str] = set()
    try:
        with path.open("rb") as file:
            try:
                damages(file, str(path))
            except ArchiveDamaged as exc:
                damaged = exc
            file.seek(0)
            for block in blocks(file, unpack={"head", "end"}):
                if not block.damage:
                    whole.add(block.kind)
                if block.kind == "head" and block.lines:
                    head = block.lines[0]
                elif block.kind == "end" and block.lines:
                    end = block.lines[0]
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


def _articles(found: Iterator[Block]) -> Iterator[tuple[Paragraph, ...]]:
    for block in found:
        if block.kind == "articles":
            for line in block.lines:
                yield tuple(_paragraph(one) for one in line["paragraphs"])


def _paragraph(told: dict[str, Any]) -> Paragraph:
    known = {name: value for name, value in told.items() if name in _FIELDS}
    for name in ("countries", "organizations"):
        known[name] = tuple(known.get(name, ()))
    return Paragraph(**known)


def _restore_rest(journal: Journal, run_id: str, found: Iterator[Block]) -> None:
    """The journal's rows and the quarantine's files, where there are none of their names yet."""
    try:
        _restore_lines(journal, run_id, found)
    except OSError as exc:
        raise unwritable(journal.home / journal.index, exc) from exc
    quarantined.read_files(journal)


def _restore_lines(journal: Journal, run_id: str, found: Iterator[Block]) -> None:
    folders = {str(kind): path for kind, path in _folders(journal.home, journal.index).items()}
    opened: set[Path] = set()
    for block in found:
        if block.kind == "journal":
            journal.take_in(block.lines, by=run_id)
        elif block.kind in folders:
            folder = folders[block.kind]
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for line in block.lines:
                name = Path(str(line["run"])).name
                if block.kind == "quarantine":
                    name = journal.id_here(name)
                path = folder / f"{name}.jsonl"
                if path not in opened and path.exists():
                    continue
                opened.add(path)
                with path.open("a", encoding="utf-8") as file:
                    file.write(line["line"] + "\n")
                path.chmod(0o600)
