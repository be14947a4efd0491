"""Rows of cells: in columns on a screen, with tabs between in a pipe.

On a screen no column can move, whatever a terminal does with Arabic: each cell is a field with a
direction of its own, each row has the direction of the language from its first sign on, and figures
stand before names, so that no number follows an Arabic word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from fihris.answers.formats import cell_text, table
from mappings.shown import shown
from search_cli.screen.clusters import SEQUENCE

if TYPE_CHECKING:
    from fihris.answers.answer import Answer
    from search_cli.screen.surface import Surface

WIDEST: Final = 60
"""Columns of a screen beyond which a cell does not push those after it."""

GAP: Final = "  "
"""Between columns."""


def show_rows(
    out: Surface, rows: Sequence[Sequence[str]], *, figures: frozenset[int] = frozenset()
) -> None:
    """Rows in columns, for a screen.

    Args:
        rows: cells fit to be shown; a style of ours may be on them.
        figures: columns of numbers.
    """
    screen, rtl = out.screen, out.lang == "ar"
    widths = [
        max((wide for cell in column if (wide := screen.width_of(cell)) <= WIDEST), default=0)
        for column in zip(*rows, strict=True)
    ]
    last = len(widths) - 1
    hang = sum(widths[:-1]) + len(GAP) * (last + 1)
    for row in rows:
        cells = []
        for at, (cell, wide) in enumerate(zip(row, widths, strict=True)):
            space = " " * max(0, wide - screen.width_of(cell))
            if at in figures:
                # by their units: the right edge, whichever way the row runs
                cells.append(cell + space if rtl else space + cell)
            else:
                cells.append(_field(out, cell) + ("" if at == last else space))
        out.line((GAP + GAP.join(cells)).rstrip(), hang=hang, rtl=rtl)


def _field(out: Surface, cell: str) -> str:
    # VTE draws a bar without gaps only where no sign is in its cells
    return out.field(cell) if any(map(str.isalnum, SEQUENCE.sub("", cell))) else cell


def show_fields(out: Surface, answer: Answer, fields: Sequence[str]) -> None:
    """The names of the fields, then a row for each item."""
    rows = [[shown(cell_text(cell)) for cell in cells] for cells in table(answer, fields)]
    if not out.is_screen:
        for row in rows or [[]]:
            out.line("\t".join(row))
        return
    if rows:
        rows[0] = [out.styled(name, "title") for name in rows[0]]
        show_rows(out, rows)
