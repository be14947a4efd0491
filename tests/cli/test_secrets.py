"""Secrets that are given wrongly, or that a server repeats, are nowhere to be read."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from search_cli.session.cluster import SecretWrong, secret_in
from tests.cli.conftest import Fihris
from tests.cli.listening import Quiet, listening

PLANTED = "PLANTED-9f8e7d6c"
ENCODED = b64encode(f"id:{PLANTED}-key".encode()).decode()
ANSWER = json.dumps({"id": "id", "api_key": f"{PLANTED}-key", "encoded": ENCODED}, indent=1)
NOWHERE = "http://127.0.0.1:9"

WAYS: list[tuple[dict[str, str], int]] = [
    ({"API_KEY": f"{PLANTED}\n{PLANTED}"}, 2),
    ({"API_KEY": f"{PLANTED}\r\n{PLANTED}"}, 2),
    ({"API_KEY": ANSWER}, 2),
    ({"API_KEY": f"{PLANTED}-مفتاح"}, 2),
    ({"USER": "elastic", "PASSWORD": f"{PLANTED}\nsecond"}, 2),
    ({"URL": f"u:{PLANTED}@h:9200"}, 2),
    ({"URL": f"https:/u:{PLANTED}@h"}, 2),
    ({"URL": f"https://u:{PLANTED}@127.0.0.1:abc"}, 2),
    ({"URL": f"https://u:{PLANTED}@127.0.0.1:99999"}, 2),
    ({"URL": f"https://u:p/{PLANTED}@127.0.0.1:1"}, 2),
    ({"URL": f"https://h:1/?api_key={PLANTED}"}, 2),
    ({"URL": f"https://h:1/#{PLANTED}"}, 2),
    ({"URL": f"https://u:p@ss{PLANTED}@127.0.0.1:1"}, 3),
    ({"URL": f"http://u:a,{PLANTED}@127.0.0.1:9,http://u:{PLANTED}@127.0.0.1:1"}, 3),
]


def given(**settings: str) -> dict[str, str]:
    told = {"ENGINE": "elasticsearch", "ELASTICSEARCH_URL": NOWHERE}
    told |= {f"ELASTICSEARCH_{name}": value for name, value in settings.items()}
    return {f"FIHRIS_{name}": value for name, value in told.items()}


def said(fihris: Fihris, *arguments: str, env: dict[str, str] | None = None) -> tuple[int, bytes]:
    with fihris.start(*arguments, env=env or {}) as process:
        out, err = process.communicate(timeout=100)
    return process.returncode, out + err


def bare(told: bytes) -> None:
    assert b"PLANTED" not in told, told
    assert b64encode(PLANTED.encode())[:10] not in told, told
    assert ENCODED.encode()[:12] not in told, told


@pytest.mark.parametrize(("settings", "code"), WAYS)
def test_a_secret_that_is_given_wrongly_is_refused_and_not_shown(
    fihris: Fihris, settings: dict[str, str], code: int
) -> None:
    for more in ((), ("--json",), ("-v", "--lang", "ar"), ("--debug",)):
        ended, told = said(fihris, *more, "status", env=given(**settings))
        assert ended == (1 if more == ("--debug",) else code), told
        assert b"bug in fihris" not in told
        bare(told)


def test_a_key_file_holds_one_line(fihris: Fihris, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(ANSWER, "utf-8")
    for more in ((), ("--debug",)):
        ended, told = said(fihris, *more, "status", env=given(API_KEY_FILE=str(file)))
        assert ended == (1 if more else 2)
        assert b"holds no valid API key" in told
        bare(told)
    for end in ("", "\n", "\r\n", "\n\n"):
        file.write_text(ENCODED + end, "utf-8", newline="")
        assert secret_in(str(file), "API key") == ENCODED
    file.write_text("كلمة مرور\n", "utf-8")
    assert secret_in(str(file), "password") == "كلمة مرور"
    with pytest.raises(SecretWrong):
        secret_in(str(file), "API key")


def test_an_address_in_the_settings_file_is_not_shown_either(
    fihris: Fihris, tmp_path: Path
) -> None:
    file = tmp_path / "fihris.toml"
    for url in (f"u:{PLANTED}@h:9200", f"https:/u:{PLANTED}@h"):
        file.write_text(f'engine = "elasticsearch"\nelasticsearch_url = "{url}"\n', "utf-8")
        ended, told = said(fihris, "status", env={"FIHRIS_CONFIG": str(file)})
        assert ended == 2
        bare(told)


@pytest.mark.parametrize(
    "arguments",
    [
        ("security", "password", "elastic", PLANTED, "--from", "f"),
        ("security", "password", "elastic", f"--password={PLANTED}", "--from", "f"),
        ("security", "key", "create", "desk", PLANTED),
        (f"--elasticsearch-api-key={PLANTED}", "status"),
        ("--elasticsearch-api-key", PLANTED, "status"),
    ],
)
def test_a_secret_as_an_argument_is_not_repeated(
    fihris: Fihris, arguments: tuple[str, ...]
) -> None:
    ended, told = said(fihris, *arguments)
    assert ended == 2
    bare(told)


@pytest.fixture
def echo() -> Iterator[str]:
    """Answers 401 with what it was sent, as some proxies do."""

    class Handler(Quiet):
        def do_GET(self) -> None:  # noqa: N802 - its library names it so
            told = {"message": f"bad {self.headers['Authorization']} of {PLANTED}-key"}
            body = json.dumps(told).encode()
            self.send_response(401)
            self.send_header("Content-Type", "application/json")
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_HEAD = do_POST = do_PUT = do_GET  # noqa: N815 - its library names them so

    with listening(Handler) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    "settings",
    [
        {"API_KEY": ENCODED},
        {"API_KEY": f"id:{PLANTED}-key"},
        {"API_KEY": f"{PLANTED}-key"},
        {"USER": "elastic", "PASSWORD": f"{PLANTED}-key"},
        {"URL": "elastic"},
    ],
)
def test_a_server_that_repeats_the_secret_is_not_repeated(
    fihris: Fihris, echo: str, settings: dict[str, str]
) -> None:
    url = echo.replace("//", f"//elastic:{PLANTED}-key@") if "URL" in settings else echo
    env = given(**{**settings, "URL": url})
    for more in ((), ("--debug",), ("--json",)):
        for command in ("status", "reindex"):
            _, told = said(fihris, *more, command, env=env)
            assert b"bad " in told, told
            bare(told)
