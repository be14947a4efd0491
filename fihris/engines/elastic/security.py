"""Roles and API keys on a cluster: made from ``mappings/security/``, with an expiry, revoked.

A key is issued with its role's privileges written into it and cannot have more than whoever issues
it. Only keys that say in their metadata that we made them are listed or revoked.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from fihris.engines.elastic.answers import Each, Maybe, checked, keyed, text
from fihris.engines.elastic.connection import API_KEY
from fihris.engines.elastic.security_errors import KeyUnknown, RoleNotOurs
from mappings.loader import SECURITY_ROLES, security_role

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

    from fihris.engines.elastic.connection import Connection

Role = Literal["reader", "indexer", "admin"]

ROLES: Final = cast("tuple[Role, ...]", SECURITY_ROLES)
MADE_BY: Final = "fihris"
EXPIRY: Final = re.compile(r"[1-9][0-9]{0,3}[dhm]")
"""How long a key lasts: ``90d``, ``12h``, ``30m``. There are no keys without an end."""

_AT_ONCE: Final = 1000
"""Keys that are asked for, or revoked, in one request."""

_NOT_REVOKED: Final = {"term": {"invalidated": False}}

LAST_MS: Final = 253_402_300_800_000
"""Milliseconds since 1970 at the end of the year 9999: times beyond are none."""

Border = Callable[[str], AbstractContextManager[None]]
"""Turns the client's exceptions into ours; told what is being done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMade:
    """A role as ``apply`` left it."""

    name: str
    created: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key as it may be shown: without its secret. Times are UTC, ISO 8601."""

    key_id: str
    name: str
    role: str
    index: str
    created: str
    expires: str | None
    revoked: bool
    rights: str
    """Of what rights it was made, as ``rights_of`` tells them: those of its role may change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key that was just issued. ``secret`` is shown once, to whoever asked, and never logged."""

    key_id: str
    name: str
    expires: str
    secret: str = field(repr=False)


@contextmanager
def security_of(connection: Connection, index: str) -> Iterator[Security]:
    """Roles and keys of a cluster, until the end of the block.

    Raises:
        EngineError: from each call, what stands in its way.
    """
    from fihris.engines.elastic.border import speaking_fihris  # start-up

    client = connection.client()
    try:
        yield Security(
            client,
            lambda _: speaking_fihris(connection.where, index),
            index=index,
            where=connection.where,
        )
    finally:
        client.close()


class Security:
    """Users, roles and keys, as far as they are ours."""

    def __init__(self, client: Elasticsearch, border: Border, *, index: str, where: str) -> None:
        self._client = client
        self._speaking = border
        self._where = where
        self.index = index

    def apply(self) -> tuple[RoleMade, ...]:
        """Make the roles, or bring them up to date. Safe to repeat.

        Raises:
            RoleNotOurs: a role of that name is there that somebody else made, or that is another
                index's; it is left as it is.
        """
        with self._speaking("make the roles"):
            there = self._roles()
            for name in ROLES:
                self._is_ours(name, there.get(f"fihris-{name}"))
            return tuple(self._put(name) for name in ROLES)

    def _roles(self) -> dict[str, Any]:
        names = [f"fihris-{name}" for name in ROLES]
        answer = self._client.options(ignore_status=404).security.get_role(name=names).body
        checked(answer, Each({"metadata": Maybe(keyed)}), self._where)
        return dict(answer)

    def _is_ours(self, name: Role, there: dict[str, Any] | None) -> None:
        if there is None:
            return
        told = there.get("metadata") or {}
        if told.get("made_by") != MADE_BY or told.get("index") != self.index:
            raise RoleNotOurs(role=f"fihris-{name}", index=told.get("index", "?"))

    def _put(self, name: Role) -> RoleMade:
        answer = self._client.security.put_role(
            name=f"fihris-{name}", **security_role(name, self.index)
        ).body
        checked(answer, {"role": {"created": _flag}}, self._where)
        return RoleMade(name=f"fihris-{name}", created=answer["role"]["created"])

    # --- keys

    def create_key(self, name: str, *, role: Role, expires: str) -> NewKey:
        """Issue a key with a role's privileges. ``expires`` as ``EXPIRY`` has it."""
        with self._speaking("issue an API key"):
            answer = self._client.security.create_api_key(
                name=name,
                expiration=expires,
                role_descriptors={f"fihris-{role}": _privileges(role, self.index)},
                metadata={
                    "made_by": MADE_BY,
                    "role": role,
                    "index": self.index,
                    "rights": rights_of(role, self.index),
                },
                refresh="wait_for",
            ).body
            checked(answer, {"id": text, "encoded": _secret, "expiration": _moment}, self._where)
        return NewKey(
            key_id=answer["id"],
            name=name,
            expires=_time(answer["expiration"]) or "",
            secret=answer["encoded"],
        )

    def issued(self) -> tuple[ApiKey, ...]:
        """Our keys of this index, the newest first, revoked and expired ones too while the cluster
        remembers them."""
        with self._speaking("list API keys"):
            return tuple(self._keys())

    def _keys(self, *also: dict[str, Any]) -> Iterator[ApiKey]:
        """Those of our keys for which ``also`` holds, the newest first."""
        ours = [
            {"term": {"metadata.made_by": MADE_BY}},
            {"term": {"metadata.index": self.index}},
        ]
        seen: set[str] = set()
        while True:
            answer = self._client.security.query_api_keys(
                query={"bool": {"filter": [*ours, *also]}},
                sort=[{"creation": {"order": "desc"}}],
                size=_AT_ONCE,
            ).body
            told = checked(answer, {"api_keys": [_KEY]}, self._where)["api_keys"]
            found = [one for one in told if one["id"] not in seen]
            yield from map(self._key, found)
            if len(told) < _AT_ONCE or not found:
                return
            seen.update(one["id"] for one in found)
            # nothing else can be sorted by that tells keys of one millisecond apart: those of the
            # last one are given again
            also = (*also, {"range": {"creation": {"lte": found[-1]["creation"]}}})

    def _key(self, one: dict[str, Any]) -> ApiKey:
        told = one["metadata"]
        return ApiKey(
            key_id=one["id"],
            name=one["name"],
            role=str(told.get("role", "?")),
            index=str(told.get("index", "?")),
            created=_time(one["creation"]) or "",
            expires=_time(one.get("expiration")),
            revoked=one["invalidated"],
            rights=str(told.get("rights", "")),
        )

    def revoke(self, named: str) -> tuple[ApiKey, ...]:
        """Revoke our keys that have this name or id.

        Raises:
            KeyUnknown: there is none that is ours and not revoked yet.
        """
        either = [{"term": {"name": named}}, {"ids": {"values": [named]}}]
        with self._speaking("revoke API keys"):
            found = tuple(self._keys(_NOT_REVOKED, {"bool": {"should": either}}))
        if not found:
            raise KeyUnknown(key=named, index=self.index)
        return self._revoked(found)

    def revoke_unlike(self, name: str, *, role: Role) -> tuple[ApiKey, ...]:
        """Revoke our keys of a name that were made with other rights than its role has now.

        Others go on to their own end: a run may be at work with one, or another machine.
        """
        rights = rights_of(role, self.index)
        with self._speaking("revoke API keys"):
            named = self._keys(_NOT_REVOKED, {"term": {"name": name}})
            return self._revoked(tuple(key for key in named if key.rights != rights))

    def _revoked(self, keys: tuple[ApiKey, ...]) -> tuple[ApiKey, ...]:
        with self._speaking("revoke API keys"):
            for at in range(0, len(keys), _AT_ONCE):
                ids = [key.key_id for key in keys[at : at + _AT_ONCE]]
                self._client.security.invalidate_api_key(ids=ids)
        return keys

    def needs_renewal(self, secret: str, *, role: Role, before: str) -> bool:
        """Whether a key is not ours, revoked, over, ends within ``before`` (as ``EXPIRY``), or was
        made when its role had other rights: a key keeps those that it was made with."""
        key_id = key_id_of(secret)
        if key_id is None:
            return True
        with self._speaking("look at an API key"):
            found = tuple(self._keys(_NOT_REVOKED, {"ids": {"values": [key_id]}}))
        for key in found:
            if key.expires is not None:
                if key.rights != rights_of(role, self.index):
                    return True
                left = datetime.fromisoformat(key.expires) - datetime.now(UTC)
                return left.total_seconds() < seconds_of(before)
        return True

    # --- passwords

    def set_password(self, user: str, password: str) -> None:
        """Set the password of a user that is there. Safe to repeat."""
        with self._speaking(f"set the password of {user}"):
            self._client.security.change_password(username=user, password=password)


def rights_of(role: Role, index: str) -> str:
    """The rights of a role, in twelve hex digits."""
    told = json.dumps(_privileges(role, index), sort_keys=True).encode()
    return blake2b(told, digest_size=6).hexdigest()


def _privileges(role: Role, index: str) -> dict[str, Any]:
    body = security_role(role, index)
    return {key: body[key] for key in ("cluster", "indices", "applications")}


def key_id_of(secret: str) -> str | None:
    """The id of a key as a file has it: ``id:key``, or that in Base64; else ``None``."""
    if ":" not in secret:
        try:
            secret = b64decode(secret, validate=True).decode("ascii")
        except ValueError:
            return None
    key_id, parted, _ = secret.partition(":")
    return key_id if parted else None


def seconds_of(duration: str) -> int:
    """How long ``90d``, ``12h`` or ``30m`` are."""
    return int(duration[:-1]) * {"d": 86400, "h": 3600, "m": 60}[duration[-1]]


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _moment(value: object) -> bool:
    return type(value) is int and 0 <= value < LAST_MS


def _secret(value: object) -> bool:
    """Whether a key is one that a header can carry."""
    return isinstance(value, str) and API_KEY.fullmatch(value) is not None


_KEY: Final = {
    "id": text,
    "name": text,
    "creation": _moment,
    "expiration": Maybe(_moment),
    "invalidated": _flag,
    "metadata": keyed,
}
"""A key as the cluster tells of it."""


def _time(millis: int | None) -> str | None:
    if millis is None:
        return None
    return datetime.fromtimestamp(millis / 1000, UTC).isoformat(timespec="seconds")
