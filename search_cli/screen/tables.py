"""Chosen fields of an answer as a table: in columns on a screen, with tabs between in a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from fihris.answers.formats import cell_text, table
from mappings.shown import shown
from search_cli.screen.widths import columns_of

if TYPE_CHECKING:
    from fihris.answers.answer import Answer

WIDEST: Final = 60
"""Columns of a screen beyond which a cell does not push those after it."""


def lines_of(answer: Answer, fields: Sequence[str], *, padded: bool) -> list[str]:
    """The names of the fields, then a line for each item."""
    lines = [[shown(cell_text(cell)) for cell in cells] for cells in table(answer, fields)]
    if not padded:
        return ["\t".join(cells) for cells in lines]
    wide = [
        max((columns_of(cell) for cell in column if columns_of(cell) <= WIDEST), default=0)
        for column in zip(*lines, strict=True)
    ]
    return [
        "  ".join(
            cell + " " * max(0, width - columns_of(cell))
            for cell, width in zip(cells, wide, strict=True)
        ).rstrip()
        for cells in lines
    ]
