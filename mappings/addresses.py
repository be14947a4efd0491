"""Show an address to a person, without the parts that may be secret."""

from __future__ import annotations

import re
from typing import Final

HIDDEN: Final = "…"
"""Replaces what cannot be distinguished from a secret."""

_SCHEME: Final = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*://)")
_AT: Final = re.compile(r"@|%40|\uff20|\ufe6b")
"""What ends a user and a password, also percent-encoded or as the wide forms that mean ``@``."""

_QUERY: Final = re.compile(r"[?#]|%3f|%23|\uff1f|\uff03", re.IGNORECASE)
_PORT: Final = re.compile(r"(?<=:)(?![0-9]*$)[^:\]]+$")
"""A port that is not a number: the password of ``https://elastic:secret``, which has no host."""


def shown_url(url: str) -> str:
    """The address as errors, logs and answers may show it, whatever was typed as one.

    Everything up to the last ``@`` is left out, as are the query, the fragment and a port that is
    not a number. Libraries read unusual forms differently, or refuse them: this parses nothing that
    could fail, and hides whatever might be secret in any reading. It never raises.
    """
    found = _SCHEME.match(url)
    scheme = found[1] if found else ""
    rest = url[found.end() :] if found else url.strip()
    before, *query = _QUERY.split(rest, maxsplit=1)
    if query and _AT.search(query[0]):
        # either a password with a question mark, or a query with a secret that has an @
        return scheme + HIDDEN
    host, slash, path = _AT.split(before)[-1].partition("/")
    return scheme + _PORT.sub(HIDDEN, host) + slash + path
