"""Reads articles from files, folders and standard input, lazily and in a fixed order.

A named file is read by its ending: ``.txt .text .md`` one release each, ``.jsonl .ndjson`` one a
line, ``.json`` one, a list of them, or one a line; ``.gz`` after any. Standard input (``-``) and
named pipes are JSON lines. Gzip is told by its first bytes.

A folder is read whole, in the order of names. Only ``.txt .text .jsonl .ndjson`` (and ``.gz``)
are taken there: Markdown and ``.json`` in a folder are more often about the releases than
releases themselves. Names that begin with a dot or ``README`` and links to folders are passed
over, and counted.
"""

from __future__ import annotations

import base64
import json
import os
import stat
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from indexer import text_files
from indexer.byte_lines import (
    CHUNK_BYTES,
    MAX_LINE_BYTES,
    GzipBroken,
    TooLong,
    all_bytes,
    chunks_of_standard_input,
    inflated,
    numbered_lines,
)
from indexer.input_files import (
    STANDARD_INPUT,
    check,
    files_in,
    files_of,
    format_of,
    has_changed,
    holds,
    refusal,
)
from indexer.json_lines import FIELDS, ID_BYTES, article_of, id_of_title, parse
from indexer.quarantine import Code, Rejected, Unfit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from engines.model import Article

__all__ = ["Code", "Progress", "Rejected", "files_of", "format_of", "read"]

MAX_DOCUMENT_BYTES: Final = 64 << 20
"""The largest ``.json`` file: unlike lines, it has to be held whole."""

MAX_UNKNOWN_FIELDS: Final = 100
"""Different unknown fields that are counted."""


@dataclass(slots=True)
class Progress:
    """What a reading met, complete when it has ended; ``articles + rejected`` is what it gave.

    ``repeated`` articles came a second time with the same id and content and were not given
    again. ``skipped`` counts files in folders that are no releases, ``bytes`` what was read of
    files and streams, before inflating.
    """

    files: int = 0
    bytes: int = 0
    articles: int = 0
    rejected: int = 0
    repeated: int = 0
    skipped: int = 0
    unknown_fields: Counter[str] = field(default_factory=Counter)


def read(
    paths: Sequence[Path | Literal["-"]],
    *,
    source: str | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> Iterator[Article | Rejected]:
    """Give the articles of files, folders and standard input, and what makes none.

    Memory is bounded: by one record, and some 150 bytes for each article's id. Within one call an
    id is given once. The same article again is passed over; another one under the same id is
    rejected, unless its id was derived from its title and date: then it gets that of its content.
    A line file that changes while it is read has given what it gave, and a rejection after it; a
    text file gives the rejection alone. What was in a damaged gzip file before the damage counts.

    A file that ``quarantine.Quarantine`` wrote is read by its records, mended or not.

    Args:
        paths: read in this order; ``-`` is standard input, as JSON lines.
        source: the source of articles that name none.
        today: see ``arabic.dates.parse_date``.
        progress: filled while reading.

    Raises:
        InputMissing: at once, before anything is read.
        UnknownFormat: at once, before anything is read.
    """
    for path in paths:
        check(path)
    run = _Reading(source=" ".join((source or "").split()) or None, today=today, progress=progress)
    return run.of(paths)


class _Reading:
    """One reading of several inputs: what it has seen so far."""

    def __init__(
        self, *, source: str | None, today: date | None, progress: Progress | None
    ) -> None:
        self._source = source
        self._today = today
        self._progress = progress or Progress()
        self._seen: dict[int, int] = {}  # hash of id → hash of content, 64 bits each
        self._begun: set[str] = set()

    def of(self, paths: Iterable[Path | Literal["-"]]) -> Iterator[Article | Rejected]:
        progress = self._progress
        for path in paths:
            for item in self._path(str(path)):
                if isinstance(item, Rejected):
                    progress.rejected += 1
                    yield replace(item, source=self._source)
                else:
                    progress.articles += 1
                    yield item

    # --- files and folders ---

    def _path(self, path: str) -> Iterator[Article | Rejected]:
        self._begun.add(path)
        if path == STANDARD_INPUT:
            self._progress.files += 1
            yield from self._lines(self._counted(chunks_of_standard_input()), path)
            return
        for found in files_in(path, on_skipped=self._skip):
            if isinstance(found, Rejected):
                yield found
            else:
                yield from self._file(found)

    def _skip(self) -> None:
        self._progress.skipped += 1

    def _file(self, path: str) -> Iterator[Article | Rejected]:
        self._progress.files += 1
        try:
            with Path(path).open("rb", buffering=0) as file:
                before = os.fstat(file.fileno())
                chunks = self._counted(iter(lambda: file.read(CHUNK_BYTES), b""))
                kind = format_of(path)
                if kind == "lines" or not stat.S_ISREG(before.st_mode):
                    yield from self._lines(chunks, path)
                    given: list[Article | Rejected] = []
                elif kind == "text":
                    given = list(self._text(chunks, path))
                else:
                    given = list(self._document(chunks, path))
                if stat.S_ISREG(before.st_mode) and has_changed(path, before):
                    yield Rejected(code=Code.CHANGED, path=path)
                else:
                    yield from given
        except OSError as exc:
            yield refusal(exc, path)

    def _counted(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._progress.bytes += len(chunk)
            yield chunk

    # --- formats ---

    def _lines(self, chunks: Iterator[bytes], path: str) -> Iterator[Article | Rejected]:
        number = 0
        try:
            for number, line in numbered_lines(inflated(chunks, must_be_gzip=_is_gzip(path))):
                if isinstance(line, TooLong):
                    detail = f"{line.bytes} bytes; at most {MAX_LINE_BYTES}"
                    yield Rejected(
                        code=Code.TOO_LONG, path=path, line=number, detail=detail, bytes=line.bytes
                    )
                    continue
                item = self._line(line, path, number)
                if isinstance(item, dict):
                    yield from self._quarantined(item, path, number)
                elif item is not None:
                    yield item
        except GzipBroken as exc:
            yield Rejected(code=exc.code, path=path, line=number + 1, detail=exc.detail)
            return
        if not number:
            yield Rejected(code=Code.EMPTY, path=path)

    def _line(
        self, line: bytes, path: str, number: int | None
    ) -> Article | Rejected | dict[str, Any] | None:
        """One line of JSON: an article, a rejection, nothing, or a line of a quarantine file."""
        text = None
        try:
            text = line.decode()
            if not text or text.isspace():
                return None
            record = parse(text)
            if _QUARANTINED in record and "record" in record:
                return record
            return self._new(record)
        except UnicodeDecodeError as exc:
            detail = f"byte 0x{line[exc.start]:02X} at {exc.start}"
            return _rejected(Unfit(Code.NOT_UTF8, detail), path, number, raw=line, size=len(line))
        except Unfit as exc:
            return _rejected(exc, path, number, record=text, size=len(line))

    def _text(self, chunks: Iterator[bytes], path: str) -> Iterator[Article | Rejected]:
        try:
            data = all_bytes(inflated(chunks, must_be_gzip=_is_gzip(path)), MAX_LINE_BYTES)
        except GzipBroken as exc:
            yield Rejected(code=exc.code, path=path, detail=exc.detail)
        except Unfit as exc:
            yield _rejected(exc, path, None)
        else:
            yield from self._release(data, path)

    def _release(self, data: bytes, path: str) -> Iterator[Article | Rejected]:
        """One text file's content."""
        text = None
        try:
            text = text_files.decoded(data)
            record, unknown = text_files.record_of(text)
            self._count_unknown(unknown)
            article = self._new(record)
        except Unfit as exc:
            raw = None if text is not None else data
            yield _rejected(exc, path, None, record=text, raw=raw, size=len(data))
        else:
            if article:
                yield article

    def _document(self, chunks: Iterator[bytes], path: str) -> Iterator[Article | Rejected]:
        """A ``.json`` file: an object, a list of them, or lines after all."""
        try:
            data = all_bytes(inflated(chunks, must_be_gzip=_is_gzip(path)), MAX_DOCUMENT_BYTES)
        except GzipBroken as exc:
            yield Rejected(code=exc.code, path=path, detail=exc.detail)
            return
        except Unfit as exc:
            yield _rejected(exc, path, None)
            return
        try:
            whole = json.loads(data.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            yield from self._lines(iter((data,)), path)
            return
        for value in whole if isinstance(whole, list) else (whole,):
            item = self._line(_as_bytes(value), path, None)
            if isinstance(item, dict):
                yield from self._quarantined(item, path, None)
            elif item is not None:
                yield item

    def _quarantined(
        self, entry: dict[str, Any], path: str, number: int | None
    ) -> Iterator[Article | Rejected]:
        """A line of a quarantine file: its record as if read where it came from, and with the
        source that was given there."""
        head = entry[_QUARANTINED]
        head = head if isinstance(head, dict) else {}
        given, source = self._source, head.get("source")
        self._source = source if isinstance(source, str) and source else given
        try:
            yield from self._record(head, entry, path, number)
        finally:
            self._source = given

    def _record(
        self, head: dict[str, Any], entry: dict[str, Any], path: str, number: int | None
    ) -> Iterator[Article | Rejected]:
        record, origin, line = entry["record"], head.get("path"), head.get("line")
        origin = origin if isinstance(origin, str) else path
        line = line if type(line) is int else number
        if record is None:
            yield from self._again(origin)
            return
        data = _as_bytes(record)
        if isinstance(record, str):
            data = _mended(record, entry.get("record_base64"))
            if format_of(origin) == "text":
                yield from self._release(data, origin)
                return
        item = self._line(data, origin, line)
        if isinstance(item, dict):
            detail = "a line of a quarantine file inside another"
            yield Rejected(code=Code.WRONG_TYPE, path=path, line=number, detail=detail)
        elif item is not None:
            yield item

    def _again(self, path: str) -> Iterator[Article | Rejected]:
        """Read a path named in a quarantine file, once."""
        if path in self._begun:
            return
        if path == STANDARD_INPUT or "\0" in path or not os.path.lexists(path):
            yield Rejected(code=Code.GONE, path=path)
        elif holds(Path.is_file, path) and format_of(path) is None:
            yield Rejected(code=Code.UNREADABLE, path=path, detail="of no known format")
        else:
            yield from self._path(path)

    # --- articles ---

    def _new(self, record: dict[str, Any]) -> Article | None:
        """The record's article; ``None`` if the same one was given before.

        Raises:
            Unfit: it makes none, or another article has its id.
        """
        article = article_of(record, source=self._source, today=self._today)
        if not record.keys() <= FIELDS:
            self._count_unknown(record.keys() - FIELDS)
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
        for name in fields:
            if name in unknown or len(unknown) < MAX_UNKNOWN_FIELDS:
                unknown[name] += 1


_QUARANTINED: Final = "quarantined"


def _rejected(
    unfit: Unfit,
    path: str,
    line: int | None,
    *,
    record: str | None = None,
    raw: bytes | None = None,
    size: int = 0,
) -> Rejected:
    return Rejected(
        code=unfit.code,
        path=path,
        line=line,
        detail=unfit.detail,
        record=record,
        raw=raw,
        bytes=size,
    )


def _as_bytes(value: object) -> bytes:
    """A JSON value, read already, as the line that it came from."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _mended(record: str, kept: object) -> bytes:
    """The bytes of a text in quarantine: those kept, unless the text was changed since."""
    if isinstance(kept, str):
        try:
            raw = base64.b64decode(kept)
        except ValueError:
            raw = b""
        if raw and raw.decode("utf-8", "replace") == record:
            return raw
    return record.encode("utf-8", "surrogatepass")


def _is_gzip(path: str) -> bool:
    return path.lower().endswith(".gz")
