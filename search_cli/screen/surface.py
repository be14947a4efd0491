"""What ``Output`` is to those that it calls: they cannot import it, since it imports them."""

from __future__ import annotations

from typing import Protocol

from mappings.errors import Language
from search_cli.screen.screen import Screen


class Surface(Protocol):
    """Where an answer is shown; see ``Output``."""

    lang: Language
    is_screen: bool

    @property
    def screen(self) -> Screen:
        """The terminal that data is written to."""

    def line(
        self, text: str = "", *, hang: int = 0, rtl: bool | None = None, wraps: bool = True
    ) -> None:
        """Write a paragraph of data."""

    def talk(self, text: str) -> None:
        """Say a line beside the data."""

    def field(self, text: object) -> str:
        """A part of a line with a direction of its own."""

    def styled(self, text: str, style: str) -> str:
        """Text in a style."""
