"""What every command gives: an answer, which a face shows to people or writes for programs.

An answer is a frozen dataclass. It says what it is as JSON (``as_json``), as a list of records
(``records``: what JSON lines are made of) and as flat rows (``rows``: what CSV, TSV and Markdown
tables are made of). How it looks on a screen is the face's affair.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

Record = Mapping[str, Any]


class Answer:
    """Base of all answers. Subclasses are frozen dataclasses that give at least ``as_json``."""

    __slots__ = ()

    names: ClassVar[tuple[str, ...]] = ()
    """The names of a record's fields; empty where they go by the first record."""

    columns: ClassVar[tuple[str, ...]] = ()
    """The names of a row's fields, in order; empty where they go by the first row."""

    def as_json(self) -> Any:
        """The whole answer as one JSON document: a dict or a list."""
        raise NotImplementedError

    def documents(self) -> Iterator[Any]:
        """The JSON documents of the answer: one, unless it comes piece by piece."""
        yield self.as_json()

    def records(self) -> Iterator[Record]:
        """The answer's items, each a dict that may be nested; one item where it is of one piece."""
        for document in self.documents():
            yield from document if isinstance(document, list) else (document,)

    def rows(self) -> Iterator[Record]:
        """The answer as a table: a dict of values a row."""
        return self.records()

    @property
    def exit_code(self) -> int:
        """What the program ends with after giving it: 0, or 1 where nothing was found."""
        return 0


@dataclass(frozen=True, slots=True)
class Plain(Answer):
    """An answer that is plain JSON from the start: a dict, or a list of dicts."""

    value: Any
    code: int = 0

    def as_json(self) -> Any:
        """What it was made of."""
        return self.value

    @property
    def exit_code(self) -> int:
        """What it was made with."""
        return self.code
