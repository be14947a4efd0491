"""Articles that an index holds already, made ready to be loaded again: with another analysis, or
into another engine. They are read in a process of their own, as files are."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import mappings
from indexer.quarantine.quarantine import Code, Rejected
from indexer.runs.preparing import Batch, batch_size

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

    from fihris.engines.model import Paragraph
    from fihris.engines.protocol import Engine, Prepared, Preparer


@dataclass(frozen=True, slots=True)
class Stored:
    """An article as an index holds it, still to be analysed."""

    paragraphs: tuple[Paragraph, ...]

    def prepared(self, preparer: Preparer, /) -> Prepared:
        """Make it ready."""
        return preparer(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Scan:
    """What to read of an index; goes to the other process whole.

    Args:
        reopen: opens the engine again, there.
        unless: what need not be read: as ``Engine.contents`` gives it.
    """

    reopen: Callable[[], Engine]
    generation: str
    unless: Mapping[int, int]
    preparer: Preparer
    words: mappings.OwnWords

    def batches(self, *, leave: int = 0) -> Generator[Batch, None, None]:
        """The articles, ready; with ``leave``, one in so many is left to be made ready later."""
        with self.reopen() as engine:
            found = engine.scan(generation=self.generation, unless=self.unless)
            met = 0
            for batch in batches_of(found, self.preparer, leave=leave):
                met = batch.bytes_read
                yield batch
            if engine.strange:
                rejected = [_rejected(engine.index, *one) for one in engine.strange]
                yield Batch(rejected=rejected, bytes_read=met)


def _rejected(index: str, name: str, why: str) -> Rejected:
    """A document of an index that this program did not write. Its name is anybody's: no path."""
    record = json.dumps({"id": name}, ensure_ascii=False)
    detail = f"{name}: not a document of fihris ({why})"
    return Rejected(code=Code.REFUSED, path=index, detail=detail, record=record, bytes=len(record))


def batches_of(
    articles: Iterator[Sequence[Paragraph]], preparer: Preparer, *, leave: int = 0
) -> Generator[Batch, None, None]:
    """Articles with their paragraphs, in batches. The shape of the index is this program's."""
    version = mappings.schema_version()
    most = batch_size(leave)
    batch, paragraphs, met = Batch(), 0, 0
    for article in articles:
        met += 1
        whole = tuple(
            one if one.schema_version == version else replace(one, schema_version=version)
            for one in article
        )
        if leave and met % leave == 0:
            batch.left.append(Stored(whole))
        else:
            batch.prepared.append(preparer(whole))
        paragraphs += len(whole)
        if paragraphs >= most:
            batch.bytes_read = met
            yield batch
            batch, paragraphs = Batch(), 0
    batch.bytes_read = met
    yield batch
