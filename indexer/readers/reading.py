"""Reads articles from files, folders and standard input, lazily and in a fixed order.

A file is read by its content and its ending (``indexer.readers.sniffing``, ``formats``). Standard
input (``-``) and named pipes are JSON lines, unless they begin as something else. Gzip is told by
its first bytes.

A folder is read whole, in the order of names. Names that begin with a dot or ``README``, links to
folders, pipes and what holds no releases are passed over, counted and named. A device or a socket
is rejected, wherever it is; a pipe is read where it was named itself.
"""

from __future__ import annotations

import itertools
import json
import stat
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

from indexer.quarantine.quarantine import MAX_COPIED_BYTES, UNREAD, Code, Rejected, Unfit
from indexer.readers.asked import Asked
from indexer.readers.files import (
    STANDARD_INPUT,
    check,
    chunks_of,
    files_in,
    files_of,
    has_changed,
    opened,
    pipes_among,
    refusal,
)
from indexer.readers.formats import LINES, ending_of, format_of, passed_over_as
from indexer.readers.keys import known
from indexer.readers.pieces import How, Piece
from indexer.readers.progress import Progress, Warned
from indexer.readers.records import FIELDS, ID_BYTES, article_of, id_of_title
from indexer.readers.sniffing import HEAD_BYTES, format_by, is_release
from indexer.readers.streams import CHUNK_BYTES, chunks_of_standard_input, inflated
from mappings.limits import Limits, exceeds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from fihris.engines.model import Article
    from indexer.readers.formats import Format

__all__ = ["Code", "Progress", "Reading", "Rejected", "files_of", "format_of", "read"]

MAX_UNKNOWN_FIELDS: Final = 100
"""Different unknown fields that are counted."""

MAX_FIELD_CHARACTERS: Final = 100
"""What is kept of the name of one."""


KEYS_TOLD: Final = 8
"""Keys of a record without text that are named where it is rejected."""


def read(
    paths: Sequence[Path | Literal["-"]],
    *,
    source: str | None = None,
    today: date | None = None,
    progress: Progress | None = None,
    limits: Limits = Limits(),
    pipes: Collection[str] | None = None,
    asked: Asked = Asked(),
) -> Iterator[Article | Rejected]:
    """Give the articles of files, folders and standard input, and what makes none.

    Memory is bounded: by one record, and some 150 bytes for each article's id. Within one call an
    id is given once. The same article again is passed over; another one under the same id is
    rejected, unless its id was derived from its title and date: then it gets that of its content.
    A line file that changes while it is read has given what it gave, and a rejection after it; a
    text file gives the rejection alone. What was in a damaged gzip file before the damage counts.

    Nothing that a file holds is a path that is read: ``replaying.read`` reads the quarantine.

    Args:
        paths: read in this order; ``-`` is standard input, as JSON lines.
        source: the source of articles that name none.
        today: see ``fihris.arabic.dates.parse_date``.
        progress: filled while reading.
        limits: what is larger is rejected; beyond ``rejected_per_file``, one more rejection counts
            the rest of a file.
        pipes: named pipes that are read; where it is not told, those among ``paths``.
        asked: how to read them, where that is not found out.

    Raises:
        InputMissing, UnknownFormat: at once, before anything is read.
    """
    for path in paths:
        check(path, was_found=True, type_=asked.type)
    run = Reading(
        source=source,
        today=today,
        progress=progress,
        limits=limits,
        pipes=pipes_among(paths) if pipes is None else pipes,
        asked=asked,
    )
    return run.of(paths)


class Reading:
    """One reading of several inputs: what it has seen so far."""

    def __init__(
        self,
        *,
        source: str | None = None,
        today: date | None = None,
        progress: Progress | None = None,
        limits: Limits = Limits(),
        pipes: Collection[str] = (),
        asked: Asked = Asked(),
    ) -> None:
        """See ``read``."""
        self._asked = asked
        self._keys = dict(asked.keys)
        self._is_strict = asked.strict
        self.source = " ".join((source or "").split()) or None
        self.limits = limits
        self._today = today
        self._progress = progress or Progress()
        self._pipes = pipes
        self._seen: dict[int, int] = {}  # hash of id → hash of content, 64 bits each

    def of(self, paths: Iterable[Path | Literal["-"]]) -> Iterator[Article | Rejected]:
        """What ``paths`` hold, in order."""
        progress = self._progress
        for path in paths:
            for item in self.path(str(path)):
                if isinstance(item, Rejected):
                    progress.rejected += item.count
                    yield item if item.source else replace(item, source=self.source)
                else:
                    progress.articles += 1
                    yield item

    # --- files and folders ---

    def path(self, path: str) -> Iterator[Article | Rejected]:
        """What a file, a folder or standard input holds."""
        if path == STANDARD_INPUT:
            self._progress.files += 1
            chunks = self._counted(chunks_of_standard_input(CHUNK_BYTES))
            pieces = self._told(self._inflated(chunks, path), path)
            yield from self._bounded(self._items(pieces, path), path)
            return
        for found in files_in(path, on_skipped=self._progress.pass_over, asked=self._asked):
            if isinstance(found, Rejected):
                yield found
            else:
                yield from self.file(found)

    def file(self, path: str) -> Iterator[Article | Rejected]:
        """What a file holds; of what makes no article no more than ``limits`` allow."""
        yield from self._bounded(self._file(path), path)

    def _bounded(
        self, items: Iterator[Article | Rejected], path: str
    ) -> Iterator[Article | Rejected]:
        """Items of one file; beyond the limit its rejections are counted, and told in one."""
        kept = 0
        more: Counter[Code] = Counter()
        for item in items:
            if isinstance(item, Rejected) and item.code not in UNREAD:
                if exceeds(kept + 1, self.limits.rejected_per_file):
                    more[item.code] += 1
                    continue
                kept += 1
            yield item
        if more:
            yield uncounted(more, path, f"rejected-per-file={self.limits.rejected_per_file}")

    def _told(self, chunks: Iterator[bytes], path: str) -> Iterator[Piece]:
        """What a stream holds: JSON lines, or what it begins as."""
        format_, chunks = self._format(chunks, "-.jsonl")
        return (format_ or LINES).read(chunks, self._how(path))

    def _format(self, chunks: Iterator[bytes], name: str) -> tuple[Format | None, Iterator[bytes]]:
        """How to read what begins so, and the same bytes again."""
        try:
            first = next(chunks, b"")  # not more: whoever writes to a pipe may wait for an answer
        except Unfit as exc:
            chunks, first = _raising(exc), b""
        found = format_by(name, first[:HEAD_BYTES], asked=self._asked.type)
        return found, itertools.chain((first,) if first else (), chunks)

    def _how(self, name: str, depth: int = 0) -> How:
        return How(
            name=name,
            asked=self._asked if not depth else replace(self._asked, type=""),
            limits=self.limits,
            depth=depth,
            inside=lambda inner, data: self._inside(inner, data, depth + 1),
        )

    def _inside(self, name: str, data: bytes, depth: int) -> Iterator[Piece]:
        """What a file inside another holds; one that is nothing of ours is passed over."""
        if exceeds(depth, self.limits.nested):
            detail = f"{name}: {depth} deep (--limit nested={self.limits.nested})"
            yield Piece(unfit=Unfit(Code.NESTED, detail))
            return
        try:
            chunks = inflated(iter((data,)), ratio=self.limits.unpacked_ratio)
            first = next(chunks, b"")
            found = format_by(name, first[:HEAD_BYTES])
            head = first[:HEAD_BYTES]
            is_taken = format_of(name) is not None or is_release(name, head)
            if found is None or passed_over_as(name.rpartition("/")[2]) or not is_taken:
                yield Piece(passed=(name, ending_of(name) or "no ending"))
                return
            yield from found.read(itertools.chain((first,), chunks), self._how(name, depth))
        except Unfit as exc:
            yield Piece(unfit=Unfit(exc.code, f"{name}: {exc.detail}".removesuffix(": ")))

    def _file(self, path: str) -> Iterator[Article | Rejected]:
        self._progress.files += 1
        try:
            file, before = opened(path, pipes=self._pipes)
            with file:
                is_plain = stat.S_ISREG(before.st_mode)
                chunks = self._inflated(self._counted(chunks_of(file, before)), path)
                format_, chunks = self._format(chunks, path if is_plain else "-.jsonl")
                format_ = format_ or LINES
                pieces = format_.read(chunks, self._how(path))
                if format_.streams:
                    yield from self._items(pieces, path)
                    given: list[Article | Rejected] = []
                else:
                    given = list(self._items(pieces, path))
                if is_plain and has_changed(path, before):
                    yield Rejected(code=Code.CHANGED, path=path)
                else:
                    yield from given
        except Unfit as exc:
            yield Rejected(code=exc.code, path=path, detail=exc.detail)
        except OSError as exc:
            yield refusal(exc, path)

    def _counted(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._progress.bytes += len(chunk)
            yield chunk

    def _inflated(self, chunks: Iterator[bytes], path: str) -> Iterator[bytes]:
        return inflated(chunks, must_be_gzip=_is_gzip(path), ratio=self.limits.unpacked_ratio)

    # --- articles ---

    def _items(self, pieces: Iterator[Piece], path: str) -> Iterator[Article | Rejected]:
        try:
            for piece in pieces:
                if item := self.item(piece, path):
                    yield item
        except Unfit as exc:  # the file as a whole
            yield Rejected(code=exc.code, path=path, detail=exc.detail)

    def item(self, piece: Piece, path: str) -> Article | Rejected | None:
        """What a piece of a file is; nothing if it is empty, or an article that was given."""
        if piece.passed:
            self._progress.pass_over(*piece.passed)
        record = piece.record
        if record is not None:
            unknown = piece.unknown
            try:
                if self._keys or is_foreign(record):
                    record, more = known(record, self._keys)
                    unknown += more
                doubts: list[Unfit] = []
                made = self._new(record, None if self._is_strict else doubts)
            except Unfit as exc:
                # kept in no variable of this frame, which it leads to: no cycles are looked for
                return _rejected(
                    _with_keys(exc, unknown) if exc.code is Code.NO_TEXT else exc, piece, path
                )
            self._count_unknown(unknown)
            for one in doubts:
                self._progress.warn(Warned(path, piece.line, one.code, one.detail))
            return made
        return _rejected(piece.unfit, piece, path) if piece.unfit else None

    def _new(self, record: dict[str, Any], doubts: list[Unfit] | None) -> Article | None:
        """The record's article; ``None`` if the same one was given before. ``doubts``: as in
        ``article_of``.

        Raises:
            Unfit: it makes none, or another article has its id.
        """
        article = article_of(
            record, source=self.source, today=self._today, limits=self.limits, doubts=doubts
        )
        content = hash(article.content_hash)
        if self._taken(article.article_id) not in {None, content}:
            if article.article_id != id_of_title(article.source, article.title, article.date):
                raise Unfit(Code.DUPLICATE_ID, article.article_id)
            article = replace(article, article_id=article.content_hash[: 2 * ID_BYTES])
        if self._taken(article.article_id) is not None:
            self._progress.repeated += 1
            return None
        self._seen[hash(article.article_id)] = content
        return article

    def _taken(self, article_id: str) -> int | None:
        """The content's hash of the article that has this id."""
        return self._seen.get(hash(article_id))

    def _count_unknown(self, fields: Iterable[str]) -> None:
        unknown = self._progress.unknown_fields
        for whole in fields:
            name = whole[:MAX_FIELD_CHARACTERS]
            if name in unknown or len(unknown) < MAX_UNKNOWN_FIELDS:
                unknown[name] += 1


def uncounted(more: Counter[Code], path: str, limit: str) -> Rejected:
    """Stands for rejections of a file that are not kept one by one, with how many of each code."""
    codes = ", ".join(f"{code} {n:,}" for code, n in more.most_common())
    detail = f"{more.total():,} more: {codes} (--limit {limit})"
    return Rejected(code=Code.MORE, path=path, detail=detail, count=more.total())


def _raising(exc: Unfit) -> Iterator[bytes]:
    """Chunks of which the first cannot be read: whoever reads them is told so."""
    for _ in (exc,):
        raise exc
    yield b""


def _with_keys(unfit: Unfit, unknown: Sequence[str]) -> Unfit:
    """What has no text that we know of, with the keys of which one may be it."""
    if not unknown:
        return unfit
    names = ", ".join(name[:40] for name in unknown[:KEYS_TOLD])
    return Unfit(unfit.code, f"its keys: {names}{' …' if len(unknown) > KEYS_TOLD else ''} (--map)")


def is_foreign(record: dict[str, Any]) -> bool:
    """Whether a record has other keys than ours, or an object under one of ours."""
    return not record.keys() <= FIELDS or dict in map(type, record.values())


def _rejected(unfit: Unfit, piece: Piece, path: str) -> Rejected:
    if piece.record and piece.text is None and piece.raw is None:  # not JSON where it was read
        piece = piece._replace(text=json.dumps(piece.record, ensure_ascii=False))
    is_kept = piece.size <= MAX_COPIED_BYTES  # a larger one is not copied: nobody need hold it
    return Rejected(
        code=unfit.code,
        path=path,
        line=piece.line,
        detail=unfit.detail,
        record=piece.text if is_kept else None,
        raw=piece.raw if is_kept else None,
        bytes=piece.size,
    )


def _is_gzip(path: str) -> bool:
    return path.lower().endswith(".gz")
