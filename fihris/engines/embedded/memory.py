"""How much memory a load may take, where the process is held to so much address space."""

from __future__ import annotations

import ctypes
import resource
from contextlib import suppress
from typing import Final

from fihris.engines.errors import MemoryShort

HEAP_BYTES: Final = 220_000_000
"""Memory for postings before a segment is written; more makes fewer, larger segments."""

LEAST_HEAP_BYTES: Final = 16_000_000
"""tantivy refuses less than 15 MB a thread."""

THREADS: Final = 2
"""tantivy's own indexing threads; they run beside Python."""

BESIDE_BYTES: Final = 380_000_000
"""Address space that a load takes beside that heap: Python, its tables of words, the segments that
are read and merged, the stacks of tantivy's threads. Measured by loading SaudiNewsNet under
``prlimit --as``; a limit counts space that is reserved, and much more of it is than is used."""

_M_ARENA_MAX: Final = -8
"""``mallopt``'s name for the number of arenas (``malloc.h``). Each reserves 64 MB of address space,
and there may be eight a core."""


def budget() -> tuple[int, int]:
    """Bytes of heap and how many threads to load with.

    Raises:
        MemoryShort: the limit leaves too little even for the least.
    """
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY or limit >= BESIDE_BYTES + 4 * HEAP_BYTES:
        return HEAP_BYTES, THREADS
    with suppress(OSError, AttributeError):  # another C library than GNU's
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
    heap = (limit - BESIDE_BYTES) // 4
    if heap < LEAST_HEAP_BYTES:
        needed = BESIDE_BYTES + 4 * LEAST_HEAP_BYTES
        raise MemoryShort(limit=limit // 1_000_000, needed=needed // 1_000_000)
    return min(heap, HEAP_BYTES), 1
