"""Where the cluster is and who asks: what a client is made from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from fihris.engines.server_errors import AddressWrong, CredentialsRefused
from mappings.addresses import shown_url
from mappings.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from elasticsearch import Elasticsearch

TIMEOUT: Final = 30.0
"""Seconds that an answer may take."""

RETRIES: Final = 3
"""How often a request that was not answered is tried again, each time on another node."""

LOCAL: Final = "http://localhost:9200"
"""Where a server listens that nobody has told where to."""

API_KEY: Final = re.compile(r"[!-~]+")
"""What a header can carry of a key: no space, nothing but ASCII."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How to reach a cluster. Secrets are in no ``repr``, and addresses are shown without them.

    ``api_key`` is the encoded form that Elasticsearch gives, or ``id:key``. ``fingerprint`` is the
    SHA-256 of the server's certificate, in hex. ``max_answer_bytes``: how much of an answer is
    read, unpacked; 0 is no limit.
    """

    urls: tuple[str, ...] = (LOCAL,)
    cloud_id: str | None = None
    api_key: str | None = field(default=None, repr=False)
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: Path | None = None
    fingerprint: str | None = None
    verify: bool = True
    timeout: float = TIMEOUT
    max_answer_bytes: int = Limits().answer

    @property
    def where(self) -> str:
        """The addresses, fit to be shown."""
        if self.cloud_id:
            return f"cloud {self.cloud_id.partition(':')[0]}"
        return ", ".join(map(shown_url, self.urls))

    def client(self) -> Elasticsearch:
        """A client; nothing is asked yet."""
        from elasticsearch import Elasticsearch  # start-up

        from fihris.engines.elastic.transport import SERIALIZERS, node_class  # start-up

        options: dict[str, Any] = {
            "node_class": node_class(self.max_answer_bytes),
            "serializers": SERIALIZERS,
            "request_timeout": self.timeout,
            "retry_on_timeout": True,
            "max_retries": RETRIES,
        }
        if self.cloud_id:
            options["cloud_id"] = self.cloud_id
        else:
            options["hosts"] = [_with_port(url) for url in self.urls]
        if self.api_key and not API_KEY.fullmatch(self.api_key):
            raise CredentialsRefused(where=self.where, reason="this is not an API key")
        if self.api_key:
            key_id, parted, secret = self.api_key.partition(":")
            options["api_key"] = (key_id, secret) if parted else self.api_key
        elif self.user:
            options["basic_auth"] = (self.user, self.password or "")
        if self.cloud_id or any(url.startswith("https") for url in self.urls):
            if self.ca:
                options["ca_certs"] = str(self.ca)
            if self.fingerprint:
                options["ssl_assert_fingerprint"] = self.fingerprint.replace(":", "").lower()
            if not self.verify:
                options |= {"verify_certs": False, "ssl_show_warn": False}
        try:
            return Elasticsearch(**options)
        except ValueError:
            # its message has the address as it was written, with what may be secret in it
            raise AddressWrong(where=self.where) from None


def connection(url: str | Sequence[str] = LOCAL, **more: Any) -> Connection:
    """From what a person gave: addresses separated by commas, and the rest."""
    listed = addresses_in(url) if isinstance(url, str) else url
    return Connection(urls=tuple(one.strip() for one in listed if one.strip()), **more)


def addresses_in(written: str) -> list[str]:
    """Several addresses, separated by commas; a password may have commas too."""
    return re.split(r"\s*,\s*(?=https?://)", written.strip())


def _with_port(url: str) -> str:
    """The client asks for a port; what browsers take for granted is taken for granted here."""
    if re.fullmatch(r"https?://[^/]*?:\d+(/.*)?", url):
        return url
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    port = {"https": 443, "http": 80}.get(scheme, 9200)
    return f"{scheme}://{host}:{port}{slash}{path}"
