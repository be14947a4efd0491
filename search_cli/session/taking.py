"""Values as what they must be: one of a set, a path, a limit."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from mappings.errors import FihrisError
from mappings.limits import Limits
from search_cli.session.cluster import shown_urls
from search_cli.session.declaration import CLUSTER, SETTINGS, Setting
from search_cli.session.errors import NoHome, SettingWrong
from search_cli.session.files import Source
from search_cli.session.sources import Sources, Value, path_of


class Taking:
    """Takes values out of sources, each as what it must be."""

    def __init__(self, sources: Sources, problems: list[FihrisError] | None) -> None:
        self._sources = sources
        self._problems = problems

    def complain(self, error: FihrisError) -> None:
        """Raise, or go on with the default."""
        if self._problems is None:
            raise error
        self._problems.append(error)

    def text(self, name: str, default: str) -> str:
        """A text that looks as it must."""
        value = self._sources.of(name)
        if value is None:
            return default
        error = wrong_form(SETTINGS[name], value)
        if error is not None:
            self.complain(error)
            return default
        return value.text

    def one_of(self, name: str, choices: type[StrEnum], default: str) -> str:
        """One of a closed set."""
        value = self._sources.of(name)
        if value is None or value.text in tuple(choices):
            return value.text if value is not None else default
        self.complain(_wrong(name, value, tuple(choices)))
        return default

    def flag(self, name: str) -> bool:
        """Yes or no."""
        value = self._sources.of(name)
        if value is None or value.text.lower() in {"no", "false", "0"}:
            return False
        if value.text.lower() not in {"yes", "true", "1"}:
            self.complain(_wrong(name, value, "true, false"))
            return False
        return True

    def path(self, name: str) -> Path | None:
        """A path, whole or from the current folder."""
        value = self._sources.of(name)
        return self._path(name, value) if value is not None and value.text else None

    def _path(self, name: str, value: Value) -> Path | None:
        try:
            return path_of(SETTINGS[name], value)
        except NoHome as exc:
            self.complain(exc)
            return None

    def cluster(self) -> dict[str, str]:
        """Settings of the cluster, as they were written, files with their paths."""
        found: dict[str, str] = {}
        for name in CLUSTER:
            value = self._sources.of(name)
            if value is None or self._is_outranked(name, value):
                continue
            is_path = SETTINGS[name].kind == "file" and value.text != "-"
            written = self._path(name, value) if is_path else value.text
            if written is not None:
                found[name] = str(written)
        return found

    def _is_outranked(self, name: str, value: Value) -> bool:
        """Whether the secret itself stands nearer than the name of its file."""
        secret = self._sources.of(name.removesuffix("_file"))
        if secret is None or not name.endswith("_file"):
            return False
        return value.source not in {Source.option, Source.environment}

    def limits(self) -> Limits:
        """The limits, each from the source that counts most for it."""
        limits = Limits()
        for value in reversed(self._sources.values["limit"]):
            try:
                limits = limits.changed(limits_in(value), where=value.where)
            except FihrisError as exc:
                self.complain(exc)
        return limits

    def user_data(self) -> Path:
        """Where an index is that nobody gave a home."""
        from platformdirs import user_data_path  # start-up

        try:
            path = user_data_path("fihris", appauthor=False)
        except RuntimeError:  # no HOME, and nobody has this number
            path = Path("~")
        if not path.is_absolute():  # older versions of the library; a folder of that name, here
            self.complain(NoHome(where="HOME", value=path, name="home"))
        return path


def limits_in(value: Value) -> list[str]:
    """The single limits of a value."""
    listed = [value.written] if isinstance(value.written, str) else value.written
    return [one for written in listed for one in written.split(",") if one.strip()]


def wrong_form(setting: Setting, value: Value) -> SettingWrong | None:
    """What is wrong with how a value looks, if anything is."""
    if setting.form is None or re.fullmatch(setting.form[0], value.text):
        return None
    return _wrong(setting.name, value, setting.form[1])


def _wrong(name: str, value: Value, choices: str | tuple[str, ...]) -> SettingWrong:
    shown = shown_urls(value.text) if name == "elasticsearch_url" else value.text
    return SettingWrong(where=value.where, value=shown, name=name, choices=choices)
