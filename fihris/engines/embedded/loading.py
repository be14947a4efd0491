"""Writes articles into a generation: one writer, one commit at the end."""

from __future__ import annotations

import contextlib
import traceback
from typing import TYPE_CHECKING, Final

import tantivy

from fihris.engines.embedded.generations import writing
from fihris.engines.embedded.integrity import break_seal, left_behind, set_seal
from fihris.engines.embedded.locks import UNTOLD
from fihris.engines.embedded.memory import budget
from fihris.engines.errors import IndexLocked
from fihris.engines.model import LoadReport
from fihris.engines.waiting import every, turns
from mappings.errors import FihrisError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Set
    from pathlib import Path

    from fihris.engines.embedded.schema import Rows
    from fihris.engines.protocol import Prepared

EVERY: Final = 200
"""Articles between two reports of progress."""

SMALLEST_HEAP: Final = 15_000_000
"""Bytes that tantivy's writer takes at least."""

SWEEP_SECONDS: Final = 5.0
CLEAN_TIMES: Final = 3
"""How long what a failed load left is looked for, a tenth of a second apart, and how often in a row
nothing is there until that is believed."""


def load(
    folder: Path,
    articles: Iterable[Prepared],
    *,
    held: Set[int],
    progress: Callable[[int, int], None] | None,
) -> LoadReport:
    """Write ``articles``; on any error nothing of them is kept.

    The generation is opened for this load alone: tantivy keeps a list of its own files in memory
    from then on and writes that, without those that another process has added meanwhile, so that
    nothing would ever sweep them up.

    Args:
        held: ``key_of`` every article id that the generation holds already.
    """
    with writing(folder):
        index = tantivy.Index.open(str(folder))
    writer = _writer(index, folder)
    schema = index.schema
    loaded = replaced = paragraphs = 0
    written: set[int] = set()
    try:
        with writing(folder):
            break_seal(folder)
            writer.garbage_collect_files()  # what a killed load left behind
            for article in articles:
                rows: Rows = article.payload
                if rows.article_key in held or rows.article_key in written:
                    # by query: by term, a large key is taken for a signed number and not found
                    same = tantivy.Query.term_query(schema, "article_key", rows.article_key)
                    writer.delete_documents_by_query(same)
                    replaced += 1
                written.add(rows.article_key)
                _add(writer, rows)
                loaded += 1
                paragraphs += article.paragraphs
                if progress and loaded % EVERY == 0:
                    progress(loaded, paragraphs)
            if loaded:
                writer.commit()
    except BaseException as error:
        _give_up(writer)
        # the writer lets go of its lock and its files when nothing refers to it any more
        _let_go(error)
        del writer
        _sweep(index, folder)
        _vouch(folder)
        raise
    # what is committed is loaded, even where there is no room left for what tidies it up
    with contextlib.suppress(ValueError):
        writer.wait_merging_threads()
    _vouch(folder)
    if progress:
        progress(loaded, paragraphs)
    return LoadReport(loaded=loaded, replaced=replaced, paragraphs=paragraphs)


def _writer(index: tantivy.Index, folder: Path) -> tantivy.IndexWriter:
    try:
        return index.writer(*budget())
    except ValueError as exc:
        if "LockBusy" in str(exc):
            raise IndexLocked(index=folder.name, where=folder, holder=UNTOLD) from exc
        raise


def _vouch(folder: Path) -> None:
    """Set the seal where there is room for it; the next load does it otherwise."""
    with contextlib.suppress(FihrisError, OSError):
        set_seal(folder)


def _let_go(error: BaseException | None) -> None:
    """Empty the frames that an error and what caused it came through."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def _give_up(writer: tantivy.IndexWriter) -> None:
    try:
        writer.rollback()
    except ValueError:
        # its threads died with the error being raised; without a commit nothing is visible
        return


def _sweep(index: tantivy.Index, folder: Path) -> None:
    """Remove what a load wrote before it failed: on a full disk, that is what fills it. Again,
    until nothing comes after it: the writer's threads live on and write what they hold."""
    clean = 0
    for _ in turns(every(0.1, within=SWEEP_SECONDS)):
        clean += 1
        if left_behind(folder):
            clean = 0
            collect(index)
        if clean == CLEAN_TIMES:
            return


def collect(index: tantivy.Index) -> None:
    """Remove tantivy's files that nothing refers to; it knows which are its own. What cannot be
    removed now is by the next load."""
    with contextlib.suppress(ValueError):
        index.writer(SMALLEST_HEAP, 1).garbage_collect_files()


def _add(writer: tantivy.IndexWriter, rows: Rows) -> None:
    document = tantivy.Document
    first = 1
    for lemma, light, exact, kind, position, text, stored in rows.rows:
        paragraph = document()
        paragraph.add_text("lemma", lemma)
        paragraph.add_text("light", light)
        paragraph.add_text("exact", exact)
        if kind == "title":
            paragraph.add_text("kind", kind)
        for field, value in rows.folded:
            paragraph.add_text(field, value)
        if rows.day is not None:
            paragraph.add_integer("day", rows.day)
        paragraph.add_unsigned("position", position)
        if first:
            paragraph.add_unsigned("first", 1)
            paragraph.add_unsigned("content_key", rows.content_key)
            first = 0
        paragraph.add_unsigned("article_key", rows.article_key)
        for field, key in rows.keys:
            paragraph.add_unsigned(field, key)
        paragraph.add_text("text", text)
        paragraph.add_bytes("stored", stored)
        writer.add_document(paragraph)
