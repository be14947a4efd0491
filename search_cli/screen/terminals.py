"""Which terminal this is, and what it does with Arabic by itself.

A terminal either reorders each line that it is sent (VTE, Konsole, mlterm, Terminal of macOS …), or
shows letters from left to right, unjoined ("BiDi in terminal emulators",
terminal-wg.pages.freedesktop.org/bidi). What is reordered twice is as wrong as what is not
reordered at all, so that one must know. Terminals tell of themselves in the environment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple


class Way(StrEnum):
    """What becomes of a line before it is sent to a terminal."""

    isolates = "isolates"
    """The terminal reorders it, and honours isolates; they take no room."""
    marks = "marks"
    """The terminal reorders it; embeddings and marks hold its fields, isolates would take room."""
    visual = "visual"
    """The terminal does not: Fihris joins the letters and reorders the line."""
    plain = "plain"
    """As it is."""


class Terminal(NamedTuple):
    """What is known of a terminal."""

    way: Way
    links: bool = False
    """Whether it takes OSC 8 links."""
    is_known: bool = True
    ligates: bool = False
    """Whether lam and alef are one sign, of one column."""


class Sign(NamedTuple):
    """What a terminal tells of itself: a variable, and what it holds."""

    variable: str
    pattern: str
    """The whole value matches it."""
    terminal: Terminal


_REORDERS: Final = Terminal(Way.isolates, links=True)
_REORDERS_MARKED: Final = Terminal(Way.marks)
_MLTERM: Final = Terminal(Way.marks, ligates=True)
_SHOWS_AS_SENT: Final = Terminal(Way.visual, links=True)
_SHOWS_AS_SENT_NO_LINKS: Final = Terminal(Way.visual)

SIGNS: Final = (
    Sign("TERM", "dumb", Terminal(Way.plain)),
    Sign("TERM_PROGRAM", "vscode|Hyper|WarpTerminal|WezTerm|Tabby|rio|zed", _SHOWS_AS_SENT),
    Sign("TERM_PROGRAM", r"iTerm\.app", _SHOWS_AS_SENT),
    Sign("TERM_PROGRAM", "Apple_Terminal", _REORDERS_MARKED),
    Sign("TERM_PROGRAM", "mintty", _REORDERS),
    Sign("WT_SESSION", ".+", _SHOWS_AS_SENT),
    Sign("TERM", "alacritty.*|foot.*|st(-.*)?|wezterm", _SHOWS_AS_SENT),
    Sign("TERM", "linux|rxvt.*", _SHOWS_AS_SENT_NO_LINKS),
    Sign("MLTERM", ".+", _MLTERM),
    Sign("TERM", "mlterm.*", _MLTERM),
    Sign("TERM", "putty.*", _REORDERS_MARKED),
    Sign("TERM", "vte.*|gnome.*|konsole.*", _REORDERS),
    Sign("XTERM_VERSION", ".+", _SHOWS_AS_SENT_NO_LINKS),
    Sign("KONSOLE_VERSION", ".+", _REORDERS),
    # VTE has reordered since 0.58
    Sign("VTE_VERSION", r"[0-4]?\d{1,3}|5[0-7]\d\d", _SHOWS_AS_SENT),
    Sign("VTE_VERSION", r"\d+", _REORDERS),
    Sign("ALACRITTY_WINDOW_ID", ".+", _SHOWS_AS_SENT),
    Sign("TERMINAL_EMULATOR", "JetBrains-JediTerm", _SHOWS_AS_SENT_NO_LINKS),
)
"""The first that holds tells. A terminal started from within another inherits what that one told:
what only the innermost can have set stands first.

Left out on purpose: kitty (joins and turns words, not lines), Ghostty and whatever says only
``xterm-256color``, as over ssh.
"""

MULTIPLEXERS: Final = ("tmux", "screen")
"""They hand on what they are sent, to a terminal whose variables, set when they began, they keep.
They set ``TERM`` and ``TERM_PROGRAM`` for themselves, and take no link."""

UNKNOWN: Final = Terminal(Way.isolates, is_known=False)
"""Sent in logical order; isolates are not seen where they are not honoured."""


def terminal(environment: Mapping[str, str]) -> Terminal:
    """The terminal that the environment tells of."""
    within = environment.get("TERM", "").startswith(MULTIPLEXERS) or "TMUX" in environment
    for sign in SIGNS:
        if within and sign.variable in {"TERM", "TERM_PROGRAM"}:
            continue
        if re.fullmatch(sign.pattern, environment.get(sign.variable, "")):
            return sign.terminal._replace(links=False) if within else sign.terminal
    return UNKNOWN
