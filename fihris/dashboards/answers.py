"""Reads Kibana's answer to an import, and what another server may answer instead.

Kibana answers 200 even if objects failed: only ``success`` and ``errors`` say so. Nothing is
assumed about the answer except that it is bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from fihris.dashboards.errors import KibanaAnswerUnclear, KibanaImportedFewer, KibanaLeftOut

SHOWN: Final = 8
"""How many objects an error names; it counts the rest."""

LONGEST: Final = 300
"""Characters of a server's own words that are shown."""

Hiding = Callable[[str], str]
"""Keeps the secret out of a server's words."""


@dataclass(frozen=True, slots=True)
class Installed:
    """How many objects were imported, and how many of these replaced others."""

    objects: int
    replaced: int


def installed(body: bytes, sent: int, *, where: str, hide: Hiding) -> Installed:
    """What was imported of ``sent`` objects.

    Raises:
        KibanaAnswerUnclear: it is not an answer of Kibana's import.
        KibanaLeftOut: some objects were imported, others not.
        KibanaImportedFewer: it reports no error, but fewer objects than were sent.
    """
    answer = _json(body)
    if not isinstance(answer, dict) or not isinstance(answer.get("success"), bool):
        raise KibanaAnswerUnclear(where=where)
    results = listed(answer.get("successResults"))
    done = [one for one in results if isinstance(one, dict)]
    counted = answer.get("successCount", len(done))
    if not isinstance(counted, int) or isinstance(counted, bool):
        raise KibanaAnswerUnclear(where=where)
    errors = listed(answer.get("errors"))
    if errors or not answer["success"]:
        told = [words(_told(one), hide) for one in errors[:SHOWN]]
        if len(errors) > SHOWN:
            told.append(f"… {len(errors) - SHOWN}")
        raise KibanaLeftOut(
            where=where,
            done=counted,
            count=max(len(errors), sent - counted),
            reasons="; ".join(told) or "?",
        )
    if counted != sent:
        raise KibanaImportedFewer(where=where, done=counted, sent=sent)
    return Installed(counted, sum(one.get("overwrite") is True for one in done))


def message(body: bytes, hide: Hiding) -> str:
    """Why a request was refused, in the server's words."""
    answer = _json(body)
    told = answer.get("message") if isinstance(answer, dict) else None
    return words(told, hide) if isinstance(told, str) and told.strip() else "no reason given"


def words(told: str, hide: Hiding) -> str:
    """A server's words as they may be shown. Secrets are hidden before shortening: half a secret is
    one too."""
    return " ".join(hide(told).split())[:LONGEST]


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def listed(value: Any) -> list[Any]:
    """A list as it is; what should be one and is not, as its only part; nothing, as none."""
    if isinstance(value, list):
        return value
    return [value] if value else []


def _told(error: Any) -> str:
    if not isinstance(error, dict):
        return _name(error)
    inner = error.get("error")
    body = inner if isinstance(inner, dict) else {"type": inner or "unknown"}
    missing = [
        _name(one.get("id")) for one in listed(body.get("references")) if isinstance(one, dict)
    ]
    kind = _name(body.get("type", "unknown"))
    detail = f" {', '.join(missing)}" if missing else ""
    return f"{_name(error.get('type'))} {_name(error.get('id'))}: {kind}{detail}"


def _name(value: Any) -> str:
    """A name as it is; what is none may be too deep to be written."""
    return value if isinstance(value, str) else "?"
