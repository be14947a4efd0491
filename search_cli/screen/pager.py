"""Long answers, page by page."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from typing import Final

LESS: Final = "FRX"
"""What ``less`` is told where ``LESS`` is not set: colours and links as they are, the answer left
on the screen, and no page for what fits on one. As git does."""


def page(lines: Sequence[str]) -> bool:
    """Hand lines that are more than the screen holds to ``PAGER``; whether that was done."""
    if len(lines) < shutil.get_terminal_size((100, 24)).lines:
        return False
    named = os.environ.get("PAGER")
    command = shlex.split(named if named is not None else "less")
    if not command or command == ["cat"] or shutil.which(command[0]) is None:
        return False
    environment = {"LESS": LESS, "LESSCHARSET": "utf-8", "LV": "-c", **os.environ}
    with subprocess.Popen(  # noqa: S603  # the user's own pager
        command, stdin=subprocess.PIPE, env=environment, encoding="utf-8", errors="replace"
    ) as pager:
        assert pager.stdin is not None
        try:
            pager.stdin.writelines(f"{line}\n" for line in lines)
            pager.stdin.close()
        except BrokenPipeError:  # it was left before the end
            pass
        while True:
            try:
                pager.wait()
                break
            except KeyboardInterrupt:  # Ctrl-C is the pager's
                continue
    return True
