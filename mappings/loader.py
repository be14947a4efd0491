"""Reads the data files of this room, wherever the package is installed (also from a zip)."""

from __future__ import annotations

import json
import pkgutil
from functools import cache
from typing import Any

from mappings.errors import MappingDamaged


def _bytes(name: str) -> bytes:
    # pkgutil rather than importlib.resources: the same from folder, wheel or zip, and 8 ms less
    try:
        return pkgutil.get_data("mappings", name) or b""
    except OSError as exc:
        raise MappingDamaged(name=name, reason=str(exc)) from exc


def _read(name: str) -> str:
    try:
        return _bytes(name).decode("utf-8")
    except UnicodeDecodeError as exc:
        raise MappingDamaged(name=name, reason=str(exc)) from exc


def _json(name: str) -> dict[str, Any]:
    try:
        body = json.loads(_read(name))
    except ValueError as exc:
        raise MappingDamaged(name=name, reason=str(exc)) from exc
    if not isinstance(body, dict):
        raise MappingDamaged(name=name, reason="not a JSON object")
    return body


@cache
def analysis() -> dict[str, Any]:
    """The body of ``settings.analysis``: char filters, tokenizers, filters, analyzers."""
    return _json("analysis.json")


@cache
def analysis_hash() -> str:
    """What the terms of an index depend on, in twelve hex digits."""
    from hashlib import blake2b  # start-up

    return blake2b(_bytes("analysis.json"), digest_size=6).hexdigest()


@cache
def paragraphs() -> dict[str, Any]:
    """The ``mappings`` body of an index of paragraphs."""
    return _json("paragraphs.json")


def schema_version() -> int:
    """The version of the index's shape; an index made by a newer one is refused."""
    version = paragraphs()["_meta"]["schema_version"]
    assert isinstance(version, int)
    return version


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """Rows of a tab-separated list in ``lexicon/``: cells stripped, comments (``#``) left out."""
    lines = _read(f"lexicon/{name}.tsv").splitlines()
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    return tuple(tuple(cell.strip() for cell in row) for row in rows)
