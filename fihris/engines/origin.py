"""What made a generation, and whether this program may read or search it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import mappings
from fihris.engines.errors import IndexNewer, IndexOlder, OtherWords
from mappings.version import program_version

if TYPE_CHECKING:
    from collections.abc import Mapping


def ours() -> dict[str, Any]:
    """What a generation that is made now says of itself."""
    return {
        "schema_version": mappings.schema_version(),
        "analysis": mappings.analysis_hash(),
        "words": mappings.own_words().identity,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "made_by": f"fihris {program_version()}",
    }


def readable(generation: str, about: Mapping[str, Any]) -> dict[str, Any]:
    """What a generation says of itself, with the types that it must have.

    Raises:
        IndexNewer: it is laid out in a way that this program does not know.
        KeyError, TypeError, ValueError: it does not say what made it.
    """
    told = {"words": "", "made_at": "", "made_by": "", **about}
    if type(told["schema_version"]) is not int:
        raise TypeError("schema_version is not a whole number")
    for name in ("analysis", "words", "made_at", "made_by"):
        if not isinstance(told[name], str):
            raise TypeError(f"{name} is not a text")
    known = mappings.schema_version()
    if told["schema_version"] > known:
        raise IndexNewer(generation=generation, theirs=told["schema_version"], ours=known)
    return told


def searchable(generation: str, told: dict[str, Any]) -> dict[str, Any]:
    """What a generation says of itself; refused when this program's analysis did not make it.

    Args:
        told: as ``readable`` gave it.

    Raises:
        IndexOlder, OtherWords
    """
    if is_current(told):
        return told
    made = ours()
    theirs, mine = (f"{one['schema_version']}/{one['analysis']}" for one in (told, made))
    if theirs != mine:
        raise IndexOlder(generation=generation, theirs=theirs, ours=mine)
    raise OtherWords(
        generation=generation, theirs=told.get("words") or "–", ours=made["words"] or "–"
    )


def is_current(told: Mapping[str, Any]) -> bool:
    """Whether this program's analysis, with the words in use, made a generation."""
    made = (mappings.schema_version(), mappings.analysis_hash(), mappings.own_words().identity)
    return (told["schema_version"], told["analysis"], told.get("words", "")) == made
