"""Console transcripts in documents: reading them, running them, comparing.

In a fenced block marked ``console``, a line that starts with ``$ fihris`` is a command (it goes on
to the next line after a backslash), the lines below it are what it prints, on both streams. Of the
output, ``…`` alone on a line stands for any lines, ``…`` within a line for anything there. A
command without output below is run, and its output not compared. Exit code 0 is expected unless
the command ends in a comment such as ``# exit 1``. Other commands (``$ make demo``) are for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_BLOCK: Final = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT: Final = re.compile(r"\s+# exit (\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command of a document."""

    where: str
    """``README.md:41``."""
    line: str
    """For the shell, without the prompt and the comment."""
    exit_code: int
    output: tuple[str, ...]
    """The lines shown below it."""

    def is_answered_by(self, printed: str) -> bool:
        """Whether ``printed`` is what the document shows."""
        if not self.output:
            return True
        pattern = "".join(
            r"(?:.*\n)*?"
            if line.strip() == "…"
            else ".*".join(map(re.escape, line.split("…"))) + r"\n"
            for line in self.output
        )
        lines = [line.rstrip() for line in printed.strip("\n").split("\n")]
        return re.fullmatch(pattern, "\n".join(lines) + "\n") is not None


def commands(path: Path) -> Iterator[Command]:
    """The commands of one document, in order."""
    text = path.read_text(encoding="utf-8")
    for block in _BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(1)) + 1
        lines = block[1].split("\n")[:-1]
        starts = [at for at, line in enumerate(lines) if line.startswith("$ ")]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            written, at = lines[start][2:], start + 1
            while written.endswith("\\") and at < end:
                written, at = f"{written[:-1].rstrip()} {lines[at].strip()}", at + 1
            if not written.startswith("fihris"):
                continue
            exit_code = _EXIT.search(written)
            shown = [line.rstrip() for line in lines[at:end]]
            while shown and not shown[-1]:
                shown.pop()
            yield Command(
                where=f"{path.name}:{first + start}",
                line=_EXIT.sub("", written),
                exit_code=int(exit_code[1]) if exit_code else 0,
                output=tuple(shown),
            )
