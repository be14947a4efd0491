"""The settings in force, each with where it is from; secrets are not shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

from mappings.addresses import HIDDEN
from mappings.errors import FihrisError
from mappings.limits import Limits, spelled
from search_cli.session.cluster import shown_urls
from search_cli.session.declaration import CLUSTER, SETTINGS
from search_cli.session.files import Source
from search_cli.session.settings import Settings
from search_cli.session.sources import Sources, Value
from search_cli.session.taking import limits_in, wrong_form

_SHOWN: Final = {"elasticsearch_url": shown_urls}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One setting in force."""

    name: str
    value: str | None
    """Fit to be shown; ``None`` if there is none."""
    source: Source
    where: str | None
    """The option, the variable or the file; ``None`` for a default."""


def rows(settings: Settings, sources: Sources) -> Iterator[Row]:
    """Every setting, limits one by one, in the order of ``--help``."""
    for name in SETTINGS:
        if name == "limit":
            yield from _limits(settings, sources)
        else:
            yield _row(name, settings, sources)


def form_errors(sources: Sources) -> list[FihrisError]:
    """What is wrong with the settings of a cluster, which a search without one does not look at."""
    found = ((SETTINGS[name], sources.of(name)) for name in CLUSTER)
    listed = [wrong_form(setting, value) for setting, value in found if value is not None]
    return [error for error in listed if error is not None]


def _row(name: str, settings: Settings, sources: Sources) -> Row:
    value = sources.of(name)
    if name == "format" and settings.format == "json" and (value is None or value.text != "json"):
        value = sources.of("json")  # the same by its other name, and nearer
    shown = _in_force(name, settings, value)
    if value is None or shown is None:
        return Row(
            name=name, value=shown or SETTINGS[name].default, source=Source.default, where=None
        )
    return Row(name=name, value=shown, source=value.source, where=value.where)


def _in_force(name: str, settings: Settings, value: Value | None) -> str | None:
    if SETTINGS[name].kind == "secret":
        return HIDDEN if value is not None else None
    if name in CLUSTER:
        written = settings.elasticsearch.get(name)
        return _SHOWN.get(name, str)(written) if written is not None else None
    if name == "config":
        return value.text if value is not None else None
    held = getattr(settings, name)
    if isinstance(held, bool):
        return "yes" if held else "no"
    if isinstance(held, tuple):
        return ",".join(held) or None
    return str(held) if held is not None else None


def _limits(settings: Settings, sources: Sources) -> Iterator[Row]:
    origin: dict[str, Value] = {}
    for given in reversed(sources.values["limit"]):
        for one in limits_in(given):
            origin[spelled(one.partition("=")[0].strip())] = given
    for limit in fields(Limits):
        held, name = getattr(settings.limits, limit.name), spelled(limit.name)
        value = origin.get(name)
        yield Row(
            name=f"limit.{name}",
            value=str(held),
            source=Source.default if value is None else value.source,
            where=None if value is None else value.where,
        )
