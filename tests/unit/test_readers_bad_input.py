"""Reading: what is wrong is told with its code and place, and the rest goes on."""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fihris.engines.model import Article
from indexer.readers.lines import MAX_LINE_BYTES, TooLong, numbered_lines
from indexer.readers.reading import Code, Progress, Rejected, read
from tests.unit.reading import STRICT, articles, as_lines, codes, made, rejection

# --- what is wrong -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code", "detail"),
    [
        (b'{"title": "\xc7"}', Code.NOT_UTF8, "byte 0xC7 at 11"),
        (b'{"title": "a\\ud83d"}', Code.NOT_UTF8, "half a surrogate pair, as \\ud83d alone"),
        (b'{"title": "a\\u0000b"}', Code.NUL_BYTES, "in a field"),
        (b'{"title": "a\0b"}', Code.NUL_BYTES, "column 13"),
        (b'{"title": "a", }', Code.INVALID_JSON, None),
        (b'{"title": "a"} x', Code.INVALID_JSON, "Extra data: column 15"),
        (b'{"title": ', Code.INVALID_JSON, "Expecting value: column 11"),
        (b"{" * 100_000, Code.INVALID_JSON, None),
        (b'{"a":' * 100_000, Code.INVALID_JSON, None),
        (b'{"id": ' + b"1" * 5000 + b"}", Code.INVALID_JSON, None),
        (b"[1, 2]", Code.NOT_AN_OBJECT, "it is a list"),
        (b"null", Code.NOT_AN_OBJECT, "it is null"),
        (b'"text"', Code.NOT_AN_OBJECT, "it is a string"),
        (b"{}", Code.NO_TEXT, ""),
        (b'{"source": "x"}', Code.NO_TEXT, ""),
        (b'{"title": " ", "body": "\\n"}', Code.EMPTY, ""),
        (b'{"title": "<p>&nbsp;</p>"}', Code.ONLY_MARKUP, ""),
        (b'{"body": "<x-y z=1></x-y> ***"}', Code.ONLY_MARKUP, ""),
        (b'{"paragraphs": ["<br>"]}', Code.ONLY_MARKUP, ""),
        (b'{"title": 5}', Code.WRONG_TYPE, "title: it is a number, not a string"),
        (b'{"title": "a", "body": ["b"]}', Code.WRONG_TYPE, "body: it is a list, not a string"),
        (b'{"paragraphs": "b"}', Code.WRONG_TYPE, "paragraphs: it is a string, not a list"),
        (
            b'{"paragraphs": ["a", 1]}',
            Code.WRONG_TYPE,
            "paragraphs[1]: it is a number, not a string",
        ),
        (b'{"title": "a", "date": 2023}', Code.WRONG_TYPE, "date: it is a number, not a string"),
        (b'{"title": "a", "source": {}}', Code.WRONG_TYPE, "source: it is an object, not a string"),
        (b'{"title": "a", "id": true}', Code.WRONG_TYPE, None),
        (b'{"title": "a", "id": 1.5}', Code.WRONG_TYPE, None),
        (b'{"title": "a", "id": "x\\ty"}', Code.BAD_ID, "it holds U+0009"),
        (b'{"title": "a", "id": "' + b"x" * 513 + b'"}', Code.BAD_ID, None),
        (b'{"title": "a", "date": "2023-13-45"}', Code.BAD_DATE, "2023-13-45"),
    ],
)
def test_each_bad_line_has_its_code_and_the_rest_goes_on(
    tmp_path: Path, line: bytes, code: Code, detail: str | None
) -> None:
    good = as_lines({"id": "good", "title": "خبر"})
    path = made(tmp_path, "a.jsonl", b"\n" + line + b"\n" + good)
    bad, after = read([path], asked=STRICT)
    assert isinstance(bad, Rejected)
    assert isinstance(after, Article)
    assert (bad.code, bad.path, bad.line, bad.bytes) == (code, str(path), 2, len(line))
    assert detail is None or bad.detail == detail


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.EMPTY),
        (b" \n\n", Code.EMPTY),
        ("عنوان".encode("cp1256"), Code.NOT_UTF8),
        ("عنوان\0".encode(), Code.NUL_BYTES),
        (b"<p></p>\n&nbsp;", Code.ONLY_MARKUP),
        ("---\ndate: 32/1/2023\n---\nعنوان".encode(), Code.BAD_DATE),
        (b"x" * (MAX_LINE_BYTES + 1), Code.TOO_LONG),
    ],
)
def test_each_bad_text_file_has_its_code(tmp_path: Path, content: bytes, code: Code) -> None:
    item = rejection(made(tmp_path, "a.txt", content))
    assert (item.code, item.line) == (code, None)


def test_an_empty_file_of_lines_is_told(tmp_path: Path) -> None:
    assert codes(made(tmp_path, "a.jsonl", b"")) == [Code.EMPTY]


def test_a_line_of_50_mb_is_passed_over_without_being_held(tmp_path: Path) -> None:
    good = as_lines({"id": "good", "title": "خبر"})
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(good.replace(b"good", b"before"))
        for _ in range(50):
            file.write(os.urandom(500_000).hex().encode())
        file.write(b"\n" + good)
    before, bad, after = read([path])
    assert isinstance(bad, Rejected)
    assert (bad.code, bad.line, bad.bytes, bad.record) == (Code.TOO_LONG, 2, 50_000_000, None)
    assert [item.article_id for item in (before, after) if isinstance(item, Article)] == [
        "before",
        "good",
    ]


def test_long_lines_are_not_held() -> None:
    held = 0

    def chunks() -> Iterator[bytes]:
        for _ in range(64):
            yield b"x" * (1 << 20)

    for _, line in numbered_lines(chunks()):
        held = max(held, 0 if isinstance(line, TooLong) else len(line))
    assert held == 0


def test_what_came_before_a_cut_in_gzip_data_is_given(tmp_path: Path) -> None:
    records = [{"id": at, "title": os.urandom(3000).hex()} for at in range(200)]
    data = gzip.compress(as_lines(*records))
    path = made(tmp_path, "a.jsonl.gz", data[: len(data) // 2])
    *before, last = read([path])
    assert isinstance(last, Rejected)
    assert (last.code, last.line) == (Code.TRUNCATED_GZIP, len(before) + 1)
    assert 80 < len(before) < 120
    assert all(isinstance(item, Article) for item in before)


def test_damaged_gzip_data_is_told_apart(tmp_path: Path) -> None:
    first = gzip.compress(as_lines({"id": 1, "title": "أ"}))
    second = bytearray(first)
    second[-6] ^= 1  # its checksum
    assert codes(made(tmp_path, "a.jsonl.gz", first + second)) == ["1", Code.DAMAGED_GZIP]
    assert codes(made(tmp_path, "b.jsonl.gz", b"plain text")) == [Code.DAMAGED_GZIP]
    assert codes(made(tmp_path, "c.txt.gz", b"plain text")) == [Code.DAMAGED_GZIP]


def test_gzip_of_several_members_with_padding_is_read(tmp_path: Path) -> None:
    data = b"".join(gzip.compress(as_lines({"id": at, "title": "أ"})) for at in range(3))
    assert codes(made(tmp_path, "a.jsonl.gz", data + b"\0" * 512)) == ["0", "1", "2"]


def test_gzip_is_known_by_its_bytes_whatever_its_name(tmp_path: Path) -> None:
    data = gzip.compress("عنوان\nمتن".encode())
    assert [item.title for item in articles(made(tmp_path, "a.txt", data))] == ["عنوان"]


def test_a_broken_link_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere.txt")
    made(tmp_path, "b.txt", "---\nid: b\n---\nعنوان")
    assert codes(tmp_path) == [Code.BROKEN_LINK, "b"]
    assert codes(tmp_path / "a.txt") == [Code.BROKEN_LINK]


@contextmanager
def nobody() -> Iterator[None]:
    """For root, who may read everything: be somebody who may not."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(was)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights of POSIX")
def test_a_file_and_a_folder_without_rights_are_rejected() -> None:
    with tempfile.TemporaryDirectory() as name:  # tmp_path is closed to others
        folder = Path(name)
        folder.chmod(0o755)
        made(folder, "a.txt", "عنوان").chmod(0)
        made(folder, "b/c.txt", "عنوان")
        made(folder, "d.txt", "---\nid: d\n---\nعنوان").chmod(0o644)
        (folder / "b").chmod(0)
        with nobody():
            found = codes(folder)
            inside = codes(folder / "b/c.txt")
        (folder / "b").chmod(0o700)
    assert found == [Code.NO_RIGHTS, Code.NO_RIGHTS, "d"]
    assert inside == [Code.NO_RIGHTS]


class Meddling(Progress):
    """Appends to a file when the first part of it was read, as another program may."""

    __slots__ = ("path",)
    path: Path

    def __setattr__(self, name: str, value: object) -> None:
        first = name == "bytes" and value and not self.bytes
        super().__setattr__(name, value)
        if first:
            with self.path.open("ab") as file:
                file.write(b"more")


def test_a_text_file_that_changes_while_it_is_read_gives_nothing_of_itself(tmp_path: Path) -> None:
    path = made(tmp_path, "a.txt", "عنوان" * 100_000)
    meddling = Meddling()
    meddling.path = path
    (item,) = read([path], progress=meddling)
    assert isinstance(item, Rejected)
    assert item.code == Code.CHANGED


def test_a_line_file_that_grows_while_it_is_read_has_given_what_it_gave(tmp_path: Path) -> None:
    path = made(tmp_path, "a.jsonl", as_lines({"id": 1, "title": "أ"}, {"id": 2, "title": "ب"}))
    items = read([path])
    first = next(items)
    with path.open("ab") as file:
        file.write(as_lines({"id": 3, "title": "ج"}))
    rest = list(items)
    assert isinstance(first, Article)
    last = rest[-1]
    assert isinstance(last, Rejected)
    assert (last.code, last.record) == (Code.CHANGED, None)
