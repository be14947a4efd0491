"""Fihris as a library: what another program imports (docs/python.md).

``arabic`` turns text into terms, ``engines`` store and search them, ``query`` parses queries,
``answers`` turns a request into an answer for every interface, and ``dashboards`` has the Kibana
dashboards. Importing it reads only its own files, and does not use the network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fihris.answers.opened import Opened

__all__ = ["open"]


def open(  # noqa: A001  # fihris.open, as gzip.open
    index: str = "press",
    *,
    home: str | Path | None = None,
    words: str | Path | None = None,
    elasticsearch: str | Sequence[str] | None = None,
    cloud_id: str | None = None,
    api_key: str | None = None,
    user: str | None = None,
    password: str | None = None,
    ca: str | Path | None = None,
    fingerprint: str | None = None,
    verify: bool = True,
) -> Opened:
    """Open an index that the command ``fihris`` made, to be searched. A context manager.

    Nothing is read from the environment or from ``fihris.toml``, and the index is not read before
    the first query.

    Args:
        index: its name: lower-case letters, digits, ``-`` and ``_``.
        home: the folder of the embedded engine; default: the user's data folder.
        words: the newsroom's own words; they apply to this whole process.
        elasticsearch: address of a cluster, or of several of its nodes; default: the embedded
        engine.
        cloud_id: a cluster in Elastic Cloud, instead of an address.
        api_key: as Elasticsearch gives it, encoded, or ``id:key``; or ``user`` and ``password``.
        ca, fingerprint: the authority of the cluster's certificate, or its SHA-256 in hex.
        verify: whether the certificate is verified.

    Raises:
        FihrisError: every error is a subclass of it, with what happened, what is still true and the
        next step; ``EngineAbsent``: the Elasticsearch client is not installed.
        TypeError: connection arguments are given, but no cluster.
    """
    from fihris.answers.opened import opened  # start-up

    cluster = {
        "api_key": api_key, "user": user, "password": password, "ca": ca,
        "fingerprint": fingerprint,
    }  # fmt: skip
    return opened(
        index,
        home=home,
        words=words,
        urls=elasticsearch,
        cloud_id=cloud_id,
        verify=verify,
        **{name: value for name, value in cluster.items() if value is not None},
    )
