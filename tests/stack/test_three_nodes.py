"""Three nodes: a cluster of which any one may be lost."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest

from tests.conftest import CHECKOUT
from tests.stack.stacks import Stack, left_of
from tools.elasticsearch.nodes import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1500),
    pytest.mark.xdist_group("stack"),
]


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
        three.compose(
            "--profile", "job", "run", "--rm", "-T", "--no-deps", "-e", "JOB_EVERY=", "indexer",
            check=False,
        )  # fmt: skip
        search = (
            "--profile",
            "tools",
            "run",
            "--rm",
            "-T",
            "--no-deps",
            "fihris",
            "search",
            "وزارة",
        )
        for lost, left in (("es03", "es01"), ("es01", "es03")):
            three.compose("stop", lost)
            assert "وزارة" in three.compose(*search)
            three.compose("start", lost)
            three.compose(
                "exec", "-T", left, "sh", "-c",
                "config=/usr/share/elasticsearch/config/stack; curl -sf --cacert $config/ca.crt "
                "-u elastic:$(cat $config/elastic) 'https://localhost:9200/_cluster/health"
                "?wait_for_nodes=3&wait_for_status=green&timeout=120s'",
            )  # fmt: skip
    finally:
        three.compose("--profile", "*", "down", "--volumes", check=False)
    assert left_of(three) == []
