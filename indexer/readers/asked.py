"""What is asked of reading, beside the files: kept with them, so that they are read so again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from fnmatch import fnmatchcase
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """How files are read where that is not found out, and which of a folder's.

    ``type`` is the name of a format, ``encoding`` that of a text encoding. ``keys`` are names of
    keys and the fields that they stand for, written ``a.b`` for one inside another. Of folders,
    files are wanted whose names or paths match one of ``include``, where there is any, and none of
    ``exclude``; ``*`` and ``?`` stand for signs. ``strict``: an article is not loaded without what
    cannot be read of it, as its date.
    """

    type: str = ""
    encoding: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    strict: bool = False

    def leaves_out(self, name: str, path: str) -> bool:
        """Whether a file of a folder is not wanted."""
        if not (self.include or self.exclude):
            return False
        wanted = not self.include or any(_matches(name, path, one) for one in self.include)
        return not wanted or any(_matches(name, path, one) for one in self.exclude)

    def written(self) -> str:
        """As the journal keeps it: JSON, empty where nothing was asked."""
        told = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(told, ensure_ascii=False, sort_keys=True) if told else ""

    @classmethod
    def of(cls, written: str) -> Asked:
        """What was written, as far as it is what this program writes."""
        try:
            told = json.loads(written or "{}")
        except (ValueError, RecursionError):
            told = {}
        if not isinstance(told, dict):
            return cls()
        known = {one.name for one in fields(cls)}
        made = {name: value for name, value in told.items() if name in known and _fits(name, value)}
        frozen: dict[str, Any] = {name: _frozen(value) for name, value in made.items()}
        return cls(**frozen)


def _fits(name: str, value: object) -> bool:
    if name in {"type", "encoding"}:
        return isinstance(value, str)
    if name == "strict":
        return value is True
    if not isinstance(value, list):
        return False
    if name == "keys":
        return all(
            isinstance(one, list) and len(one) == 2 and all(isinstance(part, str) for part in one)
            for one in value
        )
    return all(isinstance(one, str) for one in value)


def _frozen(value: object) -> object:
    if isinstance(value, list):
        return tuple(_frozen(one) for one in value)
    return value


def _matches(name: str, path: str, pattern: str) -> bool:
    if "/" in pattern:
        return fnmatchcase(path, pattern) or fnmatchcase(path, f"*/{pattern}")
    return fnmatchcase(name, pattern)
