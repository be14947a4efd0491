"""``fihris kibana install`` sends keys and passwords to Kibana alone, and shows them to nobody."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from fihris.dashboards.credentials import by_api_key
from fihris.dashboards.errors import KibanaAddressWrong, KibanaSpaceWrong
from fihris.dashboards.installing import Kibana
from fihris.dashboards.installing import install as send
from mappings.errors import Language
from tests.cli.conftest import Done, Fihris
from tests.cli.kibana_server import KibanaServer, serving

KEY = b64encode(b"PLANTEDid:PLANTEDsecret").decode()
FAULT = "bug in fihris"


@pytest.fixture
def kibana() -> Iterator[KibanaServer]:
    with serving(KibanaServer()) as one:
        yield one


def install(fihris: Fihris, url: str, *more: str, **environment: str) -> Done:
    """Install with a key, or whatever the environment has."""
    given = {"FIHRIS_KIBANA_API_KEY": KEY, **environment}
    return fihris("kibana", "install", "--url", url, *more, env=given)


@pytest.mark.parametrize(
    ("user", "told"), [("nobody", "refused (401: security_exception"), (None, "refused (401")]
)
def test_a_refusal_shows_no_secret(
    fihris: Fihris, kibana: KibanaServer, tmp_path: Path, user: str | None, told: str
) -> None:
    kibana.authorization = "another"
    file = tmp_path / "secret"
    file.write_text("PLANTED-password-0815", encoding="utf-8")
    secret = ("--user", user, "--password-file") if user else ("--api-key-file",)
    for more in ((), ("--debug",)):
        with fihris.start(
            *more, "kibana", "install", "--url", kibana.url, *secret, str(file)
        ) as process:
            out, err = process.communicate(timeout=60)
        assert process.returncode != 0
        assert b"PLANTED" not in out + err
        assert "UExBTlRFRC" not in (out + err).decode()  # as Basic would write it
    assert told in fihris("kibana", "install", "--url", kibana.url, *secret, str(file)).err


@pytest.mark.parametrize(
    "key",
    ["PLANTED1\nPLANTED2", "PLANTED1 PLANTED2", "PLANTED\x01", "PLANTED\x7f", "PLANTEDé", "مفتاح",
     " ", "PLANTED\udcff"],
)  # fmt: skip
def test_what_is_no_key_is_refused_where_it_is_read(
    fihris: Fihris, kibana: KibanaServer, tmp_path: Path, key: str
) -> None:
    file = tmp_path / "key"
    file.write_bytes(key.encode(errors="surrogateescape"))
    given = ("kibana", "install", "--url", kibana.url)
    for done, where in (
        (fihris(*given, env={"FIHRIS_KIBANA_API_KEY": key}), "FIHRIS_KIBANA_API_KEY"),
        (fihris(*given, "--api-key-file", str(file)), str(file)),
    ):
        assert done.code == 2
        assert where in done.err
        assert "PLANTED" not in done.err
        assert FAULT not in done.err
    assert kibana.asked == []


def test_a_key_may_end_in_a_line_break(fihris: Fihris, kibana: KibanaServer) -> None:
    assert install(fihris, kibana.url, FIHRIS_KIBANA_API_KEY=KEY + "\r\n").code == 0
    assert {*kibana.keys} == {f"ApiKey {KEY}"}


@pytest.mark.parametrize(
    ("user", "password"),
    [("elastic", "PLANTED1\nPLANTED2"), ("elastic", "PLANTED\udcff"), ("elastic", ""),
     ("ela:stic", "PLANTED"), ("", "PLANTED"), ("ela\nstic", "PLANTED")],
)  # fmt: skip
def test_neither_is_what_is_no_user_or_no_password(
    fihris: Fihris, kibana: KibanaServer, user: str, password: str
) -> None:
    done = install(fihris, kibana.url, "--user", user, FIHRIS_KIBANA_PASSWORD=password)
    assert done.code == 2
    assert "cannot be sent" in done.err
    assert "PLANTED" not in done.err
    assert kibana.asked == []


def test_a_password_may_be_arabic(fihris: Fihris, kibana: KibanaServer) -> None:
    more = {"FIHRIS_KIBANA_PASSWORD": "كلمة السر"}
    done = install(fihris, kibana.url, "--user", "محرر", **more)
    assert done.code == 0
    assert {*kibana.keys} == {"Basic " + b64encode("محرر:كلمة السر".encode()).decode()}


KEY_FORMS = ("AUTHORIZATION", "PLANTEDsecret", "PLANTEDid:PLANTEDsecret", KEY)
PASSWORD_FORMS = ("AUTHORIZATION", "PLANTED@secret", "PLANTED%40secret", "elastic:PLANTED@secret")
ECHOES = {
    401: {"message": "bad {form}"},
    403: {"message": "x" * 292 + " {form}"},
    200: {
        "success": False,
        "successCount": 0,
        "errors": ["bad {form}", {"type": "{form}", "id": "{form}", "error": {"type": "{form}"}}],
    },
}
"""What a server says that tells whoever asks what it was asked with."""


@pytest.mark.parametrize("status", ECHOES)
@pytest.mark.parametrize("user", [None, "elastic"])
def test_a_server_cannot_have_a_secret_shown(
    fihris: Fihris, kibana: KibanaServer, status: int, user: str | None
) -> None:
    for form in PASSWORD_FORMS if user else KEY_FORMS:
        body = json.dumps(ECHOES[status]).replace("{form}", form)
        kibana.instead = (status, body.encode())
        more = {"FIHRIS_KIBANA_PASSWORD": "PLANTED@secret"}
        done = install(fihris, kibana.url, *(("--user", user) if user else ()), **more)
        assert done.code == 3
        assert FAULT not in done.err
        for part in ("PLANTED", KEY[:6], "ZWxhc3RpYzpQTEFO"):
            assert part not in done.err


@pytest.mark.parametrize(
    "url",
    [
        "localhost:5601",
        "file:///etc/passwd",
        "u:PLANTED@h:5601",
        "ftp://u:PLANTED@h",
        "https:/u:PLANTED@h",
        "https://user:PLANTED@localhost",
        "https://user:PLANTED@PLANTED@localhost",
        "https://user:PLANTED/PLANTED@localhost",
        "https://user:PLANTED#PLANTED@localhost",
        "https://@localhost",
        "https://localhost:PLANTED",
        "https://localhost:0",
        "https://localhost:99999",
        "https://localhost?api_key=PLANTED",
        "https://localhost/?x=PLANTED",
        "https://localhost?",
        "https://localhost#PLANTED",
        "https://[::1",
        "https://local host",
        "https://localhost\n",
        "https://local\\host",
        f"https://{'x' * 70}.example",
        "http://kibana.example:5601",
        "http://127.evil.example.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://10.0.0.1:5601",
    ],
)
def test_an_address_that_is_none_is_refused_before_anything_is_sent(
    url: str,
) -> None:
    kibana = Kibana(url=url, credentials=by_api_key(KEY, where="here"))
    assert "PLANTED" not in repr(kibana)
    with pytest.raises(KibanaAddressWrong) as refused:
        send("", kibana, overwrite=False)
    for language in get_args(Language):
        told = refused.value.lines(language)
        assert "PLANTED" not in "".join(told)
        assert "@" not in told[0]


def test_an_address_is_named_without_its_password(fihris: Fihris) -> None:
    done = fihris("kibana", "install", env={"FIHRIS_KIBANA_URL": "u:PLANTED@h:5601"})
    assert done.code == 2
    assert (
        'the address of Kibana cannot be used: "h:5601" (it must begin with http:// or https://)'
        in done.err
    )


def test_without_a_key_too_nothing_goes_over_http_to_another_machine(fihris: Fihris) -> None:
    assert fihris("kibana", "install", "--url", "http://kibana.example:5601").code == 2


@pytest.mark.parametrize("space", ["..", "../x", "News", "new s", "a/b", "", "a\n", "?x", "مساحة"])
def test_a_space_that_kibana_cannot_have_is_refused(space: str) -> None:
    with pytest.raises(KibanaSpaceWrong):
        send("", Kibana(url="http://localhost:9", space=space), overwrite=False)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_no_proxy_is_given_what_is_for_this_machine(fihris: Fihris, host: str) -> None:
    with serving(KibanaServer()) as proxy:
        environment = dict.fromkeys(("http_proxy", "HTTP_PROXY", "https_proxy"), proxy.url)
        for scheme in ("http", "https"):
            done = install(fihris, f"{scheme}://{host}:9", **environment)
            assert done.code == 3
            assert "cannot be reached" in done.err
        assert proxy.asked == []


def test_a_proxy_passes_a_connection_on_without_seeing_the_key(fihris: Fihris) -> None:
    with serving(KibanaServer()) as proxy:
        done = install(fihris, "https://kibana.example", https_proxy=proxy.url)
        assert done.code == 3
        assert proxy.keys == [""]


def test_a_proxy_that_cannot_be_used_is_not_shown_with_its_password(fihris: Fihris) -> None:
    done = install(fihris, "https://kibana.example", https_proxy="http:/u:PLANTED@proxy")
    assert done.code == 3
    assert "the proxy" in done.err
    assert "PLANTED" not in done.err


def test_kibana_may_be_under_a_path(fihris: Fihris, kibana: KibanaServer) -> None:
    kibana.instead = (404, b"{}")
    assert "refused (404" in install(fihris, f"{kibana.url}/مسار/").err
    assert kibana.asked == ["/%D9%85%D8%B3%D8%A7%D8%B1/api/saved_objects/_import"]
