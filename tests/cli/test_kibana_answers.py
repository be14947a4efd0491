"""Whatever answers an import, ``fihris kibana install`` says what is known of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from fihris.dashboards.answers import Installed, installed, message
from fihris.dashboards.errors import KibanaAnswerUnclear, KibanaImportedFewer, KibanaLeftOut
from mappings.errors import FihrisError
from tests.cli.conftest import Done, Fihris
from tests.cli.kibana_server import KibanaServer, serving

WELL = {"success": True, "successCount": 14}


def read(answer: Any, sent: int = 14) -> Installed:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return installed(body, sent, where="here", hide=str)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[" * 200_000,
        b"1" * 5000,
        [],
        {},
        {"success": "yes"},
        {"success": None},
        {"success": True, "successCount": "many"},
        {"success": True, "successCount": None},
        {"success": True, "successCount": True},
        {"success": True, "successCount": 14.0},
    ],
    ids=range(13),
)
def test_what_is_no_answer_of_kibana_s_is_said_to_be_none(answer: Any) -> None:
    with pytest.raises(KibanaAnswerUnclear):
        read(answer)


@pytest.mark.parametrize("results", [None, "x", {}, [], [None, 3, "x"], [{"overwrite": "yes"}]])
def test_what_is_said_beside_the_count_may_be_anything(results: Any) -> None:
    assert read({**WELL, "successResults": results}) == Installed(14, 0)


@pytest.mark.parametrize("counted", [0, 13, 15, -1])
def test_a_success_that_counts_other_than_was_sent_is_none(counted: int) -> None:
    with pytest.raises(KibanaImportedFewer):
        read({"success": True, "successCount": counted})
    with pytest.raises(KibanaImportedFewer):
        read({"success": True})


@pytest.mark.parametrize(
    ("errors", "told"),
    [
        (["boom"], "boom"),
        ("boom", "boom"),
        ({"type": "search", "id": "x"}, "search x: unknown"),
        ([{"type": "search", "id": "x", "error": None}], "search x: unknown"),
        ([{"type": "search", "id": "x", "error": "conflict"}], "search x: conflict"),
        ([{"type": "search", "id": "x", "error": {"type": "lost", "references": None}}],
         "search x: lost"),
        ([{"type": "search", "id": "x", "error": {"type": "lost", "references": [1, {"id": "y"}]}}],
         "search x: lost y"),
        ([{"type": ["a"], "id": {}, "error": {"type": 3}}], "? ?: ?"),
        ([None], "?"),
        (None, "?"),
    ],
)  # fmt: skip
def test_errors_of_any_form_are_told(errors: Any, told: str) -> None:
    with pytest.raises(KibanaLeftOut) as left_out:
        read({"success": False, "successCount": 13, "errors": errors})
    facts = left_out.value.facts
    assert (facts["reasons"], facts["done"], facts["count"]) == (told, 13, 1)


@pytest.mark.parametrize("errors", [["boom"], {"x": 1}, "boom", 7])
def test_a_success_with_errors_is_none(errors: Any) -> None:
    with pytest.raises(KibanaLeftOut):
        read({**WELL, "errors": errors})


def test_errors_that_are_deep_are_told_too() -> None:
    deep = b'{"success": false, "errors": [' + b"[" * 900 + b"]" * 900 + b"]}"
    with pytest.raises(FihrisError):
        read(deep)


@pytest.mark.parametrize(
    "body", [b"", b"no", b"[]", b"[" * 5000, b'{"message": null}', b'{"message": {}}']
)
def test_a_refusal_without_a_reason_says_so(body: bytes) -> None:
    assert message(body, str) == "no reason given"


# --- over the wire ---------------------------------------------------------------------------


@pytest.fixture
def kibana() -> Iterator[KibanaServer]:
    with serving(KibanaServer()) as one:
        yield one


def install(fihris: Fihris, kibana: KibanaServer, *more: str) -> Done:
    done = fihris(*more, "kibana", "install", "--url", kibana.url)
    assert "bug in fihris" not in done.err
    return done


def test_an_empty_success_is_an_error(fihris: Fihris, kibana: KibanaServer) -> None:
    kibana.instead = (200, b'{"success": true, "successCount": 0}')
    done = install(fihris, kibana)
    assert done.code == 3
    assert "imported 0 of 14 objects" in done.err
    assert "استورد كيبانا" in install(fihris, kibana, "--lang", "ar").err


def test_what_is_not_kibana_is_told_as_such(fihris: Fihris, kibana: KibanaServer) -> None:
    kibana.instead = (200, b"[" * 200_000)
    done = install(fihris, kibana)
    assert done.code == 3
    assert f"the server at {kibana.url} does not answer as Kibana does" in done.err


@pytest.mark.parametrize(
    ("status", "told"), [(200, "cannot be reached"), (500, "refused (500: no reason given)")]
)
def test_an_answer_that_breaks_off_is_told_as_such(
    fihris: Fihris, kibana: KibanaServer, status: int, told: str
) -> None:
    kibana.instead, kibana.cut = (status, b""), True
    done = install(fihris, kibana)
    assert done.code == 3
    assert told in done.err


@pytest.mark.parametrize("status", [200, 500])
def test_a_connection_that_is_reset_in_the_body_is_told_as_such(
    fihris: Fihris, kibana: KibanaServer, status: int
) -> None:
    kibana.instead, kibana.reset = (status, b"{}"), True
    done = install(fihris, kibana)
    assert done.code == 3
