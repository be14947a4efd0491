"""Who asks, and what they may: against a real server with users, keys and TLS."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest
import trustme
from elasticsearch import AuthorizationException, Elasticsearch

from fihris.engines import open_engine
from fihris.engines.elastic.engine import ElasticEngine
from fihris.engines.server_errors import (
    CertificateRefused,
    CredentialsRefused,
    RightMissing,
    SpeaksOtherwise,
)
from mappings.loader import security_role
from tests.cli.conftest import Fihris
from tests.contract.building import article, found, publish, search
from tests.elastic.secured import Secured, start_secured
from tests.servers import missing
from tools.elasticsearch.errors import NoServer

pytestmark = [pytest.mark.xdist_group("secured"), pytest.mark.timeout(300)]

ROOT: Final = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def secured(run_folder: Path) -> Iterator[Secured]:
    try:
        cluster = start_secured(run_folder)
    except NoServer as exc:
        missing(exc)
        raise
    with Elasticsearch(
        cluster.urls[0],
        ca_certs=str(cluster.ca),
        basic_auth=("elastic", cluster.password or ""),
        request_timeout=60,
    ) as admin:
        yield Secured(cluster, admin)
    for node in cluster.nodes:
        node.stop(kindly=False)


def request_of_the_guide(title: str) -> dict[str, Any]:
    """The body under a heading of docs/elasticsearch.md."""
    text = (ROOT / "docs" / "elasticsearch.md").read_text(encoding="utf-8")
    body = re.search(rf"^### {title}$.*?```json\n(.*?)```", text, re.DOTALL | re.MULTILINE)
    assert body, title
    told: dict[str, Any] = json.loads(body[1])
    return told


def roles_of_the_guide(title: str, index: str) -> dict[str, Any]:
    """Its roles, as a person would paste them for an index of another name."""
    written = json.dumps(request_of_the_guide(title)["role_descriptors"])
    told: dict[str, Any] = json.loads(re.sub(r'(?<=["/])press\b', index, written))
    return told


@pytest.mark.parametrize(
    ("title", "role"), [("The key for loading", "indexer"), ("The key for searching", "reader")]
)
def test_keys_of_the_guide_end_and_are_for_what_the_roles_are_for(title: str, role: str) -> None:
    request = request_of_the_guide(title)
    assert request["expiration"] == "90d"
    ((rights,),) = (one["indices"] for one in request["role_descriptors"].values())
    (of_the_role,) = security_role(role, "press")["indices"]
    assert rights["names"] == of_the_role["names"]
    assert set(rights["privileges"]) <= set(of_the_role["privileges"])


@pytest.fixture
def index() -> str:
    return f"press-{uuid4().hex[:8]}"


def opened(secured: Secured, index: str, **more: Any) -> ElasticEngine:
    where = {"url": secured.url, "ca": secured.ca, **more}
    engine = open_engine("elasticsearch", index=index, **where)
    assert isinstance(engine, ElasticEngine)
    return engine


def test_a_writer_key_of_the_guide_does_everything(secured: Secured, index: str) -> None:
    key = secured.key("writer", roles_of_the_guide("The key for loading", index))
    with opened(secured, index, api_key=key) as engine:
        first = publish(engine, article("a1", "الكويت"))
        second = publish(engine, article("a1", "قطر"))
        assert (engine.live(), engine.previous()) == (second, first)
        assert found(engine, "قطر") == ["a1"]
        assert [one.name for one in engine.generations()] == [first, second]
        assert [one[0].article_id for one in engine.scan()] == ["a1"]
        engine.discard(first)
        assert engine.spellings("قطره")


def test_a_reader_key_of_the_guide_searches_and_no_more(secured: Secured, index: str) -> None:
    with opened(secured, index, user="elastic", password=secured.cluster.password) as engine:
        generation = publish(engine, article("a1", "الكويت", source="كونا"))
    key = secured.own_key("reader", roles_of_the_guide("The key for searching", index))
    with opened(secured, index, api_key=key) as reader:
        assert found(reader, "الكويت source:كونا") == ["a1"]
        assert search(reader, "الكويت", facets=("source",)).facets[0].buckets
        assert reader.article("a1")
        assert [one[0].article_id for one in reader.scan()] == ["a1"]
        assert [one.name for one in reader.generations()] == [generation]
        prepared = reader.preparer()(article("a2", "قطر"))
        with pytest.raises(RightMissing) as refused:
            reader.load([prepared], generation=generation)
        assert refused.value.facts["right"] in {"maintenance", "manage", "write", "index"}
        with pytest.raises(RightMissing) as refused:
            reader.new_generation()
        assert refused.value.facts["right"] == "create_index"
    with opened(secured, index, user="elastic", password=secured.cluster.password) as engine:
        assert found(engine, "الكويت") == ["a1"]


def test_a_writer_key_of_the_guide_leaves_a_neighbour_alone(secured: Secured, index: str) -> None:
    key = secured.key("writer", roles_of_the_guide("The key for loading", index))
    archive = f"{index}-archive"
    secured.admin.indices.create(index=archive)
    with Elasticsearch(secured.url, ca_certs=str(secured.cluster.ca), api_key=key) as writer:
        for attempt in (writer.indices.delete, writer.search, writer.indices.get):
            with pytest.raises(AuthorizationException):
                attempt(index=archive)
    assert secured.admin.indices.exists(index=archive)


def test_a_key_for_other_indices_is_told_which_right_is_missing(
    secured: Secured, index: str
) -> None:
    roles = {"r": {"indices": [{"names": ["other-*"], "privileges": ["read"]}]}}
    with (
        opened(secured, index, api_key=secured.key("other", roles)) as engine,
        pytest.raises(RightMissing) as refused,
    ):
        search(engine, "الكويت")
    told = refused.value
    assert told.facts["right"] == "view_index_metadata"
    assert told.exit_code == 3
    assert "view_index_metadata" in "\n".join(told.lines("ar"))


@pytest.mark.parametrize("key", ["bm90LWEta2V5OnJlYWxseQ==", "id:wrong", "…"])
def test_a_wrong_key_is_refused(secured: Secured, index: str, key: str) -> None:
    with opened(secured, index, api_key=key) as engine, pytest.raises(CredentialsRefused) as told:
        engine.live()
    assert key not in str(told.value.facts)


def test_no_key_is_refused(secured: Secured, index: str) -> None:
    with opened(secured, index) as engine, pytest.raises(CredentialsRefused):
        engine.live()


def test_a_fingerprint_serves_instead_of_an_authority(secured: Secured, index: str) -> None:
    who = {"user": "elastic", "password": secured.cluster.password, "ca": None}
    right = secured.fingerprint()
    with opened(secured, index, fingerprint=right, **who) as engine:
        assert engine.live() is None
    with (
        opened(secured, index, fingerprint="00" * 32, **who) as engine,
        pytest.raises(CertificateRefused),
    ):
        engine.live()


def test_an_unknown_authority_is_refused(secured: Secured, index: str, tmp_path: Path) -> None:
    another = tmp_path / "another.pem"
    trustme.CA().cert_pem.write_to_path(another)
    for ca in (another, None):
        with opened(secured, index, ca=ca) as engine, pytest.raises(CertificateRefused):
            engine.live()


def test_a_certificate_is_not_verified_only_if_said_so(secured: Secured, index: str) -> None:
    who = {"user": "elastic", "password": secured.cluster.password, "ca": None}
    with opened(secured, index, verify=False, **who) as engine:
        assert engine.live() is None


def test_plain_http_where_tls_is_spoken_is_named(secured: Secured, index: str) -> None:
    plain = secured.url.replace("https", "http")
    with opened(secured, index, url=plain) as engine, pytest.raises(SpeaksOtherwise):
        engine.live()


def test_the_program_takes_the_key_from_a_file_and_shows_it_nowhere(
    secured: Secured, index: str, fihris: Fihris, tmp_path: Path
) -> None:
    key = secured.key("program", roles_of_the_guide("The key for loading", index))
    (tmp_path / "key").write_text(key + "\n", encoding="utf-8")
    (tmp_path / "fihris.toml").write_text(
        f'engine = "elasticsearch"\nindex = "{index}"\nelasticsearch_url = "{secured.url}"\n'
        f'elasticsearch_ca = "{secured.ca}"\nelasticsearch_api_key_file = "key"\n',
        encoding="utf-8",
    )
    env = {"FIHRIS_CONFIG": str(tmp_path / "fihris.toml")}
    loaded = fihris("index", str(ROOT / "seeds" / "releases.jsonl"), env=env)
    assert loaded.code == 0, loaded.err
    for command in (("reindex",), ("generations", "rollback"), ("doctor",)):
        done = fihris(*command, env=env)
        assert done.code == 0, done.err
    told = fihris("status", env=env)
    piped = fihris(
        "--elasticsearch-api-key-file", "-", "search", "وزارة", env=env, stdin=key.encode()
    )
    assert piped.code == 0, piped.err
    unverified = fihris("--elasticsearch-verify", "no", "status", env=env)
    assert "NOT verified" in unverified.err
    wrong = fihris("--lang", "ar", "search", "وزارة",
                   env={**env, "FIHRIS_ELASTICSEARCH_API_KEY": "x",
                        "FIHRIS_ELASTICSEARCH_API_KEY_FILE": str(tmp_path / "none")})  # fmt: skip
    assert wrong.code == 2
    for done in (loaded, told, piped, unverified, wrong):
        assert key not in done.out + done.err


def test_the_program_tells_what_right_is_missing(
    secured: Secured, index: str, fihris: Fihris
) -> None:
    key = secured.key("reader", roles_of_the_guide("The key for searching", index))
    env = {
        "FIHRIS_ENGINE": "elasticsearch",
        "FIHRIS_ELASTICSEARCH_URL": secured.url,
        "FIHRIS_ELASTICSEARCH_CA": str(secured.ca),
        "FIHRIS_ELASTICSEARCH_API_KEY": key,
        "FIHRIS_INDEX": index,
    }
    done = fihris("index", str(ROOT / "seeds" / "releases.jsonl"), env=env)
    assert done.code == 3
    assert len(done.err.splitlines()) == 3
    # to see who holds the lock of a load comes first
    assert f'the privilege "read" on {index}-locks is missing' in done.err
    assert fihris("search", "وزارة", env=env).code == 3  # there is no index yet
