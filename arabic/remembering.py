"""A bounded memory of results, for words: a few hundred thousand make up nearly all of a corpus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Remembering(dict[str, Value], Generic[Value]):
    """``remembering[key]`` computes once and remembers.

    When ``room`` is used up, what was not asked for since the last time is forgotten: two
    halves, the older dropped, which keeps frequent words without the cost of an LRU list.
    """

    __slots__ = ("_compute", "_half", "_older")

    def __init__(self, compute: Callable[[str], Value], *, room: int) -> None:
        super().__init__()
        self._compute = compute
        self._half = room // 2
        self._older: dict[str, Value] = {}

    def __missing__(self, key: str) -> Value:
        if len(self) >= self._half:
            self._older = dict(self)
            self.clear()
        try:
            value = self._older[key]
        except KeyError:
            value = self._compute(key)
        self[key] = value
        return value
