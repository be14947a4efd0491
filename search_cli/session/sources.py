"""Which value of a setting counts: the nearest to the person who types.

The command line, the environment, the file that was named (``--config``, ``FIHRIS_CONFIG``), a
``fihris.toml`` of the current folder (few keys only), the user's own ``fihris.toml``, the default.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from mappings.errors import FihrisError
from search_cli.session.declaration import SETTINGS, Setting
from search_cli.session.errors import NoHome
from search_cli.session.files import SettingsFile, Source, Written, files


class Value(NamedTuple):  # start-up
    """A value of a setting, as it was written, and where."""

    written: Written
    source: Source
    where: str
    """The option, the variable or the file, fit to be shown."""
    beside: Path | None = None
    """The folder that a relative path starts at, if it is not the current one."""

    @property
    def text(self) -> str:
        """The value of a setting that has one."""
        return self.written if isinstance(self.written, str) else ",".join(self.written)


class Sources(NamedTuple):  # start-up
    """What was found for each setting, the value that counts first."""

    values: Mapping[str, tuple[Value, ...]]
    files: tuple[SettingsFile, ...]
    """The files that were looked at, the one that counts most first."""

    def of(self, name: str) -> Value | None:
        """The value that counts; ``None`` if there is only the default."""
        found = self.values.get(name)
        return found[0] if found else None

    def errors(self) -> list[FihrisError]:
        """What is wrong with files as a whole."""
        return [file.error for file in self.files if file.error is not None]


def gather(given: Mapping[str, Any]) -> Sources:
    """Look everywhere. ``given`` is the command line, ``None`` where it is silent. Never raises."""
    config = _typed(SETTINGS["config"], given) or _from_environment(SETTINGS["config"])
    looked_at = files(
        config.text if config else None,
        by_option=config is not None and config.source is Source.option,
    )
    in_files = from_files(looked_at).values
    values: dict[str, tuple[Value, ...]] = {}
    for name, setting in SETTINGS.items():
        near = (_typed(setting, given), _from_environment(setting))
        values[name] = (*(value for value in near if value is not None), *in_files[name])
    return Sources(values=values, files=looked_at)


def from_files(looked_at: tuple[SettingsFile, ...]) -> Sources:
    """What files set, as if nothing else did."""
    values = {
        name: tuple(v for file in looked_at if (v := _from_file(name, file)) is not None)
        for name in SETTINGS
    }
    return Sources(values=values, files=looked_at)


def _typed(setting: Setting, given: Mapping[str, Any]) -> Value | None:
    value = given.get(setting.name)
    if value is None or value is False or value == []:
        return None
    written = tuple(value) if isinstance(value, list) else "yes" if value is True else str(value)
    return Value(written=written, source=Source.option, where=setting.option)


def _from_environment(setting: Setting) -> Value | None:
    value = os.environ.get(setting.variable)
    if not value:
        return None
    return Value(written=value, source=Source.environment, where=setting.variable)


def _from_file(name: str, file: SettingsFile) -> Value | None:
    written = file.values.get(name)
    if written is None or written == "":
        return None
    return Value(written=written, source=file.source, where=str(file.path), beside=file.path.parent)


_OWN: Final = frozenset(Source) - {Source.folder}
"""What only the person who runs the program sets, and the program itself."""


def may_send(secret: Source, address: Source) -> bool:
    """Whether a secret that is from one source may be sent to an address from another.

    Whoever set the secret must have set the address too: on the command line, in the environment,
    in a named file or in their own, in any combination, or have left it at the default. What lies
    in the current folder is anybody's: it neither gives an address to a secret, nor names a file
    whose content would be sent as one.
    """
    return secret in _OWN and address in _OWN


def path_of(setting: Setting, value: Value) -> Path:
    """The path that a value names; beside the file of settings that it stands in.

    Raises:
        NoHome
    """
    try:
        path = Path(value.text).expanduser()
    except RuntimeError as exc:
        raise NoHome(where=value.where, value=value.text, name=setting.name) from exc
    return path if value.beside is None else value.beside / path
