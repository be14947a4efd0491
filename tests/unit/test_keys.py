"""Names of keys that newsrooms use, and the documents that hold articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fihris.engines.model import Article
from indexer.quarantine.quarantine import Rejected
from indexer.readers.asked import Asked
from indexer.readers.keys import known, looks_like_header, mapping_of
from indexer.readers.reading import Progress, read
from tests.unit.reading import articles, as_lines, made, one

BODY = "أعلنت وزارة الصحة افتتاح مستشفى.\nوقال الوزير إن المشروع جزء من خطة."
TITLE = "افتتاح مستشفى"


@pytest.mark.parametrize(
    "record",
    [
        {"headline": TITLE, "text": BODY, "published_at": "2024-05-05T10:00:00Z", "publisher": "م"},
        {"Title": TITLE, "Content": BODY, "PublishDate": "5/5/2024", "Source_Name": "م"},
        {"title": TITLE, "summary": "موجز", "content": BODY, "pubDate": 1714900000, "agency": "م"},
        {"العنوان": TITLE, "نص الخبر": BODY, "تاريخ النشر": "5 مايو 2024", "المصدر": "م"},
        {"عنوان_الخبر": TITLE, "النَّص": BODY, "التاريخ": "2024-05-05", "الجهة": "م"},
        {"title": {"rendered": TITLE}, "content": {"rendered": f"<p>{BODY}</p>"},
         "date": "2024-05-05T10:00:00", "author": 3, "categories": [4, 5], "source": {"name": "م"}},
        {"_id": "x", "_source": {"title": TITLE, "body": BODY, "day": "2024-05-05", "source": "م"}},
        {"title": TITLE, "publishedAt": "2024-05-05", "source": {"id": None, "name": "م"},
         "description": BODY, "content": None},
    ],
)  # fmt: skip
def test_usual_names_are_known(tmp_path: Path, record: dict[str, Any]) -> None:
    article = one(tmp_path, record)
    assert (article.title, list(article.lines)) == (TITLE, BODY.split("\n"))
    assert (article.date, article.source) == ("2024-05-05", "م")


def test_what_is_not_used_is_named_with_how_often(tmp_path: Path) -> None:
    path = made(
        tmp_path,
        "a.jsonl",
        as_lines(*({"title": f"خبر {n}", "نسخة": 1, "tags": []} for n in range(3))),
    )
    progress = Progress()
    list(read([path], progress=progress))
    assert progress.unknown_fields == {"نسخة": 3, "tags": 3}


def test_of_two_keys_for_one_field_the_fuller_counts_and_the_other_is_named() -> None:
    made_of, unused = known({"summary": "موجز", "content": "نص", "title": "خبر"})
    assert made_of == {"body": "نص", "title": "خبر"}
    assert unused == ("summary",)


def test_the_users_names_come_first_also_inside_objects(tmp_path: Path) -> None:
    keys = mapping_of(["body=payload.main,date=when", "title=t"])
    record = {"t": TITLE, "payload": {"main": BODY}, "when": "2024-05-05", "body": "لا"}
    article = one(tmp_path, record, asked=Asked(keys=keys))
    assert (article.title, article.date, len(article.lines)) == (TITLE, "2024-05-05", 2)


@pytest.mark.parametrize("wrong", ["body", "colour=x", "body="])
def test_a_mapping_names_a_field_and_a_key(wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        mapping_of([wrong])


@pytest.mark.parametrize(
    ("line", "is_header"),
    [("id,title,body", True), ("العنوان;النص;التاريخ", True), ("a,b,c", False), ("title", False),
     ("قال، وأضاف، ثم أكد", False)],
)  # fmt: skip
def test_a_row_of_names_is_told(line: str, is_header: bool) -> None:
    assert looks_like_header(line) is is_header


ARTICLES = [{"title": f"خبر {n}", "content": "نص الخبر"} for n in range(3)]


@pytest.mark.parametrize(
    "document",
    [
        ARTICLES,
        {"status": "ok", "totalResults": 3, "articles": ARTICLES},
        {"took": 1, "hits": {"total": 3, "hits": [{"_id": str(n), "_source": one_}
                                                  for n, one_ in enumerate(ARTICLES)]}},
        {"response": {"meta": [1, 2], "data": {"docs": ARTICLES}}},
        {"title": "اسم القناة", "description": "وصف", "items": ARTICLES},
        {str(n): one_ for n, one_ in enumerate(ARTICLES)},
    ],
    ids=["list", "news", "hits", "deep", "feed", "by-id"],
)  # fmt: skip
def test_a_list_of_articles_is_found_wherever_it_is(tmp_path: Path, document: object) -> None:
    for indent in (None, 2):
        text = json.dumps(document, ensure_ascii=False, indent=indent)
        found = articles(made(tmp_path, "a.json", text))
        assert [(item.title, item.lines) for item in found] == [
            (f"خبر {n}", ("نص الخبر",)) for n in range(3)
        ]


def test_an_article_with_lists_in_it_is_one_article(tmp_path: Path) -> None:
    record = {"title": TITLE, "body": BODY, "images": [{"title": "صورة", "url": "x", "date": "1"}]}
    assert len(articles(made(tmp_path, "a.json", json.dumps(record)))) == 1


def test_a_bulk_body_gives_each_document_the_id_before_it(tmp_path: Path) -> None:
    data = as_lines(
        {"index": {"_id": "e1"}}, {"title": "أ"},
        {"update": {"_id": "e2"}}, {"doc": {"title": "ب"}},
        {"create": {}}, {"id": 5, "title": "ج"},
    )  # fmt: skip
    assert [item.article_id for item in articles(made(tmp_path, "a.ndjson", data))] == [
        "e1",
        "e2",
        "5",
    ]


def test_a_chats_export_is_an_article_a_message(tmp_path: Path) -> None:
    chat = {
        "name": "قناة", "type": "public_channel", "id": 7,
        "messages": [
            {"id": 1, "type": "service", "date": "2024-05-05T10:00:00", "action": "create"},
            {"id": 2, "type": "message", "date": "2024-05-05T10:00:00",
             "text": ["عاجل: ", {"type": "bold", "text": "افتتاح"}, "\nنص الخبر كله."]},
            {"id": 3, "type": "message", "date": "2024-05-06T10:00:00", "text": "فقرة واحدة."},
            {"id": 4, "type": "message", "date": "2024-05-06", "text": "", "photo": "x.jpg"},
        ],
    }  # fmt: skip
    progress = Progress()
    items = list(read([made(tmp_path, "result.json", json.dumps(chat))], progress=progress))
    first, second = (item for item in items if isinstance(item, Article))
    assert (first.article_id, first.title, first.lines) == (
        "7/2",
        "عاجل: افتتاح",
        ("نص الخبر كله.",),
    )
    assert (first.source, first.date) == ("قناة", "2024-05-05")
    assert (second.title, second.lines) == ("", ("فقرة واحدة.",))
    assert progress.passed == {"message without text": 2}


def test_a_document_that_is_called_json_lines_is_read_all_the_same(tmp_path: Path) -> None:
    for indent in (None, 1):
        text = json.dumps(ARTICLES, indent=indent)
        assert len(articles(made(tmp_path, "a.jsonl", text))) == 3


def test_what_is_no_article_is_told(tmp_path: Path) -> None:
    items = list(read([made(tmp_path, "a.json", '{"version": 1, "lang": ["ar"]}')]))
    assert [type(item) for item in items] == [Rejected]
