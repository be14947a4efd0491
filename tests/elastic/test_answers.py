"""Answers that are not Elasticsearch's, are too long, or do not end: each is one kind of error."""

from __future__ import annotations

import json
import resource
import time
from contextlib import suppress
from typing import Any

import pytest

from fihris.engines import open_engine
from fihris.engines.elastic.engine import ElasticEngine
from fihris.engines.errors import EngineError, GenerationGone
from fihris.engines.server_errors import (
    AnswerUnusable,
    EngineUnreachable,
    PublishingUnknown,
    ServerUnsupported,
)
from tests.cli.conftest import Fihris
from tests.contract.building import article, found, load, publish, search
from tests.elastic.answering import (
    Handler,
    Instead,
    answering,
    cut,
    drips,
    drips_headers,
    endless,
    packed,
    passed_on,
    promises,
    says,
)

pytestmark = pytest.mark.timeout(300)

ODD: dict[str, bytes] = {
    "brackets": b"[" * 200_000,
    "objects": b'{"a":' * 200_000,
    "deep": b'{"error":' * 400 + b"1" + b"}" * 400,
    "a list": b"[1, 2]",
    "a number": b"5",
    "nothing": b"",
    "null": b"null",
    "cut": b'{"press-000001": {"ali',
    "no number": b'{"count": NaN}',
    "an error in a 200": b'{"error": {"type": "x", "reason": 5}, "status": "many"}',
    "other types": b'{"press-000001": 5, "press": []}',
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_answers_are_one_kind_of_error(odd: str) -> None:
    with (
        answering(_any=says(ODD[odd])) as url,
        open_engine("elasticsearch", index="press", url=url) as engine,
    ):
        for ask in (
            engine.live,
            engine.generations,
            engine.new_generation,
            engine.check,
            engine.contents,
            lambda: engine.publish("press-000001"),
            lambda: engine.discard("press-000001"),
            lambda: search(engine, "الكويت"),
            lambda: search(engine, "الكويت", generation="press-000001"),
            lambda: engine.article("a1"),
            lambda: next(engine.scan()),
            lambda: engine.locked("write", by="a test").__enter__(),
        ):
            with suppress(EngineError):  # and nothing else; some ask nothing that is odd
                ask()


@pytest.mark.parametrize("odd", ["brackets", "cut", "other types"])
def test_odd_answers_are_told_in_three_lines(odd: str, fihris: Fihris) -> None:
    with answering(_any=says(ODD[odd])) as url:
        done = fihris(
            "--engine", "elasticsearch", "--elasticsearch-url", url, "search", "الكويت"
        )  # fmt: skip
    assert (done.code, len(done.err.splitlines())) == (3, 3), done.err
    assert "cannot be used" in done.err or "cannot be read" in done.err
    assert "next:" in done.err


@pytest.mark.parametrize("body", [b"<html><h1>502</h1></html>", b"\xff\xfe\x00"])
@pytest.mark.parametrize("kind", ["text/html", "image/png", ""])
@pytest.mark.parametrize("status", [200, 404, 502])
def test_the_page_of_a_proxy_is_no_fault(body: bytes, kind: str, status: int) -> None:
    with (
        answering(_any=says(body, status, kind)) as url,
        open_engine("elasticsearch", index="press", url=url) as engine,
        pytest.raises(EngineError),
    ):
        engine.generations()


@pytest.mark.parametrize("sends", [endless, promises, packed], ids=lambda one: one.__name__)
def test_an_answer_is_read_to_its_limit(sends: Instead) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with (
        answering(_any=sends) as url,
        open_engine("elasticsearch", index="press", url=url, max_answer_bytes=1 << 20) as engine,
        pytest.raises(AnswerUnusable, match="--limit answer"),
    ):
        engine.live()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    # ``packed`` is made here, of a hundred megabytes
    assert sends is packed or grown < 50 << 20


def test_an_answer_of_any_length_is_read_where_there_is_no_limit() -> None:
    body = json.dumps({"press-000001": {"aliases": {"press": {}}, "x": "ب" * 2_000_000}}).encode()
    for limit, fits in ((0, True), (len(body), True), (len(body) - 1, False)):
        with (
            answering(_any=says(body)) as url,
            open_engine("elasticsearch", index="press", url=url, max_answer_bytes=limit) as engine,
        ):
            if fits:
                assert engine.live() == "press-000001"
            else:
                with pytest.raises(AnswerUnusable):
                    engine.live()


def test_packing_that_ends_early_is_told() -> None:
    with (
        answering(_any=cut) as url,
        open_engine("elasticsearch", index="press", url=url) as engine,
        pytest.raises(AnswerUnusable, match="in the middle"),
    ):
        engine.live()


@pytest.mark.parametrize("sends", [drips, drips_headers], ids=lambda one: one.__name__)
def test_the_time_of_an_answer_is_counted_as_a_whole(sends: Instead) -> None:
    began = time.monotonic()
    with (
        answering(_any=sends) as url,
        open_engine("elasticsearch", index="press", url=url, timeout=1.0) as engine,
        pytest.raises(EngineUnreachable, match="no answer in time"),
    ):
        engine.live()
    assert time.monotonic() - began < 30  # asked four times; each would go on for a minute


def test_answers_to_a_search_are_looked_at_where_they_come_in(elastic: ElasticEngine) -> None:
    publish(elastic, article("a1", "الكويت", date="2024-05-01", source="كونا"))

    def changed(path: tuple[Any, ...], value: Any) -> Instead:
        def answer(handler: Handler) -> bool:
            status, _, body = passed_on(elastic.where, handler)
            told = json.loads(body)
            inner = told
            for name in path[:-1]:
                inner = inner[name]
            if value is None:
                del inner[path[-1]]
            else:
                inner[path[-1]] = value
            handler.say(json.dumps(told).encode(), status)
            return True

        return answer

    first: tuple[Any, ...] = ("responses", 0)
    best = (*first, "aggregations", "best", "hits")
    page = (*first, "aggregations", "page", "buckets", 0)
    wrong: list[tuple[tuple[Any, ...], Any]] = [
        (("responses",), None),
        (("responses",), []),
        (("responses",), {"0": {}}),
        ((*first, "hits", "total", "value"), -1),
        ((*first, "hits", "total", "value"), 10**30),
        ((*first, "hits", "hits"), {}),
        ((*first, "_shards"), None),
        ((*first, "_shards", "failed"), "none"),
        ((*first, "aggregations"), None),
        ((*first, "aggregations", "articles", "count"), 1.5),
        ((*first, "aggregations", "by_source", "buckets", 0, "key"), []),
        ((*first, "aggregations", "by_month", "buckets", 0, "key_as_string"), 5),
        ((*best, "hits", 0, "_source"), None),
        ((*best, "hits", 0, "_index"), 7),
        ((*best, "hits", 0, "_score"), "much"),
        ((*page, "key"), "a"),
        ((*page, "doc_count"), -5),
        ((*page, "top"), {}),
        (("responses", 1, "aggregations", "terms", "buckets"), []),
    ]
    for path, value in wrong:
        with (
            answering(real=elastic.where, _msearch=changed(path, value)) as url,
            open_engine("elasticsearch", index=elastic.index, url=url) as engine,
            pytest.raises(AnswerUnusable),
        ):
            search(engine, "الكويت", facets=("source", "month"))
    # what is new in it is nobody's affair; how long it took neither
    for path, value in [((*first, "took"), 10**40), ((*first, "surprise"), [[]])]:
        with (
            answering(real=elastic.where, _msearch=changed(path, value)) as url,
            open_engine("elasticsearch", index=elastic.index, url=url) as engine,
        ):
            assert found(engine, "الكويت") == ["a1"]


def test_a_load_that_is_not_accounted_for_is_not_believed(elastic: ElasticEngine) -> None:
    generation = elastic.new_generation()
    for body in (b'{"items": []}', b'{"items": [{}]}', b'{"items": [{"index": {}}]}', b"{}"):
        with (
            answering(real=elastic.where, _bulk=says(body)) as url,
            open_engine("elasticsearch", index=elastic.index, url=url) as engine,
            pytest.raises(AnswerUnusable),
        ):
            load(engine, article("a1", "الكويت"), generation=generation)


def hangs_up(*, after: bool, real: str) -> Instead:
    """Loses the answer to what changes the aliases, once it is done or before."""

    def answer(handler: Handler) -> bool:
        if handler.command != "POST":
            return False
        if after:
            passed_on(real, handler)
        handler.close_connection = True
        return True

    return answer


def test_a_publish_whose_answer_is_lost_is_not_said_to_have_failed(elastic: ElasticEngine) -> None:
    first = publish(elastic, article("a1", "الكويت"))
    second = load(elastic, article("a1", "قطر"))
    lost = hangs_up(after=True, real=elastic.where)
    with (
        answering(real=elastic.where, _aliases=lost) as url,
        open_engine("elasticsearch", index=elastic.index, url=url) as engine,
    ):
        engine.publish(second)
    assert (elastic.live(), elastic.previous()) == (second, first)


def test_a_publish_that_did_not_happen_is_said_to_have_failed(elastic: ElasticEngine) -> None:
    first = publish(elastic, article("a1", "الكويت"))
    second = load(elastic, article("a1", "قطر"))
    lost = hangs_up(after=False, real=elastic.where)
    with (
        answering(real=elastic.where, _aliases=lost) as url,
        open_engine("elasticsearch", index=elastic.index, url=url) as engine,
        pytest.raises(EngineUnreachable),
    ):
        engine.publish(second)
    assert elastic.live() == first


def test_a_publish_of_which_nobody_tells_is_said_to_be_unknown(elastic: ElasticEngine) -> None:
    publish(elastic, article("a1", "الكويت"))
    second = load(elastic, article("a1", "قطر"))
    gone = False

    def dies(handler: Handler) -> bool:
        nonlocal gone
        if handler.command == "POST" and "_aliases" in handler.path:
            passed_on(elastic.where, handler)
            gone = True
        handler.close_connection = gone
        return gone

    with (
        answering(real=elastic.where, _any=dies) as url,
        open_engine("elasticsearch", index=elastic.index, url=url) as engine,
        pytest.raises(PublishingUnknown) as told,
    ):
        engine.publish(second)
    assert told.value.facts["generation"] == second
    assert elastic.live() == second


def test_an_index_that_was_deleted_is_said_to_be_gone(elastic: ElasticEngine, client: Any) -> None:
    generation = publish(elastic, *(article(f"a{n}", "الكويت") for n in range(3)))
    assert len(found(elastic, "الكويت")) == 3
    scan = elastic.scan()
    next(scan)
    client.indices.delete(index=generation)
    for ask in (
        lambda: search(elastic, "الكويت"),
        lambda: search(elastic, '"الكويت قطر"~2'),
        lambda: search(elastic, "الكويت", generation=generation),
        lambda: elastic.article("a1"),
        lambda: elastic.rank(search.__globals__["parse"]("الكويت")),
        lambda: elastic.spellings("الكويت"),
    ):
        with pytest.raises(GenerationGone) as told:
            ask()
        assert "fihris reindex" in told.value.parts("en")[2]
    assert elastic.generations() == ()


def test_what_is_not_elasticsearch_is_still_told_apart() -> None:
    def other(handler: Handler) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", "2")
        handler.end_headers()
        handler.wfile.write(b"{}")
        return True

    with (
        answering(_any=other) as url,
        open_engine("elasticsearch", index="press", url=url) as engine,
        pytest.raises(ServerUnsupported),
    ):
        engine.live()
