"""The filters of panels: as much of Kibana's query language (KQL) as dashboards need.

``field: *`` · ``field: value`` · ``not field: *`` · such parts joined by ``and``. That little means
the same in Kibana and in ``panels``, which asks the questions of a dashboard without a Kibana.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_PART: Final = re.compile(
    r'(?P<without>not +)?(?P<field>[A-Za-z_][\w.]*) *: *(?P<value>\*|"[^"*\\]+"|[^\s":*()\\]+)'
)


@dataclass(frozen=True, slots=True)
class Part:
    """A field has a value, or any (``None``); or the contrary."""

    field: str
    value: str | None
    without: bool = False


class FilterUnreadable(ValueError):
    """Not one of the forms above; whoever reads filters says where it stood."""


def parts(written: str) -> tuple[Part, ...]:
    """The parts of a filter; none of an empty one.

    Raises:
        FilterUnreadable
    """
    if not written.strip():
        return ()
    found = []
    for piece in re.split(r" +and +", written.strip()):
        match = _PART.fullmatch(piece)
        if match is None:
            raise FilterUnreadable(piece)
        value = None if match["value"] == "*" else match["value"].strip('"')
        found.append(Part(match["field"], value, match["without"] is not None))
    return tuple(found)
