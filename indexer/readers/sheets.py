"""Workbooks: XLSX, and what else calamine reads (XLS, XLSB, ODS); each sheet a table."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.archives import refuse_bomb
from indexer.readers.pieces import How, Piece, needing_readers
from indexer.readers.streams import all_bytes
from indexer.readers.tables import articles

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 64 << 20
"""The largest workbook."""


def read(chunks: Iterator[bytes], how: How = How()) -> Iterator[Piece]:
    """The rows of every sheet that has a row of names; others are passed over."""
    with needing_readers():
        import python_calamine as calamine  # start-up

    data = all_bytes(chunks, MAX_BYTES)
    if data.startswith(b"PK"):
        refuse_bomb(data, how)
    try:
        book = calamine.load_workbook(io.BytesIO(data))
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
    except calamine.PasswordError as exc:
        raise Unfit(Code.ENCRYPTED) from exc
    except (calamine.CalamineError, OSError, ValueError) as exc:
        raise Unfit(Code.DAMAGED_FILE, str(exc)[:100]) from exc
    met = 0
    failed: Unfit | None = None
    for name, sheet in sheets:
        rows = ((at, [_plain(cell) for cell in row]) for at, row in enumerate(sheet.iter_rows(), 1))
        try:
            for piece in articles(rows, how):
                met += 1
                yield piece
        except Unfit as exc:
            failed = failed or exc
            yield Piece(passed=(f"{how.name}: {name}", "sheet without names"))
    if not met and failed is not None:
        raise failed


def _plain(cell: Any) -> Any:
    """A cell as text; a day without its hour."""
    if isinstance(cell, datetime):
        return cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell if cell is None else str(cell)
