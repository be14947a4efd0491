"""Answers over HTTP, read no further than to a limit and for no longer than a time.

One reader for whatever asks a server: the client of Elasticsearch, Kibana's import, web hooks. A
server may send without end, slowly, or little that unpacks to much; none of it is trusted.
"""

from __future__ import annotations

import time
import zlib
from functools import partial
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, Any, Final

from mappings.limits import exceeds

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from socket import socket
    from urllib.request import BaseHandler

CHUNK_BYTES: Final = 1 << 16
"""How much is read, and unpacked, at once."""

HEAD_BYTES: Final = 1 << 20
"""Bytes that status lines, headers and the frames of chunks may have beside the body."""

_UNPACKED: Final = {"gzip", "x-gzip", "deflate"}

_ANY_HEADER: Final = 32 + zlib.MAX_WBITS
"""zlib's word for: of gzip or of zlib, as the data says."""


class AnswerUnreadable(Exception):
    """An answer is longer than it may be, or its packing is damaged; it says which.

    No ``OSError`` and no ``HTTPException``: libraries take those for a connection that broke, and
    ask again.
    """


def whole(read: Callable[[int], bytes], encoding: str, *, most: int) -> bytes:
    """Everything that ``read`` gives, unpacked.

    Args:
        read: gives at most as many bytes as it is asked for, and none at the end.
        encoding: the header ``Content-Encoding``.
        most: bytes that it may have, unpacked; 0: any number.

    Raises:
        AnswerUnreadable
    """
    kind = encoding.strip().lower()
    if kind not in {"", "identity", *_UNPACKED}:
        raise AnswerUnreadable("it is packed in a way that was not asked for")
    unpacking = zlib.decompressobj(_ANY_HEADER) if kind in _UNPACKED else None
    found = bytearray()
    try:
        while packed := read(CHUNK_BYTES):
            while packed:
                if unpacking is None:
                    found += packed
                    packed = b""
                else:
                    found += unpacking.decompress(packed, CHUNK_BYTES)
                    packed = unpacking.unconsumed_tail
                if exceeds(len(found), most):
                    raise AnswerUnreadable(too_long(most))
        if unpacking is not None:
            found += unpacking.flush()
    except zlib.error as exc:
        raise AnswerUnreadable("its packing is damaged") from exc
    if unpacking is not None and found and not unpacking.eof:
        raise AnswerUnreadable("it ends in the middle of what is packed")
    return bytes(found)


def too_long(most: int) -> str:
    """What is wrong with an answer that is longer than ``most`` bytes."""
    return f"it is longer than {most:,} bytes (--limit answer=BYTES)"


class InTime(HTTPResponse):
    """An answer whose head and body come within the connection's timeout, counted as one, and in
    no more bytes than they may. The timeout of a socket alone begins anew with every byte."""

    def __init__(self, sock: socket, *given: Any, most: int, **more: Any) -> None:
        super().__init__(sock, *given, **more)
        metered = _Metered(self.fp.detach(), sock, most + HEAD_BYTES if most else 0)
        self.fp = BufferedReader(metered)

    def read(self, amt: int | None = None) -> bytes:
        """What is left, or a part; never all of what a server says will come at once."""
        if amt is not None:
            return super().read(amt)
        parts = []
        while part := super().read(CHUNK_BYTES):
            parts.append(part)
        return b"".join(parts)


class _Metered(RawIOBase):
    """What a socket gives until its timeout, or a number of bytes, is over."""

    def __init__(self, raw: RawIOBase, sock: socket, most: int) -> None:
        self._raw = raw
        self._sock = sock
        self._most = most
        self._left = most
        timeout = sock.gettimeout()
        self._end = None if timeout is None else time.monotonic() + timeout

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._end is not None:
            left = self._end - time.monotonic()
            if left <= 0:
                raise TimeoutError("the answer did not end in time")
            self._sock.settimeout(left)
        count = self._raw.readinto(buffer)
        if self._most and count:
            self._left -= count
            if self._left < 0:
                raise AnswerUnreadable(too_long(self._most - HEAD_BYTES))
        return int(count) if count is not None else None

    def close(self) -> None:
        self._raw.close()
        super().close()


def bounded(most: int) -> Callable[..., InTime]:
    """Makes the answers of a connection: what its ``response_class`` is to be."""
    return partial(InTime, most=most)


def handlers(most: int, context: ssl.SSLContext | None = None) -> tuple[BaseHandler, ...]:
    """Handlers for ``urllib.request``'s openers, whose answers are bounded."""
    from urllib.request import HTTPHandler, HTTPSHandler  # start-up

    def made(kind: type[HTTPConnection], host: str, **more: Any) -> HTTPConnection:
        connection = kind(host, **more)
        connection.response_class = bounded(most)  # type: ignore[assignment] # makes one
        return connection

    class Plain(HTTPHandler):
        def http_open(self, req: Any) -> Any:
            return self.do_open(partial(made, HTTPConnection), req)

    class Secure(HTTPSHandler):
        def https_open(self, req: Any) -> Any:
            return self.do_open(partial(made, HTTPSConnection), req, context=context)

    return Plain(), Secure(context=context)
