"""How a generation on a cluster differs from what a new one would be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

Difference = tuple[str, Any, Any]
"""A path, what a new generation would have there, and what is held; ``None`` where there is
nothing."""

_OF_THE_MOMENT: Final = (
    "mappings._meta.made_at",
    "mappings._meta.made_by",
    "mappings._meta.at_rest",
    "settings.index.number_of_replicas",
    "settings.index.auto_expand_replicas",
    "settings.index.refresh_interval",
)
"""What differs between any two generations, or as long as one is not published."""

_OF_THE_SERVER: Final = (
    "settings.index.creation_date",
    "settings.index.history",
    "settings.index.mode",
    "settings.index.provided_name",
    "settings.index.replication",
    "settings.index.resize",
    "settings.index.routing",
    "settings.index.uuid",
    "settings.index.version",
)
"""What a server adds of itself."""


def differences(new: Mapping[str, Any], held: Mapping[str, Any]) -> list[Difference]:
    """Every path where two bodies, ``settings`` and ``mappings``, are not the same.

    Values are compared as a server tells them: it makes texts of numbers and booleans.
    """
    left, right = dict(_flat(new)), dict(_flat(held))
    return [
        (path, left.get(path), right.get(path))
        for path in sorted(left | right)
        if left.get(path) != right.get(path) and not _is_apart(path)
    ]


def _is_apart(path: str) -> bool:
    return any(path == one or path.startswith(f"{one}.") for one in _OF_THE_MOMENT + _OF_THE_SERVER)


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        yield path, ", ".join(map(_told, value))
    else:
        yield path, _told(value)


def _told(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
