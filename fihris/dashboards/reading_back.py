"""Reads imported dashboards back from Kibana, to see how it understood them.

From 9.4 on, ``GET [/s/SPACE]/api/dashboards/ID`` answers with the dashboard as Kibana understands
it, and in ``warnings`` with the panels and controls that it could not take over. Older ones have no
such API: they answer 404, or 400 where it was not public yet.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from fihris.dashboards.answers import SHOWN, Hiding, listed, words
from fihris.dashboards.errors import KibanaRefused, KibanaUnreachable
from fihris.dashboards.installing import Kibana, address, asked, hiding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NOT_TAKEN: Final = "Invalid response"
"""How Kibana's refusal begins where it has the API and cannot make a dashboard of the object."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Kibana's warnings; or why they could not be read."""

    warnings: tuple[str, ...] = ()
    unread: str = ""


def read_back(ids: Sequence[str], kibana: Kibana) -> ReadBack:
    """What Kibana says of the dashboards ``ids``; nothing where it has no words for it.

    Raises no error: the dashboards are imported, whatever comes of asking.
    """
    hide = hiding(kibana)
    warnings: list[str] = []
    for one in ids:
        try:
            body = asked(address(kibana, f"/api/dashboards/{quote(one, safe='')}"), kibana, hide)
            warnings += (f"{one}: {told}" for told in _warnings(json.loads(body), hide))
        except KibanaRefused as refused:
            status, reason = refused.facts["status"], refused.facts["reason"]
            if status == 400 and reason.startswith(_NOT_TAKEN):
                warnings.append(f"{one}: {reason}")
            elif status in {400, 404}:
                break
            else:
                return ReadBack(tuple(warnings), f"{status}: {reason}")
        except KibanaUnreachable as lost:
            return ReadBack(tuple(warnings), str(lost.facts["reason"]))
        except (ValueError, TypeError, RecursionError):
            return ReadBack(tuple(warnings), "no answer of Kibana's")
    return ReadBack(tuple(warnings))


def _warnings(answer: Any, hide: Hiding) -> Iterator[str]:
    """The warnings in an answer, one text each.

    Raises:
        TypeError: it is no dashboard.
    """
    if not isinstance(answer, dict) or not isinstance(answer.get("data"), dict):
        raise TypeError("no dashboard")
    given = listed(answer.get("warnings"))
    for one in given[:SHOWN]:
        told = one.get("message") if isinstance(one, dict) else one
        yield words(told, hide) if isinstance(told, str) and told.strip() else "?"
    if len(given) > SHOWN:
        yield f"… {len(given) - SHOWN}"
