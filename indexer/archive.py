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

import json
import struct
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import IO, Any, Final, Literal, TypeVar, get_args

from indexer.errors import ArchiveDamaged

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

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Block:
    """A block as it was read: its number from 1, where it begins, and its lines; or what is wrong
    with it."""

    number: int
    offset: int
    kind: str
    lines: tuple[dict[str, Any], ...] = ()
    damage: str = ""


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


def blocks(file: IO[bytes], *, unpack: Collection[str] = KINDS) -> Iterator[Block]:
    """Every block of a file, in order; a damaged one with what is wrong, and those behind it.

    Args:
        unpack: kinds of blocks that come with their lines; of others, only hashes are compared.
    """
    zstd = _zstd()
    number, offset = 0, 0
    while True:
        file.seek(offset)
        start = file.read(8)
        if not start:
            return
        number += 1
        about, length = _header(file, start)
        if about is None:
            following = _next_mark(file, offset + 1)
            yield Block(number, offset, "?", damage="its header is not what was written")
            if following is None:
                return
            offset = following
            continue
        number = about["block"]
        packed = file.read(about["bytes"])
        at, offset = offset, offset + 8 + length + about["bytes"]
        if len(packed) < about["bytes"]:
            yield Block(number, at, about["kind"], damage="the file ends within it")
            return
        if _hash(about, packed) != about["hash"]:
            yield Block(number, at, about["kind"], damage="its hash does not agree")
            following = _next_mark(file, at + 8 + length)
            if following is None:
                return
            offset = following
            continue
        lines: tuple[dict[str, Any], ...] = ()
        if about["kind"] in unpack:
            data = zstd.decompress(packed).decode("utf-8", "surrogatepass")
            # by line feeds alone: JSON may hold the other marks that end a line in Python
            lines = tuple(json.loads(line) for line in data.split("\n") if line)
        yield Block(number, at, about["kind"], lines)


def _header(file: IO[bytes], start: bytes) -> tuple[dict[str, Any] | None, int]:
    """What a skippable frame says, and its length."""
    if len(start) < 8 or start[:4] != MARK:
        return None, 0
    (length,) = struct.unpack("<I", start[4:])
    if length > LARGEST_HEADER:
        return None, 0
    try:
        about = json.loads(file.read(length))
        if about["fihris"] not in {1, LAYOUT} or not isinstance(about["kind"], str):
            return None, 0
        about["block"], about["bytes"] = int(about["block"]), int(about["bytes"])
    except (ValueError, KeyError, TypeError):
        return None, 0
    return about, length


def _hash(about: Mapping[str, Any], packed: bytes) -> str:
    """The hash of a block: of its bytes, and of what its header says of them."""
    told = json.dumps([about[name] for name in ("fihris", "block", "kind", "bytes")])
    both = blake2b(b"" if about["fihris"] == 1 else told.encode(), digest_size=16)
    both.update(packed)
    return both.hexdigest()


def _next_mark(file: IO[bytes], offset: int) -> int | None:
    """Where the next header begins."""
    file.seek(offset)
    behind = b""
    while chunk := file.read(BLOCK_BYTES):
        found = (behind + chunk).find(MARK)
        if found >= 0:
            return offset - len(behind) + found
        offset += len(chunk)
        behind = (behind + chunk)[-3:]
    return None


def damages(file: IO[bytes], name: str) -> None:
    """Read a whole file through.

    Raises:
        ArchiveDamaged: names the blocks that are not what was written, or what is missing.
    """
    wrong: list[str] = []
    expected, kinds = 0, set()
    for block in blocks(file, unpack=()):
        expected += 1
        if not block.damage and block.number != expected:
            wrong.append(f"blocks {expected}–{block.number - 1} are missing")
        expected = block.number
        kinds.add(block.kind)
        if block.damage:
            wrong.append(f"block {block.number} (byte {block.offset:,}): {block.damage}")
    if not wrong and not {"head", "end"} <= kinds:
        wrong.append("it has no beginning" if "head" not in kinds else "its end is missing")
    if wrong:
        more = f"; and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise ArchiveDamaged(where=name, what="; ".join(wrong[:3]) + more)


def digest_of(contents: Mapping[int, int]) -> str:
    """One hash of every article's id and content (``Engine.contents``), in any order."""
    about = blake2b(digest_size=16)
    for key, content in sorted(contents.items()):
        about.update(struct.pack("<QQ", key, content))
    return about.hexdigest()
