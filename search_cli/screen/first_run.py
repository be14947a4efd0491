"""What is said, once, in a terminal that does not tell whether it reorders Arabic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from search_cli.texts.messages import say

if TYPE_CHECKING:
    from search_cli.screen.surface import Surface

WORD: Final = "العربية"
"""Reads wrong at a glance where it is not joined, or runs backwards."""


def tell_once(out: Surface) -> None:
    """Show a word both ways, and how to choose for good; never a second time."""
    from platformdirs import user_cache_path  # start-up

    from search_cli.screen.bidi import visual  # start-up
    from search_cli.screen.clusters import clusters, written  # start-up
    from search_cli.screen.layout import Line  # start-up

    told = user_cache_path("fihris") / "terminal-told"
    try:
        told.parent.mkdir(parents=True, exist_ok=True)
        told.open("x").close()
    except OSError:  # it was told, or could not be kept from being told each time
        return
    turned = written(visual(Line(tuple(clusters(WORD)), is_rtl=True)))
    out.talk(say(out.lang, "unknown_terminal", as_sent=WORD, turned=turned))
