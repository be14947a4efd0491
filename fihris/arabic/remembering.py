"""A bounded memory of results, for words: a few hundred thousand make up nearly all of a corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")


class Remembering(dict[str, Value], Generic[Value]):
    """``remembering[key]`` computes once and remembers, until ``room`` is full; then it starts
    over. Simpler and, for words, faster than keeping account of what was used last."""

    __slots__ = ("_compute", "_room")

    def __init__(self, compute: Callable[[str], Value], *, room: int) -> None:
        super().__init__()
        self._compute = compute
        self._room = room

    def __missing__(self, key: str) -> Value:
        if len(self) >= self._room:
            self.clear()
        value = self[key] = self._compute(key)
        return value
