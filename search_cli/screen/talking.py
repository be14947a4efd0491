"""Talk, as standard error shows it: laid out for a screen, as it is in a file."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from typing import Final

from mappings.errors import Language
from mappings.known_secrets import blanked
from search_cli.session.declaration import Bidi

_CARETS: Final = re.compile(r"( *)(\^+)")
"""A line that marks places of the line above."""


def complain(lines: Sequence[str], language: Language, bidi: Bidi) -> None:
    """Lines to standard error, fit to be shown by then."""
    from search_cli.screen.streams import is_terminal  # start-up

    if not is_terminal(sys.stderr) or os.environ.get("TERM") == "dumb":
        sys.stderr.write("\n".join(lines) + "\n")
        return
    from search_cli.screen.screen import screen  # start-up

    # a secret that is broken over two lines would be known no more
    lines = [blanked(line) for line in lines]
    shown: list[str] = []
    for line, after in zip(lines, (*lines[1:], ""), strict=True):
        if _CARETS.fullmatch(line):
            continue
        carets = _CARETS.fullmatch(after)
        text, marked = _marked(line, carets) if carets else (line, None)
        begins = len(text) - len(text.lstrip(" "))
        # what goes on is indented: a name that was broken begins no line that reads like ours
        shown += screen(bidi).lines(text, hang=begins + 2, rtl=language == "ar", marked=marked)
    write = getattr(sys.stderr, "write_laid_out", sys.stderr.write)
    write("".join(f"{line}\n" for line in shown))


def _marked(text: str, carets: re.Match[str]) -> tuple[str, tuple[int, int]]:
    """The line above, and the code points of it that are marked. A caret after its end is given a
    space to stand under."""
    from search_cli.screen.clusters import POP, clusters  # start-up

    first, last = len(carets[1]), len(carets[0])
    starts, at, end = [], 0, len(text)
    for one in clusters(text):
        if one.columns:
            starts.append(at)
        at += len(one.text)
    if first >= len(starts):
        inner = text.removesuffix(POP)
        text = f"{inner}\u00a0{text[len(inner) :]}"
        return text, (len(inner), len(inner) + 1)
    return text, (starts[first], starts[last] if last < len(starts) else end)
