"""A file of golden queries: what must be found, and what must not.

JSON lines: ``{"query": "…", "must": ["id", …], "must_not": ["id", …], "first": 10}``; all but the
query may be left out. Empty lines and lines that begin with ``#`` are passed over.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fihris.query.parser import parse
from mappings.errors import FihrisError
from mappings.limits import Limits
from mappings.side_files import SideFileUnread, read_side_file
from search_cli.session.files import key_shown

if TYPE_CHECKING:
    from indexer.runs.gates import Golden


class GoldenWrong(FihrisError):
    """A file of golden queries that cannot be read."""

    exit_code = 2
    en = (
        "{where} cannot be used: {reason}",
        "nothing was built",
        'write a line as {{"query": "…", "must": ["id"], "must_not": ["id"], "first": 10}}',
    )
    ar = (
        "تعذّر استعمال {where}: {reason_ar}",
        "لم يُبن شيء",
        'اكتب السطر هكذا: {{"query": "…", "must": ["id"], "must_not": ["id"], "first": 10}}',
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"reason_ar": facts.get("reason"), **facts})


FIRST: Final = 10_000
"""How far down an article may have to stand at most; no engine ranks more."""


def golden_of(path: Path, *, limit: int = Limits().side_file) -> tuple[Golden, ...]:
    """The queries of a file that was named on the command line, of at most ``limit`` bytes.

    Raises:
        GoldenWrong: it cannot be read, holds no query, or a line is not as told above.
    """
    try:
        lines = read_side_file(path, limit=limit, named=True).split("\n")
    except SideFileUnread as exc:
        raise GoldenWrong(where=path, reason=exc.reason, reason_ar=exc.reason_ar) from exc
    found = tuple(
        _one(line, f"{path}:{number}")
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.startswith("#")
    )
    if not found:  # a gate that measures nothing would let everything through
        raise GoldenWrong(where=path, reason="it contains no query")
    return found


def _one(line: str, where: str) -> Golden:
    from indexer.runs.gates import Golden  # start-up

    try:
        told = json.loads(line)
        query = told.pop("query")
        must, must_not = _ids(told.pop("must", [])), _ids(told.pop("must_not", []))
        first = int(told.pop("first", 10))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as exc:
        raise GoldenWrong(where=where, reason=exc) from exc
    except RecursionError as exc:
        reason = {"reason": "it is nested too deeply", "reason_ar": "تداخله عميق جدًا"}
        raise GoldenWrong(where=where, **reason) from exc
    is_near = 1 <= first <= FIRST
    if told or not isinstance(query, str) or not (must or must_not) or not is_near:
        unknown = ", ".join(map(key_shown, list(told)[:3]))
        wrong = unknown or ("must and must_not" if is_near else "first")
        raise GoldenWrong(where=where, reason=f"{wrong}?")
    try:
        return Golden(query=parse(query), must=must, must_not=must_not, first=first)
    except FihrisError as exc:  # a query that is none
        raise GoldenWrong(where=where, reason=exc) from exc


def _ids(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError("must and must_not are lists of ids")
    return tuple(value)
