"""What a generation is made with, and what is written into it: bodies from ``mappings/`` alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import mappings
from fihris.engines.keys import key_of
from fihris.engines.model import SHARED
from fihris.engines.origin import ours
from fihris.engines.protocol import Prepared
from fihris.engines.strange import Unlike, paragraph_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fihris.engines.model import Paragraph
    from fihris.engines.strange import Strange

HALF: Final = 1 << 63
"""``key_of`` gives unsigned numbers, a field of type ``long`` holds signed ones: less this, they
keep their order. (Elasticsearch's ``unsigned_long`` is not part of every distribution.)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a generation lies on the cluster.

    ``replicas`` is a number, or a range such as ``0-1`` that grows with the nodes. ``refresh`` is
    how soon searches see what was written; ``-1``: at the end of each load, all of it at once, and
    never before.
    """

    shards: int = 1
    replicas: str = "0-1"
    refresh: str = "-1"

    def at_rest(self) -> dict[str, Any]:
        """Settings of a generation that is published."""
        copies: dict[str, Any] = {
            "number_of_replicas": self.replicas,
            "auto_expand_replicas": False,
        }
        if "-" in self.replicas:
            copies = {"auto_expand_replicas": self.replicas}
        return {"refresh_interval": self.refresh, **copies}


BUILDING: Final = {
    "refresh_interval": "-1",
    "number_of_replicas": 0,
    "auto_expand_replicas": False,
}
"""Settings of a generation that is not published yet: nobody reads it, and what is copied when it
is whole need not be analysed once for each copy."""


def settings(options: Options) -> dict[str, Any]:
    """The ``settings`` of a new generation."""
    body = {**mappings.settings(), **BUILDING, "number_of_shards": options.shards}
    analysis = mappings.inlined_analysis()
    body["analysis"] = {
        kind: {**analysis.get(kind, {}), **body["analysis"].get(kind, {})}
        for kind in {**analysis, **body["analysis"]}
    }
    return body


def mapping(options: Options) -> dict[str, Any]:
    """The ``mappings`` of a new generation; ``_meta`` tells what made it and how it is to rest."""
    body = mappings.paragraphs()
    meta = {**body["_meta"], **ours(), "at_rest": options.at_rest()}
    return {**body, "_meta": meta}


def body(options: Options) -> dict[str, Any]:
    """What makes a generation: the body of the request."""
    return {"settings": {"index": settings(options)}, "mappings": mapping(options)}


class Lines(NamedTuple):
    """One article, ready to be sent. ``bulk`` is the body of a bulk request: each paragraph under
    an id of its article and content, the first one last: where it is held, all of it is."""

    article_key: int
    version: str
    bulk: bytes


def version_of(article_key: int, content_hash: str) -> str:
    """What the ids of an article's paragraphs begin with. Another content has other ids, so that
    a new version never overwrites the old one before it is whole."""
    return f"{article_key:016x}{key_of(content_hash):016x}"


_as_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class ElasticPreparer:
    """Writes an article's documents; the server analyses them."""

    def __call__(self, paragraphs: Sequence[Paragraph], /) -> Prepared:
        """All paragraphs of one article, in order."""
        first = paragraphs[0]
        key = key_of(first.article_id)
        version = version_of(key, first.content_hash)
        shared = {name: value for name in SHARED if (value := getattr(first, name))}
        shared["article_key"] = key - HALF
        common = _as_json(shared)[1:]
        lines: list[str] = []
        for paragraph in (*paragraphs[1:], first):
            own: dict[str, Any] = {
                "paragraph_id": paragraph.paragraph_id,
                "position": paragraph.position,
                "kind": paragraph.kind,
                "text": paragraph.text,
            }
            if paragraph.heading:
                own["heading"] = paragraph.heading
            if paragraph is first:
                own["first"] = True
            # all paragraphs of an article on one shard: what counts articles can be added up
            lines += (
                f'{{"index":{{"_id":"{version}-{paragraph.position}","routing":"{key:x}"}}}}',
                _as_json(own)[:-1] + "," + common,
            )
        body = ("\n".join(lines) + "\n").encode("utf-8", "surrogatepass")
        return Prepared(first.article_id, len(paragraphs), Lines(key, version, body))


FIELDS: Final = (
    *SHARED, "paragraph_id", "position", "kind", "text", "heading", "article_key",
)  # fmt: skip
"""What is read back of a document."""


def paragraph_of(hit: Mapping[str, Any]) -> Paragraph:
    """The paragraph that a document holds, as it was loaded.

    Raises:
        Unlike: it is not what ``ElasticPreparer`` writes.
    """
    source = hit["_source"]
    found = paragraph_from(source)
    key = key_of(found.article_id)
    if source.get("article_key") != key - HALF:
        raise Unlike("article_key")
    if hit["_id"] != f"{version_of(key, found.content_hash)}-{found.position}":
        raise Unlike("_id")
    return found


def known(hits: Iterable[Any], strange: Strange) -> list[Any]:
    """Those of some hits that this program wrote, as far as can be seen of them. What is read of
    a document becomes its ``paragraph``."""
    found = []
    for hit in hits:
        if hit.get("_source") is not None:
            try:
                hit["paragraph"] = paragraph_of(hit)
            except Unlike as exc:
                named = hit["_source"].get("paragraph_id")
                strange.add(named if isinstance(named, str) else hit["_id"], exc)
                continue
        found.append(hit)
    return found
