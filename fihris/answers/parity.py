"""Where a cluster analyses texts differently from this program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from fihris.answers.answer import Answer, Record

if TYPE_CHECKING:
    from fihris.engines.elastic.parity import Compared, Difference


@dataclass(frozen=True, slots=True)
class ParityAnswer(Answer):
    """Differences, computed while they are read, once; ``compared`` counts along."""

    differences: Iterable[Difference]
    compared: Compared

    names: ClassVar = ("text", "view", "at", "ours", "theirs")
    columns: ClassVar = names

    def each(self) -> Iterator[Difference]:
        """The differences."""
        for one in self.differences:
            self.compared.differences += 1
            yield one

    def documents(self) -> Iterator[Any]:
        """One for each difference, and the counts at the end."""
        yield from self.records()
        told = self.compared
        yield {
            "texts": told.texts, "tokens": told.tokens, "differences": told.differences,
        }  # fmt: skip

    def records(self) -> Iterator[Record]:
        """The differences."""
        return map(asdict, self.each())

    @property
    def exit_code(self) -> int:
        """3 if there was a difference, after all have been read."""
        return 3 if self.compared.differences else 0
