"""Reading: text files, JSON lines, folders and streams become articles."""

from __future__ import annotations

import gc
import gzip
import io
import json
import os
import sys
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

from fihris.engines.model import Article
from indexer.errors import InputMissing, UnknownFormat
from indexer.readers.markup import without_markup
from indexer.readers.reading import Code, Progress, Rejected, files_of, read
from tests.unit.reading import SEEDS, articles, as_lines, codes, made, one, rejection

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
    text = made(tmp_path, "a.txt", "---\nالمدقق: سعاد\n---\nعنوان")
    lines = made(tmp_path, "b.jsonl", as_lines({"title": "آخر", "tags": [1]}))
    assert len(articles(text, lines, progress=progress)) == 2
    assert progress.unknown_fields == {"المدقق": 1, "tags": 1}


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


# --- files and folders -------------------------------------------------------------------------


def test_a_folder_is_read_by_names_and_only_what_are_releases(tmp_path: Path) -> None:
    for name in ["b/2.txt", "b/10.TXT", "a.text", "c.txt"]:
        made(tmp_path, name, f"---\nid: {Path(name).stem}\n---\nعنوان")
    made(tmp_path, "d.jsonl", as_lines({"id": "d", "title": "أ"}))
    made(tmp_path, "e.ndjson.gz", gzip.compress(as_lines({"id": "e", "title": "أ"})))
    skipped = [".hidden.txt", ".git/x.txt", "README.txt", "readme.md", "~$notes.docx", "style.css"]
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
        read([made(tmp_path, "a.bin", b"\0\1\2" * 99)])
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


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_what_is_rejected_leaves_nothing_for_the_collector(tmp_path: Path, name: str) -> None:
    """It is off while files are read: what refers to itself would stay until the end."""
    lines = ["{}", '{"title": 1}', "{]}", '{"title": "ع", "date": "?"}'] * 50
    text = f"[{','.join(lines)}]" if name == "a.json" else "\n".join(lines)
    file = tmp_path / name
    file.write_text(text, "utf-8")
    given = list(read([file]))  # what is imported on first use is imported now
    gc.collect()
    gc.disable()
    try:
        given = list(read([file]))
        assert gc.collect() < len(lines)  # one reading, and nothing for each record
    finally:
        gc.enable()
    assert given


def test_a_home_of_ours_in_a_folder_of_releases_is_passed_over(tmp_path: Path) -> None:
    made(tmp_path, "a.txt", "خبر")
    made(tmp_path, "home/journal.sqlite3", b"SQLite")
    made(tmp_path, "home/press/generation.json", '{"name": "x"}')
    progress = Progress()
    assert len(articles(tmp_path, progress=progress)) == 1
    assert progress.passed == {"index of fihris": 1}


@pytest.mark.parametrize("written", ["30 فبراير 2024", "أمس", "5-7 مايو 2024", "2" * 5000])
def test_a_date_that_cannot_be_read_costs_the_date_alone(tmp_path: Path, written: str) -> None:
    progress = Progress()
    found = one(tmp_path, {"title": "ع", "body": "نص", "date": written}, progress=progress)
    assert found.date is None
    assert progress.warnings == [(str(tmp_path / "one.jsonl"), 1, "bad-date", written[:60])]
    assert rejection(tmp_path / "one.jsonl").code == Code.BAD_DATE
    dated = {"title": "ع", "body": "الكويت – 5 مايو 2024 – قال", "date": written}
    assert one(tmp_path, dated).date == "2024-05-05"
