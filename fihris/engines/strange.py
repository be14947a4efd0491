"""Documents in an index that this program did not write: told from its own where they are read,
passed over, counted and named."""

from __future__ import annotations

import re
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, get_args

from fihris.engines.model import LISTS, SHARED, Kind, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAMED: Final = 5
"""Of so many the names are told; the rest are counted."""

COUNTED: Final = 10_000
"""So many are told apart, however often each is met; beyond, there are "more than" so many."""

LONGEST: Final = 80
"""Characters of a name that are shown."""

_LAST_POSITION: Final = 1 << 31
_KINDS: Final = frozenset(get_args(Kind))
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

_TEXTS: Final = ("paragraph_id", "article_id", "text")
_MAYBE: Final = tuple(
    name for name in ("heading", *SHARED) if name not in {"article_id", "schema_version", *LISTS}
)


class Unlike(Exception):
    """A document is not what this program writes; it says in which field."""


class Strange:
    """What was passed over since an index was opened."""

    def __init__(self) -> None:
        self._met: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._met)

    def add(self, name: object, why: Unlike) -> None:
        """Note a document, by its own name."""
        shown = str(name)[:LONGEST]
        if shown in self._met or len(self._met) > COUNTED:
            return
        self._met[shown] = str(why)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Each by name, with the field in which it is strange."""
        return iter(self._met.items())

    def told(self) -> str:
        """How many, and the first by name."""
        count = f"> {COUNTED:,}" if len(self) > COUNTED else f"{len(self):,}"
        first = ", ".join(f"{name} ({why})" for name, why in islice(self, NAMED))
        return f"{count}: {first}{', …' if len(self) > NAMED else ''}"


def paragraph_from(told: Mapping[str, Any]) -> Paragraph:
    """The paragraph that the fields of a document make. Fields that nobody knows are left alone.

    Raises:
        Unlike: a field is absent, or has a value that no paragraph has.
    """
    own: dict[str, Any] = {}
    for name in _TEXTS:
        value = own[name] = told.get(name)
        if type(value) is not str:
            raise Unlike(name)
    position = own["position"] = told.get("position")
    if type(position) is not int or not 0 <= position < _LAST_POSITION:
        raise Unlike("position")
    kind = own["kind"] = told.get("kind")
    if type(kind) is not str or kind not in _KINDS:
        raise Unlike("kind")
    for name in _MAYBE:
        value = told.get(name)
        if value is not None:
            if type(value) is not str:
                raise Unlike(name)
            own[name] = value
    for name in LISTS:
        value = told.get(name)
        if value is not None:
            own[name] = _texts(name, value)
    if (version := told.get("schema_version")) is not None:
        if type(version) is not int:
            raise Unlike("schema_version")
        own["schema_version"] = version
    if own.get("date"):
        _check_day(own["date"])
    return Paragraph(**own)


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if type(value) is not list or not all(type(one) is str for one in value):
        raise Unlike(name)
    return tuple(value)


def _check_day(day: str) -> None:
    try:
        if not _DAY.fullmatch(day):
            raise Unlike("date")
        date.fromisoformat(day)
    except ValueError as exc:
        raise Unlike("date") from exc
