"""Kibana's credentials: a key or a password, which is sent to it and never shown."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import Final
from urllib.parse import quote

from fihris.dashboards.errors import KibanaSecretWrong
from fihris.engines.elastic.connection import API_KEY
from mappings.addresses import HIDDEN

_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Not allowed in a user or a password: line breaks, and bytes that are not UTF-8."""


class Credentials:
    """The header ``Authorization``, and how to keep its content out of a server's messages."""

    def __init__(self, header: str, *secrets: str) -> None:
        self.header = header
        # the longest first: a password may be part of another form of itself
        self._secrets = sorted({*filter(None, secrets)}, key=len, reverse=True)

    def hidden(self, told: str) -> str:
        """A server's words, without the secret in any form that the server could have read."""
        for secret in self._secrets:
            told = told.replace(secret, HIDDEN)
        return told


def by_api_key(key: str, *, where: str) -> Credentials:
    """Credentials of an API key, as Elasticsearch encodes it. ``where`` it was read.

    Raises:
        KibanaSecretWrong
    """
    key = key.strip()
    if not key:
        raise KibanaSecretWrong(where=where, reason="empty")
    if not API_KEY.fullmatch(key):
        raise KibanaSecretWrong(where=where, reason="no-key")
    return Credentials(f"ApiKey {key}", *_forms(key), *_decoded(key))


def by_password(user: str, password: str, *, where: str) -> Credentials:
    """Credentials of a user. ``where`` the password was read.

    Raises:
        KibanaSecretWrong
    """
    if not user or ":" in user or _UNPRINTABLE.search(user):
        raise KibanaSecretWrong(where="--user", reason="no-user")
    if not password:
        raise KibanaSecretWrong(where=where, reason="empty")
    if _UNPRINTABLE.search(password):
        raise KibanaSecretWrong(where=where, reason="no-password")
    both = b64encode(f"{user}:{password}".encode()).decode()
    return Credentials(f"Basic {both}", *_forms(password), both, quote(both, safe=""))


def _forms(secret: str) -> tuple[str, ...]:
    """A secret as it is, in base64, and as both stand in an address."""
    encoded = b64encode(secret.encode()).decode()
    return (secret, encoded, quote(secret, safe=""), quote(encoded, safe=""))


def _decoded(key: str) -> tuple[str, ...]:
    """What a key holds, ``id:secret`` in base64, where it is one."""
    try:
        inside = b64decode(key, validate=True).decode("ascii")
    except ValueError:
        return ()
    name, colon, secret = inside.partition(":")
    return (inside, secret) if name and colon else ()
