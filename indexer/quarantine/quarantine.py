"""What could not be read: why, where, and a file of it that can be mended and read again."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fihris.engines.errors import unwritable
from fihris.engines.files import appended

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from mappings.errors import Language

MAX_COPIED_BYTES: Final = 1 << 20
"""The largest record that is copied into the quarantine; of a larger one its place is kept."""

MAX_DEPTH: Final = 100
"""Levels of a record that is kept as an object; one that is nested deeper is kept as its text."""

LARGEST_PLACE: Final = 10**15
"""The largest number of a line."""


class Code(StrEnum):
    """Why something was rejected. The values are written to files: they do not change."""

    NOT_UTF8 = "not-utf8"
    NUL_BYTES = "nul-bytes"
    EMPTY = "empty"
    ONLY_MARKUP = "only-markup"
    INVALID_JSON = "invalid-json"
    NOT_AN_OBJECT = "not-an-object"
    NO_TEXT = "no-text"
    WRONG_TYPE = "wrong-type"
    BAD_ID = "bad-id"
    BAD_DATE = "bad-date"
    DUPLICATE_ID = "duplicate-id"
    TOO_LONG = "too-long"
    TRUNCATED_GZIP = "truncated-gzip"
    DAMAGED_GZIP = "damaged-gzip"
    NO_RIGHTS = "no-rights"
    BROKEN_LINK = "broken-link"
    GONE = "gone"
    CHANGED = "changed"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    OVERPACKED = "overpacked"
    NOT_A_FILE = "not-a-file"
    NOT_A_SOURCE = "not-a-source"
    MORE = "more"


UNREAD: Final = frozenset(
    (
        Code.NO_RIGHTS, Code.BROKEN_LINK, Code.GONE, Code.CHANGED, Code.UNREADABLE,
        Code.TRUNCATED_GZIP, Code.DAMAGED_GZIP, Code.OVERPACKED,
    )
)  # fmt: skip
"""Rejections that say of a whole file that it was not read, or not to its end."""


REASONS: Final[dict[Language, dict[Code, str]]] = {
    "en": {
        Code.NOT_UTF8: "is not UTF-8 text; save it as UTF-8",
        Code.NUL_BYTES: "contains NUL bytes; it may not be text at all",
        Code.EMPTY: "is empty",
        Code.ONLY_MARKUP: "contains markup or symbols, but no text",
        Code.INVALID_JSON: "is not valid JSON",
        Code.NOT_AN_OBJECT: "is JSON, but not an object { … }",
        Code.NO_TEXT: "has neither a title nor a body",
        Code.WRONG_TYPE: "has a field of the wrong type",
        Code.BAD_ID: "has an invalid id (at most 512 bytes, no control characters)",
        Code.BAD_DATE: "has a date that cannot be read",
        Code.DUPLICATE_ID: "has the same id as an earlier article; the first was kept",
        Code.TOO_LONG: "is larger than a press release may be",
        Code.TRUNCATED_GZIP: "ends in the middle of its gzip data; what came before was read",
        Code.DAMAGED_GZIP: "is damaged gzip data; what came before was read",
        Code.NO_RIGHTS: "is not readable by you",
        Code.BROKEN_LINK: "is a link to nothing",
        Code.GONE: "is no longer there",
        Code.CHANGED: "changed while it was being read; index it again",
        Code.UNREADABLE: "could not be read",
        Code.REFUSED: "was read, but the engine refused it",
        Code.OVERPACKED: "unpacks to far more than its size; what came before was read",
        Code.NOT_A_FILE: "is a device, a pipe or a socket, not a file",
        Code.NOT_A_SOURCE: "was not read again: it is in none of this index's sources",
        Code.MORE: "has more entries that could not be read; they were counted, not kept",
    },
    "ar": {
        Code.NOT_UTF8: "ليس نصًا بترميز UTF-8؛ احفظه بهذا الترميز",
        Code.NUL_BYTES: "فيه بايتات NUL؛ ولعله ليس نصًا أصلًا",
        Code.EMPTY: "فارغ",
        Code.ONLY_MARKUP: "فيه وسوم أو علامات وليس فيه حرف من نص",
        Code.INVALID_JSON: "ليس JSON صحيحًا",
        Code.NOT_AN_OBJECT: "هو JSON لكنه ليس كائنًا { … }",
        Code.NO_TEXT: "بلا عنوان ولا متن",
        Code.WRONG_TYPE: "فيه حقل من نوع غير صحيح",
        Code.BAD_ID: "معرّفه لا يصلح (حتى 512 بايتًا بلا محارف تحكم)",
        Code.BAD_DATE: "تعذّرت قراءة تاريخه",
        Code.DUPLICATE_ID: "له معرّف مقالة سبقته؛ وأُبقيت الأولى",
        Code.TOO_LONG: "أكبر مما يكون عليه بيان صحفي",
        Code.TRUNCATED_GZIP: "تنقطع بيانات gzip في وسطه؛ وقُرئ ما قبل ذلك",
        Code.DAMAGED_GZIP: "بيانات gzip فيه تالفة؛ وقُرئ ما قبل ذلك",
        Code.NO_RIGHTS: "ليس لك حق قراءته",
        Code.BROKEN_LINK: "رابط لا يؤدي إلى شيء",
        Code.GONE: "لم يعد موجودًا",
        Code.CHANGED: "تغيّر أثناء قراءته؛ فهرسه ثانية",
        Code.UNREADABLE: "تعذّرت قراءته",
        Code.REFUSED: "قُرئ لكن المحرك رفضه",
        Code.OVERPACKED: "يزيد بعد فك ضغطه كثيرًا على حجمه؛ وقُرئ ما قبل ذلك",
        Code.NOT_A_FILE: "جهاز أو أنبوب أو مقبس وليس ملفًا",
        Code.NOT_A_SOURCE: "لم يُقرأ ثانية: ليس في أي مصدر من مصادر هذا الفهرس",
        Code.MORE: "فيه مدخلات أخرى تعذّرت قراءتها؛ عُدّت ولم تُحفظ",
    },
}
"""What each code says of the thing rejected, with what to do where that is not plain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """One thing that could not be read.

    ``path`` is the file, ``-`` for standard input; ``line`` counts from 1 and is ``None`` where
    the file as a whole is meant. ``detail`` says what exactly, in English, in a few words: a
    field, a column, a byte. ``record`` is the text as read and ``None`` where there is none or it
    cannot be decoded; then ``raw`` has its bytes, if they were kept. ``bytes`` is its size.
    ``source`` is what articles that name none were said to be from. ``count`` is how many things
    it stands for: more than one for ``Code.MORE`` alone.
    """

    code: Code
    path: str
    line: int | None = None
    detail: str = ""
    record: str | None = None
    raw: bytes | None = None
    bytes: int = 0
    source: str | None = None
    count: int = 1

    def reason(self, language: Language = "en") -> str:
        """What is wrong with it, for people."""
        return REASONS[language][self.code]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What was written to a quarantine file: ``line`` of that file; ``place`` is the line of
    ``path``, absolute, ``None`` for the whole of it. ``at`` is UTC, ISO 8601. ``content`` is what
    ``content_of`` says of it; ``count`` is as in ``Rejected``."""

    line: int
    code: str
    path: str
    place: int | None
    detail: str
    at: str
    content: str
    count: int = 1


class Unfit(Exception):
    """A record that makes no article, on its way to becoming a ``Rejected``."""

    def __init__(self, code: Code, detail: str = "") -> None:
        """Say why, and what exactly."""
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class Quarantine:
    """The quarantine of one run: a file of JSON lines, made when there is something to keep.

    It lies in ``home/INDEX/quarantine/RUN.jsonl``, for its owner alone to read. Each line is
    ``{"quarantined": {"code", "path", "line", "detail", "at"}, "record": …}``, where ``record`` is
    the object that was read, or its text, or ``null`` if it was too large to copy; the head has
    ``source`` too where one was given for what names none, and ``count`` where it stands for more
    than one thing. Mend ``record`` and feed it in again: ``replaying.read`` takes the records, and
    the ``path`` where there is none. Undecodable bytes stand as U+FFFD in ``record`` and whole in
    ``record_base64``; they count until ``record`` is changed.
    """

    def __init__(self, home: Path, index: str, run_id: str) -> None:
        """Name the file; nothing is made yet."""
        self.path = folder_of(home, index) / f"{run_id}.jsonl"
        self.count = 0
        self._noted: list[Noted] = []
        self._file: int | None = None

    def add(self, rejected: Rejected) -> None:
        """Append one, whole or not at all, before this returns.

        Raises:
            DiskFull: there is no room; those added before stay.
            HomeUnusable: the file cannot be written.
        """
        now = datetime.now(UTC)
        entry = entry_of(rejected, at=now)
        try:
            if self._file is None:
                self._file = self._open()
            _write(self._file, written(entry))
        except OSError as exc:
            raise unwritable(self.path, exc) from exc
        self.count += 1
        self._noted.append(
            Noted(
                line=self.count,
                code=rejected.code.value,
                path=placed(entry["quarantined"]),
                place=rejected.line,
                detail=rejected.detail,
                at=entry["quarantined"]["at"],
                content=content_of(entry),
                count=rejected.count,
            )
        )

    def taken(self) -> tuple[Noted, ...]:
        """What was added since this was last asked."""
        noted, self._noted = tuple(self._noted), []
        return noted

    def close(self) -> None:
        """Close the file; safe to repeat."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Quarantine:
        """Nothing is opened yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def _open(self) -> int:
        file = appended(self.path)
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != b"\n":  # a run that was killed while writing
            _write(file, b"\n")
        return file


def folder_of(home: Path, index: str) -> Path:
    """Where the quarantine files of an index lie, one a run."""
    return Path(home) / index / "quarantine"


def _write(file: int, data: bytes) -> None:
    """All of it, or back to where the file ended before."""
    before = os.fstat(file).st_size
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[os.write(file, rest) :]
    except OSError:
        with contextlib.suppress(OSError):  # what cannot be cut is a device
            os.ftruncate(file, before)
        raise


def entry_of(rejected: Rejected, *, at: datetime) -> dict[str, Any]:
    """What a line of a quarantine file says."""
    is_file = rejected.path != "-" and rejected.code is not Code.REFUSED
    head = {
        "code": rejected.code.value,
        # wherever the program is started from the next time, it is this file
        "path": str(Path(rejected.path).absolute()) if is_file else rejected.path,
        "line": rejected.line,
        "detail": rejected.detail,
        "at": at.isoformat(timespec="seconds"),
    }
    if rejected.source:
        head["source"] = rejected.source
    if rejected.count > 1:
        head["count"] = rejected.count
    entry: dict[str, Any] = {"quarantined": head, "record": None}
    if rejected.bytes <= MAX_COPIED_BYTES:
        if rejected.record is not None:
            entry["record"] = _object_or_text(rejected.record)
        elif rejected.raw is not None:
            entry["record"] = rejected.raw.decode("utf-8", "replace")
            entry["record_base64"] = base64.b64encode(rejected.raw).decode("ascii")
    return entry


def written(entry: Mapping[str, Any]) -> bytes:
    """An entry as a line, in readable UTF-8; half a surrogate pair is escaped."""
    text = json.dumps(entry, ensure_ascii=False)
    return _SURROGATE.sub(_escaped, text).encode("utf-8") + b"\n"


def content_of(entry: Mapping[str, Any]) -> str:
    """The same for what is rejected again, unchanged and for the same reason: a hash of the record,
    wherever it was read; where there is none, of the place."""
    head, record = entry["quarantined"], entry.get("record")
    about = [head["code"], head.get("source"), record, entry.get("record_base64")]
    if record is None:
        about += [head["path"], head["line"], head["detail"]]
    return blake2b(json.dumps(about, sort_keys=True).encode(), digest_size=16).hexdigest()


def placed(head: Mapping[str, Any]) -> str:
    """The path that a head names, one for each file; other things have names, and no path."""
    path = str(head["path"])
    return path if path == "-" or head["code"] == Code.REFUSED else absolute(path)


def absolute(path: str) -> str:
    """One name for each file, to compare: from the root, without "..", links not followed."""
    return os.path.abspath(path)  # noqa: PTH100 - Path.absolute() leaves ".." in it


def _object_or_text(record: str) -> object:
    if record.lstrip()[:1] == "{":
        try:
            told = json.loads(record)
        except (ValueError, RecursionError):
            return record
        return record if is_deep(told) else told
    return record


def is_deep(value: object) -> bool:
    """Whether a JSON value is nested deeper than it can safely be written: ``json`` counts its own
    nesting and that of its callers together."""
    level = [value]
    for _ in range(MAX_DEPTH):
        inside: list[object] = []
        for one in level:
            if isinstance(one, dict):
                inside += one.values()
            elif isinstance(one, list):
                inside += one
        level = [one for one in inside if isinstance(one, dict | list)]
        if not level:
            return False
    return True


def told_of(line: bytes) -> dict[str, Any] | None:
    """What a line of a quarantine file says, if it is one: with its head's code, path, line and
    detail, each of its type. Half a line of a killed run is none, nor is what somebody else wrote.
    """
    try:
        told = json.loads(line)
        head = told["quarantined"]
        whole = (
            "record" in told
            and isinstance(head["code"], str)
            and isinstance(head["path"], str)
            and "\0" not in head["path"]
            and isinstance(head.get("detail", ""), str)
            and isinstance(head.get("at", ""), str)
            and isinstance(head.get("source", ""), str)
            and not is_deep(told)
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not whole:
        return None
    line_of = head.get("line")
    # SQLite's integers end at 2⁶³
    is_place = type(line_of) is int and 0 <= line_of <= LARGEST_PLACE
    told["quarantined"] = {"detail": "", "at": "", **head, "line": line_of if is_place else None}
    return dict(told)


_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
