"""Many queries from a file, and their rankings in one of three formats."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import quote

from fihris.answers.formats import csv_line, json_text
from fihris.engines.deadline import Deadline
from fihris.engines.model import Everything, Node, Query
from fihris.engines.query_errors import QueryTimedOut
from mappings.errors import FihrisError
from mappings.limits import Limits
from mappings.side_files import SideFileUnread, read_side_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from fihris.engines.protocol import Engine


class QueriesUnreadable(FihrisError):
    """The file of queries is missing or invalid."""

    exit_code = 2
    en = (
        "{path}: {reason}",
        "no query was run",
        "give a CSV or TSV file in UTF-8 with the columns id and query",
    )
    ar = (
        "{path}: {reason_ar}",
        "لم يُنفَّذ أي استعلام",
        "أعطِ ملف CSV أو TSV بترميز UTF-8 فيه العمودان id وquery",
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"reason_ar": facts.get("reason"), **facts})


class BatchTimedOut(QueryTimedOut):
    """One of the queries was not answered in time."""

    en = (
        'the query "{id}" was not answered within {seconds} s',
        "the rankings before it are complete; no part of its own is shown",
        "narrow it, or allow each query more time: --timeout SECONDS",
    )
    ar = (
        "لم يُجب عن الاستعلام «{id}» خلال {seconds} ث",
        "ترتيبات ما قبله كاملة، ولا يُعرض جزء من ترتيبه",
        "ضيّقه، أو أعط كل استعلام وقتًا أطول: ‎--timeout SECONDS",
    )


def read_queries(path: Path, *, limit: int = Limits().side_file) -> list[tuple[str, str]]:
    """Ids and queries of a file that was named on the command line, of at most ``limit`` bytes;
    ``-`` is standard input. A ``.tsv`` may lack the line of column names: it is then ``id⇥query``.

    Raises:
        QueriesUnreadable
    """
    try:
        text = read_side_file(path, limit=limit, named=True)
    except SideFileUnread as exc:
        raise QueriesUnreadable(path=path, reason=exc.reason, reason_ar=exc.reason_ar) from exc
    first = text.split("\n", 1)[0]
    if path.suffix == ".tsv" or ("\t" in first and "," not in first):
        # no quoting in a TSV: a question may well begin with a quotation mark
        rows = [line.split("\t") for line in text.splitlines() if line.strip()]
    else:
        try:
            rows = [row for row in csv.reader(io.StringIO(text)) if row]
        except csv.Error as exc:  # a cell of over 128 KB: mostly a quotation mark left open
            raise QueriesUnreadable(path=path, reason=exc) from exc
    names = [name.strip().lower() for name in rows[0]] if rows else []
    if "id" in names and "query" in names:
        at_id, at_query = names.index("id"), names.index("query")
        rows = rows[1:]
    elif path.suffix == ".tsv":
        at_id, at_query = 0, 1
    else:
        raise QueriesUnreadable(path=path, reason="its first line does not name id and query")
    queries = []
    for number, row in enumerate(rows, 1):
        if len(row) <= max(at_id, at_query) or not row[at_id].strip():
            raise QueriesUnreadable(path=path, reason=f"row {number} has no id or no query")
        queries.append((row[at_id].strip(), row[at_query]))
    return queries


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One line of a ranking."""

    article_id: str
    paragraph_id: str | None
    score: float
    title: str
    text: str


class Batch:
    """Runs queries and writes their rankings."""

    def __init__(
        self,
        engine: Engine,
        *,
        form: str,
        rank: str,
        size: int,
        match: Literal["any", "all"],
        syntax: bool,
        tag: str,
        timeout: float = 0,
        by: Node | None = None,
    ) -> None:
        """``by`` narrows each of them."""
        self._engine = engine
        self._form = form
        self._rank = rank
        self._size = size
        self._match = match
        self._syntax = syntax
        self._tag = column("_".join(tag.split())) or "fihris"
        self._timeout = timeout
        self._by = by or Everything()

    def lines(self, queries: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bool]]:
        """Lines of output, and whether each is a hit."""
        if self._form == "csv":
            yield (
                csv_line(["id", "rank", "score", "article_id", "paragraph_id", "title", "text"]),
                False,
            )
        for query_id, text in queries:
            for place, hit in enumerate(self._in_time(query_id, text), 1):
                yield self._line(query_id, place, hit), True

    def _in_time(self, query_id: str, text: str) -> Sequence[Ranked]:
        """The ranking of a query; each query has the full time."""
        deadline = Deadline(self._timeout)
        try:
            return deadline.hold(
                lambda: self._ranking(replace(self._query(text), deadline=deadline))
            )
        except QueryTimedOut as exc:
            raise BatchTimedOut(**exc.facts, id=query_id) from exc

    def _query(self, text: str) -> Query:
        from fihris.query.narrowing import any_word, narrowed  # start-up
        from fihris.query.parser import parse, parse_plain  # start-up

        if not self._syntax:
            return narrowed(parse_plain(text, match=self._match), self._by)
        query = parse(text)
        if self._match == "any":
            query = Query(any_word(query.node), text)
        return narrowed(query, self._by)

    def _ranking(self, query: Query) -> Sequence[Ranked]:
        if self._rank == "paragraphs":
            return [
                Ranked(
                    article_id=hit.article_id,
                    paragraph_id=hit.paragraph_id,
                    score=hit.score,
                    title="",
                    text=hit.text,
                )
                for hit in self._engine.rank(query, size=self._size)
            ]
        results = self._engine.search(query, size=self._size, paragraphs=1)
        return [
            Ranked(
                article_id=hit.article_id,
                paragraph_id=None,
                score=hit.score,
                title=hit.title,
                text=hit.paragraphs[0].text,
            )
            for hit in results.hits
        ]

    def _line(self, query_id: str, place: int, hit: Ranked) -> str:
        if self._form == "trec":
            # evaluation tools sort by score and break ties their own way: keep ours
            score = f"{hit.score - place * 1e-6:.6f}"
            document = column(hit.paragraph_id or hit.article_id)
            return f"{column(query_id)} Q0 {document} {place} {score} {self._tag}"
        row: dict[str, Any] = {
            "id": query_id,
            "rank": place,
            "score": hit.score,
            "article_id": hit.article_id,
            "paragraph_id": hit.paragraph_id,
            "title": hit.title,
            "text": hit.text,
        }
        if self._form == "jsonl":
            return json_text(row)
        return csv_line(row.values())


_NO_COLUMN: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f]|%(?=[0-9A-Fa-f]{2})")
"""What parts the columns of a run, in C or in Python, and what would be taken for its escape."""


def column(name: str) -> str:
    """An id as a column of a TREC run. Columns are separated by spaces, so spaces are
    percent-encoded as in addresses (``urllib.parse.unquote`` decodes the id)."""
    return _NO_COLUMN.sub(lambda one: quote(one[0], safe=""), name)
