"""What a reader gives of a file, one after another: a record, or what is none and why.

A format's module has one function, ``read(chunks) -> Iterator[Piece]``. It knows how its files are
made and nothing of ids, quarantine or articles. It raises ``Unfit`` where the file as a whole makes
none. ``indexer.readers.lines`` is the one to copy; ``indexer.readers.formats`` lists them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from indexer.quarantine.quarantine import Unfit


class Piece(NamedTuple):
    """One thing that a file holds.

    ``record`` has the fields of an article as ``interface.md`` names them; without one, ``unfit``
    says why, and where neither is there, there was nothing, such as an empty line. ``line`` counts
    from 1. ``text`` is what it was read from and ``size`` its bytes; where it could not be decoded,
    ``raw`` has them. ``unknown`` names the keys that were passed over.
    """

    record: dict[str, Any] | None = None
    unfit: Unfit | None = None
    line: int | None = None
    text: str | None = None
    raw: bytes | None = None
    size: int = 0
    unknown: tuple[str, ...] = ()
