"""Counts what a piece of code does, so that a test can tell how that grows without a clock."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


class Counted(str):
    """A text that counts the letters that are read of it by what is implemented in C."""

    __slots__ = ("letters",)

    letters: int

    def __new__(cls, text: str) -> Counted:
        made = super().__new__(cls, text)
        made.letters = 0
        return made

    def split(self, *given: Any, **named: Any) -> list[str]:
        self.letters += len(self)
        return super().split(*given, **named)

    def find(self, *given: Any) -> int:
        self.letters += len(self)
        return super().find(*given)


def steps(work: Callable[[], object]) -> int:
    """How many instructions of Python ``work`` takes."""
    counted = 0

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal counted
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        counted += event == "opcode"
        return trace

    former = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(former)
    return counted
