"""Whether the files of a generation are what was written.

Every file of tantivy's ends with a checksum of its own (a footer), which tantivy writes and does
not read again. ``seal`` beside them holds the checksums of ``meta.json`` and ``generation.json``,
which have none, and the size and time of each file when it was last known to be whole. Opening a
generation compares sizes and times, and reads a file through only where they differ: that costs
nothing in the usual case, finds what was overwritten, and is content with a copy. What a disk loses
without the file system's knowledge, a deep check finds.
"""

from __future__ import annotations

import json
import os
import re
import struct
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from fihris.engines.errors import IndexDamaged
from fihris.engines.files import (
    check_own,
    read_checked,
    read_own,
    reading_own,
    write_checked,
    write_whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEAL: Final = "seal"

MANAGED: Final = ".managed.json"
"""Tantivy's list of its own files, for sweeping; it opens nothing when it cannot read it."""

PARTS: Final = ("idx", "pos", "term", "store", "fast", "fieldnorm")
"""The files of each segment. A missing ``pos`` would be taken for one without positions."""

SEGMENT_FILE: Final = re.compile(rf"[0-9a-f]{{32}}\.(?:{'|'.join(PARTS)}|store\.temp|[0-9]+\.del)")
"""The name of a file of a segment; the first 32 digits are the segment's."""

_LOCKS: Final = (".tantivy-meta.lock", ".tantivy-writer.lock")

_NAMES: Final = frozenset({"meta.json", "generation.json", SEAL, MANAGED, *_LOCKS})

_HALF_WRITTEN: Final = re.compile(
    r"\.(?:meta\.json|generation\.json|seal|\.managed\.json)\.[0-9]+.*"
    r"|\.tmp[A-Za-z0-9]{6}"
)
"""A file that was being written beside its name: by ``fihris.engines.files`` or by tantivy."""

FOOTER_MAGIC: Final = 1337
"""What ends tantivy's footer: its JSON, the JSON's length and this, both u32 (``footer.rs``)."""

FOOTER_BYTES: Final = 1 << 16
"""What no footer is longer than: it holds a version and a checksum."""

TRIES: Final = 50
"""Looks at a generation that another process goes on changing, before it counts as damaged."""

CHUNK_BYTES: Final = 1 << 20

_SEGMENT: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Seal:
    """What was known to be whole: the checksums of ``meta.json`` and ``generation.json``, and size,
    time and checksum of the footer of each of tantivy's files.

    ``is_writing``: a load has begun, and may have changed ``meta.json`` since.
    """

    meta: int
    about: int
    files: dict[str, tuple[int, int, int]]
    is_writing: bool


def verify(path: Path, *, deep: bool = False) -> None:
    """Look at every file that a search would read; read through those that changed.

    Args:
        path: the generation's folder.
        deep: read through all of them.

    Raises:
        IndexDamaged: one is absent or is not what was written.
    """
    before = None
    for _ in range(TRIES):
        now = [_changed(path / name) for name in ("meta.json", SEAL)]
        wrong = next(damaged(path, deep=deep), None)
        if wrong is None:
            return
        if now == before:
            break
        before = (
            now  # a commit replaces meta.json, then its seal, and removes old files: look again
        )
    raise IndexDamaged(where=path, reason=wrong)


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def damaged(path: Path, *, deep: bool) -> Iterator[str]:
    """What is wrong with the files of a generation, one sentence each."""
    strangers = not_own(path)
    if strangers:  # tantivy would follow a link, and wait for a pipe
        yield from (f"{name} is a link or no regular file" for name in strangers)
        return
    try:
        meta = read_own(path / "meta.json")
        segments = json.loads(meta)["segments"]
        names = [name for segment in segments for name in _files_of(segment)]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as exc:
        yield f"meta.json: {exc}"
        return
    seal = read_seal(path)
    if seal is not None and not seal.is_writing and zlib.crc32(meta) != seal.meta:
        yield "meta.json is not what was written"
        return
    if seal is not None and zlib.crc32(read_own(path / "generation.json")) != seal.about:
        yield "generation.json is not what was written"
    if not _is_list(path / MANAGED):
        yield f"{MANAGED} is not what was written"
    for name in names:
        try:
            about = (path / name).stat()
            known = seal.files.get(name) if seal else None
            if not deep and known and known[:2] == (about.st_size, about.st_mtime_ns):
                continue
            footer = whole_footer(path / name)
            if footer is None or (known and footer != known[2]):
                yield f"{name} is not what was written"
        except OSError as exc:
            yield f"{name}: {exc.strerror}"


def whole_footer(path: Path) -> int | None:
    """The checksum of a file's footer, where the file agrees with what that says; or ``None``."""
    with reading_own(path) as file:
        size = file.seek(0, 2)
        if size < 8:
            return None
        file.seek(size - 8)
        length, magic = struct.unpack("<II", file.read(8))
        if magic != FOOTER_MAGIC or length > min(size - 8, FOOTER_BYTES):
            return None
        file.seek(size - 8 - length)
        footer = file.read(length)
        try:
            told = json.loads(footer)["crc"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        file.seek(0)
        rest, found = size - 8 - length, 0
        while rest:
            chunk = file.read(min(rest, CHUNK_BYTES))
            if not chunk:
                return None
            found = zlib.crc32(chunk, found)
            rest -= len(chunk)
    return zlib.crc32(footer) if found == told else None


def mend_list(path: Path) -> None:
    """Write tantivy's list of its own files anew where it cannot be read: it holds nothing else."""
    check_own(path / MANAGED)
    if not _is_list(path / MANAGED):
        write_list(path)


def write_list(path: Path) -> None:
    """Write tantivy's list of its own files: those that are there."""
    names = sorted(file.name for file in path.iterdir() if SEGMENT_FILE.fullmatch(file.name))
    write_whole(path / MANAGED, json.dumps(["meta.json", *names]))


def _is_list(path: Path) -> bool:
    try:
        told = json.loads(read_own(path))
    except FileNotFoundError:
        return True
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(told, list) and all(isinstance(name, str) for name in told)


def read_seal(path: Path) -> Seal | None:
    """The seal; ``None`` when there is none or it is itself damaged: then nothing is vouched for,
    and everything is read through."""
    try:
        body: Any = json.loads(read_checked(path / SEAL))
        files = {name: (size, at, sum_) for name, (size, at, sum_) in body["files"].items()}
        return Seal(body["meta"], body["about"], files, body["writing"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def break_seal(path: Path) -> None:
    """Before a load: from here on ``meta.json`` may be newer than its checksum."""
    seal = read_seal(path)
    if seal is not None and not seal.is_writing:
        _write(path, replace(seal, is_writing=True))


def set_seal(path: Path) -> None:
    """After a load: vouch for what is there. Files known already are not read; the others are.

    Raises:
        IndexDamaged: a file is not what was written; the seal stays as it was.
    """
    verify(path)
    seal = read_seal(path)
    meta = read_own(path / "meta.json")
    files = {}
    for segment in json.loads(meta)["segments"]:
        for name in _files_of(segment):
            about = (path / name).stat()
            known = seal.files.get(name) if seal else None
            if known is None or known[:2] != (about.st_size, about.st_mtime_ns):
                known = (about.st_size, about.st_mtime_ns, whole_footer(path / name) or 0)
            files[name] = known
    told = zlib.crc32(read_own(path / "generation.json"))
    _write(path, Seal(zlib.crc32(meta), told, files, is_writing=False))


def has_documents(path: Path) -> bool:
    """Whether a whole generation holds anything."""
    return bool(json.loads(read_own(path / "meta.json"))["segments"])


def left_behind(path: Path) -> list[str]:
    """Files of a generation that nothing refers to: what a killed load wrote, and segments that
    tantivy lost sight of. Nothing where it cannot be told what is referred to."""
    try:
        segments = json.loads(read_own(path / "meta.json"))["segments"]
        used = {name for segment in segments for name in _files_of(segment)}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []
    with os.scandir(path) as found:
        return sorted(
            one.name
            for one in found
            if one.name not in used
            and (SEGMENT_FILE.fullmatch(one.name) or _HALF_WRITTEN.fullmatch(one.name))
            and one.is_file(follow_symlinks=False)
        )


def foreign(path: Path) -> list[str]:
    """What is in a generation and was not put there by this program."""
    return sorted(file.name for file in path.iterdir() if not _is_ours(file.name))


def not_own(path: Path) -> list[str]:
    """What is called like a file of a generation, and is a link, a pipe, a folder or a device."""
    try:
        with os.scandir(path) as found:
            return sorted(
                one.name
                for one in found
                if _is_ours(one.name) and not one.is_file(follow_symlinks=False)
            )
    except OSError:
        return []  # told by whatever reads one of them


def _is_ours(name: str) -> bool:
    return (
        name in _NAMES or bool(SEGMENT_FILE.fullmatch(name)) or bool(_HALF_WRITTEN.fullmatch(name))
    )


def _files_of(segment: dict[str, Any]) -> list[str]:
    """The files of a segment.

    Raises:
        KeyError, TypeError, ValueError: it is not what tantivy writes of one.
    """
    name = segment["segment_id"].replace("-", "") if isinstance(segment["segment_id"], str) else ""
    if not _SEGMENT.fullmatch(name):
        raise ValueError("a segment has no name")
    files = [f"{name}.{part}" for part in PARTS]
    if segment["deletes"] is not None:
        if type(opstamp := segment["deletes"]["opstamp"]) is not int:
            raise TypeError("opstamp is not a whole number")
        files.append(f"{name}.{opstamp}.del")
    return files


def _write(path: Path, seal: Seal) -> None:
    body = {
        "meta": seal.meta, "about": seal.about, "writing": seal.is_writing, "files": seal.files,
    }  # fmt: skip
    write_checked(path / SEAL, json.dumps(body))
