"""Servers' answers: those of a real Elasticsearch, recorded, and changed on their way.

``python -m tests.reliability.fuzzing.servers`` records them anew, into ``answers.json.gz``: each
command's requests and what was answered. The server here gives the same answers in the same order,
but for those that the plan of a case changes. The plan stands in the address, and which command was
recorded: ``/NONCE/PLAN/COMMAND/…``. Each part of a plan is ``N.KIND.SEED``: of the answers of a run
the Nth, what to do, by which chance.
"""

from __future__ import annotations

import gzip
import json
import multiprocessing
import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from threading import Lock, Thread
from typing import Any, Final
from urllib.parse import urlsplit

from tests.cli.conftest import Fihris
from tests.reliability.fuzzing import making
from tests.reliability.fuzzing.cases import SERVER, Case
from tests.reliability.fuzzing.queries import ASKING
from tests.reliability.press import OnServer, releases, write

RECORDED: Final = Path(__file__).with_name("answers.json.gz")

COMMANDS: Final = (
    ("index", "press.jsonl"), ("search", "خبر"), ("search", '"وزارة الداخلية"~3', "--sort", "date"),
    ("facets", "--by", "source,month"), ("show", "a1", "--query", "خبر"), ("status",), ("doctor",),
    ("generations", "list"), ("backup", "out.zst"), ("runs",), ("reindex", "--from-live"),
    ("explain", "--query", "خبر", "--article", "a1"), ("generations", "prune", "--keep", "0"),
    ("batch", "queries.tsv", "--format", "trec"), ("restore", "out.zst"), ("mapping", "diff"),
    ("search", "لاشيءهنا"), ("doctor", "--fix"), ("generations", "rollback"),
)  # fmt: skip

KINDS: Final = (
    *["change"] * 10, "status", "status", "cut", "bytes", "text", "header", "gzip", "bomb",
    "endless", "drip", "hangup", "deep", "empty", "length", "redirect", "encoding",
)  # fmt: skip

Answer = dict[str, Any]


def prepare(folder: Path) -> Any:
    """A backup of what was recorded, and a maker of cases."""
    fihris, saved = Fihris(folder / "saved"), folder / "out.zst"
    for command in (("index", str(write(folder / "press.jsonl", releases(6)))),
                    ("backup", str(saved))):  # fmt: skip
        assert fihris(*command).code == 0
    counts = [len(answers) for answers in _recorded()]
    return partial(_case, counts, saved.read_bytes())


def _case(counts: list[int], saved: bytes, chance: Random) -> Case:
    which = chance.randrange(len(COMMANDS))
    command = COMMANDS[which]
    plan = tuple(
        f"{chance.randrange(counts[which] + 1)}.{chance.choice(KINDS)}.{chance.randrange(10**9)}"
        for _ in range(chance.choice((1, 1, 1, 2, 3, 8)))
    )
    options = ("--json",) if chance.random() < 0.2 else ()
    return Case(
        commands=((*options, *command, *(("--timeout", "8") if command[0] in ASKING else ())),),
        files={
            "press.jsonl": "\n".join(json.dumps(one) for one in releases(6)).encode(),
            "queries.tsv": "1\tخبر\n2\tوزارة الداخلية\n".encode(),
            **({"out.zst": saved} if command[0] == "restore" else {}),
        },
        environment={
            "FIHRIS_ENGINE": "elasticsearch", "FIHRIS_ELASTICSEARCH_URL": f"{SERVER}/{which}",
            "FIHRIS_INDEX": "fuzz", "FIHRIS_ELASTICSEARCH_TIMEOUT": "2",
        },
        plan=plan,
    )  # fmt: skip


# --- the server


@contextmanager
def serving() -> Iterator[tuple[str, tuple[int, ...]]]:
    """The server, in a process of its own: its address and port."""
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(sending,))
    process.start()
    port = int(receiving.recv())
    try:
        yield f"http://127.0.0.1:{port}", (port,)
    finally:
        process.kill()
        process.join()


def _serve(told: Connection) -> None:
    server = _Server(_recorded())
    told.send(server.server_address[1])
    server.serve_forever()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, recorded: list[list[Answer]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, list[Answer]] = {}  # by command and shape, and of all by shape
        for number, answers in enumerate(recorded):
            for one in answers:
                shape = _shape(one["method"], one["path"])
                self.answers.setdefault(f"{number} {shape}", []).append(one)
                self.answers.setdefault(shape, []).append(one)
        self.asked: Counter[str] = Counter()
        self.lock = Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The other side ends connections as it likes."""


def _shape(method: str, path: str) -> str:
    """What is asked, without the names of things."""
    return f"{method} {re.sub('[0-9a-f]{8,}|[0-9]+', 'N', urlsplit(path).path)}"


def _answering(handler: type[Any], name: str) -> None:
    """Have every kind of request answered by one function."""
    for method in ("GET", "POST", "PUT", "DELETE", "HEAD"):
        setattr(handler, f"do_{method}", getattr(handler, name))


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # header and body in one packet: two would wait for each other
    timeout = 60

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        _, nonce, plan, command, rest = (*self.path.split("/", 4), "", "", "")[:5]
        shape = _shape(self.command, f"/{rest}")
        with self.server.lock:
            number = self.server.asked[nonce]
            same = self.server.asked[f"{nonce} {shape}"]
            self.server.asked.update((nonce, f"{nonce} {shape}"))
        answers = self.server.answers
        known = answers.get(f"{command} {shape}") or answers.get(shape)
        missing = {"error": {"type": "resource_not_found_exception", "reason": "?"}, "status": 404}
        absent: Answer = {"status": 404, "body": json.dumps(missing)}
        answer = known[same % len(known)] if known else absent
        for part in plan.split("+"):
            at, _, what = part.partition(".")
            if at == str(number):
                kind, _, seed = what.partition(".")
                self._changed(answer, kind, Random(seed))
                return
        self._send(answer["status"], answer["body"].encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name
        """Say nothing."""

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response_only(max(100, min(status, 999)))
        told = {
            "X-elastic-product": "Elasticsearch", "content-type": "application/json",
            "content-length": str(len(body)),
        }  # fmt: skip
        for name, value in (told | {k.replace("_", "-"): v for k, v in headers.items()}).items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _changed(self, answer: Answer, kind: str, chance: Random) -> None:
        """The answer, harmed."""
        body = answer["body"].encode()
        if kind in {"endless", "drip", "hangup"}:
            self._never_ending(kind, body)
            return
        status, body, headers = _HARMS[kind](answer["status"], body, chance)
        self._send(status, body, **headers)
        self.close_connection = kind in {"length", "header"}

    def _never_ending(self, kind: str, body: bytes) -> None:
        self.close_connection = True
        if kind == "hangup":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._send(200, b"", content_length="", connection="close")
        until = time.monotonic() + 60
        with suppress(OSError):
            self.wfile.write(body[:1])
            while time.monotonic() < until:
                self.wfile.write(b" " if kind == "drip" else b" " * 1_000_000)
                self.wfile.flush()
                if kind == "drip":
                    time.sleep(0.3)


_answering(_Handler, "_answer")

# --- harms: an answer's status, its body and headers of its own

Harmed = tuple[int, bytes, dict[str, str]]


def _changed(status: int, body: bytes, chance: Random) -> Harmed:
    with suppress(ValueError):
        body = making.as_json(making.changed(json.loads(body), chance), chance)
    return status, body, {}


def _refused(_status: int, body: bytes, chance: Random) -> Harmed:
    status = chance.choice((200, 204, 304, 400, 401, 403, 404, 409, 413, 429, 500, 502, 503, 999))
    if chance.random() < 0.7:
        kinds = ("security_exception", "too_many_clauses", "index_not_found_exception", "x")
        error = {"type": chance.choice(kinds), "reason": making.sentence(chance, 20)}
        told = {"error": error, "status": status}
        body = making.as_json(making.changed(told, chance, chance.randint(0, 1)), chance)
    return status, body, {}


def _headed(status: int, body: bytes, chance: Random) -> Harmed:
    names = ("X_elastic_product", "content_type", "x_y", "content_encoding", "warning")
    values = ("", "text/plain", "x" * 60_000, "gzip", "\x7f", '299 x "y"', "application/cbor",
              "application/json; charset=utf-16")  # fmt: skip
    return status, body, {chance.choice(names): chance.choice(values)}


def _bomb(status: int, body: bytes, chance: Random) -> Harmed:
    much = b" " * (chance.choice((10, 200)) * 1_000_000)
    return status, gzip.compress(much + body, 1), {"content_encoding": "gzip"}


def _encoded(status: int, body: bytes, chance: Random) -> Harmed:
    other = chance.choice(("br", "deflate", "zstd", "gzip, gzip", "x"))
    return status, body, {"content_encoding": other}


def _measured(status: int, body: bytes, chance: Random) -> Harmed:
    return status, body, {"content_length": chance.choice(("0", "-1", "9" * 20, "x", "5"))}


_HARMS: Final[dict[str, Callable[[int, bytes, Random], Harmed]]] = {
    "change": _changed,
    "status": _refused,
    "header": _headed,
    "bomb": _bomb,
    "encoding": _encoded,
    "length": _measured,
    "cut": lambda status, body, chance: (status, body[: chance.randrange(len(body) + 1)], {}),
    "bytes": lambda status, body, chance: (status, making.damaged(body, chance), {}),
    "text": lambda status, _, chance: (status, making.as_json(making.sentence(chance), chance), {}),
    "deep": lambda status, _, chance: (status, chance.choice((b"[", b'{"a":')) * 200_000, {}),
    "empty": lambda status, _body, _chance: (status, b"", {}),
    "gzip": lambda status, body, chance: (
        status, making.packed(body, chance), {"content_encoding": "gzip"},
    ),
    "redirect": lambda _, body, _chance: (302, body, {"location": "http://127.0.0.1:2/"}),
}  # fmt: skip


# --- recording


def _recorded() -> list[list[Answer]]:
    """The answers to each command."""
    told: list[list[Answer]] = json.loads(gzip.decompress(RECORDED.read_bytes()))
    return told


def _short(body: str) -> str:
    """An answer without most of the lexicon, which is two megabytes of it."""

    def cut(told: Any) -> Any:
        if isinstance(told, list):
            return [cut(one) for one in (told[:5] if len(told) > 100 else told)]
        if isinstance(told, dict):
            return {name: cut(one) for name, one in list(told.items())[:200]}
        return told[:2_000] if isinstance(told, str) else told

    with suppress(ValueError):
        return json.dumps(cut(json.loads(body)), ensure_ascii=False)
    return body


def record(url: str, folder: Path) -> None:
    """Give every command to a real server, by way of a listener that writes everything down."""
    seen: list[Answer] = []
    host = urlsplit(url).netloc

    class Passing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            asked = HTTPConnection(host, timeout=60)
            asked.request(
                self.command, self.path, body, dict(self.headers) | {"accept-encoding": "identity"}
            )
            answer = asked.getresponse()
            data = answer.read()
            with lock:
                seen.append(
                    {
                        "method": self.command,
                        "path": self.path,
                        "status": answer.status,
                        "body": data.decode(),
                    }
                )
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {"content-length", "transfer-encoding"}:
                    self.send_header(name, value)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name
            """Say nothing."""

    _answering(Passing, "_pass")
    lock = Lock()
    passing = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    passing.daemon_threads = True
    Thread(target=passing.serve_forever, daemon=True).start()
    fihris = OnServer(folder / "home", f"http://127.0.0.1:{passing.server_address[1]}", "fuzz")
    write(folder / "press.jsonl", releases(6))
    (folder / "queries.tsv").write_text("1\tخبر\n2\tوزارة الداخلية\n")
    made: list[list[Answer]] = []
    for command in COMMANDS:
        seen.clear()
        done = fihris(*command, cwd=folder)
        made.append(list(seen))
        print(command, done.code, len(seen), done.err[-200:])
    for answers in made:
        for one in answers:
            one["body"] = _short(one["body"])
    whole = json.dumps(made, ensure_ascii=False, sort_keys=True).encode()
    RECORDED.write_bytes(gzip.compress(whole, 9, mtime=0))
    passing.shutdown()


def main() -> None:
    """Record anew."""
    import tempfile

    from tools.elasticsearch.cluster import Run
    from tools.elasticsearch.shared import server

    run = Run.begin()
    try:
        with tempfile.TemporaryDirectory() as folder:
            record(server(run.folder).url, Path(folder))
    finally:
        run.end()


if __name__ == "__main__":
    main()
