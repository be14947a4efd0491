"""ZIP: the files in an archive, each read as what it is; and what else is a ZIP inside."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.formats import BY_NAME, passed_over_as
from indexer.readers.pieces import How, Piece
from indexer.readers.streams import Ratio, all_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 512 << 20
"""The largest archive: its list of files is at its end, so that it is held whole."""

MAX_MEMBER_BYTES: Final = 64 << 20
"""The largest file in it, unpacked."""

_UTF8: Final = 0x800
_ENCRYPTED: Final = 0x1
_UNPACKED_AT_ONCE: Final = 1 << 19

DOCUMENTS: Final = (
    ("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsx"),
)  # fmt: skip
"""What is in a ZIP that is a document itself, and which format reads it."""


def read(chunks: Iterator[bytes], how: How = How()) -> Iterator[Piece]:
    """What the files of an archive hold, in its order; or the document that it is."""
    data = all_bytes(chunks, MAX_BYTES)
    with _opened(data, how) as archive:
        names = set(archive.namelist())
        kind = next((kind for part, kind in DOCUMENTS if part in names), "")
        kind = kind or _open_document(archive, names)
        if kind == "other":
            raise Unfit(Code.OLD_FORMAT, "save it as .docx")
        if kind:
            yield from BY_NAME[kind].read(iter((data,)), how)
            return
        ratio = Ratio(how.limits.unpacked_ratio)
        ratio.packed = len(data)
        for info in archive.infolist():
            if not info.is_dir():
                yield from _member(archive, info, how, ratio)


def _open_document(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" not in names or archive.getinfo("mimetype").file_size > 100:
        return ""
    with archive.open("mimetype") as file:
        told = file.read(100)
    if b"opendocument.spreadsheet" in told:
        return "xlsx"
    return "other" if b"opendocument" in told or b"epub" in told else ""


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, how: How, ratio: Ratio
) -> Iterator[Piece]:
    name = name_of(info)
    kind = _passed_over(name)
    if kind:
        yield Piece(passed=(f"{how.name}: {name}", kind))
        return
    if info.flag_bits & _ENCRYPTED:
        yield Piece(unfit=Unfit(Code.ENCRYPTED, name))
        return
    try:
        data = _unpacked(archive, info, ratio)
    except Unfit as exc:
        yield Piece(unfit=Unfit(exc.code, f"{name}: {exc.detail}"))
        if exc.code is Code.OVERPACKED:
            raise
        return
    for piece in how.inside(name, data):
        passed = piece.passed and (f"{how.name}: {piece.passed[0]}", piece.passed[1])
        yield piece._replace(passed=passed) if passed else piece


def _passed_over(name: str) -> str:
    """Of which kind a member is that is not read: what folders pass over, at any level."""
    *folders, last = name.split("/")
    if any((one.startswith(".") and one.strip(".")) or one == "__MACOSX" for one in folders):
        return "hidden"
    return passed_over_as(last)


def name_of(info: zipfile.ZipInfo) -> str:
    """A member's name: UTF-8 where it says so, else what an Arabic Windows writes, if it fits. It
    is never opened as a path."""
    if info.flag_bits & _UTF8:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    if raw.isascii():
        return info.filename
    for encoding in ("utf-8", "cp720", "cp1256"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any("\u0621" <= sign <= "\u064a" for sign in text):
            return text
    return info.filename


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, ratio: Ratio) -> bytes:
    """A member's bytes.

    Raises:
        Unfit: damaged, of a compression that is not read, or too large.
    """
    parts: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as file:
            while part := file.read(_UNPACKED_AT_ONCE):
                size += len(part)
                ratio.unpacked += len(part)
                if size > MAX_MEMBER_BYTES:
                    raise Unfit(Code.TOO_LONG, f"more than {MAX_MEMBER_BYTES} bytes")
                if wrong := ratio.exceeded():
                    raise Unfit(Code.OVERPACKED, wrong)
                parts.append(part)
    except (
        zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError,
        zlib.error,
    ) as exc:  # fmt: skip
        raise Unfit(Code.DAMAGED_FILE, str(exc)[:100]) from exc
    return b"".join(parts)


def refuse_bomb(data: bytes, how: How) -> None:
    """Raise where a document that is a ZIP unpacks to too much, by what its list of files says:
    whoever unpacks it stops there.

    Raises:
        Unfit
    """
    with _opened(data, how) as archive:
        ratio = Ratio(how.limits.unpacked_ratio, floor=MAX_MEMBER_BYTES)
        ratio.packed = len(data)
        ratio.unpacked = sum(info.file_size for info in archive.infolist())
        if wrong := ratio.exceeded():
            raise Unfit(Code.OVERPACKED, wrong)
        if any(info.flag_bits & _ENCRYPTED for info in archive.infolist()):
            raise Unfit(Code.ENCRYPTED)


def _opened(data: bytes, how: How) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as exc:
        raise Unfit(Code.DAMAGED_FILE, str(exc)[:100]) from exc
    how.refuse_over("members", len(archive.infolist()), f"{len(archive.infolist()):,} files")
    return archive
