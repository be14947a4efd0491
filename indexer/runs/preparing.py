"""From inputs to articles made ready for an engine, in batches; in another process when there is
much to read, so that one core reads and analyses while the other writes."""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import queue
import signal
import stat
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol

import mappings
from fihris.arabic.own_words import adopt
from fihris.engines.keys import key_of
from indexer.enrich import names as metadata
from indexer.enrich.paragraphs import split
from indexer.errors import ReaderStopped
from indexer.quarantine.quarantine import Rejected
from indexer.quarantine.replay import Own, read
from indexer.readers.asked import Asked
from indexer.readers.reading import Progress
from indexer.runs.notes import Notes
from mappings.errors import FihrisError
from mappings.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence, Set
    from multiprocessing.connection import Connection

    from fihris.engines.model import Article
    from fihris.engines.protocol import Checker, Prepared, Preparer

BATCH_PARAGRAPHS: Final = 400
"""Paragraphs made ready at once."""

HANDED_OVER: Final = 1_500
"""Paragraphs that the reading process hands over at once: about two megabytes. Of 400 each the two
processes wait for each other more often, which makes loading a tenth slower."""

CHECKED_AT_ONCE: Final = 64
"""Articles asked about at once, whether they are held already."""

PARAGRAPH_CHARACTERS: Final = 2_000
"""Characters of text that weigh as much as a paragraph, so that a few long articles fill a batch;
those of SaudiNewsNet have 230 a paragraph."""

REJECTED_BYTES: Final = 8 << 20
"""Bytes of rejected records that are handed over at once."""

AHEAD: Final = 2
"""Batches that may wait for the writer; bounds memory."""

APART_FROM_BYTES: Final = 2_000_000
"""Input from which a second process pays for its start, which costs about half a second."""

LEFT_TO_WRITER: Final = 2
"""One in so many articles is split and analysed by the writing process, which would wait for the
reading one otherwise: that takes longer than all else together."""

Input = Path | Literal["-"]


@dataclass(frozen=True, slots=True)
class Read:
    """An article that was read and is still to be split and made ready."""

    article: Article
    countries: tuple[str, ...]
    organizations: tuple[str, ...]
    at: str

    def prepared(self, preparer: Preparer, /) -> Prepared:
        """Split it and make it ready."""
        return preparer(
            split(
                self.article,
                countries=self.countries,
                organizations=self.organizations,
                indexed_at=self.at,
                schema_version=mappings.schema_version(),
            )
        )


class Left(Protocol):
    """An article that is still to be made ready."""

    def prepared(self, preparer: Preparer, /) -> Prepared:
        """Make it ready."""


@dataclass(slots=True)
class Batch:
    """Some of the input: what is ready, what was the same as before, what could not be read."""

    prepared: list[Prepared] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    bytes_read: int = 0
    group: int = 0
    """Which of a job's groups it is of, from 0."""
    notes: Notes | None = None
    """Of the last batch of a group: what was passed over in it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Files that are read together, of two articles with one id the first counts; and what those
    are said to be from that name no source, and how they are read. Of two groups the later one
    counts."""

    files: tuple[Input, ...]
    source: str | None = None
    asked: Asked = Asked()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to read and how to make it ready; goes to the other process whole.

    ``limits`` and ``pipes`` are as in ``readers.read``, ``own`` as in ``replaying.read``.
    """

    groups: tuple[Group, ...]
    preparer: Preparer
    checker: Checker
    words: mappings.OwnWords
    limits: Limits = Limits()
    own: Own = field(default_factory=Own)
    pipes: frozenset[str] = frozenset()

    def batches(self, *, leave: int = 0) -> Generator[Batch, None, None]:
        """Read here, in order; with ``leave``, one article in so many is left as read."""
        return batches(self, leave=leave)


class Work(Protocol):
    """What gives batches, here or in another process."""

    @property
    def preparer(self) -> Preparer:
        """Makes ready what is left."""

    @property
    def words(self) -> mappings.OwnWords:
        """The newsroom's words that hold there as here."""

    def batches(self, *, leave: int = 0) -> Generator[Batch, None, None]:
        """The batches, in order; with ``leave``, one article in so many is left as read."""


def batch_size(leave: int) -> int:
    """Paragraphs of a batch: more where it goes to another process, to which some is left."""
    return HANDED_OVER if leave else BATCH_PARAGRAPHS


def batches(job: Job, *, leave: int = 0) -> Generator[Batch, None, None]:
    """Read the job's groups, here, in order; with ``leave``, one in so many is left as read."""
    making = _Making(job, leave)
    for number, group in enumerate(job.groups):
        yield from making.batches(number, group)


class _Making:
    """What is made ready of a job, and what of it later groups need not load again."""

    def __init__(self, job: Job, leave: int) -> None:
        self._job = job
        self._leave = leave
        self._met = 0
        self._bytes = 0
        self._now = datetime.now(UTC).isoformat(timespec="seconds")
        # of one group there is nothing to compare: in it an id is given once
        self._given: dict[int, int] | None = {} if len(job.groups) > 1 else None

    def batches(self, number: int, group: Group) -> Generator[Batch, None, None]:
        job, most = self._job, batch_size(self._leave)
        progress = Progress()
        batch = Batch(group=number)
        waiting: list[Article] = []
        made = waits = rejected = 0
        items = read(
            group.files, own=job.own, source=group.source, progress=progress,
            limits=job.limits, pipes=job.pipes, asked=group.asked,
        )  # fmt: skip
        for item in items:
            if isinstance(item, Rejected):
                batch.rejected.append(item)
                rejected += item.bytes if item.record or item.raw else 0
            else:
                waiting.append(item)
                waits += _weight(item)
                if len(waiting) >= CHECKED_AT_ONCE or waits >= most:
                    made += self._make(waiting, batch)
                    waits = 0
            if made >= most or len(batch.rejected) >= CHECKED_AT_ONCE or rejected > REJECTED_BYTES:
                batch.bytes_read = self._bytes + progress.bytes
                yield batch
                batch, made, rejected = Batch(group=number), 0, 0
        self._make(waiting, batch)
        batch.unchanged += progress.repeated
        self._bytes += progress.bytes
        batch.bytes_read = self._bytes
        batch.notes = Notes.of(progress)
        yield batch

    def _make(self, waiting: list[Article], batch: Batch) -> int:
        """Make ready what waits and is not held; returns how much that weighs."""
        made = 0
        held = self._held(waiting)
        for article in waiting:
            if article.article_id in held:
                batch.unchanged += 1
                continue
            found = Read(article, *metadata.of(article), self._now)
            self._met += 1
            if self._leave and self._met % self._leave == 0:
                batch.left.append(found)
            else:
                batch.prepared.append(found.prepared(self._job.preparer))
            made += _weight(article)
        waiting.clear()
        return made

    def _held(self, waiting: list[Article]) -> Set[str]:
        """The ids of those that the generation has with this content, or an earlier group gave."""
        given = self._given
        if given is None:
            return self._job.checker([(one.article_id, one.content_hash) for one in waiting])
        held: set[str] = set()
        unknown: list[tuple[str, str]] = []
        for one in waiting:
            key, content = key_of(one.article_id), key_of(one.content_hash)
            if key not in given:
                unknown.append((one.article_id, one.content_hash))
            elif given[key] == content:
                held.add(one.article_id)
            given[key] = content
        return held | self._job.checker(unknown)


def _weight(article: Article) -> int:
    """How much an article fills a batch, in paragraphs."""
    lines = article.lines
    return len(lines) + 1 + sum(map(len, lines)) // PARAGRAPH_CHARACTERS


def batches_apart(job: Work) -> Generator[Batch, None, None]:
    """The same, read by another process while this one goes on.

    Raises:
        ReaderStopped: the other process was killed.
    """
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(job, sending), daemon=True)
    process.start()
    sending.close()
    arrived: queue.Queue[bytes | None] = queue.Queue(AHEAD)
    stop = threading.Event()
    thread = threading.Thread(target=_receive, args=(receiving, arrived, stop), daemon=True)
    thread.start()
    try:
        while True:
            data = arrived.get()
            if data is None:
                process.join(5)
                raise ReaderStopped(code=process.exitcode)
            item = pickle.loads(data)
            if item is None:
                return
            if isinstance(item, BaseException):
                raise item
            item.prepared += [found.prepared(job.preparer) for found in item.left]
            item.left.clear()
            yield item
    finally:
        stop.set()
        process.kill()  # it has nothing to clean up
        receiving.close()
        process.join(5)


def _receive(
    receiving: Connection, arrived: queue.Queue[bytes | None], stop: threading.Event
) -> None:
    data: bytes | None = b""
    while data is not None:
        try:
            data = receiving.recv_bytes()
        except (EOFError, OSError):
            data = None
        while not stop.is_set():
            try:
                arrived.put(data, timeout=0.2)
                break
            except queue.Full:
                continue
        else:
            return


def _send(job: Work, sending: Connection) -> None:
    """The other process: sends batches, then ``None``; or the error that ended it."""
    # Ctrl-C reaches both, and so does SIGTERM where a whole group is ended; the parent ends this
    # process when it is done cleaning up
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    adopt(job.words)
    gc.disable()  # what is made here has no cycles, and looking for them costs a tenth
    try:
        for batch in job.batches(leave=LEFT_TO_WRITER):
            sending.send_bytes(pickle.dumps(batch, protocol=5))
        sending.send_bytes(pickle.dumps(None))
    except FihrisError as exc:
        sending.send_bytes(pickle.dumps(exc))
    except BrokenPipeError:
        return  # the parent is gone


def size_of(files: Sequence[Input]) -> int | None:
    """Bytes of the files; ``None`` when one is a stream."""
    total = 0
    for path in files:
        if path == "-":
            return None
        try:
            about = path.stat()
        except OSError:
            continue
        if not stat.S_ISREG(about.st_mode):
            return None
        total += about.st_size
    return total
