"""Tables: CSV and TSV, a release a row under a row of names."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.encodings import as_utf8
from indexer.readers.keys import field_of, folded
from indexer.readers.lines import MAX_LINE_BYTES
from indexer.readers.pieces import How, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

DELIMITERS: Final = (",", ";", "\t", "|", "،", "؛", "^", "~")
"""What may part cells, the more usual first."""

MAX_COLUMNS: Final = 1_000
"""Columns of a table, at most."""

ABOVE: Final = 10
"""Rows that may stand above the row of names: a title of the sheet, the day it was made."""


def read(chunks: Iterator[bytes], how: How = How()) -> Iterator[Piece]:
    """The rows of a CSV or TSV file, of any delimiter."""
    lines = _lines(as_utf8(chunks, asked=how.encoding))
    head: list[str] = []
    for line in lines:
        head.append(line)
        if len(head) == ABOVE:
            break
    if not any(line.strip() for line in head):
        raise Unfit(Code.EMPTY)
    csv.field_size_limit(MAX_LINE_BYTES)
    if head[0].lower().startswith("sep=") and len(head[0].strip()) == 5:  # as Excel writes it
        delimiter, head = head[0].strip()[4], head[1:]
    else:
        delimiter = delimiter_of(head)
    rows = csv.reader(_all(head, lines), delimiter=delimiter, strict=False)
    yield from articles(_checked(rows), how)


def delimiter_of(head: Sequence[str]) -> str:
    """What parts the cells: by which most names of the first rows are known, or there are most."""
    best, delimiter = (-1, -1), ","
    for one in DELIMITERS:
        for line in head:
            try:
                cells = next(csv.reader([line], delimiter=one), [])
            except csv.Error:  # a line end of another kind in it: told when the rows are read
                continue
            told = (sum(field_of(cell.strip()) is not None for cell in cells), len(cells))
            if told > best and len(cells) > 1:
                best, delimiter = told, one
    return delimiter


def articles(rows: Iterable[tuple[int, Sequence[Any]]], how: How) -> Iterator[Piece]:
    """The articles of a table: rows, each with its number, under a row of names.

    Raises:
        Unfit: none of the first rows names a title or a text.
    """
    names: list[str] = []
    above: list[tuple[int, Sequence[Any]]] = []
    for number, row in rows:
        if not names:
            if is_header(row, how):
                names = [" ".join(str(cell or "").split()) for cell in row[:MAX_COLUMNS]]
                continue
            above.append((number, row))
            if len(above) >= ABOVE:
                break
            continue
        cells = {
            name: cell
            for name, cell in zip(names, row, strict=False)
            if name and cell not in {None, ""}
        }
        if len(row) > len(names) and any(row[len(names) :]):
            detail = f"{len(row)} cells under {len(names)} names"
            yield Piece(unfit=Unfit(Code.WRONG_TYPE, detail), line=number, size=0)
        elif cells:
            yield Piece(cells, line=number, size=sum(len(str(cell)) for cell in cells.values()))
    if not names:
        first = " | ".join(str(cell) for cell in (above[0][1] if above else ()))[:80]
        raise Unfit(Code.NO_COLUMNS, first)


def is_header(row: Sequence[Any], how: How) -> bool:
    """Whether a row names columns of which one is a title or a text."""
    mapped = {folded(path): field for path, field in how.keys.items()}
    names = [str(cell).strip() for cell in row if cell]
    fields = {mapped.get(folded(name)) or field_of(name) for name in names if len(name) <= 60}
    return bool({"title", "body"} & fields)


def _lines(chunks: Iterator[bytes]) -> Iterator[str]:
    """Text lines with their ends, of a stream; a line end inside quotation marks is one too."""
    held = b""
    for chunk in chunks:
        held += chunk
        if len(held) > MAX_LINE_BYTES and b"\n" not in held:
            raise Unfit(Code.TOO_LONG, f"a line of more than {MAX_LINE_BYTES} bytes")
        *whole, held = held.split(b"\n")
        for line in whole:
            yield line.decode("utf-8", "replace") + "\n"
    if held:
        yield from io.StringIO(held.decode("utf-8", "replace"), newline="")


def _all(head: Iterable[str], rest: Iterator[str]) -> Iterator[str]:
    for line in head:
        yield line.replace("\0", "\ufffd")
    for line in rest:
        yield line.replace("\0", "\ufffd")


def _checked(rows: Any) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each ended at.

    Raises:
        Unfit: a cell that does not end.
    """
    try:
        for row in rows:
            yield rows.line_num, row
    except csv.Error as exc:
        raise Unfit(Code.WRONG_TYPE, f"line {rows.line_num}: {exc}") from exc
