"""A backup may be anybody's: its size, its headers and each of its fields are checked."""

from __future__ import annotations

import io
import json
import struct
import tracemalloc
from collections import deque
from typing import IO, Any

import pytest

from indexer.backup import archive
from indexer.backup.archive import MARK, Writer, blocks, looked_through
from indexer.backup.rows import RowWrong, paragraphs_of, row_of
from indexer.errors import ArchiveDamaged

PARAGRAPH: dict[str, Any] = {
    "paragraph_id": "a1#1", "article_id": "a1", "position": 1, "kind": "body", "text": "نص",
    "date": "2023-10-08", "countries": ["KW"], "content_hash": "c1", "schema_version": 2,
}  # fmt: skip
RUN: dict[str, Any] = {
    "table": "runs", "run": "20231008T120000.000000Z", "command": "index", "state": "done",
    "began": "2023-10-08", "program": "1", "analysis": "x", "host": "h", "read": 3, "loaded": 1,
    "unchanged": 1, "superseded": 0, "quarantined": 1, "replaced": 0, "paragraphs": 5,
    "schema_version": 2, "pid": 7, "seconds": 1.5,
}  # fmt: skip
INPUT: dict[str, Any] = {"table": "inputs", "run": RUN["run"], "position": 0, "path": "/a"}
HELD: dict[str, Any] = {"run": RUN["run"], "line": "{}"}


def checked(kind: str, row: object) -> dict[str, Any]:
    return row_of(kind, json.dumps(row).encode(), 1)


def test_what_a_backup_holds_passes() -> None:
    title = PARAGRAPH | {"paragraph_id": "a1#0", "position": 0, "kind": "title"}
    (first, second) = paragraphs_of(checked("articles", {"paragraphs": [title, PARAGRAPH]}))
    assert (first.kind, second.countries, second.organizations) == ("title", ("KW",), ())
    for kind, row in (("journal", RUN), ("journal", INPUT), ("quarantine", HELD), ("mended", HELD),
                      ("head", {"format": 1}), ("end", {}), ("later", {"x": 1})):  # fmt: skip
        assert checked(kind, row) == row


OF_PARAGRAPH: tuple[dict[str, Any], ...] = (
    {"text": 5}, {"text": None}, {"text": "\ud83d"}, {"text": "a\0b"}, {"kind": "x"}, {"kind": []},
    {"position": -1}, {"position": 10**16}, {"position": True}, {"position": 1.0},
    {"article_id": "a#1"}, {"article_id": ""}, {"article_id": 5}, {"article_id": "x" * 600},
    {"article_id": "\ud83d"}, {"paragraph_id": "b1#1"}, {"date": "2023-13-45"}, {"date": 20231008},
    {"date": "20231008"}, {"countries": "KW"}, {"countries": [1]}, {"countries": ["\ud83d"]},
    {"title": ["x"]}, {"source": 1}, {"schema_version": -1}, {"content_hash": 1}, {"heading": {}},
)  # fmt: skip
OF_RUN: tuple[dict[str, Any], ...] = (
    {"run": "../../x"}, {"run": "a\0b"}, {"run": ""}, {"run": "x" * 300}, {"run": 5},
    {"run": ".hidden"}, {"state": "x"}, {"state": []}, {"read": 4}, {"loaded": -1}, {"pid": 10**20},
    {"pid": "7"}, {"seconds": float("nan")}, {"seconds": -1}, {"began": None}, {"host": "a\0"},
    {"detail": "x" * 100_001}, {"table": "held"}, {"table": None},
)  # fmt: skip
OF_INPUT: tuple[dict[str, Any], ...] = (
    {"path": None}, {"path": "/a\0"}, {"position": -1}, {"position": "0"}, {"source": 5},
    {"forgotten": 2}, {"run": "a/b"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "row", "change"),
    [
        *(("articles", PARAGRAPH, one) for one in OF_PARAGRAPH),
        *(("journal", RUN, one) for one in OF_RUN),
        *(("journal", INPUT, one) for one in OF_INPUT),
        ("quarantine", HELD, {"line": 5}),
        ("quarantine", HELD, {"line": "a\nb"}),
        ("quarantine", HELD, {"run": "/etc/x"}),
        ("mended", HELD, {"run": ".."}),
        ("head", {}, {"format": "1"}),
        ("head", {}, {"schema_version": 10**16}),
        ("end", {}, {"articles": -5}),
        ("end", {}, {"contents": 5}),
    ],
)
def test_a_field_that_is_not_what_it_must_be_is_refused(
    kind: str, row: dict[str, Any], change: dict[str, Any]
) -> None:
    wrong = row | change
    with pytest.raises(RowWrong, match="line 1: "):
        checked(kind, {"paragraphs": [wrong]} if kind == "articles" else wrong)


@pytest.mark.parametrize(
    "paragraphs",
    [None, [], {}, [5], [PARAGRAPH, PARAGRAPH], [PARAGRAPH, PARAGRAPH | {"position": 0}],
     [PARAGRAPH, PARAGRAPH | {"article_id": "b", "paragraph_id": "b#2", "position": 2}],
     [PARAGRAPH, PARAGRAPH | {"content_hash": "d", "paragraph_id": "a1#2", "position": 2}]],
)  # fmt: skip
def test_paragraphs_that_are_no_article_are_refused(paragraphs: object) -> None:
    with pytest.raises(RowWrong):
        checked("articles", {"paragraphs": paragraphs})


@pytest.mark.parametrize("line", [b"{", b"[1]", b"5", b"[" * 5_000, b'{"a":' * 5_000, b"\xff"])
def test_a_line_that_is_no_object_is_refused(line: bytes) -> None:
    with pytest.raises(RowWrong):
        row_of("head", line, 1)


# --- the file ------------------------------------------------------------------------------------


def made_of(*parts: tuple[str, bytes]) -> IO[bytes]:
    """A backup of these blocks, each of one kind, as it stands between its lines."""
    file = io.BytesIO()
    writer = Writer(file)
    for kind, data in parts:
        writer._block(kind, data)  # type: ignore[arg-type]
    return file


def told(file: IO[bytes], **options: Any) -> str:
    with pytest.raises(ArchiveDamaged) as wrong:
        deque(looked_through(file, "a.zst", unpack=archive.KINDS, **options), maxlen=0)
    return str(wrong.value)


def test_what_unpacks_too_far_is_damaged_and_never_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "UNPACKED_FLOOR", 4 << 20)
    many = [("head", b"{}\n"), *[("articles", b" " * (4 << 20))] * 20, ("end", b"{}\n")]
    file = made_of(*many)
    tracemalloc.start()
    try:
        assert "--limit unpacked-ratio=100" in told(file, ratio=100)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 30 << 20, most
    deque(looked_through(made_of(("head", b"{}\n"), ("end", b"{}\n")), "a.zst"), maxlen=0)


def header(**changes: Any) -> bytes:
    about = {"fihris": 2, "block": 1, "kind": "head", "bytes": 10, "hash": "x"} | changes
    data = json.dumps({name: value for name, value in about.items() if value != "absent"}).encode()
    return MARK + struct.pack("<I", len(data)) + data + b"0123456789"


@pytest.mark.parametrize(
    "changes",
    [{"bytes": -1}, {"bytes": 10**18}, {"bytes": "10"}, {"bytes": True}, {"bytes": 1e300},
     {"block": "1"}, {"block": None}, {"kind": 5}, {"hash": "absent"}, {"hash": 5}, {"fihris": 9},
     {"bytes": 10**14}],
)  # fmt: skip
def test_a_header_that_says_what_cannot_be_is_damage(changes: dict[str, Any]) -> None:
    found = list(blocks(io.BytesIO(header(**changes))))
    assert found
    assert all(block.damage for block in found)


@pytest.mark.parametrize(
    "data",
    [MARK + struct.pack("<I", 4_000) + b"[" * 4_000, MARK * 50, MARK + b"\xff" * 4],
)
def test_a_header_that_is_none_is_damage(data: bytes) -> None:
    assert all(block.damage for block in blocks(io.BytesIO(data)))


@pytest.mark.parametrize("packed", [b"no zstd", b"", b"\x28\xb5\x2f\xfd"])
def test_a_block_that_is_no_zstd_is_damage(monkeypatch: pytest.MonkeyPatch, packed: bytes) -> None:
    file = io.BytesIO()
    writer = Writer(file)
    monkeypatch.setattr(writer, "_zstd", Unchanged())
    writer._block("head", packed)
    (block,) = blocks(file)
    assert block.damage


class Unchanged:
    """What packs nothing."""

    @staticmethod
    def compress(data: bytes, level: int) -> bytes:
        """The data."""
        return data


class Counted(io.BytesIO):
    """A file that counts what is read of it."""

    read_bytes = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.read_bytes += len(data)
        return data


@pytest.mark.parametrize("one", [MARK, header(bytes=10**5), header(bytes=1), MARK + b"\x10\0\0\0"])
def test_what_is_damaged_is_looked_at_in_proportion_to_its_size(one: bytes) -> None:
    def looked(times: int) -> float:
        file = Counted(one * times + b"0" * 10**5)
        deque(blocks(file), maxlen=0)
        return file.read_bytes / len(file.getvalue())

    assert looked(4_000) <= 2 * looked(2_000) + 20
    assert looked(4_000) < 40
