"""Chosen fields of an answer as a table: in columns on a screen, with tabs between in a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from fihris.answers.formats import cell_text, table
from mappings.shown import shown
from search_cli.screen.output import columns_of

if TYPE_CHECKING:
    from fihris.answers.answer import Answer
    from search_cli.screen.output import Output

WIDEST: Final = 60
"""Columns of a screen beyond which a cell does not push those after it."""


def show_table(out: Output, answer: Answer, fields: Sequence[str]) -> None:
    """A line for each item, below the names of the fields."""
    lines = [[shown(cell_text(cell)) for cell in cells] for cells in table(answer, fields)]
    if not out.is_screen:
        for cells in lines:
            out.line("\t".join(cells))
        return
    wide = [
        max((columns_of(cell) for cell in column if columns_of(cell) <= WIDEST), default=0)
        for column in zip(*lines, strict=True)
    ]
    for number, cells in enumerate(lines):
        padded = [
            cell + " " * max(0, width - columns_of(cell))
            for cell, width in zip(cells, wide, strict=True)
        ]
        line = "  ".join(padded).rstrip()
        out.line(line if number else out.styled(line, "title"))
