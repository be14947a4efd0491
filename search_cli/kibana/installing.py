"""Hands saved objects to a Kibana, by its import API; asks nothing else of it.

The API (Kibana guide, "Import saved objects"): ``POST [/s/SPACE]/api/saved_objects/_import`` with
the file as ``multipart/form-data`` and the header ``kbn-xsrf``. It answers 200 also when objects
failed: only ``success`` and ``errors`` say so. It creates what it can and leaves the rest out.
"""

from __future__ import annotations

import json
import ssl
from base64 import b64encode
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from search_cli.kibana.errors import (
    KibanaAddressWrong,
    KibanaLeftOut,
    KibanaRefused,
    KibanaUnreachable,
)

TIMEOUT_S: Final = 60
"""An import of some hundred kilobytes takes Kibana a second or two; its proxy gives up after 60."""

MAX_ANSWER_BYTES: Final = 10_000_000
SHOWN: Final = 8
"""Objects that an error names; the rest it counts."""

_BOUNDARY: Final = "fihris-saved-objects-5d7c1f0e"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kibana:
    """Where a Kibana is and what opens it. The secrets are in no ``repr``."""

    url: str
    space: str | None = None
    ca_file: Path | None = None
    authorization: str | None = None
    """The header's whole value: ``ApiKey …`` or ``Basic …``."""

    def __repr__(self) -> str:
        return f"Kibana(url={self.url!r}, space={self.space!r})"


@dataclass(frozen=True, slots=True)
class Installed:
    """How many objects were imported, and how many of these replaced others."""

    objects: int
    replaced: int


def by_api_key(key: str) -> str:
    """The header's value for an API key, as Elasticsearch encodes it."""
    return f"ApiKey {key}"


def by_password(user: str, password: str) -> str:
    """The header's value for a user."""
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def install(ndjson: str, kibana: Kibana, *, overwrite: bool) -> Installed:
    """Import a file of saved objects. Safe to repeat with ``overwrite``.

    Raises:
        KibanaAddressWrong: nothing was sent.
        KibanaUnreachable, KibanaRefused: nothing was imported, or the answer was lost.
        KibanaLeftOut: some objects were imported, others not; without ``overwrite`` those that
            are there already.
    """
    answer = _post(_address(kibana, overwrite=overwrite), ndjson, kibana)
    done = [one for one in answer.get("successResults", ()) if isinstance(one, dict)]
    errors = answer.get("errors") or []
    if errors or answer.get("success") is not True:
        told = [_told(one) for one in errors[:SHOWN]]
        if len(errors) > SHOWN:
            told.append(f"… {len(errors) - SHOWN}")
        raise KibanaLeftOut(
            where=kibana.url,
            done=answer.get("successCount", 0),
            count=len(errors),
            reasons="; ".join(told) or "?",
        )
    return Installed(
        objects=int(answer.get("successCount", len(done))),
        replaced=sum(one.get("overwrite") is True for one in done),
    )


def _told(error: dict[str, Any]) -> str:
    kind = error.get("error", {}).get("type", "unknown")
    missing = [one.get("id") for one in error.get("error", {}).get("references", ())]
    detail = f" {', '.join(map(str, missing))}" if missing else ""
    return f"{error.get('type')} {error.get('id')}: {kind}{detail}"


def _address(kibana: Kibana, *, overwrite: bool) -> str:
    parts = urlsplit(kibana.url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise KibanaAddressWrong(url=kibana.url, reason="http:// or https://")
    if parts.username or parts.password:
        # it would end up in logs and errors
        raise KibanaAddressWrong(url=parts.hostname, reason="no user or password in the address")
    if parts.scheme == "http" and not _is_this_machine(parts.hostname) and kibana.authorization:
        raise KibanaAddressWrong(url=kibana.url, reason="http would show the key to the network")
    base = kibana.url.rstrip("/")
    space = f"/s/{quote(kibana.space, safe='')}" if kibana.space else ""
    return f"{base}{space}/api/saved_objects/_import{'?overwrite=true' if overwrite else ''}"


def _is_this_machine(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would carry the credentials to wherever it points."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Never."""


def _post(address: str, ndjson: str, kibana: Kibana) -> dict[str, Any]:
    headers = {
        "kbn-xsrf": "true",
        "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
        "Accept": "application/json",
    }
    if kibana.authorization:
        headers["Authorization"] = kibana.authorization
    request = Request(address, data=_multipart(ndjson), headers=headers, method="POST")  # noqa: S310 - the scheme was checked
    try:
        context = ssl.create_default_context(cafile=kibana.ca_file)
        opener = build_opener(_NoRedirect, HTTPSHandler(context=context))
        with opener.open(request, timeout=TIMEOUT_S) as response:
            body = response.read(MAX_ANSWER_BYTES)
    except HTTPError as exc:
        raise KibanaRefused(
            where=kibana.url, status=exc.code, reason=_reason(exc.read(10_000))
        ) from None  # its headers are ours: the credentials among them
    except (URLError, OSError, HTTPException, ssl.SSLError) as exc:
        reason = getattr(exc, "reason", None) or exc
        raise KibanaUnreachable(where=kibana.url, reason=str(reason)) from None
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or "success" not in answer:
        raise KibanaRefused(where=kibana.url, status=200, reason="this is no answer of Kibana's")
    return answer


def _multipart(ndjson: str) -> bytes:
    head = (
        f"--{_BOUNDARY}\r\n"
        'Content-Disposition: form-data; name="file"; filename="fihris.ndjson"\r\n'
        "Content-Type: application/ndjson\r\n\r\n"
    )
    return f"{head}{ndjson}\r\n--{_BOUNDARY}--\r\n".encode()


def _reason(body: bytes) -> str:
    try:
        message = json.loads(body)["message"]
    except (ValueError, KeyError, TypeError):
        return "no reason given"
    return str(message)[:300]
