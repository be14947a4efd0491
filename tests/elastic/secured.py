"""A server with users, API keys and TLS, for the tests of connections and rights."""

from __future__ import annotations

import hashlib
import ssl
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import trustme
from elasticsearch import Elasticsearch

from tools.elasticsearch.cluster import Cluster, start

TLS: Final = {
    "xpack.security.http.ssl.enabled": "true",
    "xpack.security.http.ssl.certificate": "certs/server.pem",
    "xpack.security.http.ssl.key": "certs/server.key",
    "xpack.security.http.ssl.certificate_authorities": "certs/ca.pem",
}


def certificates(folder: Path) -> Path:
    """A CA and a certificate for loopback."""
    ca = trustme.CA()
    issued = ca.issue_cert("127.0.0.1", "localhost")
    ca.cert_pem.write_to_path(folder / "ca.pem")
    issued.private_key_pem.write_to_path(folder / "server.key")
    for number, part in enumerate(issued.cert_chain_pems):
        part.write_to_path(folder / "server.pem", append=number > 0)
    for file in folder.iterdir():
        file.chmod(0o644)  # the server runs as another user
    folder.chmod(0o755)
    return folder / "ca.pem"


def start_secured(run: Path) -> Cluster:
    """Start it, with half the memory: it is asked little."""
    return start(run, "secured", security=True, settings=TLS, heap_mb=768, certs=certificates)


@dataclass(frozen=True, slots=True)
class Secured:
    """The server, and keys for it."""

    cluster: Cluster
    admin: Elasticsearch

    @property
    def url(self) -> str:
        return self.cluster.urls[0]

    @property
    def ca(self) -> Path:
        assert self.cluster.ca is not None
        return self.cluster.ca

    def fingerprint(self) -> str:
        """SHA-256 of the server's certificate."""
        pem = (self.ca.parent / "server.pem").read_text().split("-----END CERTIFICATE-----")[0]
        der = ssl.PEM_cert_to_DER_cert(pem + "-----END CERTIFICATE-----\n")
        return hashlib.sha256(der).hexdigest()

    def key(self, name: str, roles: Mapping[str, Any]) -> str:
        """An API key with exactly these rights, as it is given to programs."""
        made = self.admin.security.create_api_key(name=name, role_descriptors=dict(roles))
        return str(made["encoded"])

    def own_key(self, name: str, roles: Mapping[str, Any]) -> str:
        """The same in its other form."""
        made = self.admin.security.create_api_key(name=name, role_descriptors=dict(roles))
        assert made["encoded"] == b64encode(f"{made['id']}:{made['api_key']}".encode()).decode()
        return f"{made['id']}:{made['api_key']}"
