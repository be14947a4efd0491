"""A small HTTP server that answers an import of saved objects as Kibana's guide documents it.

Kibana is in no package registry. This keeps to the API's page ("Import saved objects API"): spaces,
the header against forged requests, the multipart file, overwriting, references that must be there,
and failures inside a 200. As 9.4 does, it shows dashboards by ``GET /api/dashboards/ID``, with
warnings of panels that it could not take over; as older ones do, it knows no such address.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET
from struct import pack
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]


@dataclass
class KibanaServer:
    """What it holds, by space, type and id; what opens it; and what it was asked."""

    authorization: str | None = None
    spaces: tuple[str, ...] = ("default",)
    url: str = ""
    redirect: str | None = None
    instead: tuple[int, bytes] | None = None
    """Status and body to answer in place of Kibana's; ``AUTHORIZATION`` is the header's value."""
    cut: bool = False
    """Whether the connection breaks in the middle of a body in chunks."""
    reset: bool = False
    """Whether it is reset there."""
    dashboards: tuple[int, bytes] | None = None
    """Status and body to answer where a dashboard is read back."""
    warnings: dict[str, list[Json]] | None = None
    """Of a dashboard, by id, what 9.4 warns of; ``None``: it is older."""
    objects: dict[tuple[str, str, str], Json] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    """Headers that were to open it."""

    def answer(self, path: str, headers: Any, body: bytes) -> tuple[int, Json]:
        """Status and body for one request."""
        address = urlsplit(path)
        space, route = "default", address.path
        if route.startswith("/s/"):
            _, _, space, route = route.split("/", 3)
            route = f"/{route}"
        if self.authorization and headers.get("Authorization") != self.authorization:
            return 401, _failure(401, "Unauthorized", "security_exception: missing credentials")
        if route.startswith("/api/dashboards/") and not body:
            return self._dashboard(space, route.rsplit("/", 1)[1])
        if route != "/api/saved_objects/_import" or space not in self.spaces:
            return 404, _failure(404, "Not Found", "Not Found")
        if not headers.get("kbn-xsrf"):
            return 400, _failure(400, "Bad Request", "Request must contain a kbn-xsrf header.")
        file = _file(headers, body)
        if file is None:
            return 400, _failure(400, "Bad Request", "Invalid file extension")
        overwrite = parse_qs(address.query).get("overwrite") == ["true"]
        return 200, self._import(space, [json.loads(line) for line in file], overwrite)

    def _dashboard(self, space: str, name: str) -> tuple[int, Json]:
        held = self.objects.get((space, "dashboard", name))
        if self.warnings is None or held is None:
            return 404, _failure(404, "Not Found", "Not Found")
        answer: Json = {"id": name, "data": {"title": held["attributes"]["title"]}, "meta": {}}
        if told := self.warnings.get(name):
            answer["warnings"] = told
        return 200, answer

    def _import(self, space: str, given: list[Json], overwrite: bool) -> Json:
        done, errors = [], []
        here = {(one["type"], one["id"]) for one in given}
        for one in given:
            key = (space, one["type"], one["id"])
            told = {"id": one["id"], "type": one["type"], "meta": {}}
            missing = [
                {"type": each["type"], "id": each["id"]}
                for each in one["references"]
                if (each["type"], each["id"]) not in here
                and (space, each["type"], each["id"]) not in self.objects
            ]
            if missing:
                error: Json = {"type": "missing_references", "references": missing}
                errors.append({**told, "error": error})
            elif key in self.objects and not overwrite:
                errors.append({**told, "error": {"type": "conflict"}})
            else:
                done.append({**told, **({"overwrite": True} if key in self.objects else {})})
                self.objects[key] = one
        answer: Json = {"success": not errors, "successCount": len(done), "warnings": []}
        if done:
            answer["successResults"] = done
        if errors:
            answer["errors"] = errors
        return answer


def _failure(status: int, error: str, message: str) -> Json:
    return {"statusCode": status, "error": error, "message": message}


def _file(headers: Any, body: bytes) -> list[str] | None:
    kind = headers.get("Content-Type", "")
    message = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    for part in message.walk():
        name = part.get_filename()
        if name is not None and name.endswith(".ndjson"):
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            return [line for line in payload.decode().splitlines() if line.strip()]
    return None


@contextmanager
def serving(
    server: KibanaServer, *, certificate: Path | None = None, key: Path | None = None
) -> Iterator[KibanaServer]:
    """The server, listening on loopback until the end of the block."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        http.socket = context.wrap_socket(http.socket, server_side=True)
        scheme = "https"
    server.url = f"{scheme}://localhost:{http.server_address[1]}"
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def _handler(server: KibanaServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            server.asked.append(self.path)
            server.keys.append(self.headers.get("Authorization", ""))
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if server.instead and (server.cut or server.reset):
                self.send_response(server.instead[0])
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                self.wfile.write(b"ff\r\n{")
                if server.reset:
                    # closed with something to be said still: the other side is told of it
                    self.connection.setsockopt(SOL_SOCKET, SO_LINGER, pack("ii", 1, 0))
                self.close_connection = True
                return
            if server.redirect:
                self.send_response(307)
                self.send_header("Location", server.redirect)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if self.command == "GET" and server.dashboards:
                status, written = server.dashboards
                written = written.replace(b"AUTHORIZATION", server.keys[-1].encode())
            elif server.instead:
                status, written = server.instead
                written = written.replace(b"AUTHORIZATION", server.keys[-1].encode())
            else:
                status, answer = server.answer(self.path, self.headers, body)
                written = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_CONNECT(self) -> None:
            """What a proxy is asked."""
            self.do_POST()

    return Handler
