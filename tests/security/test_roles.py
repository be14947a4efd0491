"""Roles and keys on a real server: who may do what, and thirty things and more that are refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fihris.engines.elastic.security import Role
from fihris.engines.elastic.security_errors import KeyUnknown, RoleNotOurs
from tests.security.server import GENERATION, INDEX, Secured, tried

pytestmark = [pytest.mark.xdist_group("secured"), pytest.mark.timeout(300)]

DOCUMENT = {"source": "x"}
MAPPING = {"roles": ["superuser"], "enabled": True, "rules": {"field": {"username": "*"}}}
Action = tuple[str, str, Any]

ANYBODY_OF_OURS: tuple[Action, ...] = (
    ("GET", "/archive-000001/_search", None),
    ("GET", "/press-archive/_search", None),
    ("GET", "/archive-000001/_doc/1", None),
    ("DELETE", "/archive-000001", None),
    ("DELETE", "/press-archive", None),
    ("PUT", "/archive-000001/_doc/2", DOCUMENT),
    ("POST", "/archive-000001/_delete_by_query", {"query": {"match_all": {}}}),
    ("GET", "/.kibana/_search", None),
    ("PUT", "/.kibana/_doc/1", DOCUMENT),
    ("DELETE", "/.kibana", None),
    ("GET", "/.security/_search", None),
    ("PUT", "/.security/_doc/1", DOCUMENT),
    ("PUT", "/_security/user/mallory", {"password": "mallory-password", "roles": ["superuser"]}),
    ("PUT", "/_security/user/elastic/_password", {"password": "mallory-password"}),
    ("DELETE", "/_security/user/journalist", None),
    ("GET", "/_security/user", None),
    ("PUT", "/_security/role/fihris-reader", {"cluster": ["all"]}),
    ("DELETE", "/_security/role/fihris-reader", None),
    ("POST", "/_security/role_mapping/mallory", MAPPING),
    ("PUT", "/_cluster/settings", {"persistent": {"cluster.routing.allocation.enable": "none"}}),
    ("POST", "/_cluster/reroute", {}),
    ("PUT", "/_snapshot/mine", {"type": "fs", "settings": {"location": "/tmp/x"}}),  # noqa: S108
    ("DELETE", "/_snapshot/mine", None),
    ("POST", "/_snapshot/mine/one/_restore", {}),
    ("PUT", "/_scripts/mine", {"script": {"lang": "painless", "source": "1"}}),
    ("PUT", "/_ingest/pipeline/mine", {"processors": []}),
    ("PUT", "/_index_template/mine", {"index_patterns": ["press-*"]}),
    ("POST", "/_reindex", {"source": {"index": "archive-000001"}, "dest": {"index": GENERATION}}),
    ("POST", "/_aliases", {"actions": [{"add": {"index": "archive-000001", "alias": INDEX}}]}),
    ("POST", "/_security/service/elastic/kibana/credential/token/mine", None),
)  # fmt: skip
"""Refused to every role: what is not ours is not touched, nobody gives himself more."""

READER_AND_INDEXER: tuple[Action, ...] = (
    ("GET", "/_snapshot", None),
    ("GET", "/_snapshot/_all", None),
    ("GET", "/_cluster/settings?include_defaults=true", None),
    ("GET", "/_nodes/settings", None),
    ("GET", "/_cat/indices", None),
    ("GET", "/_cluster/health?level=indices", None),
    ("GET", "/_cluster/health/archive-000001", None),
    ("GET", "/_health_report", None),
    ("POST", "/_security/api_key", {"name": "mine"}),
    ("DELETE", "/_security/api_key", {"name": "test-admin"}),
    ("GET", "/_security/_query/api_key", None),
)
"""Refused to whoever searches or loads: the cluster, its settings, snapshots and keys."""

READER: tuple[Action, ...] = (
    ("PUT", f"/{GENERATION}/_doc/2", DOCUMENT),
    ("PUT", f"/{INDEX}/_doc/2", DOCUMENT),
    ("POST", f"/{INDEX}/_update/1", {"doc": DOCUMENT}),
    ("DELETE", f"/{GENERATION}/_doc/1", None),
    ("POST", f"/{INDEX}/_delete_by_query", {"query": {"match_all": {}}}),
    ("POST", f"/{INDEX}/_update_by_query", {"query": {"match_all": {}}}),
    ("DELETE", f"/{GENERATION}", None),
    ("PUT", "/press-000002", {}),
    ("POST", "/_aliases", {"actions": [{"remove": {"index": GENERATION, "alias": INDEX}}]}),
    ("PUT", f"/{GENERATION}/_alias/press-previous", None),
    ("DELETE", f"/{GENERATION}/_alias/{INDEX}", None),
    ("PUT", f"/{GENERATION}/_mapping", {"properties": {"x": {"type": "keyword"}}}),
    ("PUT", f"/{GENERATION}/_settings", {"index": {"refresh_interval": "1h"}}),
    ("POST", f"/{GENERATION}/_close", None),
    ("POST", f"/{GENERATION}/_forcemerge", None),
    ("POST", f"/{GENERATION}/_cache/clear", None),
)  # fmt: skip
"""Refused to whoever searches: every way of changing the index."""

REFUSED: list[tuple[Role, Action]] = [
    *(
        (role, action)
        for role in ("reader", "indexer", "admin")
        for action in ANYBODY_OF_OURS
        if not (role == "admin" and "/_snapshot" in action[1] and action[0] == "GET")
    ),
    *((role, action) for role in ("reader", "indexer") for action in READER_AND_INDEXER),
    *(("reader", action) for action in READER),
]


@pytest.fixture(scope="module")
def keys(secured: Secured) -> dict[Role, str]:
    return {role: secured.key(role) for role in ("reader", "indexer", "admin")}


def test_the_server_refuses_whoever_brings_nothing(secured: Secured) -> None:
    from elasticsearch import Elasticsearch

    assert tried(Elasticsearch(secured.url), "GET", f"/{INDEX}/_search") == 401
    assert tried(secured.client("d3Jvbmc6a2V5"), "GET", f"/{INDEX}/_search") == 401


def test_every_forbidden_action_is_refused_with_403(
    secured: Secured, keys: dict[Role, str]
) -> None:
    wrong = []
    for role, (method, path, body) in REFUSED:
        status = tried(secured.client(keys[role]), method, path, body)
        if status != 403:
            wrong.append(f"{role}: {method} {path} → {status}")
    assert wrong == []
    assert len({(role, action[:2]) for role, action in REFUSED}) >= 30


def test_each_role_can_do_its_own_work(secured: Secured, keys: dict[Role, str]) -> None:
    work: list[tuple[Role, Action]] = [
        ("reader", ("GET", "/", None)),
        ("reader", ("POST", f"/{INDEX}/_search", {"query": {"match_all": {}}})),
        ("reader", ("GET", f"/{INDEX}/_mapping", None)),
        ("reader", ("GET", f"/_alias/{INDEX}", None)),
        ("reader", ("POST", f"/{INDEX}/_pit?keep_alive=1m", None)),
        ("indexer", ("PUT", "/press-000009", {})),
        ("indexer", ("PUT", "/press-000009/_doc/1", DOCUMENT)),
        ("indexer", ("POST", "/press-000009/_refresh", None)),
        ("indexer", ("PUT", "/press-000009/_settings", {"index": {"refresh_interval": "1s"}})),
        (
            "indexer",
            (
                "POST",
                "/_aliases",
                {"actions": [{"add": {"index": "press-000009", "alias": "press-previous"}}]},
            ),
        ),
        ("indexer", ("GET", "/press-000009/_stats", None)),
        ("indexer", ("POST", f"/{INDEX}/_search", {})),
        ("indexer", ("DELETE", "/press-000009", None)),
        ("admin", ("GET", "/_cluster/health", None)),
        ("admin", ("GET", "/_nodes/stats", None)),
        ("admin", ("GET", "/_security/_query/api_key", None)),
        ("admin", ("GET", "/_snapshot", None)),
    ]
    wrong = []
    for role, (method, path, body) in work:
        status = tried(secured.client(keys[role]), method, path, body)
        if status not in {200, 201}:
            wrong.append(f"{role}: {method} {path} → {status}")
    assert wrong == []


def test_a_key_ends_and_a_revoked_one_opens_nothing(secured: Secured) -> None:
    security = secured.security()
    made = security.create_key("desk-3", role="reader", expires="30m")
    (listed,) = [key for key in security.issued() if key.key_id == made.key_id]
    assert (listed.name, listed.role, listed.index) == ("desk-3", "reader", INDEX)
    assert listed.expires == made.expires
    assert not listed.revoked
    assert made.secret not in repr(made)
    assert tried(secured.client(made.secret), "GET", f"/{INDEX}/_search") == 200

    assert [key.key_id for key in security.revoke("desk-3")] == [made.key_id]
    assert tried(secured.client(made.secret), "GET", f"/{INDEX}/_search") == 401
    with pytest.raises(KeyUnknown):
        security.revoke("desk-3")


def test_any_number_of_keys_are_found_and_revoked(secured: Secured) -> None:
    """More than the server gives in one answer."""
    client, security = secured.client(), secured.security(index="many")
    about = {"made_by": "fihris", "role": "reader", "index": "many"}

    def issue(_: int) -> str:
        made = client.security.create_api_key(
            name="many", expiration="1h", metadata=about, refresh=False
        )
        return str(made["id"])

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(issue, range(1_003)))
    security.create_key("one", role="reader", expires="1h")
    issued = security.issued()
    assert len(issued) == len({key.key_id for key in issued}) == 1_004
    assert [key.created for key in issued] == sorted((key.created for key in issued), reverse=True)
    assert {key.key_id for key in security.revoke("many")} == made
    assert [key.name for key in security.issued() if not key.revoked] == ["one"]


def test_keys_that_are_not_ours_are_neither_listed_nor_revoked(secured: Secured) -> None:
    client = secured.client()
    theirs = client.security.create_api_key(name="theirs", expiration="1h")
    assert theirs["id"] not in {key.key_id for key in secured.security().issued()}
    with pytest.raises(KeyUnknown):
        secured.security().revoke("theirs")
    assert tried(secured.client(theirs["encoded"]), "GET", "/") == 200


def test_an_admin_issues_keys_but_none_that_can_more_than_he(
    secured: Secured, keys: dict[Role, str]
) -> None:
    admin = secured.client(keys["admin"])
    # a key made by a key must be given nothing of its own, or it would outgrow it
    status = tried(
        admin,
        "POST",
        "/_security/api_key",
        {"name": "more", "expiration": "1h", "role_descriptors": {"all": {"cluster": ["all"]}}},
    )
    assert status in {400, 403}


def test_applying_again_changes_nothing_and_a_role_of_others_is_left(secured: Secured) -> None:
    assert [role.created for role in secured.security().apply()] == [False] * 3
    with pytest.raises(RoleNotOurs):
        secured.security(index="archive").apply()
    assert tried(secured.client(), "GET", "/_security/role/fihris-reader") == 200
