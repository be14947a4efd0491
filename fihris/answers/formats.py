"""The formats of answers: one table, used by every command, page and export.

``json`` is one document, ``jsonl`` a line per record; ``csv``, ``tsv`` and ``md`` are tables, whose
cells hold plain text: lists are joined by ``; ``, nested values are JSON. Text stays in logical
order, and no cell of a CSV or TSV starts a formula (OWASP, "CSV Injection").
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mappings.errors import FihrisError
from mappings.nearest import near
from mappings.shown import unshown

if TYPE_CHECKING:
    from fihris.answers.answer import Answer, Record

BOM: Final = "\ufeff"
"""Tells spreadsheets that a file is in UTF-8."""


class FieldUnknown(FihrisError):
    """``--fields`` names something that the answer does not have."""

    exit_code = 2
    en = (
        'invalid value "{name}" for --fields',
        "the answer was not written",
        "{near}use some of: {known}",
    )
    ar = (
        "القيمة «{name}» لا تصلح لـ ‎--fields",
        "لم يُكتب الجواب",
        "{near_ar}استعمل بعض هذه: {known}",
    )


@dataclass(frozen=True, slots=True)
class Format:
    """An output format. ``write`` returns the lines of an answer, without line ends, with all of
    its fields or the named ones; the first ``head`` lines name the columns. ``bom``: a file in it
    starts with a byte order mark."""

    write: Callable[[Answer, Sequence[str]], Iterator[str]]
    head: int = 0
    bom: bool = False


def written(answer: Answer, name: str, fields: Sequence[str] = ()) -> Iterator[str]:
    """The lines of an answer in a format of ``FORMATS``.

    Args:
        fields: the fields to write, in this order; all of them if empty. Fields of records give one
        item per record, others one item per row.

    Raises:
        FieldUnknown: before anything is written.
    """
    return FORMATS[name].write(answer, fields)


# --- JSON


def json_text(value: Any) -> str:
    """JSON on one line; characters that may not be shown are escaped, which does not change the
    data.

    Half a surrogate pair stays as it is: not every JSON reader accepts its escape.
    """
    text = json.dumps(value, ensure_ascii=False)
    odd = {one for one in unshown(text) if not "\ud800" <= one <= "\udfff"}
    return text.translate({ord(one): json.dumps(one)[1:-1] for one in odd}) if odd else text


def _json(answer: Answer, fields: Sequence[str]) -> Iterator[str]:
    if fields:
        yield json_text([*_chosen(answer, fields)])
    else:
        yield from map(json_text, answer.documents())


def _jsonl(answer: Answer, fields: Sequence[str]) -> Iterator[str]:
    yield from map(json_text, _chosen(answer, fields) if fields else answer.records())


# --- tables


def table(answer: Answer, fields: Sequence[str] = ()) -> Iterator[Sequence[Any]]:
    """The names of the columns, then the values of each row.

    Raises:
        FieldUnknown
    """
    rows = iter(_chosen(answer, fields) if fields else answer.rows())
    first = next(rows, None)
    names = tuple(fields or answer.columns or first or ())
    if names:
        yield names
    for row in itertools.chain(() if first is None else (first,), rows):
        yield [row.get(name) for name in names]


def cell_text(value: Any) -> str:
    """A value in one cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple) and all(isinstance(one, str | int | float) for one in value):
        return "; ".join(map(str, value))
    if isinstance(value, dict | list | tuple):
        return json_text(value)
    return "" if value is None else str(value)


def _csv(answer: Answer, fields: Sequence[str]) -> Iterator[str]:
    return (csv_line(cells) for cells in table(answer, fields))


def _tsv(answer: Answer, fields: Sequence[str]) -> Iterator[str]:
    return (csv_line(cells, "\t") for cells in table(answer, fields))


def _markdown(answer: Answer, fields: Sequence[str]) -> Iterator[str]:
    for number, cells in enumerate(table(answer, fields)):
        yield "| " + " | ".join(_in_markdown(cell_text(cell)) for cell in cells) + " |"
        if not number:
            yield "|" + " --- |" * len(cells)


FORMATS: Final[dict[str, Format]] = {
    "json": Format(_json),
    "jsonl": Format(_jsonl),
    "csv": Format(_csv, head=1, bom=True),
    "tsv": Format(_tsv, head=1, bom=True),
    "md": Format(_markdown, head=2),
}
"""Format name → how it is written. A new format is a line here and one in the setting."""


def csv_line(cells: Iterable[Any], delimiter: str = ",") -> str:
    """A row, without its end; no cell is a formula."""
    import csv  # start-up
    import io  # start-up

    out = io.StringIO()
    # Python before 3.13 quotes no line breaks but those that end its rows
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerow(map(safe_cell, cells))
    return out.getvalue().removesuffix("\r\n")


_SIGNS: Final = "=+-@＝＋－＠﹦﹢﹣﹫"
"""What a spreadsheet takes for the start of a formula, full-width and small forms too (OWASP)."""

_BLANK: Final = r'[\s"\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*'
"""What one may pass over to get there: spaces, and what is not seen."""

_FORMULA: Final = re.compile(rf"[\t\r\n]|{_BLANK}[{re.escape(_SIGNS)}]")
"""What a cell that may become a formula begins with."""

_WITHIN: Final = re.compile(
    rf"([;\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]{_BLANK})(?=[{re.escape(_SIGNS)}])"
)
"""Where a spreadsheet that parts cells at ``;``, tabs or any line break sees one begin within."""


def safe_cell(value: Any) -> object:
    """A value as a cell that no spreadsheet executes; numbers stay numbers."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = cell_text(value)
    within = _WITHIN.sub(r"\1'", text)
    return "'" + within if _FORMULA.match(text) else within


_MARKED: Final = re.compile(r"[\\`*_|<>\[\]#~$]")
"""What Markdown takes for a mark."""


def _in_markdown(text: str) -> str:
    return _MARKED.sub(r"\\\g<0>", " ".join(text.split()))


# --- fields


def _chosen(answer: Answer, fields: Sequence[str]) -> Iterator[Record]:
    """Records, or rows, with these fields alone."""
    names = answer.names or tuple(next(answer.records(), ()))
    if all(name in names for name in fields):
        items = answer.records()
    else:
        columns = answer.columns or tuple(next(answer.rows(), ()))
        for name in fields:
            if name not in columns and (names or columns):
                known = dict.fromkeys((*names, *columns))
                raise FieldUnknown(name=name, known=", ".join(known), **near(name, known))
        items = answer.rows()
    return ({name: item.get(name) for name in fields} for item in items)
