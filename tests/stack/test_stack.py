"""The stack, brought up and asked from outside: secured, whole after a restart, gone at the end.

Takes minutes and a Docker engine; where there is none, this says so and ``test_compose_file`` has
read what it could. Images that cannot be pulled are built (``images.py``).
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.cli.conftest import Fihris
from tests.conftest import CHECKOUT
from tests.stack import images
from tests.stack.stacks import Stack, left_of
from tools.elasticsearch.nodes import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1500),
    pytest.mark.xdist_group("stack"),
]


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
    told = subprocess.run(
        ["sh", str(CHECKOUT / "deploy/stack/client.sh"), str(tmp_path / ".stack")],
        env={
            **stack.environment,
            "COMPOSE_FILE": str(CHECKOUT / "docker-compose.yml"),
            "COMPOSE_PROJECT_NAME": stack.project,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    settings = dict(word.split("=", 1) for word in shlex.split(told.stdout) if "=" in word)
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
        "indexer",
        check=False,
    )  # fmt: skip
    assert list(stack.ask("/_alias/press-previous", key=key)[1]) == [former]
    (live,) = stack.ask("/_alias/press", key=key)[1]
    assert live > former


def test_a_build_that_is_stopped_ends_by_itself_and_leaves_what_is_live(
    stack: Stack, tmp_path: Path
) -> None:
    """``docker stop`` in the middle: the journal has the end of the run, nothing was killed."""
    release = "".join(f"خبر رقم {n} من الوزارة عن خفر السواحل.\n\n" for n in range(400))
    for n in range(300):
        (tmp_path / f"{n}.txt").write_text(f"عنوان {n}\n\n{release}", encoding="utf-8")
    tmp_path.chmod(0o755)  # who reads them is another user
    larger = Stack(stack.project, stack.port, stack.folder, {"RELEASES": str(tmp_path)})
    key = stack.secret("keeper", "/stack/reader/api-key")
    before = stack.ask("/_alias/press", key=key)
    name = f"{stack.project}-build"
    runs = (
        "--profile", "job", "exec", "-T", "indexer", "fihris", "--json", "runs", "--size", "1",
    )  # fmt: skip
    larger.compose(
        "--profile", "job", "run", "--detach", "--name", name, "--no-deps", "-e", "JOB_EVERY=",
        "indexer",
    )  # fmt: skip
    try:
        for _ in range(60):
            (run,) = json.loads(stack.compose(*runs))
            if run["state"] == "running":
                break
            time.sleep(0.5)
        subprocess.run(["docker", "stop", name], capture_output=True, check=True)
        code = subprocess.run(
            ["docker", "wait", name], capture_output=True, text=True, check=True
        ).stdout
    finally:
        subprocess.run(["docker", "rm", "--force", name], capture_output=True, check=False)
    assert code.strip() == "130"
    (run,) = json.loads(stack.compose(*runs))
    assert run["state"] == "interrupted"
    assert stack.ask("/_alias/press", key=key) == before


def test_a_key_for_somebody_else_is_taken_out_by_standard_output(stack: Stack) -> None:
    made = stack.compose(
        "exec", "-T", "keeper", "fihris", "security", "key", "create", "desk-3", "--expires", "90d"
    )
    assert stack.ask("/press/_count", key=made.strip())[0] == 200


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


def test_what_is_there_is_not_written_again(stack: Stack) -> None:
    """It is being read all the time: a file that is emptied first would be read empty."""
    listing = (
        "run", "--rm", "-T", "--entrypoint", "sh", "secrets", "-c",
        "stat -c '%i %n' /stack/*/* | sort",
    )  # fmt: skip
    before = stack.compose(*listing)
    stack.compose("run", "--rm", "-T", "secrets")
    assert stack.compose(*listing) == before
    assert "/stack/reader/ca.crt" in before


def test_a_lost_authority_is_replaced_with_all_that_it_signed(stack: Stack) -> None:
    stack.compose("run", "--rm", "-T", "--entrypoint", "rm", "secrets", "-r", "/stack/ca/ca")
    stack.compose("run", "--rm", "-T", "secrets")
    former = (stack.folder / "ca.crt").read_text("ascii")
    now = stack.secret("keeper", "/stack/reader/ca.crt")
    assert now != former.strip()
    (stack.folder / "ca.crt").write_text(now, "ascii")
    key = stack.secret("keeper", "/stack/reader/api-key")
    for _ in range(60):  # the node looks for new files every five seconds
        try:
            assert stack.ask("/press/_count", key=key)[0] == 200
            break
        except urllib.error.URLError:
            time.sleep(1)
    else:
        raise AssertionError("the node's certificate is not of the new authority")
    stack.compose("exec", "-T", "keeper", "fihris", "--quiet", "status")


def test_down_leaves_what_has_a_name_and_with_volumes_nothing(stack: Stack) -> None:
    containers = stack.compose("--profile", "*", "ps", "--all", "--quiet").split()
    mounted = subprocess.run(
        ["docker", "inspect", "--format",
         '{{range .Mounts}}{{if eq .Type "volume"}}{{println .Name}}{{end}}{{end}}', *containers],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert len(containers) >= 4
    assert {name for name in mounted if not name.startswith(f"{stack.project}_")} == set()
    stack.compose("--profile", "*", "down")
    assert set(left_of(stack)) == set(mounted)
    stack.compose("--profile", "*", "down", "--volumes")
    assert left_of(stack) == []
