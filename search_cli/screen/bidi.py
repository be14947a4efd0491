"""Arabic on terminals that do not turn it round themselves.

Text is in logical order everywhere; only a screen may need help. A terminal either reorders by
itself (VTE, Konsole, mlterm, macOS Terminal …) or shows letters from left to right, unjoined.
Reordering for the first kind would turn the text round twice, so ``auto`` helps only terminals
known to need it ("BiDi in terminal emulators", terminal-wg.pages.freedesktop.org/bidi).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from mappings.errors import FihrisError
from mappings.version import install_command
from search_cli.session.declaration import Bidi

_ESCAPES = re.compile(r"(\x1b\[[0-9;]*m)")


class BidiAbsent(FihrisError):
    """``--bidi on`` without the libraries that do it."""

    exit_code = 2
    en = (
        "--bidi on needs two libraries that are not installed",
        "nothing was shown",
        "{install}, or use --bidi off",
    )
    ar = (
        "يحتاج ‎--bidi on إلى مكتبتين غير مثبتتين",
        "لم يُعرض شيء",
        "{install} أو استعمل ‎--bidi off",
    )


def needs_help() -> bool:
    """Whether this terminal is known to leave Arabic unturned."""
    environment = os.environ
    return environment.get("TERM_PROGRAM") in {"vscode", "Hyper", "WarpTerminal"} or bool(
        environment.get("WT_SESSION")
    )


def reorderer(bidi: Bidi) -> Callable[[str], str]:
    """What to do with each line for this screen.

    Raises:
        BidiAbsent: it was asked for outright and cannot be done.
    """
    if bidi == Bidi.off or (bidi == Bidi.auto and not needs_help()):
        return str
    try:
        from arabic_reshaper import reshape  # start-up
        from bidi import get_display  # start-up
    except ImportError as exc:
        if bidi == Bidi.on:
            raise BidiAbsent(install=install_command("bidi")) from exc
        return str

    def turned(line: str) -> str:
        # a line with colours is turned piece by piece, last piece first
        pieces = _ESCAPES.split(line)
        if len(pieces) == 1:
            return str(get_display(reshape(line), base_dir="R"))
        shown, style = [], ""
        for piece in pieces:
            if _ESCAPES.fullmatch(piece):
                style = piece
            elif piece:
                text = str(get_display(reshape(piece), base_dir="R"))
                shown.append(f"{style}{text}\x1b[0m" if style else text)
        return "".join(reversed(shown))

    return turned
