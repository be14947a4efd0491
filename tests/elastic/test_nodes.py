"""Three nodes: loading and searching go on while one of them is gone, and answers stay the same."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from fihris.engines import open_engine
from fihris.engines.elastic.engine import ElasticEngine
from fihris.engines.elastic.loading import BATCH_BYTES
from fihris.engines.elastic.shape import Options
from fihris.engines.protocol import Prepared
from tests.contract.building import article, publish, search
from tests.servers import missing
from tools.elasticsearch.cluster import Cluster, start
from tools.elasticsearch.errors import NoServer

pytestmark = [
    pytest.mark.xdist_group("nodes"),
    pytest.mark.timeout(600),
    pytest.mark.slow,
    # urllib3 lets go of a socket that the dead node closed without closing it too
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def three(run_folder: Path) -> Iterator[Cluster]:
    try:
        cluster = start(run_folder, "three", nodes=3, heap_mb=640)
    except NoServer as exc:
        missing(exc)
        raise
    yield cluster
    for node in cluster.nodes:
        node.stop(kindly=False)


@pytest.fixture
def engine(three: Cluster) -> Iterator[ElasticEngine]:
    options = Options(shards=2, replicas="1")
    where = {"url": ",".join(three.urls), "timeout": 60.0, "options": options}
    with open_engine("elasticsearch", index="press", **where) as opened:
        assert isinstance(opened, ElasticEngine)
        yield opened


TEXT = "الكويت وقطر وعمان " * 100
COUNT = 4 * BATCH_BYTES // len(TEXT.encode())


def test_loading_and_searching_go_on_while_a_node_is_gone_and_comes_back(
    three: Cluster, engine: ElasticEngine
) -> None:
    generation = publish(engine, article("a0", "الكويت"))
    three.wait(3, status="green")
    gone = three.nodes[2]
    prepare = engine.preparer()

    def articles() -> Iterator[Prepared]:
        for number in range(1, COUNT):
            if number == COUNT // 3:
                gone.stop(kindly=False)
            if number == COUNT * 2 // 3:
                assert search(engine, "الكويت").total.articles == 1
                gone.start(three.how)
            yield prepare(article(f"a{number}", f"{TEXT} رقم{number % 7}"))

    report = engine.load(articles(), generation=generation)
    assert (report.loaded, report.refused) == (COUNT - 1, ())
    assert search(engine, "الكويت").total.articles == COUNT
    three.wait(3, status="green")
    assert len(engine.contents()) == COUNT
    # whichever nodes are asked, the order is one, also of the many that score the same
    for query in ("الكويت", "رقم3 الكويت"):
        answers = set[tuple[str, ...]]()
        for urls in itertools.permutations(three.urls):
            where = {"url": ",".join(urls), "timeout": 60.0}
            with open_engine("elasticsearch", index="press", **where) as another:
                hits = search(another, query, size=30).hits
                answers.add(tuple(hit.article_id for hit in hits))
        assert len(answers) == 1
