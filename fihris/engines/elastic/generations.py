"""Generations on a cluster: an index each, and aliases that name the live one and the previous.

``press-000001`` is a generation of ``press``; the alias ``press`` leads to the live one, the alias
``press-previous`` to the one before. Publishing is one ``_aliases`` call, by full names. Nothing is
removed that was not recognised as a generation: by its name and by what its mapping says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeVar

from elasticsearch import ApiError, TransportError

from fihris.engines.elastic.answers import SHARDS, Each, checked, count, keyed
from fihris.engines.elastic.border import refused, speaking_fihris, unanswered
from fihris.engines.elastic.shape import Options, mapping, settings
from fihris.engines.errors import (
    EngineError,
    GenerationInUse,
    GenerationIsLive,
    GenerationUnknown,
    IndexDamaged,
    IndexMissing,
)
from fihris.engines.model import Generation
from fihris.engines.origin import is_current, readable, searchable
from fihris.engines.server_errors import AliasWrong, PublishingUnknown, ServerNotReady
from fihris.engines.waiting import every, tried, turns

if TYPE_CHECKING:
    from collections.abc import Callable

    from elasticsearch import Elasticsearch

Found = TypeVar("Found")

COPIES_SECONDS: Final = 300
"""How long a publish waits for the copies of a generation: at a server's default of 40 MB a second,
12 GB. Then it goes on, and they are made while it is read."""

SOON: Final = (0.2, 0.5, 1.0, 2.0)
"""Seconds after which shards that are not there are looked for again: of an index made just now,
or of a node that came back."""

QUIET_TIMES: Final = 4
"""How often in a row, half a second apart, no copy is on its way until none is waited for."""


class Generations:
    """The generations of one index on one cluster."""

    def __init__(self, client: Elasticsearch, index: str, where: str) -> None:
        self._client = client
        self.index = index
        self.where = where
        self._previous = f"{index}-previous"
        self._pattern = re.compile(re.escape(index) + r"-(\d{6})")

    def names(self) -> list[str]:
        """Every generation, oldest first."""
        found = self._client.indices.get_alias(
            index=f"{self.index}-*", expand_wildcards="all", allow_no_indices=True
        ).body
        checked(found, Each(keyed), self.where)
        return sorted(name for name in found if self._pattern.fullmatch(name))

    def live(self) -> str | None:
        """The published generation, if there is one."""
        return self._behind(self.index)

    def previous(self) -> str | None:
        """The generation that was published before it, if it is still there."""
        return self._behind(self._previous)

    def described(self) -> tuple[Generation, ...]:
        """Every generation with its size, oldest first; but those that are removed meanwhile."""
        live, previous = self.live(), self.previous()

        def described(name: str) -> Generation:
            return self._described(name, live=name == live, previous=name == previous)

        return tuple(filter(None, (self.look(name, described) for name in self.names())))

    def look(self, name: str, at: Callable[[str], Found]) -> Found | None:
        """What is found of a generation: asked again where a part of it is being made or moved at
        this moment; ``None`` where it was removed meanwhile."""

        def look() -> Found:
            with speaking_fihris(self.where, name):
                return at(name)

        try:
            return tried(look, SOON, on=ServerNotReady)
        except GenerationUnknown:
            return None

    def _described(self, name: str, *, live: bool, previous: bool) -> Generation:
        about = self.told(name)
        paragraphs = self.counted(name)
        articles = size = 0
        if paragraphs is not None:
            first = {"term": {"first": True}}
            told = self._client.count(index=name, query=first).body
            articles = checked(told, {"count": count}, self.where)["count"]
            stats = self._client.indices.stats(
                index=name, metric="store", filter_path="_all.primaries.store.size_in_bytes"
            ).body
            if not stats:
                raise GenerationUnknown(generation=name, index=self.index)
            stored = {"_all": {"primaries": {"store": {"size_in_bytes": count}}}}
            size = checked(stats, stored, self.where)["_all"]["primaries"]["store"]["size_in_bytes"]
        return Generation(
            name=name,
            live=live,
            previous=previous,
            articles=articles,
            paragraphs=paragraphs or 0,
            bytes=size,
            schema_version=about["schema_version"],
            made_at=about["made_at"],
            made_by=about["made_by"],
            is_current=is_current(about),
            damage="" if paragraphs is not None else "some of its shards are on no node",
        )

    def _behind(self, alias: str) -> str | None:
        answer = self._client.options(ignore_status=404).indices.get_alias(name=alias).body
        checked(answer, keyed, self.where)
        found = [name for name, held in answer.items() if name not in {"error", "status"} and held]
        if not found:
            return None
        if len(found) > 1 or not self._pattern.fullmatch(found[0]):
            raise AliasWrong(
                index=alias, where=self.where, reason=f"it leads to {', '.join(found)}"
            )
        return str(found[0])

    def chosen(self, generation: str | None) -> str:
        """The named generation, or the live one.

        Raises:
            IndexMissing: none is named and none is live.
            GenerationUnknown: there is none of that name.
        """
        name = self.live() if generation is None else generation
        if name is None:
            if self._client.indices.exists(index=self.index):
                told = "it is an index of its own"
                raise AliasWrong(index=self.index, where=self.where, reason=told)
            raise IndexMissing(index=self.index, where=self.where)
        if not self._pattern.fullmatch(name):
            raise GenerationUnknown(generation=name, index=self.index)
        return name

    def make(self, options: Options) -> str:
        """Make an empty generation and return its name."""
        from elasticsearch import BadRequestError  # start-up

        names = self.names()
        number = int(names[-1][-6:]) if names else 0
        while True:
            number += 1
            name = f"{self.index}-{number:06d}"
            try:
                self._client.options(request_timeout=120).indices.create(
                    index=name, settings=settings(options), mappings=mapping(options)
                )
            except BadRequestError as exc:
                if exc.error == "resource_already_exists_exception":
                    continue  # another run took the number
                raise
            return name

    def told(self, name: str) -> dict[str, Any]:
        """What the mapping of a generation says of itself (``_meta``), whoever made it.

        Raises:
            GenerationUnknown, IndexDamaged, IndexNewer
        """
        if not self._pattern.fullmatch(name):
            raise GenerationUnknown(generation=name, index=self.index)
        answer = (
            self._client.options(ignore_status=404)
            .indices.get_mapping(index=name, filter_path="*.mappings._meta,error.type")
            .body
        )
        checked(answer, keyed, self.where)
        if "error" in answer:
            raise GenerationUnknown(generation=name, index=self.index)
        try:
            told = readable(name, answer[name]["mappings"]["_meta"])
            at_rest = told.setdefault("at_rest", {})
            is_known = all(isinstance(one, str | int) for one in at_rest.values())
        except (KeyError, TypeError, ValueError, AttributeError):
            is_known = False
        if not is_known:
            where = f"{name} ({self.where})"
            raise IndexDamaged(where=where, reason="its mapping does not say what made it")
        return told

    def about(self, name: str) -> dict[str, Any]:
        """What the mapping says; refused when another kind of program wrote it.

        Raises:
            IndexNewer, IndexOlder, OtherWords, IndexDamaged, GenerationUnknown
        """
        return searchable(name, self.told(name))

    def publish(self, name: str) -> None:
        """Make ``name`` the live generation, in one call."""
        about = self.told(name)
        live, previous = self.live(), self.previous()
        if name == live:
            return
        self._put_to_rest(name, about["at_rest"])
        actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": self.index}}]
        if previous:
            actions.insert(0, {"remove": {"index": previous, "alias": self._previous}})
        if live:
            actions.insert(0, {"remove": {"index": live, "alias": self.index}})
            actions.append({"add": {"index": live, "alias": self._previous}})
        try:
            self._client.indices.update_aliases(actions=actions)
        except (ApiError, TransportError) as exc:
            self._look_again(name, exc)

    def _look_again(self, name: str, failed: ApiError | TransportError) -> None:
        """An answer may be lost on its way, and a switch that is asked for once more is refused
        since it was made: what the aliases say now tells what became of it.

        Raises:
            PublishingUnknown: they cannot be asked.
            ApiError, TransportError: it was not made.
        """
        try:
            if self.live() == name:
                return
        except (ApiError, TransportError, EngineError) as exc:
            if isinstance(failed, ApiError):
                told = refused(failed.meta.status, failed.body, self.where, self.index)
            else:
                told = unanswered(failed, self.where)
            raise PublishingUnknown(generation=name, where=self.where, reason=told) from exc
        raise failed

    def _put_to_rest(self, name: str, at_rest: dict[str, Any]) -> None:
        """Let copies be made, and wait for them."""
        flat = self._client.indices.get_settings(
            index=name, name=[f"index.{key}" for key in at_rest], flat_settings=True
        ).body
        flat = checked(flat, {name: {"settings": keyed}}, self.where)[name]["settings"]
        changed = {
            key: value
            for key, value in at_rest.items()
            if str(flat.get(f"index.{key}", "false")).lower() != str(value).lower()
        }
        if changed:
            self._client.indices.put_settings(index=name, settings=changed)
        self._wait_until_whole(name, seconds=COPIES_SECONDS if changed else 0)

    def _wait_until_whole(self, name: str, *, seconds: float) -> None:
        """Wait until every part is there, and the copies are made that there are nodes for: no node
        is one that readers cannot do without. By what whoever loads may ask: not by the health of
        the cluster.

        Raises:
            ServerNotReady: parts are on no node.
        """
        quiet = 0
        for over in turns(every(0.5, within=seconds)):
            told = self._client.indices.stats(
                index=name, metric="docs", filter_path="_shards.total,_shards.successful"
            ).body
            parts = {"_shards": {"total": count, "successful": count}}
            told = checked(told, parts, self.where)["_shards"]
            if told["successful"] == told["total"]:
                return
            whole = self.is_whole(name)
            made = self._client.indices.recovery(index=name, active_only=True).body
            quiet = quiet + 1 if whole and not made else 0
            if whole and (over or quiet >= QUIET_TIMES):
                return
            if over:
                raise ServerNotReady(
                    index=name, where=self.where, reason="some of its shards are on no node"
                )

    def is_whole(self, name: str) -> bool:
        """Whether every part of a generation is on some node."""
        return self._counted(name) is not None

    def counted(self, name: str) -> int | None:
        """How many paragraphs a generation has; ``None`` when parts of it are on no node, nor come
        to be on one within a moment."""
        for _ in turns(SOON):
            if (counted := self._counted(name)) is not None:
                return counted
        return None

    def _counted(self, name: str) -> int | None:
        told = self._client.options(ignore_status=503).count(index=name).body
        if "error" in checked(told, keyed, self.where):
            return None
        checked(told, {"count": count, "_shards": SHARDS}, self.where)
        return None if told["_shards"]["failed"] else int(told["count"])

    def refuse_if_building(self, name: str) -> None:
        """While another builds, what is newer than all that was published may be what it builds.

        Raises:
            GenerationInUse
        """
        if name > max(self.live() or "", self.previous() or ""):
            raise GenerationInUse(generation=name)

    def discard(self, name: str) -> None:
        """Remove a generation that is not live, and that no open cursor reads."""
        self.told(name)
        if name == self.live():
            raise GenerationIsLive(generation=name)
        stats = self._client.indices.stats(
            index=name, metric="search", filter_path="_all.total.search.open_contexts"
        ).body
        opened = {"_all": {"total": {"search": {"open_contexts": count}}}}
        checked(stats, opened, self.where)
        if stats["_all"]["total"]["search"]["open_contexts"]:
            raise GenerationInUse(generation=name)
        self._client.indices.delete(index=name)
