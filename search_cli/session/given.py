"""The global options that the command line gives, before the command and after it."""

from __future__ import annotations

import os
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from mappings.errors import FihrisError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mappings.errors import Language


class Given:  # start-up: `fihris --help` makes one, and loads nothing for it
    """What was read of the command line so far; what stands further right counts."""

    def __init__(self, settings: dict[str, Any] | None = None) -> None:
        self.settings = settings or {}
        """Settings by name, as they were typed."""
        self.flags: set[str] = set()
        """``verbose``, ``quiet``, ``debug``."""
        self.bidi: str | None = None
        """When Arabic is reordered, as the settings have it; ``None`` until they are known."""

    def take(self, name: str, value: Any) -> None:
        """One option; ``None``, ``False`` and an empty list say that it was not typed."""
        from search_cli.session.declaration import SETTINGS  # start-up

        if value in (None, False, [], ()):
            return
        if name not in SETTINGS:
            self.flags.add(name)
        elif isinstance(value, list | tuple):
            self.settings[name] = [*self.settings.get(name, ()), *value]
        else:
            self.settings[name] = value

    def wants_json(self, unread: Sequence[str] = ()) -> bool:
        """Whether errors are told as JSON. ``unread``: the command line, where it was not read to
        its end."""
        from search_cli.session.declaration import Format  # start-up
        from search_cli.session.settings import settle  # start-up
        from search_cli.session.sources import gather  # start-up

        typed = unread[: unread.index("--")] if "--" in unread else unread
        if "--json" in typed or "--format=json" in typed or ("--format", "json") in pairwise(typed):
            return True
        try:
            return settle(gather(self.settings), []).format is Format.json
        except FihrisError:
            return False

    @property
    def language(self) -> Language:
        """The language of an error that comes before the settings are known."""
        from search_cli.session.settings import system_language  # start-up

        asked = self.settings.get("lang") or os.environ.get("FIHRIS_LANG") or system_language()
        return "ar" if asked == "ar" else "en"
