"""Reads this home's own quarantine again: its records, as if read where they came from.

Only files in the folders ``quarantine`` and ``mended`` of the index are replayed, opened as
``fihris.engines.files.reading`` opens them. The same lines anywhere else are data. A line without a
record names a path, and that is read again only where the journal knows a source of this home that
is it or that it lies in: what a backup brought gives no right to read anything.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fihris.engines.files import reading
from indexer.journal.tops import Tops
from indexer.quarantine.quarantine import Code, Rejected, absolute, told_of
from indexer.readers import lines, text
from indexer.readers.asked import Asked
from indexer.readers.files import STANDARD_INPUT, check, holds, is_read, pipes_among, refusal
from indexer.readers.formats import format_of
from indexer.readers.reading import Progress, Reading
from mappings.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from fihris.engines.model import Article


@dataclass(frozen=True, slots=True)
class Own:
    """What may be replayed: files in ``folders``, absolute; and what may be read again: paths that
    are or lie in ``sources``."""

    folders: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def read(
    paths: Sequence[Path | Literal["-"]],
    *,
    own: Own,
    source: str | None = None,
    progress: Progress | None = None,
    limits: Limits = Limits(),
    pipes: Collection[str] | None = None,
    asked: Asked = Asked(),
) -> Iterator[Article | Rejected]:
    """As ``readers.read``, but for the files that lie in ``own.folders``: these are replayed.

    What is rejected of them again is given one by one, however much that is: it was held before.

    Raises:
        InputMissing, UnknownFormat: at once, before anything is read.
    """
    for path in paths:
        check(path, was_found=True, type_=asked.type)
    named = pipes_among(paths) if pipes is None else pipes
    run = _Replaying(own, source=source, progress=progress, limits=limits, pipes=named, asked=asked)
    return run.of(paths)


class _Replaying(Reading):
    """A reading that replays what lies in its own folders."""

    def __init__(self, own: Own, **options: Any) -> None:
        super().__init__(**options)
        self._folders = frozenset(map(absolute, own.folders))
        self._sources = Tops(own.sources)
        self._begun: set[str] = set()

    def file(self, path: str) -> Iterator[Article | Rejected]:
        """What a file holds."""
        self._begun.add(absolute(path))
        if os.path.dirname(absolute(path)) in self._folders:  # noqa: PTH120 - as absolute()
            yield from self._replayed(path)
        else:
            yield from super().file(path)

    def _replayed(self, path: str) -> Iterator[Article | Rejected]:
        try:
            with reading(Path(path)) as file:
                for number, line in enumerate(file, start=1):
                    if told := told_of(line):
                        yield from self._entry(told)
                    elif line.strip():
                        yield Rejected(
                            code=Code.INVALID_JSON, path=path, line=number, bytes=len(line),
                            detail="not as the quarantine writes it", raw=line.rstrip(b"\n"),
                        )  # fmt: skip
        except OSError as exc:
            yield refusal(exc, path)

    def _entry(self, told: dict[str, Any]) -> Iterator[Article | Rejected]:
        """A record as if read where it came from, and with the source that was given there."""
        head = told["quarantined"]
        given, strict = self.source, self._is_strict
        self.source = head.get("source") or given
        self._is_strict = True  # what was held for its date is not let in without one unasked
        try:
            if told["record"] is None:
                yield from self._again(head["path"])
            elif item := self._record(told, head["path"], head["line"]):
                yield item
        finally:
            self.source, self._is_strict = given, strict

    def _record(
        self, told: dict[str, Any], origin: str, line: int | None
    ) -> Article | Rejected | None:
        record = told["record"]
        if isinstance(record, str):
            data = _mended(record, told.get("record_base64"))
            origin_format = format_of(origin)
            if origin_format is not None and origin_format.name == "text":
                return self.item(text.piece_of(data), origin)
        else:
            data = json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")
        return self.item(lines.piece_of(data, line), origin)

    def _again(self, path: str) -> Iterator[Article | Rejected]:
        """Read a path of an entry once, if a source covers it."""
        if absolute(path) in self._begun:
            return
        if path == STANDARD_INPUT or not os.path.lexists(path):
            yield Rejected(code=Code.GONE, path=path)
        elif not self._sources.really_cover(path):
            yield Rejected(code=Code.NOT_A_SOURCE, path=path)
        elif holds(Path.is_file, path) and not is_read(path):
            yield Rejected(code=Code.UNREADABLE, path=path, detail="of no known format")
        else:
            self._begun.add(absolute(path))
            yield from self.path(path)


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
