"""Imports saved objects into Kibana, through its import API.

The API (Kibana guide, "Import saved objects"): ``POST [/s/SPACE]/api/saved_objects/_import`` with
the file as ``multipart/form-data`` and the header ``kbn-xsrf``. It creates what it can and leaves
out the rest; ``answers`` reads its answer.
"""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from http.client import HTTPException
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import (
    HTTPRedirectHandler,
    ProxyHandler,
    Request,
    build_opener,
)

from fihris.dashboards.answers import Hiding, Installed, installed, message, words
from fihris.dashboards.errors import (
    KibanaAddressWrong,
    KibanaAnswerUnclear,
    KibanaRefused,
    KibanaSpaceWrong,
    KibanaUnreachable,
)
from fihris.engines.http_answers import AnswerUnreadable, handlers, whole
from mappings.addresses import shown_url
from mappings.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path

    from fihris.dashboards.credentials import Credentials

TIMEOUT_S: Final = 60
"""An import of some hundred kilobytes takes Kibana a second or two; its proxy gives up after 60."""

MAX_REFUSAL_BYTES: Final = 10_000

_SPACE: Final = re.compile(r"[a-z0-9_-]+")
"""What Kibana accepts as the name of a space in addresses ("Create space API", ``id``)."""

_NO_ADDRESS: Final = re.compile("[\x00-\x20\x7f-\xa0\\\\]")
"""Characters that libraries drop or reinterpret; an address has none of them."""

_BOUNDARY: Final = "fihris-saved-objects-5d7c1f0e"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kibana:
    """Kibana's address and credentials. Secrets are in no ``repr``. ``max_answer_bytes``: how much
    of its answer is read; 0 means no limit."""

    url: str
    space: str | None = None
    ca_file: Path | None = None
    credentials: Credentials | None = None
    max_answer_bytes: int = Limits().answer

    @property
    def where(self) -> str:
        """The address as it may be shown."""
        return shown_url(self.url)

    def __repr__(self) -> str:
        return f"Kibana(where={self.where!r}, space={self.space!r})"


def install(ndjson: str, kibana: Kibana, *, overwrite: bool) -> Installed:
    """Import a file of saved objects. Safe to repeat with ``overwrite``.

    Raises:
        KibanaAddressWrong, KibanaSpaceWrong: nothing was sent.
        KibanaUnreachable, KibanaRefused: nothing was imported, or the answer was lost.
        KibanaAnswerUnclear: whether anything was imported is not known.
        KibanaLeftOut: some objects were imported, others not: without ``overwrite``, those that
        exist already.
        KibanaImportedFewer: some were imported, and it is unknown why the others were not.
    """
    hide = hiding(kibana)
    path = f"/api/saved_objects/_import{'?overwrite=true' if overwrite else ''}"
    body = asked(address(kibana, path), kibana, hide, send=ndjson)
    return installed(body, ndjson.count("\n"), where=kibana.where, hide=hide)


def hiding(kibana: Kibana) -> Hiding:
    """Keeps Kibana's credentials out of its messages."""
    return kibana.credentials.hidden if kibana.credentials else str


def address(kibana: Kibana, path: str) -> str:
    """The address of one of Kibana's APIs, in its space.

    Raises:
        KibanaAddressWrong, KibanaSpaceWrong
    """
    try:
        parts = urlsplit(kibana.url)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:  # what it says may quote a password
        raise KibanaAddressWrong(url=kibana.where, reason="none") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise KibanaAddressWrong(url=kibana.where, reason="scheme")
    if "@" in parts.netloc:
        # it would end up in logs
        raise KibanaAddressWrong(url=kibana.where, reason="user")
    if "?" in kibana.url or "#" in kibana.url:
        raise KibanaAddressWrong(url=kibana.where, reason="query")
    if _NO_ADDRESS.search(kibana.url) or port == 0:
        raise KibanaAddressWrong(url=kibana.where, reason="none")
    if parts.scheme == "http" and not _is_this_machine(host):
        raise KibanaAddressWrong(url=kibana.where, reason="plain")
    if kibana.space is not None and not _SPACE.fullmatch(kibana.space):
        raise KibanaSpaceWrong(space=kibana.space)
    place = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    base = f"{parts.scheme}://{place}{quote(parts.path, safe='/%').rstrip('/')}"
    space = f"/s/{kibana.space}" if kibana.space else ""
    return f"{base}{space}{path}"


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name: anybody can have one that begins with 127.
        return False


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would carry the credentials to wherever it points."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Never."""


def asked(address: str, kibana: Kibana, hide: Hiding, *, send: str | None = None) -> bytes:
    """Kibana's answer to ``GET``, or to ``POST`` of the file ``send``.

    Raises:
        KibanaUnreachable, KibanaRefused
    """
    headers = {"kbn-xsrf": "true", "Accept": "application/json"}
    data = None
    if send is not None:
        headers["Content-Type"] = f"multipart/form-data; boundary={_BOUNDARY}"
        data = _multipart(send)
    if kibana.credentials:
        headers["Authorization"] = kibana.credentials.header
    request = Request(address, data=data, headers=headers)  # noqa: S310 - the scheme was checked
    try:
        context = ssl.create_default_context(cafile=kibana.ca_file)
        most = kibana.max_answer_bytes
        is_near = _is_this_machine(urlsplit(address).hostname or "")
        # none stands between this machine and itself: it would be given the key
        proxies = [ProxyHandler({})] if is_near else []
        opener = build_opener(_NoRedirect, *handlers(most, context), *proxies)
        with opener.open(request, timeout=TIMEOUT_S) as response:
            return whole(response.read, response.headers.get("Content-Encoding", ""), most=most)
    except AnswerUnreadable:  # whether it imported anything is in what was not read
        raise KibanaAnswerUnclear(where=kibana.where) from None
    except HTTPError as exc:
        raise KibanaRefused(
            where=kibana.where, status=exc.code, reason=message(_refusal(exc), hide)
        ) from None  # its headers are ours: the credentials among them
    except (URLError, OSError, HTTPException) as exc:
        reason = getattr(exc, "reason", None) or exc
        raise KibanaUnreachable(where=kibana.where, reason=words(str(reason), hide)) from None
    except ValueError:  # what it says may quote the password of a proxy
        reason = "the proxy that the environment names cannot be used"
        raise KibanaUnreachable(where=kibana.where, reason=reason) from None


def _refusal(refused: HTTPError) -> bytes:
    """The body of a refusal, as far as it came."""
    try:
        return refused.read(MAX_REFUSAL_BYTES)
    except (OSError, HTTPException, ValueError):
        return b""


def _multipart(ndjson: str) -> bytes:
    head = (
        f"--{_BOUNDARY}\r\n"
        'Content-Disposition: form-data; name="file"; filename="fihris.ndjson"\r\n'
        "Content-Type: application/ndjson\r\n\r\n"
    )
    return f"{head}{ndjson}\r\n--{_BOUNDARY}--\r\n".encode()
