"""Reading files, folders and standard input; and everything that can be wrong with them."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.model import Article
from indexer.byte_lines import MAX_LINE_BYTES, TooLong, numbered_lines
from indexer.errors import InputMissing, UnknownFormat
from indexer.json_lines import without_markup
from indexer.readers import Code, Progress, Rejected, files_of, read

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def as_lines(*records: object) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records).encode()


def made(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def articles(*paths: Path, **options: Any) -> list[Article]:
    items = list(read(list(paths), **options))
    assert [item for item in items if isinstance(item, Rejected)] == []
    return [item for item in items if isinstance(item, Article)]


def one(folder: Path, record: object, **options: Any) -> Article:
    (article,) = articles(made(folder, "one.jsonl", as_lines(record)), **options)
    return article


def rejection(path: Path) -> Rejected:
    (item,) = read([path])
    assert isinstance(item, Rejected)
    return item


def codes(path: Path) -> list[Code | str]:
    """For each item its code, or the article's id."""
    return [item.code if isinstance(item, Rejected) else item.article_id for item in read([path])]


# --- text files --------------------------------------------------------------------------------


def test_the_first_line_is_the_title_and_every_other_a_paragraph(tmp_path: Path) -> None:
    path = made(tmp_path, "a.txt", "\n عنوان \n\nأولى\nثانية\r\n\n\nثالثة")
    (article,) = articles(path)
    assert (article.title, article.lines) == ("عنوان", ("أولى", "ثانية", "ثالثة"))


def test_front_matter_gives_the_fields_in_english_or_arabic(tmp_path: Path) -> None:
    english = "---\nid: k-1\ndate: 8 أكتوبر 2023\nsource: كونا\nplace: 'الكويت'\n---\nعنوان\nمتن"
    arabic = (
        "---\nالمعرف: k-2\nالتاريخ: 2023-10-08\nالمصدر: كونا\nالمكان: الكويت\nالتصنيف: أمن\n"
        "الكاتب: سعاد\nالرابط: https://example.org/1\n---\nعنوان\nمتن"
    )
    first, second = articles(made(tmp_path, "a.txt", english), made(tmp_path, "b.txt", arabic))
    assert (first.article_id, first.date, first.source, first.place) == (
        "k-1",
        "2023-10-08",
        "كونا",
        "الكويت",
    )
    assert (second.article_id, second.date, second.source, second.place) == (
        "k-2",
        "2023-10-08",
        "كونا",
        "الكويت",
    )
    assert (second.category, second.author, second.url) == ("أمن", "سعاد", "https://example.org/1")
    assert (second.title, second.lines) == ("عنوان", ("متن",))


def test_a_title_in_the_front_matter_leaves_all_lines_to_the_body(tmp_path: Path) -> None:
    (article,) = articles(made(tmp_path, "a.txt", "---\nالعنوان: عنوان\n---\nأولى\nثانية"))
    assert (article.title, article.lines) == ("عنوان", ("أولى", "ثانية"))


def test_a_rule_above_a_text_is_no_front_matter(tmp_path: Path) -> None:
    (article,) = articles(made(tmp_path, "a.txt", "---\nخبر عاجل\nمتن"))
    assert article.lines == ("خبر عاجل", "متن")


def test_front_matter_that_does_not_end_is_rejected(tmp_path: Path) -> None:
    path = made(tmp_path, "a.txt", "---\nid: 1\nعنوان بلا نقطتين\nمتن")
    assert (rejection(path).code, rejection(path).detail) == (
        Code.WRONG_TYPE,
        "front matter: not ended by --- before line 3",
    )


def test_unknown_keys_are_counted_and_passed_over(tmp_path: Path) -> None:
    progress = Progress()
    text = made(tmp_path, "a.txt", "---\nمحرر: سعاد\n---\nعنوان")
    lines = made(tmp_path, "b.jsonl", as_lines({"title": "آخر", "tags": [1]}))
    assert len(articles(text, lines, progress=progress)) == 2
    assert progress.unknown_fields == {"محرر": 1, "tags": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marked_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    (article,) = articles(made(tmp_path, "a.txt", "عنوان\nمتن".encode(encoding)))
    assert (article.title, article.lines) == ("عنوان", ("متن",))


def test_the_seed_is_read_whole() -> None:
    path = SEEDS / "000_5ae8f7c01cc1239e.txt"
    (article,) = articles(path)
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert [article.title, *article.lines] == lines


# --- JSON lines --------------------------------------------------------------------------------


def test_every_field_of_the_interface_is_read(tmp_path: Path) -> None:
    record = {
        "id": " k-1 ",
        "title": "عنوان  في\nسطرين",
        "body": "أولى\nثانية\r\n\r\nثالثة\u2028رابعة",
        "date": "الأحد ٨ تشرين الأول ٢٠٢٣",
        "source": " كونا ",
        "category": "أمن",
        "url": "https://example.org/1",
        "author": "سعاد",
        "place": "الكويت",
    }
    article = one(tmp_path, record)
    assert article == Article(
        article_id="k-1",
        title="عنوان في سطرين",
        lines=("أولى", "ثانية", "ثالثة", "رابعة"),
        date="2023-10-08",
        source="كونا",
        category="أمن",
        url="https://example.org/1",
        author="سعاد",
        place="الكويت",
        content_hash=article.content_hash,
    )


def test_paragraphs_may_be_given_as_a_list(tmp_path: Path) -> None:
    paragraphs = [{"text": "عنوان", "kind": "title"}, "أولى\nثانية", {"text": "ثالثة"}]
    article = one(tmp_path, {"paragraphs": paragraphs, "body": "لا"})
    assert (article.title, article.lines) == ("عنوان", ("أولى", "ثانية", "ثالثة"))


def test_absent_empty_and_null_fields_are_the_same(tmp_path: Path) -> None:
    absent = one(tmp_path, {"title": "عنوان"})
    assert one(tmp_path, {"title": "عنوان", "body": "", "url": None, "date": ""}) == absent
    assert (absent.source, absent.date, absent.lines) == (None, None, ())


def test_a_number_may_be_an_id(tmp_path: Path) -> None:
    assert one(tmp_path, {"id": 17, "title": "عنوان"}).article_id == "17"


def test_the_source_named_outside_is_for_those_that_name_none(tmp_path: Path) -> None:
    path = made(tmp_path, "a.jsonl", as_lines({"title": "أ"}, {"title": "ب", "source": "واس"}))
    assert [item.source for item in articles(path, source=" كونا ")] == ["كونا", "واس"]


def test_the_dateline_dates_an_article_that_has_no_date(tmp_path: Path) -> None:
    body = "الكويت – 8 أكتوبر 2023 (كونا) – أعلنت"
    assert one(tmp_path, {"title": "أ", "body": body}).date == "2023-10-08"
    assert one(tmp_path, {"title": "أ", "body": body, "date": "2024-01-01"}).date == "2024-01-01"


def test_a_day_without_year_needs_today(tmp_path: Path) -> None:
    record = {"title": "أ", "date": "8 أكتوبر"}
    assert one(tmp_path, record, today=date(2024, 1, 1)).date == "2023-10-08"
    assert rejection(tmp_path / "one.jsonl").code == Code.BAD_DATE


def test_html_is_read_as_its_text(tmp_path: Path) -> None:
    body = (
        "<p class='x'>أولى <b>غامقة</b>&nbsp;&laquo;قول&raquo;</p><!-- لا --><br/>ثانية"
        "<script>var x = '<p>';</script>"
    )
    article = one(tmp_path, {"title": "أ &amp; ب", "body": body})
    assert (article.title, article.lines) == ("أ & ب", ("أولى غامقة\u00a0«قول»", "ثانية"))


def test_what_only_looks_like_markup_stays() -> None:
    text = "س < 5 و ص > 3 <3 AT&T <الخبر>"
    assert without_markup(text) == text


def test_json_files_may_be_one_article_a_list_or_lines(tmp_path: Path) -> None:
    record = {"id": 1, "title": "أ"}
    pretty = made(tmp_path, "a.json", json.dumps(record, indent=2))
    listed = made(tmp_path, "b.json", json.dumps([record, {"id": 2, "title": "ب"}, 5]))
    lines = made(tmp_path, "c.json", as_lines(record, {"id": 3, "title": "ج"}))
    assert codes(pretty) == ["1"]
    assert codes(listed) == ["1", "2", Code.NOT_AN_OBJECT]
    assert codes(lines) == ["1", "3"]


# --- ids and hashes ----------------------------------------------------------------------------


def test_an_id_comes_from_the_url_first(tmp_path: Path) -> None:
    url = "https://example.org/1"
    expected = blake2b(url.encode(), digest_size=12).hexdigest()
    assert one(tmp_path, {"title": "أ", "url": url}).article_id == expected
    assert one(tmp_path, {"title": "ب", "url": url, "date": "2023-10-08"}).article_id == expected


def test_an_id_comes_from_source_title_and_date_next(tmp_path: Path) -> None:
    expected = blake2b("كونا\x1fأ\x1f2023-10-08".encode(), digest_size=12).hexdigest()
    record = {"title": "أ", "source": "كونا", "date": "2023-10-08"}
    assert one(tmp_path, record).article_id == expected
    assert one(tmp_path, {**record, "body": "مصحح"}).article_id == expected


def test_an_id_comes_from_the_content_last(tmp_path: Path) -> None:
    first, again, other = (
        one(tmp_path, {"title": "بيان", "body": body}) for body in ("متن", "متن", "آخر")
    )
    assert first.article_id == again.article_id == first.content_hash[:24]
    assert first.article_id != other.article_id


def test_the_hash_changes_with_every_field_that_is_indexed(tmp_path: Path) -> None:
    base = {"id": 1, "title": "أ", "body": "ب\nج"}
    changed = [
        {"title": "آ"},
        {"body": "ب ج"},
        {"date": "2023-10-08"},
        {"source": "س"},
        {"category": "س"},
        {"url": "س"},
        {"author": "س"},
        {"place": "س"},
    ]
    hashes = [one(tmp_path, {**base, **change}).content_hash for change in [{}, *changed]]
    assert len(set(hashes)) == len(hashes)


def test_the_hash_is_of_the_content_not_of_its_form(tmp_path: Path) -> None:
    lines = made(tmp_path, "a.jsonl", as_lines({"id": 1, "body": "ب\n\nج", "title": " أ "}))
    text = made(tmp_path, "b.txt", "---\nid: 2\n---\nأ\nب\nج\n")
    first, second = articles(lines, text)
    assert first.content_hash == second.content_hash


def test_the_same_article_again_is_given_once(tmp_path: Path) -> None:
    record = {"id": 1, "title": "أ"}
    progress = Progress()
    path = made(tmp_path, "a.jsonl", as_lines(record, {**record, "tags": 1}, record))
    assert len(articles(path, path, progress=progress)) == 1
    assert (progress.articles, progress.repeated) == (1, 5)


def test_another_article_under_a_given_id_is_rejected_and_the_first_kept(tmp_path: Path) -> None:
    path = made(tmp_path, "a.jsonl", as_lines({"id": 1, "title": "أ"}, {"id": 1, "title": "ب"}))
    first, second = read([path])
    assert isinstance(first, Article)
    assert isinstance(second, Rejected)
    assert (first.title, second.code, second.line, second.detail) == (
        "أ",
        Code.DUPLICATE_ID,
        2,
        "1",
    )


def test_two_releases_of_one_title_and_day_are_both_given(tmp_path: Path) -> None:
    records = [{"title": "بيان", "date": "2023-10-08", "body": body} for body in "أبأ"]
    first, second = articles(made(tmp_path, "a.jsonl", as_lines(*records)))
    assert first.article_id != second.article_id == second.content_hash[:24]


# --- what is wrong -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code", "detail"),
    [
        (b'{"title": "\xc7"}', Code.NOT_UTF8, "byte 0xC7 at 11"),
        (b'{"title": "a\\ud83d"}', Code.NOT_UTF8, "half a surrogate pair, as \\ud83d alone"),
        (b'{"title": "a\\u0000b"}', Code.NUL_BYTES, "in a field"),
        (b'{"title": "a\0b"}', Code.NUL_BYTES, "column 13"),
        (b'{"title": "a", }', Code.INVALID_JSON, None),
        (b'{"title": "a"} x', Code.INVALID_JSON, "Extra data at column 15"),
        (b'{"title": ', Code.INVALID_JSON, "Expecting value at column 11"),
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
        (b'{"title": "a", "id": "x#1"}', Code.BAD_ID, "it holds U+0023"),
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
    bad, after = read([path])
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
            file.write(b"x" * 1_000_000)
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


# --- files and folders -------------------------------------------------------------------------


def test_a_folder_is_read_by_names_and_only_what_are_releases(tmp_path: Path) -> None:
    for name in ["b/2.txt", "b/10.TXT", "a.text", "c.txt"]:
        made(tmp_path, name, f"---\nid: {Path(name).stem}\n---\nعنوان")
    made(tmp_path, "d.jsonl", as_lines({"id": "d", "title": "أ"}))
    made(tmp_path, "e.ndjson.gz", gzip.compress(as_lines({"id": "e", "title": "أ"})))
    skipped = [".hidden.txt", ".git/x.txt", "README.txt", "readme.md", "notes.md", "headings.json"]
    for name in [*skipped, "image.png", "a.txt~"]:
        made(tmp_path, name, "لا")
    (tmp_path / "loop").symlink_to(tmp_path)
    progress = Progress()
    items = articles(tmp_path, progress=progress)
    assert [item.article_id for item in items] == ["a", "10", "2", "c", "d", "e"]
    assert (progress.files, progress.skipped) == (6, 9)


def test_the_files_of_a_folder_are_what_reading_it_opens(tmp_path: Path) -> None:
    made(tmp_path, "b/1.txt", "أ")
    made(tmp_path, "a.jsonl", as_lines({"id": 1, "title": "ب"}))
    (tmp_path / "c.txt").symlink_to(tmp_path / "nowhere")
    files = list(files_of([tmp_path, "-"]))
    assert files == [tmp_path / "a.jsonl", tmp_path / "b/1.txt", tmp_path / "c.txt", "-"]
    assert list(read(files[:-1])) == list(read([tmp_path]))


def test_what_was_read_is_counted_in_bytes(tmp_path: Path) -> None:
    path = made(tmp_path, "a.jsonl.gz", gzip.compress(as_lines({"id": 1, "title": "أ"})))
    progress = Progress()
    articles(path, progress=progress)
    assert progress.bytes == path.stat().st_size


def test_a_missing_path_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputMissing, match="nowhere"):
        read([made(tmp_path, "a.txt", "عنوان"), tmp_path / "nowhere"])


def test_an_unknown_format_is_an_error_that_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat) as caught:
        read([made(tmp_path, "a.docx", "عنوان")])
    assert caught.value.exit_code == 2
    assert ".jsonl.gz" in "\n".join(caught.value.lines())


def test_a_named_file_is_read_even_if_a_folder_would_pass_it_over(tmp_path: Path) -> None:
    assert [item.title for item in articles(made(tmp_path, "README.md", "عنوان"))] == ["عنوان"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_standard_input_is_json_lines_plain_or_gzip(
    monkeypatch: pytest.MonkeyPatch, pack: Any
) -> None:
    data = pack(as_lines({"id": 1, "title": "أ"}, 5))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    first, second = read(["-"])
    assert isinstance(first, Article)
    assert isinstance(second, Rejected)
    assert (second.path, second.line) == ("-", 2)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_is_json_lines(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writing = os.open(pipe, os.O_RDWR)  # so that neither side waits
    os.write(writing, as_lines({"id": 1, "title": "أ"}, {"id": 2, "title": "ب"}))
    items = read([pipe])
    first = next(items)
    os.close(writing)
    assert isinstance(first, Article)
    assert len(list(items)) == 1


def test_reading_is_lazy(tmp_path: Path) -> None:
    path = made(tmp_path, "a.jsonl", as_lines(*({"id": at, "title": "أ"} for at in range(100_000))))
    progress = Progress()
    next(read([path], progress=progress))
    assert progress.bytes < path.stat().st_size


def test_counts_add_up(tmp_path: Path) -> None:
    record = {"id": 1, "title": "أ"}
    path = made(tmp_path, "a.jsonl", as_lines(record, record, 5, {"id": 1, "title": "ب"}))
    progress = Progress()
    given_items = list(read([path], progress=progress))
    assert progress.articles + progress.rejected == len(given_items) == 3
    assert progress.repeated == 1


# --- anything at all ---------------------------------------------------------------------------

anything = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)


@anything
@given(
    name=st.sampled_from(["a.txt", "a.jsonl", "a.json", "a.jsonl.gz", "a.md.gz"]),
    data=st.binary() | st.binary().map(gzip.compress) | st.text().map(str.encode),
)
def test_any_bytes_give_articles_or_rejections(tmp_path: Path, name: str, data: bytes) -> None:
    path = made(tmp_path, name, data)
    for item in read([path]):
        assert isinstance(item, (Article, Rejected))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
fields = st.sampled_from(
    ["id", "title", "body", "paragraphs", "date", "source", "url", "quarantined", "record"]
)


@anything
@given(record=st.dictionaries(fields, values))
def test_any_object_gives_an_article_or_rejections(
    tmp_path: Path, record: dict[str, object]
) -> None:
    path = made(tmp_path, "a.jsonl", json.dumps(record))
    for item in read([path]):
        if isinstance(item, Article):
            assert item.article_id
            assert item.title or item.lines


@anything
@given(body=st.text(st.characters(exclude_characters="\0<&", exclude_categories=["Cs"])))
def test_reading_loses_no_character_of_the_text(tmp_path: Path, body: str) -> None:
    article = one(tmp_path, {"title": "عنوان", "body": body})
    assert "".join("".join(article.lines).split()) == "".join(body.split())


@given(st.lists(st.binary(max_size=30)), st.integers(1, 40))
def test_lines_do_not_depend_on_how_they_arrive(lines: list[bytes], step: int) -> None:
    data = b"\n".join(lines)
    chunks = (data[at : at + step] for at in range(0, len(data), step))
    whole = data.split(b"\n")
    if not whole[-1]:
        whole.pop()
    assert [line for _, line in numbered_lines(chunks)] == whole
