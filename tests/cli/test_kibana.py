"""``fihris kibana``: the real program, and a server that answers as Kibana's guide says."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Fihris
from tests.cli.kibana_server import KibanaServer, serving

SECRET = "PLANTED-kibana-key-4711"  # noqa: S105 - planted, to be looked for


@pytest.fixture
def kibana() -> Iterator[KibanaServer]:
    with serving(KibanaServer(authorization=f"ApiKey {SECRET}", spaces=("default", "news"))) as one:
        yield one


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_text(SECRET + "\n", encoding="utf-8")
    return path


def test_lint_says_that_our_own_are_well(fihris: Fihris) -> None:
    done = fihris("kibana", "lint")
    assert (done.code, done.out, done.err) == (0, "", "14 saved objects, 0 faults\n")


def test_lint_names_the_faults_of_a_file_in_either_language(fihris: Fihris, tmp_path: Path) -> None:
    file = tmp_path / "bad.ndjson"
    file.write_text("{\n", encoding="utf-8")
    done = fihris("kibana", "lint", str(file))
    assert done.code == 6
    assert done.out.startswith("line 1: the line is not JSON (")
    assert "السطر ليس JSON" in fihris("--lang", "ar", "kibana", "lint", str(file)).out
    told = fihris("--json", "kibana", "lint", str(file)).json
    assert [one["rule"] for one in told["problems"]] == ["not-json"]


@pytest.mark.parametrize(
    "line",
    [
        "[" * 200_000,
        '{"type": ' + "[" * 900 + "]" * 900 + ', "id": "x", "attributes": {}}',
        '{"type": "search", "id": "x", "attributes": {}, "coreMigrationVersion": '
        + "[" * 900 + "]" * 900 + "}",
        json.dumps({"type": "dashboard", "id": "x", "attributes": {"panelsJSON": "[" * 200_000}}),
        '{"type": NaN, "id": "x", "attributes": {}}',
        '{"type": ' + "1" * 5000 + "}",
        '"\\ud800"',
        "null",
        "\x00",
        '{"type": "search", "id": "\\ud800\\u001b", "attributes": {"title": "\\ud800"}}',
    ],
    ids=range(10),
)  # fmt: skip
def test_no_line_is_too_deep_or_too_odd(fihris: Fihris, tmp_path: Path, line: str) -> None:
    file = tmp_path / "odd.ndjson"
    file.write_text(line + "\n", encoding="utf-8")
    for more in ((), ("--json",), ("--lang", "ar")):
        done = fihris(*more, "kibana", "lint", str(file))
        assert done.code == 6
        assert "fault in fihris" not in done.err
        assert "\x1b" not in done.out


def test_an_empty_file_is_a_fault(fihris: Fihris, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    done = fihris("kibana", "lint", str(tmp_path / "empty"))
    assert done.code == 6
    assert "there is no saved object in it" in done.out


def test_lint_of_a_file_that_is_not_there_says_so(fihris: Fihris, tmp_path: Path) -> None:
    done = fihris("kibana", "lint", str(tmp_path / "ملف.ndjson"))
    assert done.code == 2
    assert "ملف.ndjson cannot be read" in done.err


def test_export_writes_one_file_for_people_who_click(fihris: Fihris, tmp_path: Path) -> None:
    file = tmp_path / "fihris.ndjson"
    assert fihris("kibana", "export", "--output", str(file)).code == 0
    assert fihris("kibana", "lint", str(file)).code == 0
    assert fihris("kibana", "export").out == file.read_text(encoding="utf-8")
    arabic = fihris("kibana", "export", "--languages", "ar").out.splitlines()
    assert {json.loads(line)["id"][-3:] for line in arabic} == {"-ar"}


def test_install_imports_once_and_again_only_when_told_to(
    fihris: Fihris, kibana: KibanaServer, key_file: Path
) -> None:
    given = ("--url", kibana.url, "--api-key-file", str(key_file))
    first = fihris("--json", "kibana", "install", *given)
    assert first.code == 0, first.err
    assert first.json == {"objects": 14, "replaced": 0}

    again = fihris("kibana", "install", *given)
    assert again.code == 3
    assert "left 14 objects out: index-pattern fihris-press-view-press-ar: conflict" in again.err
    assert "run it again with --overwrite" in again.err

    told = fihris("kibana", "install", "--overwrite", *given)
    assert told.code == 0
    assert told.err.endswith(", 14 of them replaced\n")
    assert len(kibana.objects) == 14


def test_install_into_a_space(fihris: Fihris, kibana: KibanaServer) -> None:
    environment = {"FIHRIS_KIBANA_URL": kibana.url, "FIHRIS_KIBANA_API_KEY": SECRET}
    assert fihris("kibana", "install", "--space", "news", env=environment).code == 0
    assert {space for space, _, _ in kibana.objects} == {"news"}
    done = fihris("kibana", "install", "--space", "sports", env=environment)
    assert done.code == 3
    assert "404" in done.err
    assert kibana.asked[-1] == "/s/sports/api/saved_objects/_import"


def test_a_failure_within_a_200_is_a_failure(
    fihris: Fihris, kibana: KibanaServer, key_file: Path
) -> None:
    kibana.authorization = None
    # objects of one language that another dashboard holds already
    kibana.objects["default", "dashboard", "fihris-press-topic-ar"] = {}
    done = fihris("kibana", "install", "--url", kibana.url, "--api-key-file", str(key_file))
    assert done.code == 3
    assert "left 1 objects out: dashboard fihris-press-topic-ar: conflict" in done.err
    assert "13 objects were imported" in done.err


def test_credentials_are_not_carried_to_where_a_redirect_points(
    fihris: Fihris, kibana: KibanaServer, key_file: Path
) -> None:
    with serving(KibanaServer()) as elsewhere:
        kibana.redirect = f"{elsewhere.url}/api/saved_objects/_import"
        done = fihris("kibana", "install", "--url", kibana.url, "--api-key-file", str(key_file))
        assert done.code == 3
        assert "refused (307" in done.err
        assert elsewhere.asked == []


def test_a_server_that_is_not_there_is_named(fihris: Fihris) -> None:
    done = fihris("--lang", "ar", "kibana", "install", "--url", "http://127.0.0.1:9")
    assert done.code == 3
    assert "تعذّر الوصول إلى كيبانا في http://127.0.0.1:9" in done.err


def test_a_certificate_is_checked(fihris: Fihris, tmp_path: Path, key_file: Path) -> None:
    key, certificate = tmp_path / "tls.key", tmp_path / "tls.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )  # fmt: skip
    with serving(KibanaServer(), certificate=certificate, key=key) as kibana:
        given = ("kibana", "install", "--url", kibana.url, "--api-key-file", str(key_file))
        unknown = fihris(*given)
        assert unknown.code == 3
        assert "certificate verify failed" in unknown.err
        assert kibana.asked == []
        assert fihris(*given, "--ca-file", str(certificate)).code == 0
