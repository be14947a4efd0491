"""``fihris batch`` on a screen: the best of each query, without the texts."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from mappings.shown import quoted, shown

if TYPE_CHECKING:
    from search_cli.screen.output import Output

HANG: Final = 19
"""Columns of rank and score, with the gaps around them."""


class Rankings:
    """Shows the rows of a ranking as they come, figures first."""

    def __init__(self, out: Output) -> None:
        self._out = out
        self._names: list[str] = []
        self._query: str | None = None

    def show(self, line: str) -> None:
        """Show one row, as CSV has it; the first holds the names."""
        out = self._out
        (cells,) = csv.reader([line], strict=True)
        if not self._names:
            self._names = cells
            return
        row = dict(zip(self._names, cells, strict=True))
        if row["id"] != self._query:
            if self._query is not None:
                out.line()
            self._query = row["id"]
            out.line(out.styled(shown(row["id"]), "title"), rtl=out.lang == "ar")
        told = [quoted(row["paragraph_id"] or row["article_id"]), shown(row["title"])]
        names = "  ".join(out.field(one) for one in told if one)
        rtl = out.lang == "ar"
        side = "<" if rtl else ">"  # aligned at the right edge, whichever way the row runs
        figures = f"  {row['rank']:{side}4}  {row['score']:{side}9}  "
        out.line(figures + names, hang=HANG, rtl=rtl)
