"""A file of golden queries: what must be found, and what must not.

JSON lines: ``{"query": "…", "must": ["id", …], "must_not": ["id", …], "first": 10}``; all but the
query may be left out. Empty lines and lines that begin with ``#`` are passed over.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mappings.errors import FihrisError
from search_cli.query_language import parse

if TYPE_CHECKING:
    from indexer.gates import Golden


class GoldenWrong(FihrisError):
    """A file of golden queries that cannot be read."""

    exit_code = 2
    en = (
        "{where} cannot be used: {reason}",
        "nothing was built",
        'write a line as {{"query": "…", "must": ["id"], "must_not": ["id"], "first": 10}}',
    )
    ar = (
        "تعذّر استعمال {where}: {reason}",
        "لم يُبن شيء",
        'اكتب السطر هكذا: {{"query": "…", "must": ["id"], "must_not": ["id"], "first": 10}}',
    )


def golden_of(path: Path) -> tuple[Golden, ...]:
    """The queries of a file.

    Raises:
        GoldenWrong: it cannot be read, holds no query, or a line is not as told above.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, ValueError) as exc:
        raise GoldenWrong(where=path, reason=exc) from exc
    found = tuple(
        _one(line, f"{path}:{number}")
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.startswith("#")
    )
    if not found:  # a gate that measures nothing would let everything through
        raise GoldenWrong(where=path, reason="it holds no query")
    return found


def _one(line: str, where: str) -> Golden:
    from indexer.gates import Golden  # start-up

    try:
        told = json.loads(line)
        query = told.pop("query")
        must, must_not = _ids(told.pop("must", [])), _ids(told.pop("must_not", []))
        first = int(told.pop("first", 10))
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise GoldenWrong(where=where, reason=exc) from exc
    if told or not isinstance(query, str) or not (must or must_not) or first < 1:
        wrong = "first" if first < 1 else ", ".join(told) or "must and must_not"
        raise GoldenWrong(where=where, reason=f"{wrong}?")
    try:
        return Golden(query=parse(query), must=must, must_not=must_not, first=first)
    except FihrisError as exc:  # a query that is none
        raise GoldenWrong(where=where, reason=exc) from exc


def _ids(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError("must and must_not are lists of ids")
    return tuple(value)
