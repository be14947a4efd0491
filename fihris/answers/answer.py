"""What every command returns: an answer, which an interface shows to people or writes for programs.

An answer is a frozen dataclass. It has a form as JSON (``as_json``), as a list of records
(``records``, for JSON lines) and as flat rows (``rows``, for CSV, TSV and Markdown tables). How it
looks on a screen is up to the interface.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

Record = Mapping[str, Any]


class Answer:
    """Base class of all answers. Subclasses are frozen dataclasses that define at least
    ``as_json``."""

    __slots__ = ()

    names: ClassVar[tuple[str, ...]] = ()
    """The names of a record's fields; empty where they go by the first record."""

    columns: ClassVar[tuple[str, ...]] = ()
    """The names of a row's fields, in order; empty where they go by the first row."""

    def as_json(self) -> Any:
        """The whole answer as one JSON document: a dict or a list."""
        raise NotImplementedError

    def documents(self) -> Iterator[Any]:
        """The JSON documents of the answer: one, unless it is produced piece by piece."""
        yield self.as_json()

    def records(self) -> Iterator[Record]:
        """The answer's items, each a dict that may be nested; a single item if it has no parts."""
        for document in self.documents():
            yield from document if isinstance(document, list) else (document,)

    def rows(self) -> Iterator[Record]:
        """The answer as a table: one dict of values per row."""
        return self.records()

    @property
    def exit_code(self) -> int:
        """The program's exit code with this answer: 0, or 1 if nothing was found."""
        return 0


@dataclass(frozen=True, slots=True)
class Plain(Answer):
    """An answer that is plain JSON from the start: a dict, or a list of dicts."""

    value: Any
    code: int = 0

    def as_json(self) -> Any:
        """The value it was made from."""
        return self.value

    @property
    def exit_code(self) -> int:
        """The code it was made with."""
        return self.code
