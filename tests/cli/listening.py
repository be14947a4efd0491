"""Small web servers on loopback, for what the program asks and tells."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer


class Quiet(BaseHTTPRequestHandler):
    """Says nothing on standard error."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Not here."""


@dataclass
class Hook:
    """A web hook, and what it was sent."""

    port: int = 0
    bodies: list[bytes] = field(default_factory=list)
    asked: list[str | None] = field(default_factory=list)


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    """The port of a server that answers so, until the end of the block."""
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def web_hook() -> Iterator[Hook]:
    """A web hook that keeps what it is sent."""
    kept = Hook()

    class Handler(Quiet):
        def do_POST(self) -> None:
            kept.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            kept.asked += [self.path, self.headers["Authorization"]]
            self.send_response(200)
            self.end_headers()

    with listening(Handler) as kept.port:
        yield kept
