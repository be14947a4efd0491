"""Links in terminals (OSC 8)."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

_ADDRESS: Final = re.compile(r"https?://[!-~]+")
_KEPT: Final = "".join(map(chr, range(0x21, 0x7F)))
"""What an address keeps as it is; all else is percent-encoded, so that nothing ends the link."""


def sequence(url: str) -> str | None:
    """What begins a link to an address of the web; ``None`` for any other."""
    written = quote(url, safe=_KEPT)
    return f"\x1b]8;;{written}\x1b\\" if _ADDRESS.fullmatch(written) else None
