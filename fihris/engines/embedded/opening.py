"""Opens tantivy's index of a generation, also where nothing may be written."""

from __future__ import annotations

import shutil
from pathlib import Path

import tantivy


class Links:
    """A folder of links to the files of a generation, removed with the object.

    tantivy takes a lock file whenever it looks for what was committed, and so opens nothing on a
    read-only file system. Where nothing can be written, nothing can be removed either, which is
    what that lock is against: the lock may as well be somewhere else.
    """

    def __init__(self, path: Path) -> None:
        from tempfile import mkdtemp  # start-up

        self.path = Path(mkdtemp(prefix="fihris-"))
        for file in path.iterdir():
            if not file.name.endswith(".lock"):
                (self.path / file.name).symlink_to(file.absolute())

    def __del__(self) -> None:
        if hasattr(self, "path"):
            shutil.rmtree(self.path, ignore_errors=True)


def opened(path: Path) -> tuple[tantivy.Index, Links | None]:
    """The index as it is committed now, and what must be kept as long as it is used.

    Raises:
        ValueError: tantivy cannot read it.
    """
    try:
        return _open(path), None
    except ValueError as exc:
        text = str(exc)
        if "Lockfile" not in text or not ("Read-only" in text or "ermission denied" in text):
            raise
    links = Links(path)
    return _open(links.path), links


def _open(path: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(path))
    index.config_reader("manual")
    index.reload()
    return index
