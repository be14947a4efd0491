"""What a reading met, counted while it goes on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, NamedTuple

MAX_KINDS: Final = 50
"""Different kinds of files that are counted one by one."""

MAX_KIND_CHARACTERS: Final = 20
"""What is kept of the name of a kind, such as an ending."""

MAX_NAMED: Final = 200
"""Files that are passed over, and warnings, that are kept one by one."""


class Warned(NamedTuple):
    """What an article was given without: where it stands, and as it is written."""

    path: str
    line: int | None
    code: str
    detail: str


@dataclass(slots=True)
class Progress:
    """What a reading met, complete when it has ended; ``articles + rejected`` is what it gave.

    ``repeated`` articles came a second time with the same id and content and were not given
    again. ``skipped`` counts files in folders and archives that were passed over: ``passed`` by
    kind, the first of them by name in ``passed_names``. ``warned`` counts, by its code, what
    articles were given without, since it cannot be read. ``bytes`` is what was read of files and
    streams, before inflating.
    """

    files: int = 0
    bytes: int = 0
    articles: int = 0
    rejected: int = 0
    repeated: int = 0
    skipped: int = 0
    unknown_fields: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    passed_names: list[tuple[str, str]] = field(default_factory=list)
    warned: Counter[str] = field(default_factory=Counter)
    warnings: list[Warned] = field(default_factory=list)

    def warn(self, told: Warned) -> None:
        """Count what an article was loaded without, and keep it if there is room."""
        self.warned[told.code] += 1
        if len(self.warnings) < MAX_NAMED:
            self.warnings.append(told)

    def pass_over(self, path: str, kind: str) -> None:
        """Count a file that is not read, by its kind, and keep its name if there is room."""
        self.skipped += 1
        kind = kind[:MAX_KIND_CHARACTERS]
        if kind not in self.passed and len(self.passed) >= MAX_KINDS:
            kind = "…"
        self.passed[kind] += 1
        if len(self.passed_names) < MAX_NAMED:
            self.passed_names.append((path, kind))
