"""How shells are answered: as Typer does, but for words that a shell has to be given quoted."""

from __future__ import annotations

import os
import re
from typing import Any, Final

from typer import _completion_classes as classes
from typer._click.shell_completion import add_completion_class

_SPECIAL: Final = re.compile(r"([^\w@%+=:,./-])")


class Bash(classes.BashComplete):
    """Bash takes what it is given for what was typed: a space would begin another word."""

    def format_completion(self, item: Any) -> str:
        """One word, as it has to stand in the line."""
        words = os.environ["COMP_WORDS"].split("\n")
        current = int(os.environ["COMP_CWORD"])
        typed = words[current] if current < len(words) else ""
        if typed[:1] in {'"', "'"}:
            return str(item.value)
        return _SPECIAL.sub(r"\\\1", str(item.value))


def answer_shells() -> None:
    """Make Typer answer so."""
    add_completion_class(Bash, "bash")
    # our help holds no markup; to take it out, Typer loads rich, for a fifth of what a key may take
    classes._sanitize_help_text = str  # type: ignore[assignment] # it takes a text, as this does
