"""Clusters on this machine: started for a run, ready when they are returned, gone with the run."""

from __future__ import annotations

import fcntl
import gc
import json
import os
import ssl
import sys
import tempfile
import time
import warnings
from base64 import b64encode
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tools.elasticsearch import distribution, sweeper
from tools.elasticsearch.errors import HOW, NoServer
from tools.elasticsearch.nodes import IMAGE, PASSWORD, How, Node, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

READY_SECONDS: Final = 240
"""A node is ready after 15 s on a quiet machine."""


@dataclass(frozen=True, slots=True)
class Run:
    """A folder of temporary data, and the lock that says that its run goes on.

    Processes started meanwhile do not hold the lock: it is this process alone that counts.
    """

    folder: Path
    lock: IO[bytes]

    @classmethod
    def begin(cls) -> Run:
        """Make the folder and take the lock."""
        folder = Path(tempfile.mkdtemp(prefix="fihris-"))
        folder.chmod(0o711)  # as root, a server runs as another user
        lock = (folder / "owner").open("wb")
        fcntl.flock(lock, fcntl.LOCK_EX)
        return cls(folder, lock)

    def end(self) -> None:
        """Remove everything now, not after this process."""
        sweeper.sweep(self.folder)
        self.lock.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A running cluster of our own."""

    nodes: tuple[Node, ...]
    how: How
    ca: Path | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def urls(self) -> tuple[str, ...]:
        """An address of each node."""
        scheme = "https" if self.ca else "http"
        return tuple(f"{scheme}://127.0.0.1:{node.http}" for node in self.nodes)

    def ask(self, path: str, *, node: int = 0) -> Any:
        """The JSON answer of a node to a GET, as the user ``elastic`` where there are users."""
        return ask(self.urls[node] + path, ca=self.ca, password=self.password)

    def wait(self, count: int, *, node: int = 0, status: str = "yellow") -> None:
        """Wait until so many nodes are together.

        Raises:
            NoServer: they are not in time; the message has the end of a node's log.
        """
        until = time.monotonic() + READY_SECONDS
        problem: object = None
        while time.monotonic() < until:
            try:
                asked = (
                    f"/_cluster/health?wait_for_status={status}&wait_for_nodes={count}&timeout=9s"
                )
                if not self.ask(asked, node=node)["timed_out"]:
                    return
            except OSError as exc:
                problem = exc
                if sweeper.has_ended(self.nodes[node].mark):
                    break
            time.sleep(0.25)
        raise NoServer(f"no node was ready: {problem}; {self.nodes[node].log()}")


def ask(url: str, *, ca: Path | None = None, password: str | None = None) -> Any:
    """The JSON answer to a GET.

    Raises:
        OSError: there was none, or it is no.
    """
    parts = urlsplit(url)
    headers = {}
    if password:
        basic = b64encode(f"elastic:{password}".encode()).decode()
        headers["Authorization"] = f"Basic {basic}"
    connection = (
        HTTPSConnection(parts.netloc, timeout=10, context=ssl.create_default_context(cafile=ca))
        if ca
        else HTTPConnection(parts.netloc, timeout=10)
    )
    # urllib leaves the connection open when a node that is starting takes it and hangs up
    with closing(connection):
        try:
            connection.request("GET", f"{parts.path or '/'}?{parts.query}", headers=headers)
            answer = connection.getresponse()
            body = answer.read()
        except HTTPException as exc:
            raise OSError(f"{type(exc).__name__}: {exc}") from exc
    if answer.status != HTTPStatus.OK:
        raise OSError(f"{answer.status} {answer.reason}: {body[:200]!r}")
    return json.loads(body)


def start(
    run: Path,
    name: str = "es",
    *,
    nodes: int = 1,
    security: bool = False,
    settings: Mapping[str, str] | None = None,
    heap_mb: int = 1024,
    certs: Callable[[Path], Path] | None = None,
) -> Cluster:
    """Start a cluster in the folder of a run, and wait until it answers.

    Args:
        security: users, passwords and API keys; ``elastic`` is the first user.
        certs: writes what TLS needs into a folder and returns the CA's file; ``settings`` name
            the files as ``certs/…``.

    Raises:
        NoServer: there is neither Docker that has the image nor Maven and Java.
    """
    folder = run / name
    while folder.exists():  # of a cluster of that name that was stopped
        folder = folder.with_name(f"{folder.name}-again")
    folder.mkdir(mode=0o755)
    ca = None
    if certs is not None:
        (folder / "certs").mkdir()
        ca = certs(folder / "certs")
    how: How = "docker" if _wants_docker() and _docker_has_image() else "distribution"
    if how == "distribution":
        distribution.home()
    names = [f"{name}-{number}" for number in range(1, nodes + 1)]
    ports = [free_port() for _ in names]
    together = _together(names, ports)
    cluster = Cluster(
        nodes=tuple(
            Node(
                name=one,
                folder=folder,
                http=free_port(),
                transport=port,
                settings={"cluster.name": folder.name, **together, **(settings or {})},
                heap_mb=heap_mb,
                security=security,
            )
            for one, port in zip(names, ports, strict=True)
        ),
        how=how,
        ca=ca,
        password=PASSWORD if security else None,
    )
    sweeper.watch(run)
    for node in cluster.nodes:
        node.start(how)
    cluster.wait(nodes)
    return cluster


def _together(names: Sequence[str], ports: Sequence[int]) -> dict[str, str]:
    """The settings by which the nodes of a cluster know each other."""
    if len(names) == 1:
        return {"discovery.type": "single-node"}
    return {
        "discovery.seed_hosts": ",".join(f"127.0.0.1:{port}" for port in ports),
        "cluster.initial_master_nodes": ",".join(names),
    }


def _wants_docker() -> bool:
    return os.environ.get("ELASTICSEARCH_FROM", "docker") == "docker"


def _docker_has_image() -> bool:
    """Whether there is a Docker engine here that has the image or can pull it. On Linux alone:
    elsewhere the nodes could not share this machine's loopback."""
    if sys.platform != "linux":
        return False
    try:
        import docker
    except ImportError:
        return False
    with warnings.catch_warnings():
        # where nothing listens, docker-py leaves its socket open
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            with closing(docker.from_env(timeout=600)) as engine:
                if not engine.images.list(IMAGE):
                    print(f"pulling {IMAGE}", file=sys.stderr)
                    engine.images.pull(IMAGE)
            has_image = True
        except docker.errors.DockerException:
            has_image = False
        gc.collect()
    return has_image


__all__ = ["HOW", "Cluster", "NoServer", "Run", "ask", "start"]
