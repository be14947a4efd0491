"""Locks in the cluster, so that two machines cannot both build.

A lock is a document of the index ``INDEX-locks``, written by compare-and-set (``if_seq_no``): of
two that reach for it at once one wins. Its owner writes it anew every few seconds; each time its
number (``_seq_no``) changes. A lock whose owner is dead is one whose number stays: whoever wants it
watches it for longer than an owner is silent, by its own monotonic clock, and takes it by
compare-and-set. The times in it are for people and, where they look old, for deciding whether
watching is worth the while: a clock that is wrong costs a wait, and never a lock.

An owner that lost its lock all the same (it was stopped, or cut off, and another took over) finds
out by the same compare-and-set before it publishes.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from elasticsearch import ApiError, ConflictError, NotFoundError, TransportError

from fihris.engines.elastic.answers import checked, count, keyed
from fihris.engines.errors import EngineError, IndexLocked
from fihris.engines.processes import is_alive
from fihris.engines.waiting import every, turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from elasticsearch import Elasticsearch

    from fihris.engines.protocol import Lock

BEAT_SECONDS: Final = 4.0
"""How often an owner says that it is there."""

SILENT_SECONDS: Final = 20.0
"""Since when, by the times in it, a lock may be a dead owner's; then it is watched."""

WATCHED_SECONDS: Final = 12.0
"""How long its number must stay the same: three beats."""

_MAPPING: Final = {"dynamic": False, "properties": {}}

_WRITTEN: Final = {"_seq_no": count, "_primary_term": count}

_LONGEST: Final = 200
"""Characters that are told of who holds a lock."""

_MOST_PID: Final = 1 << 22
"""The largest id that Linux gives a process."""


class Locks:
    """The locks that this process holds on one index."""

    def __init__(self, client: Callable[[], Elasticsearch], index: str, where: str) -> None:
        self._client = client
        self._index = index
        self._where = where
        self._name = f"{index}-locks"
        self._held: dict[Lock, _Held] = {}

    @contextmanager
    def locked(self, what: Lock, *, by: str) -> Iterator[None]:
        """Hold a lock, or say who holds it."""
        held = self._take(what, by)
        self._held[what] = held
        held.begin()
        try:
            yield
        finally:
            del self._held[what]
            held.give_back()

    def confirm(self) -> None:
        """Make sure that every lock is still ours.

        Raises:
            IndexLocked: another has taken it over.
        """
        for held in list(self._held.values()):
            held.beat()
            if held.is_lost:
                raise self._refused(self._read(held.what))

    def is_held_by_another(self, what: Lock) -> bool:
        """Whether somebody else holds it, or seems to."""
        return what not in self._held and self._read(what) is not None

    # --- inside

    def _take(self, what: Lock, by: str) -> _Held:
        found = self._read(what)
        if found is not None:
            if what in self._held or not self._is_dead(what, found):
                raise self._refused(found)
            found = self._read(what) or found
        source = {"by": by, "pid": os.getpid(), "host": os.uname().nodename, "since": _now()}
        held = _Held(self._client(), self._where, self._name, what, source, found)
        if not held.write():
            raise self._refused(self._read(what))
        return held

    def _read(self, what: Lock) -> Any:
        """The document, or ``None`` when nobody holds it."""
        try:
            answer = self._client().get(index=self._name, id=what)
        except NotFoundError:  # no such lock, or no locks at all yet
            self._make()
            return None
        return checked(answer.body, {**_WRITTEN, "_source": keyed}, self._where)

    def _make(self) -> None:
        """The index of locks, for its first one: hidden, and on one shard as the least."""
        client = self._client()
        with suppress(ApiError):  # another makes it, or one may not: then writing says so
            if not client.indices.exists(index=self._name):
                settings = {"hidden": True, "number_of_shards": 1, "auto_expand_replicas": "0-1"}
                client.indices.create(index=self._name, settings=settings, mappings=_MAPPING)

    def _is_dead(self, what: Lock, found: Any) -> bool:
        """Whether its owner is gone: told at once of a process of this machine, else watched; so
        is one that does not say who holds it, as no program of ours wrote it."""
        host, pid, beat = map(found["_source"].get, ("host", "pid", "beat"))
        if host == os.uname().nodename and type(pid) is int and 0 < pid <= _MOST_PID:
            return not is_alive(pid)
        if isinstance(beat, int | float) and abs(time.time() - beat) < SILENT_SECONDS:
            return False
        for _ in turns(every(1, within=WATCHED_SECONDS)):
            now = self._read(what)
            if now is None:
                return True
            if now["_seq_no"] != found["_seq_no"]:
                return False
        return True

    def _refused(self, found: Any) -> IndexLocked:
        source = found["_source"] if found else {}
        told = "{by}, {pid} @ {host}, {since}".format_map(
            {"by": "?", "pid": "?", "host": "?", "since": "?", **source}
        )[:_LONGEST]
        return IndexLocked(index=self._index, where=self._where, holder=told)


class _Held:
    """A lock of ours, kept alive by a thread."""

    def __init__(
        self,
        client: Elasticsearch,
        where: str,
        name: str,
        what: Lock,
        source: dict[str, Any],
        found: Any,
    ) -> None:
        self.what = what
        self.is_lost = False
        self._client = client
        self._where = where
        self._name = name
        self._source = source
        self._last = (found["_seq_no"], found["_primary_term"]) if found else None
        self._one_at_a_time = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def begin(self) -> None:
        """Beat from here on."""
        self._thread.start()

    def write(self) -> bool:
        """Write it, if it is as it was last seen; whether it was."""
        condition: dict[str, Any] = {"op_type": "create"}
        if self._last is not None:
            condition = {"if_seq_no": self._last[0], "if_primary_term": self._last[1]}
        body = {**self._source, "beat": time.time()}
        try:
            told = self._client.index(index=self._name, id=self.what, document=body, **condition)
        except ConflictError:
            return self._was_written(body)
        answer = checked(told.body, _WRITTEN, self._where)
        self._last = (answer["_seq_no"], answer["_primary_term"])
        return True

    def _was_written(self, body: dict[str, Any]) -> bool:
        """Whether the conflict is with ourselves: a node may die after writing and before it
        answers, and another is asked then."""
        try:
            told = self._client.get(index=self._name, id=self.what).body
        except NotFoundError:
            return False
        found = checked(told, {**_WRITTEN, "_source": keyed}, self._where)
        if found["_source"] != body:
            return False
        self._last = (found["_seq_no"], found["_primary_term"])
        return True

    def beat(self) -> None:
        """Say that we are there; find out whether another took over."""
        with self._one_at_a_time:
            if not self.is_lost and not self._stop.is_set():
                self.is_lost = not self.write()

    def give_back(self) -> None:
        """Remove it, if it is still ours."""
        self._stop.set()
        with self._one_at_a_time:
            if self._last is None or self.is_lost:
                return
            with suppress(ApiError, TransportError):  # it is found dead, then
                self._client.delete(
                    index=self._name,
                    id=self.what,
                    if_seq_no=self._last[0],
                    if_primary_term=self._last[1],
                )

    def _keep(self) -> None:
        while not self._stop.wait(BEAT_SECONDS) and not self.is_lost:
            with suppress(ApiError, TransportError, EngineError):  # it is away: tried again
                self.beat()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
