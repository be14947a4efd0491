"""The client's way to a node, with answers that are read no further than they may be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

from elastic_transport import (
    ConnectionError as NotConnected,
)
from elastic_transport import (
    SerializationError,
    TextSerializer,
    TransportError,
    Urllib3HttpNode,
)
from elasticsearch.serializer import JsonSerializer, NdjsonSerializer

from fihris.engines.http_answers import AnswerUnreadable, bounded, whole

if TYPE_CHECKING:
    from elastic_transport import NodeConfig
    from elastic_transport._node import NodeApiResponse  # its only place


class Unreadable(TransportError):
    """An answer came that cannot be read. Unlike a broken connection, it is not asked for again."""


class _Read(NamedTuple):
    """An answer that was read."""

    status: int
    headers: Any
    data: bytes


class _Pool:
    """A pool of connections whose answers are read here."""

    def __init__(self, pool: Any, most: int) -> None:
        self._pool = pool
        self._most = most
        kind = pool.ConnectionCls
        made = {"response_class": staticmethod(bounded(most))}
        pool.ConnectionCls = type(kind.__name__, (kind,), made)

    def urlopen(self, method: str, target: str, **more: Any) -> _Read:
        answer = self._pool.urlopen(method, target, preload_content=False, **more)
        try:

            def read(size: int) -> bytes:
                return bytes(answer.read(size, decode_content=False))

            data = whole(read, answer.headers.get("content-encoding", ""), most=self._most)
        except BaseException:
            answer.close()  # what is left of it is not for the next one to find
            answer.release_conn()
            raise
        answer.release_conn()
        return _Read(answer.status, answer.headers, data)

    def close(self) -> None:
        self._pool.close()


def node_class(most: int) -> type[Urllib3HttpNode]:
    """Nodes whose answers are at most so many bytes, unpacked; 0: any number."""

    class Node(Urllib3HttpNode):
        def __init__(self, config: NodeConfig) -> None:
            super().__init__(config)
            self.pool: Any = _Pool(self.pool, most)

        def perform_request(self, *asked: Any, **more: Any) -> NodeApiResponse:
            try:
                return super().perform_request(*asked, **more)
            except NotConnected as exc:
                for cause in exc.errors:
                    if isinstance(cause, AnswerUnreadable):
                        raise Unreadable(str(cause)) from exc
                raise

    return Node


# The client's own errors of reading quote the answer, however long it is.


class _Json(JsonSerializer):
    def loads(self, data: bytes) -> Any:
        if not data:
            return None
        try:
            return json.loads(data, parse_constant=_no_number)
        except RecursionError as exc:
            raise SerializationError("it is nested too deeply") from exc
        except MemoryError as exc:
            raise SerializationError("there is not enough memory for it") from exc
        except ValueError as exc:
            raise SerializationError("it is not JSON") from exc


class _Ndjson(NdjsonSerializer):
    loads = _Json.loads  # nothing that is asked for is answered in lines


class _Text(TextSerializer):
    def loads(self, data: bytes) -> str:
        return data.decode("utf-8", "replace")


def _no_number(constant: str) -> NoReturn:
    """JSON has neither ``NaN`` nor ``Infinity``; Python's reader takes them."""
    raise ValueError(constant)


SERIALIZERS: Final = {
    "application/json": _Json(),
    "application/x-ndjson": _Ndjson(),
    "text/*": _Text(),
}
"""How answers are read, by their type."""
