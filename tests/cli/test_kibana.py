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


def test_lint_is_data_too(fihris: Fihris) -> None:
    assert fihris("--json", "kibana", "lint").json == {"objects": 14, "problems": []}


def test_export_writes_one_file_for_people_who_click(fihris: Fihris, tmp_path: Path) -> None:
    file = tmp_path / "fihris.ndjson"
    assert fihris("kibana", "export", "--output", str(file)).code == 0
    assert fihris("kibana", "export").out == file.read_text(encoding="utf-8")
    arabic = fihris("kibana", "export", "--languages", "ar").out.splitlines()
    assert {json.loads(line)["id"][-3:] for line in arabic} == {"-ar"}


def test_install_imports_once_and_again_only_when_told_to(
    fihris: Fihris, kibana: KibanaServer, key_file: Path
) -> None:
    given = ("--url", kibana.url, "--api-key-file", str(key_file))
    first = fihris("--json", "kibana", "install", *given)
    assert first.code == 0, first.err
    assert first.json == {"objects": 14, "replaced": 0, "warnings": []}

    again = fihris("kibana", "install", *given)
    assert again.code == 3
    assert (
        "did not import 14 objects: index-pattern fihris-press-view-press-ar: conflict" in again.err
    )
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
    # an older Kibana has no dashboards to show: it is asked for one of them, and no more
    assert kibana.asked[1:-1] == ["/s/news/api/dashboards/fihris-press-overview-ar"]


DROPPED = {
    "type": "dropped_panel", "panel_type": "lens", "panel_config": {},
    "message": "Unable to transform panel config.\n Error: [columns.3] \x1b[2Jno such column",
}  # fmt: skip


def test_what_kibana_could_not_take_over_is_told(
    fihris: Fihris, kibana: KibanaServer, key_file: Path
) -> None:
    kibana.warnings = {"fihris-press-topic-en": [DROPPED], "fihris-press-health-ar": [DROPPED] * 10}
    given = ("install", "--overwrite", "--url", kibana.url, "--api-key-file", str(key_file))
    done = fihris("kibana", *given)
    assert done.code == 0
    assert "14 saved objects imported" in done.err
    told = [line for line in done.err.splitlines() if line.startswith("warning: ")]
    assert len(told) == 10
    assert "\x1b" not in done.err
    assert "fihris-press-topic-en: Unable to transform panel config. Error: [" in told[-1]
    assert told[-1].endswith("[2Jno such column")
    assert told[-2].endswith("fihris-press-health-ar: … 2")
    assert len(fihris("--json", "kibana", *given).json["warnings"]) == 10
    assert "تحذير" in fihris("--lang", "ar", "kibana", *given).err
    assert kibana.asked.count("/api/dashboards/fihris-press-topic-en") == 3

    kibana.warnings = {}
    assert "warning" not in fihris("kibana", *given).err


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (400, b'{"message": "Invalid response. no"}', "ar: Invalid response. no"),
        (
            403,
            b'{"message": "no right AUTHORIZATION"}',
            "could not be read back to check them (403: no right ",
        ),
        (500, b"", "could not be read back to check them (500: no reason given)"),
        (200, b"<html>", "could not be read back to check them (no answer of Kibana's)"),
        (200, b"[" * 200_000, "could not be read back to check them (no answer of Kibana's)"),
        (200, b'{"data": {}, "warnings": ["boom", 3, {}, {"message": 7}]}', "-ar: boom"),
        (200, b'{"data": {}, "warnings": {"message": "boom"}}', "-ar: boom"),
        (404, b"{}", ""),
        (400, b'{"message": "Please specify a version"}', ""),
    ],
    ids=range(9),
)
def test_dashboards_that_cannot_be_read_back_are_imported_all_the_same(
    fihris: Fihris, kibana: KibanaServer, key_file: Path, status: int, body: bytes, told: str
) -> None:
    kibana.dashboards = (status, body)
    done = fihris("kibana", "install", "--url", kibana.url, "--api-key-file", str(key_file))
    assert done.code == 0
    assert done.err.startswith("14 saved objects imported")
    assert told in done.err
    assert (len(done.err.splitlines()) == 1) == (told == "")
    assert SECRET not in done.err
    assert "bug in fihris" not in done.err


def test_a_failure_within_a_200_is_a_failure(
    fihris: Fihris, kibana: KibanaServer, key_file: Path
) -> None:
    kibana.authorization = None
    # objects of one language that another dashboard holds already
    kibana.objects["default", "dashboard", "fihris-press-topic-ar"] = {}
    done = fihris("kibana", "install", "--url", kibana.url, "--api-key-file", str(key_file))
    assert done.code == 3
    assert "did not import 1 object: dashboard fihris-press-topic-ar: conflict" in done.err
    assert "imported: 13 objects" in done.err


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
