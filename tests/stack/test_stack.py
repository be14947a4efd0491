"""The stack, brought up and asked from outside: secured, whole after a restart, gone at the end.

Takes minutes and a Docker engine; where there is none, this says so and ``test_compose_file`` has
read what it could. Images that cannot be pulled are built (``images.py``).
"""

from __future__ import annotations

import json
import os
import re
import ssl
import subprocess
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.cli.conftest import Fihris
from tests.conftest import CHECKOUT
from tests.stack import images
from tools.elasticsearch.nodes import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1500),
    pytest.mark.xdist_group("stack"),
]


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
            "RELEASES": str(CHECKOUT / "seeds"),
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


@pytest.fixture(scope="module")
def built() -> None:
    try:
        images.engine()
        images.elasticsearch()
        images.fihris("fihris:test")
    except images.NoStack as exc:
        pytest.skip(f"the stack was NOT brought up: {exc}")


@pytest.fixture(scope="module")
def stack(built: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    found = Stack(
        f"fihris-test-{uuid4().hex[:6]}", free_port(), tmp_path_factory.mktemp("stack"), {}
    )
    try:
        found.compose("--profile", "job", "up", "--detach", "--wait")
        (found.folder / "ca.crt").write_text(
            found.secret("keeper", "/stack/reader/ca.crt"), encoding="ascii"
        )
        yield found
    finally:
        found.compose("--profile", "*", "down", "--volumes", check=False)


def listening() -> set[str]:
    """Addresses of all that listens on this machine, by docker's own account."""
    told = subprocess.run(
        ["docker", "ps", "--format", "{{.Ports}}"], capture_output=True, text=True, check=True
    ).stdout
    return set(re.findall(r"([\d.:\[\]]+):\d+->", told))


def test_a_stranger_is_refused_and_plain_http_is_not_spoken(stack: Stack) -> None:
    assert stack.ask("/")[0] == 401
    with pytest.raises(OSError, match=r"(?i)reset|closed|disconnected|EOF|broken"):
        urllib.request.urlopen(f"http://localhost:{stack.port}/", timeout=10)


def test_the_password_opens_it_and_is_in_no_description_and_no_log(stack: Stack) -> None:
    password = stack.secret("es01", "/usr/share/elasticsearch/config/stack/elastic")
    assert len(password) == 32
    assert stack.ask("/", password=password)[0] == 200
    containers = stack.compose("--profile", "*", "ps", "--all", "--quiet").split()
    described = subprocess.run(
        ["docker", "inspect", *containers], capture_output=True, text=True, check=True
    ).stdout
    keys = [stack.secret("keeper", f"/stack/{name}/api-key") for name in ("reader", "indexer")]
    said = described + stack.compose("--profile", "*", "logs")
    for secret in (password, *keys, stack.secret("keeper", "/stack/keeper/kibana")):
        assert secret not in said
        assert b64encode(f"elastic:{secret}".encode()).decode() not in said


def test_nothing_listens_beyond_loopback(stack: Stack) -> None:
    assert stack.port
    assert listening() == {"127.0.0.1"}


def test_secrets_are_for_their_owner_alone(stack: Stack) -> None:
    for service, folder in (
        ("es01", "/usr/share/elasticsearch/config/stack"),
        ("keeper", "/stack/keeper"),
        ("indexer", "/stack/indexer"),
    ):
        listed = stack.compose(
            "--profile",
            "job",
            "exec",
            "-T",
            service,
            "find",
            folder,
            "-type",
            "f",
            "-printf",
            "%m %U %f\n",
        )
        assert {line.split()[0] for line in listed.splitlines()} == {"600"}, listed
        assert {line.split()[1] for line in listed.splitlines()} == {"1000"}, listed
    assert "ca.key" not in listed


def test_the_job_published_a_generation_and_a_reader_searches_it(
    stack: Stack, tmp_path: Path
) -> None:
    """A journalist's terminal, outside the containers, with the reader's key."""
    compose = f"docker compose --file {CHECKOUT}/docker-compose.yml --project-name {stack.project}"
    told = subprocess.run(
        ["sh", str(CHECKOUT / "deploy/stack/client.sh"), str(tmp_path / ".stack")],
        env={**stack.environment, "COMPOSE": compose},
        capture_output=True,
        text=True,
        check=True,
    )
    settings = dict(line.removeprefix("export ").split("=", 1) for line in told.stdout.splitlines())
    key = (tmp_path / ".stack" / "api-key").read_text(encoding="ascii").strip()
    assert key not in told.stdout + told.stderr
    assert (tmp_path / ".stack" / "api-key").stat().st_mode & 0o077 == 0

    fihris = Fihris(tmp_path / "home")
    done = fihris("--json", "search", '"وزارة الداخلية"', env=settings)
    assert done.code == 0, done.err
    assert done.json["total"]["articles"] == 11
    assert done.json["generation"] == "press-000001"
    refused = fihris("index", str(CHECKOUT / "seeds" / "007_oman_breaking.txt"), env=settings)
    assert refused.code == 3
    assert "403" in refused.err or "right" in refused.err or "may not" in refused.err


def test_each_key_can_do_what_its_role_can_and_no_more(stack: Stack) -> None:
    reader = stack.secret("keeper", "/stack/reader/api-key")
    indexer = stack.secret("keeper", "/stack/indexer/api-key")
    assert stack.ask("/press/_search", key=reader)[0] == 200
    assert stack.ask("/press-000001", key=reader, method="DELETE")[0] == 403
    assert stack.ask("/_security/user", key=reader)[0] == 403
    assert stack.ask("/_security/user", key=indexer)[0] == 403
    assert stack.ask("/_cluster/settings", key=indexer)[0] == 403
    assert stack.ask("/.security-7/_search", key=indexer)[0] == 403


def test_the_program_s_image_is_small_and_runs_as_nobody_of_note(stack: Stack) -> None:
    assert images.size_mb("fihris:test") <= 250
    told = stack.compose(
        "--profile", "job", "exec", "-T", "indexer", "sh", "-c",
        "id -u; command -v gcc cc make pip || echo none; touch /x 2>&1 | tail -1; fihris doctor",
    )  # fmt: skip
    lines = told.splitlines()
    assert lines[:2] == ["1000", "none"]
    assert "Read-only file system" in lines[2]


def test_a_second_up_and_a_restart_keep_everything(stack: Stack) -> None:
    before = stack.secret("es01", "/usr/share/elasticsearch/config/stack/elastic")
    key = stack.secret("keeper", "/stack/reader/api-key")
    stack.compose("--profile", "job", "up", "--detach", "--wait")
    stack.compose("restart", "es01")
    stack.compose("--profile", "job", "up", "--detach", "--wait")
    assert stack.secret("es01", "/usr/share/elasticsearch/config/stack/elastic") == before
    assert stack.secret("keeper", "/stack/reader/api-key") == key
    status, found = stack.ask("/press/_count", key=key)
    assert status == 200
    assert found["count"] > 300
    # the job, once, now: another generation, published in one step
    (former,) = stack.ask("/_alias/press", key=key)[1]
    stack.compose(
        "--profile", "job", "run", "--rm", "-T", "--no-deps", "-e", "JOB_EVERY=",
        "-e", "JOB_OPTIONS=--max-quarantine 50", "indexer",
        check=False,
    )  # fmt: skip
    assert list(stack.ask("/_alias/press-previous", key=key)[1]) == [former]
    (live,) = stack.ask("/_alias/press", key=key)[1]
    assert live > former


def test_certificates_are_renewed_without_new_passwords(stack: Stack) -> None:
    path = "/usr/share/elasticsearch/config/stack"
    before = stack.secret("es01", f"{path}/es01.crt"), stack.secret("es01", f"{path}/elastic")
    stack.compose(
        "run", "--rm", "-T", "--entrypoint", "touch", "secrets", "-d", "400 days ago",
        "/stack/nodes/es01.crt",
    )  # fmt: skip
    stack.compose("run", "--rm", "-T", "secrets")
    after = stack.secret("es01", f"{path}/es01.crt"), stack.secret("es01", f"{path}/elastic")
    assert after[0] != before[0]
    assert after[1] == before[1]
    # the node takes the new certificate by itself; the authority is the same
    assert stack.ask("/", password=after[1])[0] == 200


def test_three_nodes_form_a_cluster_and_live_without_one(built: None, tmp_path: Path) -> None:
    least = 262_144
    found = int(Path("/proc/sys/vm/max_map_count").read_text(encoding="ascii"))
    if found < least and (
        os.geteuid() != 0
        or subprocess.run(["sysctl", "-qw", f"vm.max_map_count={least}"], check=False).returncode
    ):
        pytest.skip(f"three nodes were NOT tried: vm.max_map_count is {found}")
    settings = dict(
        line.split("=", 1)
        for line in (CHECKOUT / "deploy/stack/three-nodes.env").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    )
    more = {**settings, "ES_MEMORY": "1g"}
    three = Stack(f"fihris-test-{uuid4().hex[:6]}", free_port(), tmp_path, more)
    try:
        three.compose("up", "--detach", "--wait")
        (tmp_path / "ca.crt").write_text(three.secret("keeper", "/stack/reader/ca.crt"), "ascii")
        password = three.secret("es01", "/usr/share/elasticsearch/config/stack/elastic")
        _, health = three.ask(
            "/_cluster/health?wait_for_nodes=3&wait_for_status=green&timeout=60s", password=password
        )
        assert (health["number_of_nodes"], health["status"]) == (3, "green")
        three.compose("stop", "es03")
        _, health = three.ask("/_cluster/health?wait_for_nodes=2&timeout=60s", password=password)
        assert health["number_of_nodes"] == 2
        assert three.ask("/", key=three.secret("keeper", "/stack/reader/api-key"))[0] == 200
    finally:
        three.compose("--profile", "*", "down", "--volumes", check=False)
    assert left_of(three) == []


def test_down_leaves_nothing(stack: Stack) -> None:
    stack.compose("--profile", "*", "down", "--volumes")
    assert left_of(stack) == []


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
