"""The client's exceptions become ours here, keeping the cause.

``ApiError`` (an answer: no) and ``TransportError`` (no answer) share no base but ``Exception``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from fihris.engines.errors import ClientAbsent, EngineError, GenerationGone, IndexDamaged
from fihris.engines.query_errors import BeginningTooShort
from fihris.engines.server_errors import (
    AnswerUnusable,
    CertificateRefused,
    CredentialsRefused,
    EngineRefused,
    EngineUnreachable,
    IndexReadOnly,
    QueryTooBroad,
    RightMissing,
    ServerBusy,
    ServerNotReady,
    ServerUnsupported,
    SpeaksOtherwise,
)
from mappings.known_secrets import blanked
from mappings.version import install_command

try:
    import elastic_transport as transport
    from elasticsearch import ApiError, UnsupportedProductError

    from fihris.engines.elastic.transport import Unreadable
except ModuleNotFoundError as exc:  # whatever asks a server comes by here first
    raise ClientAbsent(engine="elasticsearch", install=install_command("elasticsearch")) from exc

_ACTION: Final = re.compile(r"action \[([^\]]+)\]")
_INDICES: Final = re.compile(r"on (?:restricted )?indices \[([^\]]+)\]")
_GRANTED: Final = re.compile(r"granted by the (?:index|cluster) privileges? \[([^\]]+)\]")

_BROAD: Final = (
    "too_many_clauses",
    "too_many_nested_clauses",
    "maxClauseCount",
    "too complex to determinize",
    "nested depth",
)
"""What the reasons of a query that is too large have in them."""


_HUNG_UP: Final = (
    "RemoteDisconnected", "Connection aborted", "Connection reset", "BadStatusLine",
    "UNEXPECTED_EOF", "EOF occurred",
)  # fmt: skip
"""What is told of a connection that was taken and closed."""


class TooMuchAtOnce(EngineError):
    """An aggregation makes more buckets than a search may; it is asked for again, in parts."""


@contextmanager
def speaking_fihris(where: str, index: str) -> Iterator[None]:
    """Turn the client's exceptions into ours.

    Args:
        where: the addresses, as they may be shown.
    """
    try:
        yield
    except transport.TransportError as exc:
        raise unanswered(exc, where) from exc
    except UnsupportedProductError as exc:
        told = "it does not say that it is Elasticsearch (OpenSearch, or a version before 7.14)"
        raise ServerUnsupported(where=where, reason=told) from exc
    except ApiError as exc:
        raise refused(exc.meta.status, exc.body, where, index) from exc
    except RecursionError as exc:
        raise AnswerUnusable(where=where, reason="it is nested too deeply") from exc


def unanswered(exc: transport.TransportError, where: str) -> EngineError:
    """Why there was no answer. The last address that was tried tells."""
    reason = blanked(str(exc.message))
    told = " ".join([reason, *map(str, exc.errors)])
    if "WRONG_VERSION_NUMBER" in told or "record layer" in told.lower():
        return SpeaksOtherwise(where=where, reason="it answers without TLS")
    if "CERTIFICATE" in told or "fingerprint" in told.lower():
        return CertificateRefused(where=where, reason=_short(reason))
    if "Connection refused" in told:  # it may have hung up first, when it died
        return EngineUnreachable(where=where, reason="nothing listens there")
    if any(one in told for one in _HUNG_UP):
        if "https://" in where:  # what passes connections on to it, while it starts
            return EngineUnreachable(
                where=where, reason="it closed the connection; it may be starting"
            )
        return SpeaksOtherwise(where=where, reason="it closed the connection on plain HTTP")
    if isinstance(exc, transport.TlsError):
        return CertificateRefused(where=where, reason=_short(reason))
    if isinstance(exc, transport.ConnectionTimeout):
        return EngineUnreachable(where=where, reason="no answer in time")
    if isinstance(exc, transport.SerializationError | Unreadable):
        return AnswerUnusable(where=where, reason=_short(reason))
    if "Name or service not known" in told or "nodename nor servname" in told:
        return EngineUnreachable(where=where, reason="there is no host with that name")
    return EngineUnreachable(where=where, reason=_short(reason))


def refused(status: int, body: Any, where: str, index: str) -> EngineError:
    """What an answer that says no says, in our words."""
    error = body.get("error") if isinstance(body, Mapping) else None
    kinds, reason = causes(error if error is not None else body)
    reason = blanked(reason)  # what stands before a server may tell what it was sent
    facts = {"where": where, "index": index, "reason": _short(reason)}
    if status == 401:
        return CredentialsRefused(where=where, reason=_short(reason))
    if status == 403 and "security_exception" in kinds:
        return _missing(reason, where, index)
    if "cluster_block_exception" in kinds and ("read-only" in reason or "read_only" in reason):
        return IndexReadOnly(index=index, reason=_short(reason))
    if "too_many_buckets_exception" in kinds or "too many buckets" in reason:
        return TooMuchAtOnce(**facts)
    if "grouping field must be single valued" in reason:
        told = "a document has several article keys, as none that fihris writes has"
        return IndexDamaged(where=f"{index} ({where})", reason=told)
    if "exceeds maxClauseCount" in reason:  # how it says so of the words of a span, and only there
        return BeginningTooShort(reason=_short(reason))
    if any(one in reason or one in kinds for one in _BROAD):
        return QueryTooBroad(reason=_short(reason))
    if kinds & {"index_not_found_exception", "alias_not_found_exception"}:
        return GenerationGone(generation=index, where=where)
    if kinds & {"no_shard_available_action_exception", "unavailable_shards_exception",
                "master_not_discovered_exception", "cluster_block_exception"}:  # fmt: skip
        return ServerNotReady(**facts)
    if status == 503 and "search_phase_execution_exception" in kinds:
        return ServerNotReady(**facts)
    if status == 429 or "circuit_breaking_exception" in kinds:
        return ServerBusy(where=where, reason=_short(reason))
    if "media_type_header_exception" in kinds or status in (406, 415):
        return ServerUnsupported(where=where, reason=_short(reason))
    return EngineRefused(where=where, status=status, reason=_short(reason))


def causes(error: Any) -> tuple[set[str], str]:
    """Every type of exception that an error names, and its innermost reason."""
    kinds: set[str] = set()
    reasons: list[str] = []
    waiting = [error]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, Mapping):
            kinds.add(str(one.get("type", "")))
            # a proxy that stands before the server may have a message instead
            told = one.get("reason") or one.get("message")
            if isinstance(told, str) and told:
                reasons.append(told)
            waiting += [one.get(name) for name in ("reason", "caused_by", "root_cause")
                        if not isinstance(one.get(name), str)]  # fmt: skip
            waiting.append(one.get("failed_shards"))
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str):
            reasons.append(one)
    return kinds, reasons[-1] if reasons else "no reason given"


def _missing(reason: str, where: str, index: str) -> RightMissing:
    action = found[1] if (found := _ACTION.search(reason)) else "?"
    on = found[1] if (found := _INDICES.search(reason)) else None
    granted = found[1].split(",") if (found := _GRANTED.search(reason)) else ["?"]
    # the server names every right that would do; the narrowest comes first, "all" last
    place = on or ("the cluster" if action.startswith("cluster:") else index)
    return RightMissing(where=where, right=granted[0], index=place, action=action)


def _short(reason: str) -> str:
    line = " ".join(reason.split())
    return line if len(line) <= 300 else line[:300] + " …"
