"""Answers of Kibana and of web hooks are read to a limit, and within a time, too."""

from __future__ import annotations

import time

import pytest

from fihris.dashboards.errors import KibanaAnswerUnclear, KibanaRefused, KibanaUnreachable
from fihris.dashboards.installing import Kibana, install
from search_cli.session.webhook import HookFailed, webhook_of
from tests.elastic.answering import (
    Handler,
    Instead,
    answering,
    cut,
    drips,
    drips_headers,
    endless,
    packed,
    promises,
    says,
)

LIMIT = 1 << 20


@pytest.mark.parametrize("sends", [endless, promises, packed, cut], ids=lambda one: one.__name__)
def test_kibana_s_answer_is_read_to_its_limit(sends: Instead) -> None:
    with answering(_any=sends) as url, pytest.raises(KibanaAnswerUnclear):
        install("{}\n", Kibana(url=url, max_answer_bytes=LIMIT), overwrite=False)


def test_a_refusal_without_an_end_is_a_refusal() -> None:
    def refuses(handler: Handler) -> bool:
        handler.say(b"[" * 3_000_000, 403)
        return True

    with answering(_any=refuses) as url, pytest.raises(KibanaRefused):
        install("{}\n", Kibana(url=url, max_answer_bytes=LIMIT), overwrite=False)


@pytest.mark.parametrize("sends", [drips, drips_headers], ids=lambda one: one.__name__)
def test_kibana_s_time_is_counted_as_a_whole(
    sends: Instead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fihris.dashboards.installing.TIMEOUT_S", 1)
    began = time.monotonic()
    with answering(_any=sends) as url, pytest.raises(KibanaUnreachable):
        install("{}\n", Kibana(url=url), overwrite=False)
    assert time.monotonic() - began < 20


def test_a_whole_answer_of_kibana_is_read() -> None:
    well = says(b'{"success": true, "successCount": 1}')
    with answering(_any=well) as url:
        assert install("{}\n", Kibana(url=url), overwrite=False).objects == 1


def leads_on(handler: Handler) -> bool:
    """A redirect with a body that does not end."""
    handler.send_response(302)
    handler.send_header("Location", "/there")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
    except OSError:
        return True


@pytest.mark.parametrize("sends", [leads_on, drips_headers], ids=lambda one: one.__name__)
def test_a_web_hook_that_does_not_end_has_failed(
    sends: Instead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search_cli.session.webhook.HOOK_SECONDS", 2)
    began = time.monotonic()
    with answering(_any=sends) as url, pytest.raises(HookFailed):
        webhook_of(url).post("{}")
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("text", ["{}", '{"path": "\udce9"}'])
def test_a_web_hook_that_answers_at_length_was_told(text: str) -> None:
    with answering(_any=endless) as url:
        webhook_of(url).post(text)
