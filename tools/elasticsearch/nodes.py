"""Starts and stops single nodes: a process from the distribution, or a container."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import socket
import subprocess
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from tools.elasticsearch import distribution, sweeper
from tools.elasticsearch.errors import HOW, NoServer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

IMAGE: Final = f"docker.elastic.co/elasticsearch/elasticsearch:{distribution.VERSION}"

How = Literal["docker", "distribution"]

PASSWORD: Final = "test-only-password"  # noqa: S105 - of servers on loopback that live for a run
"""Of the user ``elastic`` on a server with security."""


def free_port() -> int:
    """A port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One node of a cluster on this machine. Its mark in ``folder/nodes`` tells the sweeper."""

    name: str
    folder: Path
    http: int
    transport: int
    settings: Mapping[str, str]
    heap_mb: int
    security: bool

    @property
    def mark(self) -> Path:
        """The file that says what process or container runs it."""
        return self.folder / "nodes" / self.name

    def start(self, how: How) -> None:
        """Start it; it is ready some seconds later. Its data is kept from one start to the next."""
        self.mark.parent.mkdir(exist_ok=True)
        if how == "docker":
            self._start_container()
        else:
            self._start_process()

    def stop(self, *, kindly: bool = True) -> None:
        """Stop it; by killing it if not ``kindly``."""
        sweeper.end(self.mark, kindly=kindly)

    def log(self) -> str:
        """The end of what it said."""
        try:
            return (self.folder / f"{self.name}.log").read_text("utf-8", "replace")[-2000:]
        except OSError:
            return ""

    def _all_settings(self) -> dict[str, str]:
        return {
            "node.name": self.name,
            "network.host": "127.0.0.1",
            "http.port": str(self.http),
            "transport.port": str(self.transport),
            # a full disk of the machine that tests is not what is tested
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "xpack.security.enabled": str(self.security).lower(),
            **self.settings,
        }

    def _start_container(self) -> None:
        import docker

        data = self.folder / self.name
        data.mkdir(exist_ok=True)
        data.chmod(0o777)  # the container's own user writes there
        volumes = {str(data): {"bind": "/usr/share/elasticsearch/data"}}
        certs = self.folder / "certs"
        if certs.is_dir():
            volumes[str(certs)] = {"bind": "/usr/share/elasticsearch/config/certs", "mode": "ro"}
        name = f"{self.folder.parent.name}-{self.name}"
        self.mark.write_text(f"container {name}", encoding="ascii")
        try:
            with closing(docker.from_env()) as engine:
                engine.containers.run(
                    IMAGE,
                    detach=True,
                    name=name,
                    network_mode="host",
                    volumes=volumes,
                    environment={
                        **self._all_settings(),
                        "ES_JAVA_OPTS": self._java_options(),
                        "ELASTIC_PASSWORD": PASSWORD,
                    },
                )
        except docker.errors.DockerException as exc:
            raise NoServer(f"Docker could not start {IMAGE}: {exc}; {HOW}") from exc

    def _start_process(self) -> None:
        home = distribution.home()
        own = self.folder / self.name
        program = ["bash", str(home / "bin" / "elasticsearch-cli")]
        environment = {
            **os.environ,
            "ES_HOME": str(home),
            "ES_PATH_CONF": str(own / "config"),
            "ES_JAVA_HOME": str(distribution.java_home()),
            "ES_JAVA_OPTS": self._java_options(),
            "ES_TMPDIR": str(own / "tmp"),
            "CLI_NAME": "server",
            "CLI_LIBS": "lib/tools/server-cli",
        }
        if not own.exists():
            self._lay_out(home, own)
            if self.security:
                keystore = {"CLI_NAME": "keystore", "CLI_LIBS": "lib/tools/keystore-cli"}
                for given in (["create"], ["add", "--stdin", "bootstrap.password"]):
                    subprocess.run(
                        [*program, *given],
                        env={**environment, **keystore},
                        input=PASSWORD,
                        text=True,
                        capture_output=True,
                        check=True,
                    )
        launcher = home / "lib" / "tools" / "server-launcher"
        if launcher.is_dir():  # since 9.4; the program beside it is for one processor alone
            java = str(distribution.java_home() / "bin" / "java")
            environment |= {
                "JAVA": java,
                "JAVA_TYPE": "ES_JAVA_HOME",
                "ES_DISTRIBUTION_TYPE": "zip",
            }
            program = [java, "-Xms4m", "-Xmx64m", "-XX:+UseSerialGC", "-cp", f"{launcher}/*",
                       "org.elasticsearch.server.launcher.ServerLauncher"]  # fmt: skip
        # The shell leaves the mark: left from here, a kill could come between start and mark.
        # It ends at once; the node stays in its group, which is what the mark names.
        marking = ["sh", "-c", 'echo "process $$" >"$0" && { "$@" & }', str(self.mark)]
        user = _other_user()
        if user is not None:
            for path in (own, *own.rglob("*"), self.mark.parent):
                os.chown(path, user.pw_uid, user.pw_gid)
        with (self.folder / f"{self.name}.log").open("ab") as log:
            subprocess.run(
                [*marking, *program],
                env=environment,
                cwd=home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=() if user else None,
                check=True,
            )

    def _java_options(self) -> str:
        return f"-Xms{self.heap_mb}m -Xmx{self.heap_mb}m"

    def _lay_out(self, home: Path, own: Path) -> None:
        for part in ("tmp", "data", "logs"):
            (own / part).mkdir(parents=True)
        shutil.copytree(home / "config", own / "config")
        certs = self.folder / "certs"
        if certs.is_dir():
            shutil.copytree(certs, own / "config" / "certs")
        paths = {"path.data": str(own / "data"), "path.logs": str(own / "logs")}
        lines = [
            f"{key}: {json.dumps(value)}" for key, value in (self._all_settings() | paths).items()
        ]
        (own / "config" / "elasticsearch.yml").write_text("\n".join(lines) + "\n", "utf-8")


def _other_user() -> pwd.struct_passwd | None:
    """Whom to run a server as: it refuses to be run by root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None
