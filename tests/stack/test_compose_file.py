"""What the compose file and the Dockerfile promise, read without a Docker engine."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import CHECKOUT

FILE = CHECKOUT / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONE_SHOT = {"secrets", "fihris"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert service.get("network_mode", "none") == "none"
    assert service["mem_limit"]
    assert service["logging"]["options"]["max-size"]
    assert service["restart"] == ("no" if name in ONE_SHOT else "unless-stopped")
    if service["image"].startswith("fihris"):
        assert service["read_only"] is True
        assert "user" not in service  # the image's own, which is nobody of note
    else:
        assert service["user"] == ("0:0" if name == "secrets" else "1000:0")


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - ONE_SHOT))
def test_a_service_that_runs_on_says_whether_it_is_of_use(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


def test_nothing_listens_beyond_this_machine() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert len(published) == 2
    assert [port for port in published if not str(port).startswith("127.0.0.1:")] == []


def test_every_version_stands_in_one_place() -> None:
    text = FILE.read_text(encoding="utf-8")
    images = COMPOSE["x-images"]
    assert {service["image"] for service in SERVICES.values()} == set(images.values())
    assert text.count("8.19.13}") == 2  # the two servers are of one version
    assert re.findall(r"^\s*image: (?!\*)", text, flags=re.MULTILINE) == []


def test_secrets_are_in_files_and_each_only_where_it_is_needed() -> None:
    for service in SERVICES.values():
        for key, value in (service.get("environment") or {}).items():
            if re.search(r"PASSWORD|KEY|SECRET|TOKEN", key, flags=re.IGNORECASE):
                assert "/" in str(value), key  # a file, not the thing itself
    mounted = {
        name: {volume.split(":")[0] for volume in service.get("volumes", ())}
        for name, service in SERVICES.items()
    }
    assert {name for name, volumes in mounted.items() if "ca" in volumes} == {"secrets"}
    assert {name for name, volumes in mounted.items() if "keeper" in volumes} == {
        "secrets",
        "keeper",
        "dashboards",
    }
    assert "nodes" not in mounted["kibana"] | mounted["indexer"] | mounted["fihris"]


def test_the_profiles_are_those_that_are_promised() -> None:
    profiles = {name: service.get("profiles", []) for name, service in SERVICES.items()}
    assert {name for name, found in profiles.items() if not found} == {"secrets", "es01", "keeper"}
    assert {name for name, found in profiles.items() if found == ["three-nodes"]} == {
        "es02",
        "es03",
    }
    assert profiles["indexer"] == ["job"]
    assert profiles["kibana"] == profiles["dashboards"] == ["kibana"]


def test_every_file_that_is_mounted_is_here_and_is_a_sound_script() -> None:
    found = set(re.findall(r"\./(deploy/[\w./-]+):", FILE.read_text(encoding="utf-8")))
    assert len(found) == 6
    for name in sorted(found):
        path = CHECKOUT / name
        shell = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("#!/bin/")
        assert subprocess.run([shell, "-n", path], check=False).returncode == 0, name


def test_compose_itself_reads_the_file_with_each_profile() -> None:
    if shutil.which("docker") is None or _fails(["docker", "compose", "version"]):
        pytest.skip("the compose file was NOT read by Compose: it is not installed")
    for more in (
        [],
        ["--profile", "*"],
        ["--env-file", str(CHECKOUT / "deploy/stack/three-nodes.env")],
    ):
        done = subprocess.run(
            ["docker", "compose", "--file", str(FILE), *more, "config", "--quiet"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), more


def _fails(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_one_variable_chooses_the_version() -> None:
    if shutil.which("docker") is None or _fails(["docker", "compose", "version"]):
        pytest.skip("the compose file was NOT read by Compose: it is not installed")
    done = subprocess.run(
        ["docker", "compose", "--file", str(FILE), "--profile", "*", "config", "--images"],
        capture_output=True, text=True, check=True,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "ELASTIC_VERSION": "9.2.0",
             "HOME": str(Path.home())},
    )  # fmt: skip
    versions = {line.rpartition(":")[2] for line in done.stdout.split() if "elastic" in line}
    assert versions == {"9.2.0"}


def test_the_image_is_built_in_two_stages_and_runs_as_nobody_of_note() -> None:
    text = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")
    last = text.rpartition("\nFROM ")[2]
    assert "USER fihris" in last
    assert not re.search(r"\b(apt-get|gcc|build-essential|curl|wget)\b", text)
    assert not re.search(r"^(ENV|ARG) .*(PASSWORD|TOKEN|SECRET|KEY)", text, flags=re.MULTILINE)
    assert text.count("ARG PYTHON=") == 1
    assert "\nVOLUME" not in text  # `down` would leave nameless ones behind


def test_the_program_s_home_is_a_volume_or_memory_and_never_a_nameless_volume() -> None:
    for name, service in SERVICES.items():
        if service["image"].startswith("fihris"):
            volumes = {volume.split(":")[1] for volume in service["volumes"]}
            memory = {place.partition(":")[0] for place in service["tmpfs"]}
            assert ("/data" in volumes) != ("/data" in memory), name


def test_three_nodes_are_all_asked_by_whoever_searches() -> None:
    text = (CHECKOUT / "deploy/stack/three-nodes.env").read_text(encoding="utf-8")
    settings = dict(line.split("=", 1) for line in text.splitlines() if "=" in line.split()[0])
    nodes = [f"https://es0{n}:9200" for n in (1, 2, 3)]
    assert settings["ES_URLS"].split(",") == nodes
    assert json.loads(settings["ES_HOSTS"]) == nodes
    for name in ("keeper", "fihris", "indexer"):
        found = SERVICES[name]["environment"]["FIHRIS_ELASTICSEARCH_URL"]
        assert found == "${ES_URLS:-https://es01:9200}", name


@pytest.mark.parametrize(
    ("code", "is_healthy"), [(200, True), (302, True), (401, False), (503, False), (0, False)]
)
@pytest.mark.parametrize("version", ["1.1", "2"])
def test_kibana_is_healthy_by_its_answer_whichever_http_it_speaks(
    tmp_path: Path, version: str, code: int, is_healthy: bool
) -> None:
    """The check, with a ``curl`` that prints what the real one does: Kibana 9 speaks HTTP/2."""
    curl = tmp_path / "curl"
    curl.write_text(
        "#!/bin/sh\n"
        f"case \"$*\" in *--output*) ;; *) echo 'HTTP/{version} {code}' ;; esac\n"
        f'case "$*" in *--write-out*) printf %03d {code} ;; esac\n'
        f"[ {code} != 0 ] || exit 7\n",
        encoding="utf-8",
    )
    curl.chmod(0o755)
    kind, check = SERVICES["kibana"]["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    done = subprocess.run(
        ["sh", "-c", check.replace("$$", "$")],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode == 0) is is_healthy


def test_kibana_s_secrets_are_in_no_argument_and_no_environment(tmp_path: Path) -> None:
    """The script, with programs in place of Kibana's that write down what they are given."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "config").mkdir()
    told = tmp_path / "told"
    secrets = {"password": "PLANTED-password", "encryption-key": "PLANTED-encryption-key"}
    for name, secret in secrets.items():
        (tmp_path / name).write_text(secret, encoding="ascii")
    for name, more in (("kibana-keystore", f"cat >>'{tmp_path}/kept'"), ("kibana-docker", "true")):
        program = tmp_path / "bin" / name
        program.write_text(
            f"#!/bin/sh\necho \"$0 $*\" >>'{told}'; env >>'{told}'; [ $1 = create ] || {more}\n",
            encoding="utf-8",
        )
        program.chmod(0o755)
    done = subprocess.run(
        ["bash", str(CHECKOUT / "deploy/stack/kibana.sh")],
        env={
            "PATH": "/usr/bin:/bin",
            "KIBANA_HOME": str(tmp_path),
            "KIBANA_SECRETS": str(tmp_path),
            "KIBANA_START": str(tmp_path / "bin" / "kibana-docker"),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = told.read_text(encoding="utf-8")
    assert said.count("kibana-keystore add --stdin --force") == 4
    assert said.count("kibana-docker \n") == 1
    assert "PLANTED" not in said
    assert (tmp_path / "kept").read_text(encoding="ascii").count("PLANTED") == 4
