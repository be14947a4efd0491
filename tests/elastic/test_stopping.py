"""A server that is stopped in the middle of things, killed rather than asked, and comes back."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from fihris.engines import open_engine
from fihris.engines.elastic.engine import ElasticEngine
from fihris.engines.elastic.loading import BATCH_BYTES
from fihris.engines.keys import key_of
from fihris.engines.protocol import Prepared
from fihris.engines.server_errors import EngineUnreachable, ServerBusy
from tests.cli.test_reindexing import ended, release, until, write
from tests.contract.building import article, found, publish, search
from tests.reliability.press import OnServer
from tests.servers import missing
from tools.elasticsearch.cluster import Cluster, start
from tools.elasticsearch.errors import NoServer

pytestmark = [
    pytest.mark.xdist_group("stopping"),
    pytest.mark.timeout(400),
    pytest.mark.slow,
    # urllib3 lets go of a socket that the dead server closed without closing it too
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def frail(run_folder: Path) -> Iterator[Cluster]:
    """A server of this module's own."""
    try:
        cluster = start(run_folder, "frail", heap_mb=768)
    except NoServer as exc:
        missing(exc)
        raise
    yield cluster
    cluster.nodes[0].stop(kindly=False)


@pytest.fixture
def engine(frail: Cluster, request: pytest.FixtureRequest) -> Iterator[ElasticEngine]:
    index = f"press-{key_of(request.node.name):x}"
    with open_engine("elasticsearch", index=index, url=frail.urls[0], timeout=60.0) as opened:
        assert isinstance(opened, ElasticEngine)
        yield opened


def again(cluster: Cluster) -> None:
    """Start the node again, on the data that it had."""
    cluster.nodes[0].start(cluster.how)
    cluster.wait(1)


def test_a_search_of_a_stopped_server_works_again_when_it_is_back(
    frail: Cluster, engine: ElasticEngine
) -> None:
    publish(engine, article("a1", "الكويت"))
    assert found(engine, "الكويت") == ["a1"]
    frail.nodes[0].stop(kindly=False)
    with pytest.raises(EngineUnreachable):
        search(engine, "الكويت")
    again(frail)
    assert found(engine, "الكويت") == ["a1"]


LONG = "كلمة " * 400


def test_a_load_that_a_dead_server_stopped_is_finished_by_calling_again(
    frail: Cluster, engine: ElasticEngine
) -> None:
    count = 3 * BATCH_BYTES // len(LONG.encode())
    old = [article(f"a{n}", LONG, "قديم", content_hash="old") for n in range(count)]
    generation = publish(engine, *old)
    prepare = engine.preparer()

    def new(*, killing: bool) -> Iterator[Prepared]:
        for n in range(count):
            if killing and n == count * 2 // 3:
                frail.nodes[0].stop(kindly=False)
            yield prepare(article(f"a{n}", LONG, "جديد", "زيادة", content_hash="new"))

    with pytest.raises(EngineUnreachable):
        engine.load(new(killing=True), generation=generation)
    again(frail)
    # nothing is lost: every article is held whole, as it was or as given
    for articles in engine.scan():
        texts = [one.text.strip() for one in articles]
        assert texts[1:] in (["قديم"], ["جديد", "زيادة"])
    assert len(engine.contents()) == count
    engine.load(new(killing=False), generation=generation)
    assert set(engine.contents().values()) == {key_of("new")}
    assert found(engine, "قديم") == []
    total = search(engine, "جديد", size=0).total
    assert (total.articles, total.paragraphs) == (count, count)


def test_what_comes_while_the_server_is_away_is_loaded_when_it_is_back(
    frail: Cluster, tmp_path: Path
) -> None:
    folder = tmp_path / "وارد"
    folder.mkdir()
    fihris = OnServer(tmp_path / "home", frail.urls[0], "watched")
    write(folder / "before.jsonl", release(1))
    process = fihris.start("--lang", "en", "watch", str(folder))
    try:
        until(lambda: fihris("search", "القمة").code == 0)
        frail.nodes[0].stop(kindly=False)
        write(folder / "after.jsonl", release(2, "قطر"))
        assert process.stderr is not None
        while b"does not answer" not in process.stderr.readline():
            pass
        again(frail)
        until(lambda: fihris("search", "قطر").code == 0, 60)
    finally:
        process.send_signal(signal.SIGTERM)
        code, err = ended(process)
    assert code == 130, err


def test_a_server_without_memory_to_spare_says_so(frail: Cluster, engine: ElasticEngine) -> None:
    publish(engine, *(article(f"a{n}", "الكويت", source=f"s{n}") for n in range(3_000)))
    client = engine.connection.client()
    limit = "indices.breaker.request.limit"
    client.cluster.put_settings(transient={limit: "10kb"})
    try:
        with pytest.raises(ServerBusy):
            search(engine, "الكويت", facets=("source",), facet_size=3_000)
    finally:
        client.cluster.put_settings(transient={limit: None})
        client.close()
    assert search(engine, "الكويت", facets=("source",)).total.articles == 3_000
