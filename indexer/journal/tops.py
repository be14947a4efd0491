"""Which files are among some paths, or lie in one of them."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import TYPE_CHECKING

from indexer.quarantine.quarantine import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable


class Tops:
    """Files and folders; ``-`` is none. A question takes as long as its path is deep."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = frozenset(absolute(path) for path in paths if path != "-")
        self._real: frozenset[str] | None = None

    def cover(self, path: str) -> bool:
        """Whether an absolute path is one of them or lies in one, by its name."""
        return _is_among(self._paths, path)

    def really_cover(self, path: str) -> bool:
        """Whether it does so by its name, and no link on its way leads out of them."""
        if not self.cover(absolute(path)):
            return False
        if self._real is None:
            self._real = self._paths | {os.path.realpath(top) for top in self._paths}
        whole = absolute(path)
        if whole in self._paths:
            return True
        folder = os.path.dirname(whole)  # noqa: PTH120 - as absolute()
        return _is_among(self._real, os.path.realpath(folder))


def _is_among(tops: frozenset[str], path: str) -> bool:
    return path in tops or any(str(parent) in tops for parent in PurePath(path).parents)
