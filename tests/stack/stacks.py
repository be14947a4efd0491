"""A stack of the tests: a project of its own on a port of its own, and what is left of it."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import urllib.error
import urllib.request
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import CHECKOUT


@dataclass(frozen=True)
class Stack:
    """A project of its own, on a port of its own."""

    project: str
    port: int
    folder: Path
    more: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        hard = os.sysconf("SC_PAGE_SIZE")  # smallest limit that any machine allows
        return {
            **os.environ,
            "ES_PORT": str(self.port),
            "ES_MEMORY": "1200m",
            "ES_MEMORY_LOCK": "false",
            "ES_MEMLOCK": str(hard),
            "FIHRIS_VERSION": "test",
            **self.more,
        }

    def compose(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            ["docker", "compose", "--file", str(CHECKOUT / "docker-compose.yml"),
             "--project-name", self.project, *arguments],
            env=self.environment, capture_output=True, text=True, timeout=900, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if check and done.returncode != 0:
            logs = (
                self.compose("logs", "--tail", "40", check=False) if "logs" not in arguments else ""
            )
            raise AssertionError(f"{arguments}: {done.stdout}\n{done.stderr}\n{logs}")
        return done.stdout

    def secret(self, service: str, path: str) -> str:
        return self.compose("exec", "-T", service, "cat", path).strip()

    def ask(
        self, path: str, *, key: str | None = None, password: str | None = None, method: str = "GET"
    ) -> tuple[int, Any]:
        """Over TLS, from outside, verified against the stack's own authority."""
        request = urllib.request.Request(f"https://localhost:{self.port}{path}", method=method)
        if key:
            request.add_header("Authorization", f"ApiKey {key}")
        if password:
            basic = b64encode(f"elastic:{password}".encode()).decode()
            request.add_header("Authorization", f"Basic {basic}")
        context = ssl.create_default_context(cafile=self.folder / "ca.crt")
        try:
            with urllib.request.urlopen(request, context=context, timeout=30) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as exc:
            return exc.code, None


def left_of(stack: Stack) -> list[str]:
    """Containers, volumes and networks of a project."""
    label = f"label=com.docker.compose.project={stack.project}"
    found = []
    for what in (["ps", "--all"], ["volume", "ls"], ["network", "ls"]):
        found += subprocess.run(
            ["docker", *what, "--quiet", "--filter", label],
            capture_output=True, text=True, check=True,
        ).stdout.split()  # fmt: skip
    return found
