"""The file that a backup is: blocks of JSON lines, each compressed, each with its hash.

The whole is a plain zstd stream: ``zstd -dc FILE`` gives the lines without this program. Between
the compressed frames stand skippable ones, which such programs pass over, and which say of the next
frame what it is, how long, and what its bytes hash to. So damage is told by block, and what is
whole can be read behind it.

    {"kind": "head", …}           one block: what was backed up, by which program
    {"kind": "articles", …}       paragraphs, an article a line
    {"kind": "journal", …}        runs and inputs, a row a line
    {"kind": "quarantine", …}     what could not be read, as its files have it
    {"kind": "mended", …}         what was mended and fed in again, as its files have it
    {"kind": "end", …}            counts, and a hash of every article's id and content
"""

from __future__ import annotations

import itertools
import json
import os
import struct
import sys
from collections import deque
from dataclasses import dataclass
from hashlib import blake2b
from typing import IO, TYPE_CHECKING, Any, Final, Literal, TypeVar, get_args

from indexer.backup.rows import RowWrong, row_of
from indexer.errors import ArchiveDamaged
from indexer.readers.streams import Ratio

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

Kind = Literal["head", "articles", "journal", "quarantine", "mended", "end"]

KINDS: Final = frozenset(get_args(Kind))

BLOCK_BYTES: Final = 1 << 20
"""Bytes of JSON lines that are compressed together; what is lost at most with one damaged byte."""

LEVEL: Final = 6
"""zstd's level: twice as fast to write as its default and 3 % larger (SaudiNewsNet)."""

MAGIC: Final = 0x184D2A5F
"""The last of the sixteen magic numbers of zstd's skippable frames (RFC 8878, 3.1.2)."""

LAYOUT: Final = 2
"""How headers are written. In 1, which is read as well, the hash was of the bytes behind alone."""

MARK: Final = struct.pack("<I", MAGIC)
LARGEST_HEADER: Final = 4_096

LARGEST_NUMBER: Final = 10**15
"""The largest number that is taken: of bytes, articles, lines."""

LARGEST_BLOCK: Final = 256 << 20
"""The largest block, packed or not: blocks have a megabyte and one article more, and the longest
article that is taken (``mappings.limits``) has a hundred, its names with each paragraph."""

UNPACKED_FLOOR: Final = 64 << 20
"""Bytes that may come of however few: an article of one word, said a million times, is no bomb."""

SHOWN: Final = 3
"""Damages that are told one by one."""

LOOKS: Final = 10
"""How many times the size of a file may be looked at, with what is damaged."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Block:
    """A block as it was read: its number from 1, where it begins, and what it holds, unpacked; or
    what is wrong with it."""

    number: int
    offset: int
    kind: str
    data: bytes = b""
    damage: str = ""

    def lines(self) -> Iterator[dict[str, Any]]:
        """Its lines, each checked as it is read; the memory of one at a time.

        Raises:
            RowWrong: one is not what a line of this kind is.
        """
        begin = 0
        for number in itertools.count(1):
            # by line feeds alone: JSON may hold the other marks that end a line in Python
            end = self.data.find(b"\n", begin)
            line = self.data[begin : end if end >= 0 else len(self.data)]
            if line:
                yield row_of(self.kind, line, number)
            if end < 0:
                return
            begin = end + 1


def _zstd() -> Any:
    if sys.version_info >= (3, 14):
        from compression import zstd  # start-up
    else:
        from backports import zstd  # start-up
    return zstd


class Writer:
    """Writes blocks to a file, in order."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._number = 0
        self._zstd = _zstd()

    def write(self, kind: Kind, lines: Iterable[Mapping[str, Any]]) -> int:
        """Write lines, in as many blocks as they make; returns how many lines."""
        waiting: list[bytes] = []
        size = count = 0
        for line in lines:
            data = json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
            waiting.append(data)
            size += len(data)
            count += 1
            if size >= BLOCK_BYTES:
                self._block(kind, b"".join(waiting))
                waiting, size = [], 0
        if waiting:
            self._block(kind, b"".join(waiting))
        return count

    def _block(self, kind: Kind, data: bytes) -> None:
        self._number += 1
        packed = self._zstd.compress(data, level=LEVEL)
        about: dict[str, Any] = {
            "fihris": LAYOUT, "block": self._number, "kind": kind, "bytes": len(packed),
        }  # fmt: skip
        about["hash"] = _hash(about, packed)
        header = json.dumps(about).encode()
        self._file.write(MARK + struct.pack("<I", len(header)) + header + packed)


def blocks(file: IO[bytes], *, unpack: Collection[str] = KINDS, ratio: int = 0) -> Iterator[Block]:
    """Every block of a file, in order; a damaged one with what is wrong, and those behind it.

    The time it takes grows with the file alone, whatever its headers say: where more than ten times
    its size was looked at, the rest is damaged.

    Args:
        unpack: kinds of blocks that come with what they hold; of others, only hashes are compared.
        ratio: how many times as large as what is packed all may become, beyond ``UNPACKED_FLOOR``;
            0 is no limit.
    """
    size = file.seek(0, os.SEEK_END)
    unpacked = Ratio(ratio, floor=UNPACKED_FLOOR)
    number, offset, looked_at = 0, 0, 0
    while offset < size:
        number += 1
        if looked_at > LOOKS * size + BLOCK_BYTES:
            yield Block(number, offset, "?", damage="too much before it is damaged")
            return
        file.seek(offset)
        about, length = _header(file)
        if about is None:
            yield Block(number, offset, "?", damage="its header is not what was written")
            following = _next_mark(file, offset + 1)
            looked_at += (following or size) - offset + LARGEST_HEADER
            offset = size if following is None else following
            continue
        number, kind = about["block"], about["kind"]
        at, behind = offset, offset + 8 + length
        looked_at += about["bytes"]
        if behind + about["bytes"] > size:
            yield Block(number, at, kind, damage="the file ends within it")
            return
        packed = file.read(about["bytes"])
        if _hash(about, packed) != about["hash"]:
            yield Block(number, at, kind, damage="its hash does not agree")
            following = _next_mark(file, behind)
            looked_at += (following or size) - behind
            offset = size if following is None else following
            continue
        offset = behind + about["bytes"]
        data, damage = _unpacked(packed, unpacked) if kind in unpack else (b"", "")
        yield Block(number, at, kind, data, damage)


def _unpacked(packed: bytes, ratio: Ratio) -> tuple[bytes, str]:
    """What a block holds, taken out piece by piece; or what is wrong with it."""
    zstd = _zstd()
    ratio.packed += len(packed)
    parts: list[bytes] = []
    before = ratio.unpacked
    frame = zstd.ZstdDecompressor()
    try:
        while not frame.eof:
            part = frame.decompress(packed, max_length=BLOCK_BYTES)
            packed = b""
            if not part and frame.needs_input:
                return b"", "its data ends in the middle"
            ratio.unpacked += len(part)
            wrong = ratio.exceeded()
            if wrong or ratio.unpacked - before > LARGEST_BLOCK:
                return b"", wrong or f"it unpacks to more than {LARGEST_BLOCK:,} bytes"
            parts.append(part)
    except zstd.ZstdError as exc:
        return b"", f"it cannot be unpacked ({exc})"
    return b"".join(parts), "something follows its data" if frame.unused_data else ""


def _header(file: IO[bytes]) -> tuple[dict[str, Any] | None, int]:
    """What a skippable frame says, and its length."""
    start = file.read(8)
    if len(start) < 8 or start[:4] != MARK:
        return None, 0
    (length,) = struct.unpack("<I", start[4:])
    if length > LARGEST_HEADER:
        return None, 0
    try:
        about = json.loads(file.read(length))
        numbers = [about[name] for name in ("fihris", "block", "bytes")]
        texts = [about[name] for name in ("kind", "hash")]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None, 0
    if not all(type(one) is int and 0 <= one <= LARGEST_NUMBER for one in numbers):
        return None, 0
    if about["bytes"] > LARGEST_BLOCK:
        return None, 0
    if about["fihris"] not in {1, LAYOUT} or not all(isinstance(one, str) for one in texts):
        return None, 0
    return about, length


def _hash(about: Mapping[str, Any], packed: bytes) -> str:
    """The hash of a block: of its bytes, and of what its header says of them."""
    told = json.dumps([about[name] for name in ("fihris", "block", "kind", "bytes")])
    both = blake2b(b"" if about["fihris"] == 1 else told.encode(), digest_size=16)
    both.update(packed)
    return both.hexdigest()


def _next_mark(file: IO[bytes], offset: int) -> int | None:
    """Where the next header begins; where it is near, little is read."""
    file.seek(offset)
    behind = b""
    most = LARGEST_HEADER
    while chunk := file.read(most):
        found = (behind + chunk).find(MARK)
        if found >= 0:
            return offset - len(behind) + found
        offset += len(chunk)
        behind = (behind + chunk)[-3:]
        most = min(2 * most, BLOCK_BYTES)
    return None


def looked_through(
    file: IO[bytes], name: str, *, unpack: Collection[str] = (), ratio: int = 0
) -> Iterator[Block]:
    """Read a whole file through; give what is whole of it, each line of ``unpack`` checked.

    Raises:
        ArchiveDamaged: at the end; names the blocks that are not what was written, or what is
            missing.
    """
    wrong = Damages()
    expected, kinds = 0, set()
    for block in blocks(file, unpack=unpack, ratio=ratio):
        expected += 1
        if not block.damage and block.number != expected:
            wrong.add(f"blocks {expected}–{block.number - 1} are missing")
        expected = block.number
        kinds.add(block.kind)
        if damage := block.damage or damage_of(block):
            wrong.add(f"block {block.number} (byte {block.offset:,}): {damage}")
        else:
            yield block
    if not wrong.count and not {"head", "end"} <= kinds:
        wrong.add("it has no beginning" if "head" not in kinds else "its end is missing")
    if wrong.count:
        raise ArchiveDamaged(where=name, what=wrong.told())


class Damages:
    """What is wrong with a file: how much, and the first of it."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[str] = []

    def add(self, what: str) -> None:
        """Note one thing."""
        self.count += 1
        if self.count <= SHOWN:
            self._first.append(what)

    def told(self) -> str:
        """In a few words."""
        more = f"; and {self.count - SHOWN} more" if self.count > SHOWN else ""
        return "; ".join(self._first) + more


def damage_of(block: Block) -> str:
    """What is wrong with the first line that is not what a line of its kind is, if one is."""
    try:
        deque(block.lines(), maxlen=0)
    except RowWrong as exc:
        return str(exc)
    return ""


def digest_of(contents: Mapping[int, int]) -> str:
    """One hash of every article's id and content (``Engine.contents``), in any order."""
    about = blake2b(digest_size=16)
    for key, content in sorted(contents.items()):
        about.update(struct.pack("<QQ", key, content))
    return about.hexdigest()
