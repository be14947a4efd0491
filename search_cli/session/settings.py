"""The settings of one run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from mappings.errors import FihrisError, Language
from mappings.limits import Limits
from search_cli.session.cluster import shown_urls
from search_cli.session.declaration import SETTINGS, Bidi, Color, Engine, Format, Lang
from search_cli.session.errors import SettingsUnreadable, SettingWrong
from search_cli.session.files import Source
from search_cli.session.sources import Sources, gather
from search_cli.session.taking import Taking

__all__ = [
    "NAMES", "Bidi", "Color", "SettingWrong", "Settings", "SettingsUnreadable",
    "resolve", "settle", "system_language",
]  # fmt: skip

NAMES: Final = tuple(SETTINGS)
"""Settings by name: ``FIHRIS_NAME`` in the environment, ``name`` in ``fihris.toml``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The global options of one run."""

    engine: str
    index: str
    home: Path
    format: Format
    fields: tuple[str, ...]
    """The fields of an answer that are written; all of them when empty."""
    json: bool
    color: Color
    bidi: Bidi
    no_pager: bool
    lang: Language
    words: Path | None
    elasticsearch: Mapping[str, str]
    """Settings of the cluster, as they were written: see ``search_cli.session.cluster``."""
    limits: Limits = field(default_factory=Limits)  # what is taken from outside
    origins: Mapping[str, Source] = field(default_factory=dict)
    """Where each setting that was set is from."""

    @property
    def where(self) -> str:
        """Where the index is, fit to be shown."""
        if self.engine == "embedded":
            return str(self.home)
        cloud = self.elasticsearch.get("elasticsearch_cloud_id", "")
        url = self.elasticsearch.get("elasticsearch_url", "http://localhost:9200")
        return f"cloud {cloud.partition(':')[0]}" if cloud else shown_urls(url)


def resolve(given: Mapping[str, Any]) -> Settings:
    """Merge all sources; ``given`` is the command line, ``None`` where it is silent.

    Raises:
        SettingWrong, SettingsUnreadable, NoHome, LimitWrong
    """
    return settle(gather(given))


def settle(sources: Sources, problems: list[FihrisError] | None = None) -> Settings:
    """The settings in force.

    Args:
        problems: what is wrong is added here, and the default is in force instead.

    Raises:
        SettingWrong, SettingsUnreadable, NoHome, LimitWrong: if there is no list of problems.
    """
    take = Taking(sources, problems)
    for error in sources.errors():
        take.complain(error)
    fields = take.text("fields", "").replace("،", ",")
    return Settings(
        engine=take.one_of("engine", Engine, "embedded"),
        index=take.text("index", "press"),
        home=take.path("home") or take.user_data(),
        format=_format(sources, take),
        fields=tuple(name for one in fields.split(",") if (name := one.strip())),
        json=take.flag("json"),
        color=Color(take.one_of("color", Color, "auto")),
        bidi=Bidi(take.one_of("bidi", Bidi, "auto")),
        no_pager=take.flag("no_pager"),
        lang="ar" if take.one_of("lang", Lang, system_language()) == "ar" else "en",
        words=take.path("words"),
        elasticsearch=take.cluster(),
        limits=take.limits(),
        origins={name: found[0].source for name, found in sources.values.items() if found},
    )


def _format(sources: Sources, take: Taking) -> Format:
    """The format of answers: ``json`` is one of its values, whichever is set nearer counts."""
    chosen = Format(take.one_of("format", Format, "table"))
    named, short = sources.of("format"), sources.of("json")
    if short is None or not take.flag("json"):
        return chosen
    order = [*Source]
    if named is None or order.index(short.source) < order.index(named.source):
        return Format.json
    if short.source is named.source and chosen is not Format.json:
        take.complain(SettingWrong(where=named.where, value=chosen, name="format", choices="json"))
    return chosen


def system_language() -> Language:
    """The language that the system asks for."""
    system = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return "ar" if (system or "").startswith("ar") else "en"
