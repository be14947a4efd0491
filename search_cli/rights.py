"""Who may read what the program writes: nobody else, but for files that were asked for by name."""

from __future__ import annotations

import os
from pathlib import Path

PRIVATE = 0o077

_given: list[int] = []


def keep_private() -> None:
    """From here on, files are made for their owner alone: the index, the journal, quarantine."""
    _given.append(os.umask(PRIVATE))


def write_for_others(path: Path, text: str) -> None:
    """Write a file that a person named, with the rights that their shell gives files.

    Raises:
        OSError
    """
    path.write_text(text, encoding="utf-8")
    if _given:
        path.chmod(0o666 & ~_given[-1])
