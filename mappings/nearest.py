"""The nearest of what may be written, for an error of what was."""

from __future__ import annotations

from collections.abc import Iterable


def near(written: str, known: Iterable[str]) -> dict[str, str]:
    """``near`` and ``near_ar``: the beginning of a next step; empty where nothing is near."""
    from difflib import get_close_matches  # start-up

    found = get_close_matches(written.lower(), list(known), n=1)
    if not found:
        return {"near": "", "near_ar": ""}
    return {"near": f"did you mean {found[0]}? ", "near_ar": f"هل تقصد {found[0]}؟ "}
