"""Remembers which inputs a generation holds whole, so that loading them again takes no reading.

The inputs of a run are passed over when every file is byte for byte what an earlier run loaded
without a rejection, and nothing loaded since has replaced an article: then reading them would find
every article unchanged. The list lies in ``HOME/INDEX/inputs.json``. Losing it loses nothing but
time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from engines.files import write_whole
from indexer.paragraphs import SPLIT_VERSION

if TYPE_CHECKING:
    from indexer.preparing import Input

KEPT: Final = 1_000
"""Runs remembered; the oldest are forgotten first."""


class Inputs:
    """The inputs that one index has seen, by generation."""

    def __init__(self, home: Path, index: str) -> None:
        self._path = home / index / "inputs.json"

    def held(self, mark: str, *, generation: str) -> int | None:
        """How many articles these inputs have, when ``generation`` holds them all."""
        known = self._read().get(generation, {}).get(mark)
        return known if isinstance(known, int) and mark else None

    def remember(self, mark: str, *, generation: str, articles: int, replaced: int) -> None:
        """Note inputs that were loaded whole; what they replaced makes every older note unsure.

        Args:
            mark: empty when the inputs were not whole: then only the older notes are dropped.
        """
        before = self._read()
        held = {} if replaced else dict(before.get(generation, {}))
        if mark and not replaced:
            held[mark] = articles
        after = {generation: dict(list(held.items())[-KEPT:])}
        if after != before:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self._path, json.dumps(after))

    def _read(self) -> dict[str, Any]:
        try:
            body = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return body if isinstance(body, dict) else {}


def mark_of(files: Sequence[Input], source: str | None) -> str:
    """What must be the same for inputs to need no reading: names, bytes, and how they are read.
    Empty when that cannot be told, as of a stream."""
    about = blake2b(digest_size=16)
    about.update(f"{SPLIT_VERSION}\x1f{source}".encode("utf-8", "surrogatepass"))
    for path in files:
        if path == "-" or not path.is_file():
            return ""
        about.update(b"\x1f" + os.fsencode(path.absolute()) + b"\x1f")
        try:
            with path.open("rb") as file:
                about.update(file_digest(file, "sha256").digest())
        except OSError:
            return ""
    return about.hexdigest()
