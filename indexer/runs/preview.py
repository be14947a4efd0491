"""``fihris index --dry-run``: what one article of each file would become; nothing is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fihris.engines.model import Article
from indexer.enrich.paragraphs import split
from indexer.readers.reading import Progress, files_of, read
from indexer.runs.notes import Notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fihris.engines.model import Paragraph
    from indexer.quarantine.quarantine import Rejected
    from indexer.readers.asked import Asked
    from indexer.runs.preparing import Input
    from mappings.limits import Limits

EXAMPLES: Final = 20
"""Rejections of a file that are shown; all are counted."""


@dataclass(frozen=True, slots=True)
class Preview:
    """One file: how many articles it gives, the first of them in paragraphs, what it does not
    give, and the keys that were not used."""

    path: str
    articles: int
    paragraphs: tuple[Paragraph, ...]
    quarantined: int
    rejected: tuple[Rejected, ...]
    notes: Notes


@dataclass(frozen=True, slots=True)
class Previews:
    """Every file, and what was passed over in folders."""

    files: tuple[Preview, ...]
    notes: Notes


def preview(
    inputs: Sequence[Input], *, source: str | None, asked: Asked, limits: Limits
) -> Previews:
    """Read all of the inputs, and load nothing.

    Raises:
        InputMissing, UnknownFormat, NotAFile
    """
    progress = Progress()
    files = list(files_of(inputs, on_skipped=progress.pass_over, asked=asked))
    notes = Notes.of(progress)
    told = tuple(_previews(files, source, asked, limits))
    for one in told:
        notes.add(one.notes)
    return Previews(told, notes)


def _previews(
    files: Sequence[Input], source: str | None, asked: Asked, limits: Limits
) -> Iterator[Preview]:
    for file in files:
        progress = Progress()
        first: Article | None = None
        rejected: list[Rejected] = []
        for item in read([file], source=source, asked=asked, limits=limits, progress=progress):
            if isinstance(item, Article):
                first = first or item
            elif len(rejected) < EXAMPLES:
                rejected.append(item)
        yield Preview(
            str(file),
            progress.articles,
            split(first) if first else (),
            progress.rejected,
            tuple(rejected),
            Notes.of(progress),
        )
