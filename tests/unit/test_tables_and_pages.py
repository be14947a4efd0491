"""Tables, web pages, feeds and Markdown, as newsrooms have them."""

from __future__ import annotations

import gzip
from pathlib import Path

import openpyxl
import pytest

from fihris.engines.model import Article
from indexer.quarantine.quarantine import Code, Rejected
from indexer.readers.reading import Progress, read
from tests.unit.reading import articles, made, rejection

TITLE = "افتتاح مستشفى الميناء"
FIRST = "أعلنت وزارة الصحة في مدينة الميناء افتتاح مستشفى جديد يضم مئتي سرير لخدمة سكان الساحل."
SECOND = "وقال الوزير إن المشروع جزء من خطة وطنية لتطوير الخدمات الصحية خلال العام المقبل."


# --- tables


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_a_table_of_any_delimiter_and_encoding(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    rows = [
        ["المعرف", "العنوان", "النص", "التاريخ"],
        ["7", TITLE, f'"{FIRST}\n{SECOND}"', "2024-05-05"],
    ]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    (item,) = articles(made(tmp_path, "a.csv", text.encode(encoding)))
    assert (item.article_id, item.title, item.lines) == ("7", TITLE, (FIRST, SECOND))
    assert item.date == "2024-05-05"


def test_rows_may_stand_above_the_names_and_a_bad_row_leaves_the_others(tmp_path: Path) -> None:
    rows = (f"1,{TITLE},{FIRST}", f"2,{TITLE},{FIRST},زائد", f"3,خبر,{SECOND}")
    text = "\n".join(("تقرير الشهر,,", "", "id,title,body", *rows, ""))
    items = list(read([made(tmp_path, "a.csv", text)]))
    told = [one.article_id if isinstance(one, Article) else (one.code, one.line) for one in items]
    assert told == [
        "1", (Code.WRONG_TYPE, 5), "3",
    ]  # fmt: skip


def test_a_table_without_names_says_what_to_do(tmp_path: Path) -> None:
    item = rejection(made(tmp_path, "a.csv", f"1,{TITLE}\n2,{TITLE}\n"))
    assert item.code is Code.NO_COLUMNS
    assert "--map" in item.reason()


def test_a_workbook_is_a_table_a_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["العنوان", "النص", "تاريخ النشر", "رقم"])
    sheet.append(
        [TITLE, f"{FIRST}\n{SECOND}", __import__("datetime").datetime(2024, 5, 5, 10), 12.0]
    )
    book.create_sheet("ملاحظات").append(["لا شيء", 5])
    book.save(tmp_path / "a.xlsx")
    progress = Progress()
    (item,) = read([tmp_path / "a.xlsx"], progress=progress)
    assert isinstance(item, Article)
    assert (item.article_id, item.lines, item.date) == ("12", (FIRST, SECOND), "2024-05-05")
    assert progress.passed == {"sheet without names": 1}


# --- pages

AROUND = """<!DOCTYPE html><html><head><meta charset="{charset}">
<title>{title} | وكالة الميناء</title>
<script type="application/ld+json">{{"@graph":[{{"@type":"NewsArticle","headline":"{title}",
"datePublished":"2024-05-05T10:00:00+03:00","author":[{{"name":"سعاد"}}]}}]}}</script></head><body>
<header class="top"><nav><a href="/">الرئيسية</a> <a href="/s">رياضة</a></nav></header>{text}
<aside class="sidebar">الأكثر قراءة</aside><footer>جميع الحقوق محفوظة</footer></body></html>"""


@pytest.mark.parametrize("container", ["<article>{}</article>", "<main><div>{}</div></main>",
                                       '<div itemprop="articleBody">{}</div>', "<div>{}</div>",
                                       "<table><tr><td>{}</td></tr></table>"])  # fmt: skip
def test_a_page_is_its_text_alone(tmp_path: Path, container: str) -> None:
    inner = (
        f"<h1>{TITLE}</h1><time datetime='2024-05-05'>الأحد 5 مايو</time>"
        f"<p>{FIRST}</p><h2>خدمات</h2><p>{SECOND}</p>"
        '<div class="share-buttons">شارك على فيسبوك</div>'
        "<p>اقرأ أيضا: <a href='/x'>خبر آخر تماما</a></p>"
        '<div class="related-posts"><h3>مواضيع ذات صلة</h3>'
        '<ul><li><a href="/y">خبر ثالث</a></li></ul></div>'
    )
    page = AROUND.format(title=TITLE, charset="utf-8", text=container.format(inner))
    (item,) = articles(made(tmp_path, "a.html", page))
    assert (item.title, item.lines) == (TITLE, (FIRST, "خدمات", SECOND))
    assert item.headings == (1,)
    assert (item.date, item.source, item.author) == ("2024-05-05", "وكالة الميناء", "سعاد")


def test_a_page_is_read_in_the_encoding_it_declares_or_is_in(tmp_path: Path) -> None:
    page = AROUND.format(
        title=TITLE, charset="windows-1256", text=f"<article><p>{FIRST}</p></article>"
    )
    for name, data in (("a.html", page.encode("cp1256")), ("b.txt", page.encode("utf-16"))):
        assert articles(made(tmp_path, name, data))[0].lines == (FIRST,)


def test_a_list_a_poem_and_lines_of_a_page_stay_apart(tmp_path: Path) -> None:
    items = "<ul><li>بند أول</li><li>بند ثان</li></ul>"
    text = f"<article><p>{FIRST}</p>{items}<p>شطر<br>شطر آخر</p></article>"
    (item,) = articles(
        made(tmp_path, "a.html", AROUND.format(title=TITLE, charset="utf-8", text=text))
    )
    assert item.lines[1:] == ("بند أول", "بند ثان", "شطر", "شطر آخر")


# --- feeds

RSS = """<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>وكالة الميناء</title>{items}</channel></rss>"""
ITEM = (
    f"<item><title>{TITLE}</title><link>http://example.org/1</link><dc:creator>سعاد</dc:creator>"
    "<pubDate>Sun, 05 May 2024 10:00:00 +0300</pubDate><description>موجز</description>"
    f"<content:encoded><![CDATA[<p>{FIRST}</p><h3>خدمات</h3><p>{SECOND}</p>]]></content:encoded>"
    "<category>صحة</category>{more}</item>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256"])
def test_a_feed_is_an_article_an_entry(tmp_path: Path, encoding: str) -> None:
    text = RSS.format(encoding=encoding, items=ITEM.format(more=""))
    (item,) = articles(made(tmp_path, "feed", text.encode(encoding)))
    assert (item.title, item.lines, item.headings) == (TITLE, (FIRST, "خدمات", SECOND), (1,))
    assert (item.date, item.source, item.author) == ("2024-05-05", "وكالة الميناء", "سعاد")
    assert (item.url, item.category) == ("http://example.org/1", "صحة")


def test_an_atom_feed_with_xhtml(tmp_path: Path) -> None:
    text = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>وكالة</title><entry><title>{TITLE}</title>
    <link rel="self" href="http://example.org/self"/><link href="http://example.org/2"/><id>urn:x</id>
    <updated>2024-05-05T10:00:00Z</updated><author><name>سعاد</name></author>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{FIRST}</p><p>{SECOND}</p></div>
    </content></entry></feed>"""
    (item,) = articles(made(tmp_path, "a.atom", text))
    assert (item.lines, item.url, item.date) == (
        (FIRST, SECOND),
        "http://example.org/2",
        "2024-05-05",
    )


def test_of_an_export_of_wordpress_what_is_published(tmp_path: Path) -> None:
    states = [("publish", "post"), ("draft", "post"), ("publish", "page"),
              ("inherit", "attachment"),
              ("publish", "nav_menu_item")]  # fmt: skip
    items = "".join(
        ITEM.format(
            more=f"<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>"
        ).replace("example.org/1", f"example.org/{n}")
        for n, (status, kind) in enumerate(states)
    )
    progress = Progress()
    found = list(
        read(
            [made(tmp_path, "a.xml", RSS.format(encoding="utf-8", items=items))], progress=progress
        )
    )
    assert [item.url for item in found if isinstance(item, Article)] == [
        "http://example.org/0", "http://example.org/2",
    ]  # fmt: skip
    assert progress.passed == {"status draft": 1, "attachment": 1, "nav_menu_item": 1}


def test_a_broken_feed_is_mended_as_far_as_it_goes(tmp_path: Path) -> None:
    text = RSS.format(
        encoding="utf-8", items=ITEM.format(more="") + "<item><title>ب & ج</title><des"
    )
    assert TITLE in [getattr(item, "title", "") for item in read([made(tmp_path, "a.xml", text)])]


def test_an_xml_of_other_names_is_read_by_their_names_and_another_is_told(tmp_path: Path) -> None:
    text = f"<news><article><headline>{TITLE}</headline><text>{FIRST}</text></article></news>"
    assert articles(made(tmp_path, "a.xml", text))[0].lines == (FIRST,)
    assert rejection(made(tmp_path, "b.xml", "<svg><path/></svg>")).code is Code.NO_ARTICLES


# --- Markdown


@pytest.mark.parametrize("front", ["",
                                   "---\nالمصدر: م\nتاريخ النشر: 2024-05-05\ntags:\n  - أ\n---\n",
                                   '+++\nsource = "م"\ndate = 2024-05-05\n+++\n'])  # fmt: skip
def test_markdown_is_read_without_its_signs(tmp_path: Path, front: str) -> None:
    half = FIRST.index(" في ")
    text = (
        f"{front}# {TITLE}\n\n{FIRST[:half]}\n{FIRST[half:].strip()}\n\n## خدمات *جديدة*\n\n"
        f"**وقال** {SECOND[5:]} [رابط](http://example.org)\n\n- بند أول\n- بند ثان\n\n---\n"
    )
    (item,) = articles(made(tmp_path, "a.md", text))
    assert item.title == TITLE
    assert item.lines == (FIRST, "خدمات جديدة", f"{SECOND} رابط", "- بند أول", "- بند ثان")
    assert item.headings == (1,)
    assert (item.source, item.date) == (("م", "2024-05-05") if front else (None, None))


def test_a_yaml_of_aliases_is_refused(tmp_path: Path) -> None:
    text = "---\na: &a [x, x]\nb: &b [*a, *a]\ntitle: خبر\n---\nنص"
    assert isinstance(rejection(made(tmp_path, "a.md", text)), Rejected)


# --- by content


def test_a_name_that_says_nothing_or_lies_does_not_matter(tmp_path: Path) -> None:
    page = AROUND.format(title=TITLE, charset="utf-8", text=f"<article><p>{FIRST}</p></article>")
    feed = RSS.format(encoding="utf-8", items=ITEM.format(more=""))
    table = f"id,title,body\n1,{TITLE},{FIRST}\n"
    for name, text in (("a.txt", page), ("b.doc", page), ("c", feed), ("d.html", feed),
                       ("e.txt", table),
                       ("f.xls", table), ("g.dat", f'{{"title": "{TITLE}", "body": "{FIRST}"}}'),
                       ("h.dump", f"{TITLE}\n\n{FIRST}")):  # fmt: skip
        assert articles(made(tmp_path, name, text))[0].title == TITLE, name
    assert articles(made(tmp_path, "x.gz", gzip.compress(page.encode())))[0].title == TITLE


def test_in_a_folder_all_that_is_a_release_is_read_and_the_rest_is_named(tmp_path: Path) -> None:
    page = AROUND.format(title=TITLE, charset="utf-8", text=f"<article><p>{FIRST}</p></article>")
    for name, data in (("page", page), ("release_12", f"خبر ثان\n\n{FIRST}"), ("a.css", "p {}"),
                       ("photo.JPG", b"\xff\xd8\xff"), ("LICENSE", "Permission is granted"),
                       ("blob.xyz", b"\0\1\2"), (".hidden.txt", "لا"),
                       ("README.md", "لا")):  # fmt: skip
        made(tmp_path, name, data)
    progress = Progress()
    assert len(articles(tmp_path, progress=progress)) == progress.files == 2
    assert progress.passed == {
        ".css": 1,
        ".jpg": 1,
        "no ending": 1,
        ".xyz": 1,
        "hidden": 1,
        "readme": 1,
    }
    assert {Path(path).name for path, _ in progress.passed_names} == {
        "a.css", "photo.JPG", "LICENSE", "blob.xyz", ".hidden.txt", "README.md",
    }  # fmt: skip


@pytest.mark.timeout(60)  # in time that grows with the page: a hundred times less
def test_a_page_that_is_made_slow_is_read_all_the_same(tmp_path: Path) -> None:
    paragraphs = f"<p>{FIRST}</p>" * 5_000
    for text in (
        "<article>" * 200 + paragraphs,
        "<div class=menu>" * 200 + paragraphs,
        f"<div>{'<time>1</time> كلمة ' * 50_000}</div>",
    ):
        assert len(list(read([made(tmp_path, "a.html", f"<html><body>{text}</body></html>")]))) == 1


def test_a_line_end_of_another_kind_in_a_table_is_no_fault(tmp_path: Path) -> None:
    made(tmp_path, "a.csv", "title,body\rx,y\n\rخبر,نص\rz\n")
    items = list(read([tmp_path / "a.csv"]))
    assert items
    assert all(isinstance(item, Rejected) for item in items)
