"""The secrets that this process was given, so that no message repeats one.

A server, a proxy or a library may put into a message what it was sent.
"""

from __future__ import annotations

from typing import Final

from mappings.addresses import HIDDEN

SHORTEST: Final = 4
"""Characters of the shortest secret that is looked for; a shorter one would occur in any text."""

_known: set[str] = set()


def remember(secret: str, *, user: str | None = None) -> None:
    """Never show this secret: a key in either of its forms, or a user's password."""
    forms = {secret, _base64(secret)}
    if user is not None:
        forms.add(_base64(f"{user}:{secret}"))
    else:
        key = secret if ":" in secret else _decoded(secret)
        forms |= {key, key.partition(":")[2]}
    _known.update(form for form in forms if len(form) >= SHORTEST)


def blanked(text: str) -> str:
    """``text`` without any secret that was given."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return text


def _base64(text: str) -> str:
    from base64 import b64encode  # start-up

    return b64encode(text.encode("utf-8", "surrogateescape")).decode().rstrip("=")


def _decoded(text: str) -> str:
    from base64 import b64decode  # start-up

    try:
        return b64decode(text, validate=True).decode("ascii")
    except ValueError:
        return ""
