"""Servers that answer as Elasticsearch would not, and one that stands before a real one."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

Instead = Callable[["Handler"], bool]
"""Answers a request, or says that it did not."""


class Handler(BaseHTTPRequestHandler):
    """Says nothing on standard error, and lets anything be sent."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Not here."""

    def head(self, status: int = 200, kind: str = "application/json", **more: str) -> None:
        """Status and headers, as of Elasticsearch."""
        self.send_response(status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        if kind:
            self.send_header("Content-Type", kind)
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def say(self, body: bytes, status: int = 200, kind: str = "application/json") -> None:
        """A whole answer."""
        self.head(status, kind, Content_Length=str(len(body)))
        with suppress(OSError):
            self.wfile.write(body)


def says(body: bytes, status: int = 200, kind: str = "application/json") -> Instead:
    """Answers everything with this."""

    def answer(handler: Handler) -> bool:
        handler.say(body, status, kind)
        return True

    return answer


def endless(handler: Handler) -> bool:
    """A body in chunks, without an end."""
    handler.head(Transfer_Encoding="chunked")
    try:
        while True:
            handler.wfile.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
    except OSError:
        return True


def promises(handler: Handler) -> bool:
    """Says that ten million gigabytes follow."""
    handler.head(Content_Length=str(10**16))
    try:
        while True:
            handler.wfile.write(b" " * 0x10000)
    except OSError:
        return True


def packed(handler: Handler) -> bool:
    """A hundred kilobytes that become a hundred megabytes."""
    body = gzip.compress(b" " * 100_000_000)
    handler.head(Content_Length=str(len(body)), Content_Encoding="gzip")
    with suppress(OSError):
        handler.wfile.write(body)
    return True


def cut(handler: Handler) -> bool:
    """Half of what was packed."""
    body = gzip.compress(json.dumps({"a": "ب" * 5000, "b": list(range(5000))}).encode())
    half = body[: len(body) // 2]
    handler.head(Content_Length=str(len(half)), Content_Encoding="gzip")
    handler.wfile.write(half)
    return True


def drips(handler: Handler) -> bool:
    """A byte of the body now and then."""
    handler.head(Content_Length="1000000")
    return _slowly(handler, b" ")


def drips_headers(handler: Handler) -> bool:
    """A byte of a header now and then."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    return _slowly(handler, b"x")


def _slowly(handler: Handler, piece: bytes) -> bool:
    handler.close_connection = True
    with suppress(OSError):
        for _ in range(600):
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(0.1)
    return True


@contextmanager
def answering(*, real: str | None = None, **instead: Instead) -> Iterator[str]:
    """The address of a server.

    Args:
        real: where everything goes that is not answered here.
        instead: by a part of the path, ``_any`` for any: what to answer.
    """

    class Here(Handler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self.body = self.rfile.read(length)
            for part, one in instead.items():
                if (part == "_any" or part in self.path) and one(self):
                    return
            assert real is not None
            status, headers, body = passed_on(real, self)
            self.send_response(status)
            for name, value in headers:
                if name.lower() not in {"content-length", "transfer-encoding"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

    for method in ("GET", "POST", "PUT", "DELETE", "HEAD"):
        setattr(Here, f"do_{method}", Here._answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Here)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def passed_on(real: str, handler: Any) -> tuple[int, list[tuple[str, str]], bytes]:
    """What the real server answers to the same request."""
    address = urlsplit(real)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=60)
    try:
        headers = {name: value for name, value in handler.headers.items() if name != "Host"}
        connection.request(handler.command, handler.path, handler.body, headers)
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()
    finally:
        connection.close()
