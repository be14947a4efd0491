"""Word, PDF, mail and archives; files made by the formats' own tools."""

from __future__ import annotations

import io
import mailbox
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import arabic_reshaper
import docx
import fpdf
import pytest
from bidi.algorithm import get_display

from fihris.engines.model import Article
from indexer.quarantine.quarantine import Code, Rejected
from indexer.readers.reading import Progress, read
from tests.unit.reading import articles, codes, made, rejection

TITLE = "افتتاح مستشفى الميناء"
FIRST = (
    "أعلنت وزارة الصحة في مدينة الميناء افتتاح مستشفى جديد يضم 200 سرير (المرحلة 2) لخدمة"
    " سكان الساحل خلال الأسبوع المقبل، وقال وزير الصحة إن شركة ABC Group ستشغله."
)
SECOND = "وأضاف أن فرق الطوارئ ستعمل على مدار الساعة، وأن الخدمات الصحية ستشمل القرى."
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


# --- Word


def word(path: Path) -> Path:
    document = docx.Document()
    document.add_heading(TITLE, 0)
    document.add_paragraph(FIRST)
    document.add_heading("خدمات", 2)
    document.add_paragraph(SECOND)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "الأسرة", "200"
    document.sections[0].header.paragraphs[0].text = "وكالة الميناء"
    document.save(str(path))
    return path


def test_a_word_document_in_order_without_its_header(tmp_path: Path) -> None:
    (item,) = articles(word(tmp_path / "a.docx"))
    assert (item.title, item.lines, item.headings) == (
        TITLE, (FIRST, "خدمات", SECOND, "الأسرة 200"), (1,),
    )  # fmt: skip
    renamed = made(tmp_path, "b.txt", (tmp_path / "a.docx").read_bytes())
    assert articles(renamed)[0].lines == item.lines


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(600), Code.OLD_FORMAT),
        ("a.rtf", b"{\\rtf1 x}", Code.OLD_FORMAT),
        ("a.docx", b"PK\x03\x04" + bytes(99), Code.DAMAGED_FILE),
        ("a.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), Code.ENCRYPTED),
        ("a.pdf", b"%PDF-1.7\nnothing", Code.DAMAGED_FILE),
        ("a.xlsx", b"\0\1\2", Code.DAMAGED_FILE),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, code: Code) -> None:
    assert rejection(made(tmp_path, name, data)).code is code


# --- PDF


class Paper(fpdf.FPDF):
    """With a running head and page numbers."""

    def header(self) -> None:
        self.set_font("D", size=9)
        self.cell(0, 8, "وكالة الميناء للأنباء", align="C", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-15)
        self.cell(0, 8, f"صفحة {self.page_no()}", align="C")


def paper(path: Path, *, shaped: bool) -> Path:
    """Letters joined by the PDF's maker, or before as presentation forms, left to right."""
    pdf = Paper()
    pdf.add_font("D", fname=FONT)
    pdf.set_text_shaping(shaped)

    def say(text: str, size: int) -> None:
        pdf.set_font("D", size=size)
        if shaped:
            pdf.multi_cell(0, 8, text, align="R", new_x="LMARGIN", new_y="NEXT")
        else:
            words, lines = text.split(), [""]
            for one in words:
                if len(lines[-1]) + len(one) > 70:
                    lines.append("")
                lines[-1] = f"{lines[-1]} {one}".strip()
            for line in lines:
                shown = get_display(arabic_reshaper.reshape(line))
                pdf.cell(0, 8, shown, align="R", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(4)

    pdf.add_page()
    say(TITLE, 18)
    say(FIRST, 12)
    pdf.add_page()
    say("خدمات", 15)
    say(SECOND, 12)
    pdf.output(str(path))
    return path


@pytest.mark.skipif(not Path(FONT).exists(), reason="no font with Arabic letters")
@pytest.mark.parametrize("shaped", [True, False], ids=["shaped", "presentation-forms"])
def test_a_pdf_in_logical_order_and_plain_letters(tmp_path: Path, shaped: bool) -> None:
    (item,) = articles(paper(tmp_path / "a.pdf", shaped=shaped))
    assert (item.title, item.lines, item.headings) == (TITLE, (FIRST, "خدمات", SECOND), (1,))


def test_a_scan_is_told_and_tesseract_named(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("L", (300, 400), 255).save(tmp_path / "scan.pdf")
    item = rejection(tmp_path / "scan.pdf")
    assert item.code is Code.SCANNED
    assert "tesseract" in item.reason()


# --- mail


def letter(
    *, html: str = "", text: str = f"{FIRST}\n\n{SECOND}\n", subject: str = TITLE
) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"] = subject, "وكالة الميناء <press@example.org>"
    message["Date"], message["Message-ID"] = "Sun, 05 May 2024 10:00:00 +0300", "<m1@example.org>"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def test_a_message_is_a_release(tmp_path: Path) -> None:
    (item,) = articles(made(tmp_path, "a.eml", letter().as_bytes()))
    assert (item.title, item.lines) == (TITLE, (FIRST, SECOND))
    assert (item.article_id, item.date, item.source) == (
        "m1@example.org",
        "2024-05-05",
        "وكالة الميناء",
    )


def test_html_is_preferred_to_a_stub_and_text_where_it_is_whole(tmp_path: Path) -> None:
    html = f"<html><body><p>{FIRST}</p><h3>خدمات</h3><p>{SECOND}</p></body></html>"
    stub = letter(html=html, text="اعرض الرسالة في المتصفح\n")
    assert articles(made(tmp_path, "a.eml", stub.as_bytes()))[0].lines == (FIRST, "خدمات", SECOND)
    whole = letter(html=html)
    assert articles(made(tmp_path, "b.eml", whole.as_bytes()))[0].lines == (FIRST, SECOND)


def test_a_message_in_an_old_charset_and_wrapped(tmp_path: Path) -> None:
    text = (
        "أعلنت وزارة الصحة في مدينة الميناء افتتاح مستشفى\nجديد لخدمة سكان الساحل، وقال وزير\n"
        "الصحة إن المشروع جزء من خطة.\n\nنهاية الخبر كله.\n"
    )
    message = EmailMessage()
    message["Subject"], message["From"] = TITLE, "a@example.org"
    message.set_payload(text.encode("cp1256"))
    message["Content-Type"] = 'text/plain; charset="windows-1256"'
    message["Content-Transfer-Encoding"] = "8bit"
    (item,) = articles(made(tmp_path, "a.eml", message.as_bytes()))
    assert "وقال وزير الصحة إن المشروع" in item.lines[0]
    assert len(item.lines) == 2


def test_what_is_attached_is_a_release_of_its_own(tmp_path: Path) -> None:
    message = letter()
    data = word(tmp_path / "w.docx").read_bytes()
    message.add_attachment(
        data, maintype="application", subtype="octet-stream", filename="بيان.docx"
    )
    message.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="صورة.jpg")
    inner = letter(subject="خبر آخر", text=f"{SECOND}\n")
    inner.replace_header("Message-ID", "<m2@example.org>")
    message.add_attachment(inner)
    progress = Progress()
    found = list(read([made(tmp_path, "a.eml", message.as_bytes())], progress=progress))
    assert [item.title for item in found if isinstance(item, Article)] == [TITLE, TITLE, "خبر آخر"]
    assert progress.passed == {".jpg": 1}


def test_a_mailbox_is_its_messages(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "a.mbox")
    for number in range(3):
        message = letter(subject=f"خبر {number}", text=f"From here on: {FIRST}\n")
        message.replace_header("Message-ID", f"<{number}@example.org>")
        box.add(message)
    box.close()
    assert [item.title for item in articles(tmp_path / "a.mbox")] == ["خبر 0", "خبر 1", "خبر 2"]
    assert articles(made(tmp_path, "Inbox", (tmp_path / "a.mbox").read_bytes()))[2].title == "خبر 2"


# --- archives


def packed(files: dict[str, bytes | str], **options: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_an_archive_is_the_files_in_it(tmp_path: Path) -> None:
    data = packed(
        {
            "أخبار/خبر.txt": f"{TITLE} 1\n\n{FIRST}",
            "b.html": f"<html><body><h1>{TITLE} 2</h1><p>{FIRST}</p></body></html>",
            "in.zip": packed({"c.jsonl": '{"title": "خبر 3"}\n{"title": "خبر 4"}\n{bad\n'}),
            "w.docx": word(tmp_path / "w.docx").read_bytes(),
            "__MACOSX/._b.html": "لا", ".DS_Store": "لا", "photo.png": b"\x89PNG",
            "../../etc/x.txt": "خبر خارج\n\nنص",
        }
    )  # fmt: skip
    progress = Progress()
    found = list(read([made(tmp_path, "a.zip", data)], progress=progress))
    assert [item.title if isinstance(item, Article) else item.code for item in found] == [
        f"{TITLE} 1", f"{TITLE} 2", "خبر 3", "خبر 4", Code.INVALID_JSON, TITLE, "خبر خارج",
    ]  # fmt: skip
    assert progress.passed == {"hidden": 2, ".png": 1}


@pytest.mark.parametrize("encoding", ["cp1256", "cp720", "utf-8"])
def test_names_in_an_archive_may_be_of_any_encoding(encoding: str) -> None:
    from indexer.readers.archives import name_of

    info = zipfile.ZipInfo("خبر.txt".encode(encoding).decode("cp437"))
    info.flag_bits = 0
    assert name_of(info).endswith(".txt")
    if encoding != "cp1256":  # of one byte both of the others may be it
        assert name_of(info) == "خبر.txt"


# --- hostile


def bomb(size: int = 300 << 20) -> bytes:
    return packed({"a.txt": bytes(size)})


def mail_in_mail(levels: int) -> bytes:
    message = letter()
    for _ in range(levels):
        outer = EmailMessage()
        outer["Subject"], outer["From"] = "خ", "a@example.org"
        outer.set_content("نص")
        outer.add_attachment(message)
        message = outer
    return message.as_bytes()


def zip_in_zip(levels: int) -> bytes:
    data = packed({"a.txt": f"{TITLE}\n\n{FIRST}"})
    for _ in range(levels):
        data = packed({"in.zip": data})
    return data


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><rss><channel><item><title>خبر</title><description>&j;</description></item></channel>"
    "</rss>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<rss><channel><item><title>خبر</title><description>&x; نص</description></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("name", "make", "wanted"),
    [
        ("a.zip", bomb, Code.OVERPACKED),
        ("a.docx", lambda: packed({"word/document.xml": bytes(300 << 20)}), Code.OVERPACKED),
        ("a.xlsx", lambda: packed({"xl/workbook.xml": bytes(300 << 20)}), Code.OVERPACKED),
        ("a.zip", lambda: zip_in_zip(9), Code.NESTED),
        ("a.eml", lambda: mail_in_mail(12), Code.NESTED),
        ("a.eml", lambda: b"Content-Type: message/rfc822\n\n" * 5000 + b"x", Code.NESTED),
        ("a.json", lambda: b"[" * 100_000, None),
        ("a.json", lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000, None),
        ("a.html", lambda: b"<div>" * 100_000 + FIRST.encode() + b"</div>" * 100_000, None),
        ("a.xml", lambda: b"<rss>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</rss>", None),
        ("a.xml", LAUGHS.encode, None),
        ("a.csv", lambda: b"title,body\n" + b'"' + b"x" * (17 << 20), None),
        ("a.md", lambda: b"---\na: " + b"[" * 100_000 + b"\n---\n" + FIRST.encode(), None),
        ("a.md", lambda: (b"*_" * 200_000) + b"\n" + (b"[a](" * 100_000), None),
    ],
    ids=[
        "bomb", "docx-bomb", "xlsx-bomb", "zips", "mails", "more-mails", "brackets", "objects",
        "html", "xml", "laughs", "endless-cell", "yaml", "signs",
    ],
)  # fmt: skip
def test_what_is_made_to_hurt_is_told_or_read_in_bounds(
    tmp_path: Path, name: str, make: Callable[[], bytes], wanted: Code | None
) -> None:
    found = list(read([made(tmp_path, name, make())]))
    assert found
    if wanted is not None:
        assert wanted in [item.code for item in found if isinstance(item, Rejected)]


def test_an_entity_reads_no_file(tmp_path: Path) -> None:
    found = list(read([made(tmp_path, "a.xml", OUTSIDE)]))
    assert "root:" not in str(found)
    assert "ha" * 10 not in str(list(read([made(tmp_path, "b.xml", LAUGHS)])))


def test_a_missing_library_is_named_with_what_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    monkeypatch.setitem(sys.modules, "docx", None)
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    monkeypatch.setitem(sys.modules, "lxml", None)
    for name, data in (("a.pdf", b"%PDF-1.4"), ("a.docx", packed({"word/document.xml": "x"})),
                       ("a.xlsx", packed({"xl/workbook.xml": "x"})), ("a.html", b"<html>x</html>"),
                       ("a.xml", b"<rss/>")):  # fmt: skip
        item = rejection(made(tmp_path, name, data))
        assert (item.code, "pip install" in item.detail) == (Code.NOT_INSTALLED, True), name
    assert codes(made(tmp_path, "a.csv", "id,title\n1,خبر\n")) == ["1"]
