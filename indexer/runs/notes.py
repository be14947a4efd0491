"""What a run met and did not load: keys that no article has, files that were passed over, and what
articles were loaded without."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from indexer.readers.progress import MAX_NAMED

if TYPE_CHECKING:
    from indexer.readers.progress import Progress, Warned

MAX_KEPT: Final = 50
"""Of these the journal keeps so many …"""

MAX_PATH: Final = 500
"""… and of each path so many characters, the last ones."""


@dataclass(slots=True)
class Notes:
    """Counts by name; the first files passed over, each with its kind. ``files``: how many were
    read, so that all that lay in a folder is either read or passed over."""

    files: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    named: list[tuple[str, str]] = field(default_factory=list)
    warned: Counter[str] = field(default_factory=Counter)
    warnings: list[Warned] = field(default_factory=list)

    @classmethod
    def of(cls, progress: Progress) -> Notes:
        """What a reading met."""
        return cls(
            progress.files, progress.unknown_fields, progress.passed, list(progress.passed_names),
            progress.warned, list(progress.warnings),
        )  # fmt: skip

    def add(self, other: Notes) -> None:
        """Note what another part of the run met."""
        self.files += other.files
        self.unknown.update(other.unknown)
        self.passed.update(other.passed)
        self.named += other.named[: MAX_NAMED - len(self.named)]
        self.warned.update(other.warned)
        self.warnings += other.warnings[: MAX_NAMED - len(self.warnings)]

    def as_json(self) -> dict[str, Any]:
        """For the journal, and for programs."""
        return {
            "files": self.files,
            "unused_keys": dict(self.unknown.most_common()),
            "passed_over": dict(self.passed.most_common()),
            "passed_over_files": [{"path": path, "kind": kind} for path, kind in self.named],
            "warnings": dict(self.warned.most_common()),
            "warned": [one._asdict() for one in self.warnings],
        }

    def written(self) -> str:
        """As the journal keeps it, with fewer names; empty where there is nothing to tell."""
        if not (self.unknown or self.passed or self.warned):
            return ""
        told = self.as_json()
        for name in ("passed_over_files", "warned"):
            told[name] = [one | {"path": one["path"][-MAX_PATH:]} for one in told[name][:MAX_KEPT]]
        return json.dumps(told, ensure_ascii=False)


EMPTY: Final[dict[str, Any]] = Notes().as_json()
"""What a run tells that noted nothing."""


def told(written: str) -> dict[str, Any]:
    """What the journal keeps, as far as it is what this program writes."""
    try:
        found = json.loads(written or "{}")
    except (ValueError, RecursionError):
        found = {}
    if not isinstance(found, dict):
        return dict(EMPTY)
    return {
        name: found[name] if type(found.get(name)) is type(empty) else empty
        for name, empty in EMPTY.items()
    }
