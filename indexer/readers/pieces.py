"""What a reader gives of a file, one after another: a record, or what is none and why.

A format's module has one function, ``read(chunks, how) -> Iterator[Piece]``. It knows how its files
are made and nothing of ids, quarantine or articles. It raises ``Unfit`` where the file as a whole
makes none. ``indexer.readers.lines`` is the one to copy; ``indexer.readers.formats`` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.asked import Asked
from mappings.limits import Limits, exceeds
from mappings.version import install_command

if TYPE_CHECKING:
    from collections.abc import Mapping


class Piece(NamedTuple):
    """One thing that a file holds.

    ``record`` has the fields of an article as ``interface.md`` names them, or others that
    ``indexer.readers.keys`` knows; without one, ``unfit`` says why, and where neither is there,
    there was nothing, such as an empty line. ``line`` counts from 1. ``text`` is what it was read
    from and ``size`` its bytes; where it could not be decoded, ``raw`` has them. ``unknown`` names
    the keys that were passed over, ``passed`` a file inside this one that was, and its kind.
    """

    record: dict[str, Any] | None = None
    unfit: Unfit | None = None
    line: int | None = None
    text: str | None = None
    raw: bytes | None = None
    size: int = 0
    unknown: tuple[str, ...] = ()
    passed: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class How:
    """How one file is to be read.

    ``inside`` reads a file that lies in this one, by name and content; ``depth`` is how many
    files this one lies in.
    """

    name: str = ""
    asked: Asked = Asked()
    limits: Limits = Limits()
    depth: int = 0
    inside: Callable[[str, bytes], Iterator[Piece]] = field(default=lambda *_: iter(()))

    @property
    def encoding(self) -> str:
        """The encoding that was asked for."""
        return self.asked.encoding

    @property
    def keys(self) -> Mapping[str, str]:
        """Key → field, as asked for."""
        return dict(self.asked.keys)

    def refuse_over(self, name: str, size: int, what: str) -> None:
        """Raise when there is more of something than the limit ``name`` allows."""
        limit: int = getattr(self.limits, name)
        if exceeds(size, limit):
            option = name.replace("_", "-")
            raise Unfit(Code.TOO_LONG, f"{what}: at most {limit:,} (--limit {option}=…)")


@contextmanager
def needing_readers() -> Iterator[None]:
    """Around the imports of a format's library: where it is missing, say what installs it.

    Raises:
        Unfit
    """
    try:
        yield
    except ImportError as exc:
        detail = f"{exc.name or 'a library'} is missing: {install_command('readers')}"
        raise Unfit(Code.NOT_INSTALLED, detail) from exc
