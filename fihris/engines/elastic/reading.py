"""Reads everything there is, however much: a point in time, and page after page behind it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from elasticsearch import ApiError, TransportError

from fihris.engines.elastic.answers import Maybe, checked, of_search, text, whole
from fihris.engines.elastic.asking import check
from fihris.engines.elastic.shape import FIELDS, HALF, known
from fihris.engines.keys import key_of
from fihris.engines.server_errors import AnswerUnusable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from elasticsearch import Elasticsearch

    from fihris.engines.model import Paragraph
    from fihris.engines.strange import Strange

KEPT: Final = "5m"
"""How long the server keeps a point in time between two pages."""

AT_ONCE: Final = 1_000
"""Documents with their text in one answer: about two megabytes."""

SMALL_AT_ONCE: Final = 10_000
"""Documents without it."""

_KEY: Final = "article_key"


def everything(
    client: Elasticsearch,
    target: str,
    where: str,
    strange: Strange,
    *,
    query: Mapping[str, Any],
    sort: Sequence[Any],
    size: int = AT_ONCE,
    **more: Any,
) -> Iterator[Any]:
    """Every hit of a query, in the order of ``sort``, which no two hits share: what was there when
    this began, whatever is written or published meanwhile. Documents that are not ours are passed
    over; of the others, what is read becomes their ``paragraph``."""
    shape = of_search({"sort": sort, "_source": more.get("source", True)})
    told = client.open_point_in_time(index=target, keep_alive=KEPT).body
    point = checked(told, {"id": text}, where)["id"]
    try:
        after: dict[str, Any] = {}
        while True:
            answer = client.search(
                pit={"id": point, "keep_alive": KEPT},
                query=query,
                sort=list(sort),
                size=size,
                track_total_hits=False,
                **more,
                **after,
            )
            check(answer.body, where, target)
            checked(answer.body, {**shape, "pit_id": Maybe(text)}, where)
            point = answer.get("pit_id") or point
            hits = answer["hits"]["hits"]
            yield from known(hits, strange)
            if len(hits) < size:
                return
            before, after = after, {"search_after": hits[-1]["sort"]}
            if after == before:
                raise AnswerUnusable(where=where, reason="a page ends where the one before it did")
    finally:
        with suppress(ApiError, TransportError):  # the server lets go of it in time
            client.options(ignore_status=404).close_point_in_time(id=point)


def articles(
    client: Elasticsearch, target: str, where: str, strange: Strange
) -> Iterator[tuple[Paragraph, ...]]:
    """Every article, whole, in the order of its key."""
    hits = everything(
        client,
        target,
        where,
        strange,
        query={"match_all": {}},
        sort=["article_key", "position", "_shard_doc"],
        source=list(FIELDS),
    )
    key, paragraphs = None, list[Any]()
    for hit in hits:
        if hit["sort"][0] != key and paragraphs:
            yield newest(paragraphs)
            paragraphs = []
        key = hit["sort"][0]
        paragraphs.append(hit)
    if paragraphs:
        yield newest(paragraphs)


def newest(hits: Sequence[Any]) -> tuple[Paragraph, ...]:
    """The paragraphs of one article. Where two versions of it stand side by side, because a server
    stopped while the one replaced the other, the one that is whole and newer."""
    versions: dict[str, list[Paragraph]] = {}
    begun: dict[str, str] = {}
    for hit in hits:
        version = hit["_id"].partition("-")[0]
        found: Paragraph = hit["paragraph"]
        versions.setdefault(version, []).append(found)
        # its first paragraph is written last
        begun[version] = max(begun.get(version, ""), found.indexed_at)
    return tuple(versions[max(versions, key=lambda one: begun[one])])


def contents(client: Elasticsearch, target: str, where: str, strange: Strange) -> dict[int, int]:
    """``key_of`` each article's id → ``key_of`` its content hash. An article of which two versions
    stand side by side has a content that no article has."""
    hits = everything(
        client,
        target,
        where,
        strange,
        query={"bool": {"filter": [{"term": {"first": True}}, {"exists": {"field": _KEY}}]}},
        sort=[_KEY, "_shard_doc"],
        size=SMALL_AT_ONCE,
        source=False,
        docvalue_fields=["content_hash"],
    )
    found: dict[int, int] = {}
    for hit in hits:
        held = {"sort": [whole], "fields": Maybe({"content_hash": Maybe([text])})}
        checked(hit, held, where)
        key = hit["sort"][0] + HALF
        content = (hit.get("fields") or {}).get("content_hash") or [""]
        # of a document of ours there is one; of another, whatever it is, it is nothing of ours
        found[key] = -1 if key in found else key_of(content[0]) if len(content) == 1 else -2
    return found
