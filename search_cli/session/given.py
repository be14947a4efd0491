"""The global options that the command line gives, before the command and after it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from search_cli.session.declaration import SETTINGS
from search_cli.session.settings import system_language

if TYPE_CHECKING:
    from mappings.errors import Language


@dataclass(slots=True)
class Given:
    """What was read of the command line so far; what stands further right counts."""

    settings: dict[str, Any] = field(default_factory=dict)
    """Settings by name, as they were typed."""
    flags: set[str] = field(default_factory=set)
    """``verbose``, ``quiet``, ``debug``."""

    def take(self, name: str, value: Any) -> None:
        """One option; ``None``, ``False`` and an empty list say that it was not typed."""
        if value in (None, False, [], ()):
            return
        if name not in SETTINGS:
            self.flags.add(name)
        elif isinstance(value, list | tuple):
            self.settings[name] = [*self.settings.get(name, ()), *value]
        else:
            self.settings[name] = value

    @property
    def language(self) -> Language:
        """The language of an error that comes before the settings are known."""
        asked = self.settings.get("lang") or os.environ.get("FIHRIS_LANG") or system_language()
        return "ar" if asked == "ar" else "en"
