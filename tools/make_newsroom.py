"""Makes ``seeds/newsroom``: one invented release in each format that ``fihris index`` reads.

``python -m tools.make_newsroom [FOLDER]``. Needs the tools of development, and for the PDF file a
font with Arabic letters (``--font FILE``); without one that file is left as it is. The files differ
from run to run only where a format holds the time it was made.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import zipfile
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Final

import docx
import fpdf
import openpyxl

FONTS: Final = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/Library/Fonts/Arial Unicode.ttf",
)
"""Where a font with Arabic letters often is."""

SOURCE: Final = "مكتب الميناء الإعلامي"
DAY: Final = "2025-03-{:02}"

RELEASES: Final = (
    ("page.html", "بلدية الميناء تفتتح حديقة عامة على الواجهة البحرية",
     "افتتحت بلدية الميناء صباح اليوم حديقة عامة تمتد على الواجهة البحرية وتضم ممشى وملاعب.",
     "وقال رئيس البلدية إن الحديقة هي الأولى من ثلاث حدائق تنجز قبل نهاية العام."),
    ("feed.xml", "تشغيل خط حافلات جديد بين الميناء والجامعة",
     "بدأ اليوم تشغيل خط حافلات جديد يصل الميناء بالجامعة كل عشرين دقيقة.",
     "وأوضحت هيئة النقل أن الخط يعمل بحافلات كهربائية حتى منتصف الليل."),
    ("wordpress.xml", "معرض الكتاب يستقبل زواره في قاعة الميناء",
     "يستقبل معرض الكتاب زواره في قاعة الميناء بمشاركة ستين دار نشر.",
     "ويضم البرنامج أمسيات شعرية وورشا للأطفال."),
    ("word.docx", "تدريب طواقم الإسعاف على الإنقاذ البحري",
     "أنهت طواقم الإسعاف تدريبا على الإنقاذ البحري استمر أسبوعين.",
     "وشارك في التدريب أربعون مسعفا من مراكز الساحل."),
    ("paper.pdf", "اعتماد خطة لصيانة أرصفة الميناء",
     "اعتمد مجلس إدارة الميناء خطة لصيانة الأرصفة الغربية خلال ثمانية أشهر.",
     "وتشمل الخطة استبدال الرافعات القديمة وإنارة الطرق الداخلية."),
    ("mail.eml", "دعوة إلى مؤتمر صحفي عن موسم الصيد",
     "تدعو هيئة الثروة السمكية الصحفيين إلى مؤتمر عن موسم الصيد الجديد.",
     "ويعقد المؤتمر في مبنى الهيئة عند العاشرة صباحا."),
    ("inbox.mbox", "تأجيل رحلات العبارة بسبب الرياح",
     "أجلت شركة العبارات رحلات اليوم بسبب شدة الرياح في عرض البحر.",
     "ودعت الشركة المسافرين إلى متابعة مواعيدها الجديدة."),
    ("table.csv", "ارتفاع عدد السفن الواصلة إلى الميناء",
     "ارتفع عدد السفن الواصلة إلى الميناء في الربع الأول من العام.",
     "وعزت الإدارة الارتفاع إلى خطوط ملاحية جديدة."),
    ("book.xlsx", "توزيع منح دراسية على أبناء الصيادين",
     "وزعت جمعية الميناء منحا دراسية على خمسين من أبناء الصيادين.",
     "وتغطي المنح رسوم عام دراسي كامل."),
    ("news.json", "إطلاق حملة لتنظيف الشاطئ الشمالي",
     "أطلق متطوعون حملة لتنظيف الشاطئ الشمالي تستمر حتى الجمعة.",
     "وجمعت الحملة في يومها الأول طنين من المخلفات."),
    ("lines.jsonl", "افتتاح مركز للحرف اليدوية في السوق القديم",
     "افتتح في السوق القديم مركز للحرف اليدوية يضم اثنتي عشرة ورشة.",
     "ويتيح المركز للزوار تعلم صناعة الشباك والفخار."),
    ("note.md", "مسابقة للتصوير عن حياة البحارة",
     "أعلن نادي التصوير مسابقة عن حياة البحارة مفتوحة للهواة.",
     "وتستقبل المشاركات حتى نهاية الشهر."),
    ("old_1256.txt", "ترميم منارة الميناء التاريخية",
     "بدأت أعمال ترميم منارة الميناء التاريخية بعد توقف عشرين عاما.",
     "ويشرف على الترميم فريق من مهندسي التراث."),
    ("wrapped.txt", "محطة جديدة لتحلية المياه",
     "وقع صباح أمس الاثنين في قاعة المدينة هنا وزير المياه عقد محطة لتحلية المياه في الساحل.",
     "وأكد الوزير أن المحطة ستعمل بالطاقة الشمسية وأن العمل فيها سيبدأ خلال شهرين من توقيع العقد."),
    ("archive.zip", "سباق القوارب الشراعية ينطلق السبت",
     "ينطلق السبت سباق القوارب الشراعية بمشاركة ثلاثين قاربا.",
     "ويتوج الفائزون مساء الأحد في ساحة الميناء."),
    ("packed.html.gz", "عيادة متنقلة تزور القرى الساحلية",
     "تزور عيادة متنقلة القرى الساحلية أسبوعيا لتقديم الفحوص مجانا.",
     "وتضم العيادة أطباء أسنان وعيون."),
)  # fmt: skip
"""File, title and two paragraphs; each is of another day of March 2025."""

PAGE: Final = """<!DOCTYPE html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title} | {source}</title>
<meta property="article:published_time" content="{day}T09:00:00+03:00"></head>
<body><header><nav><a href="/">الصفحة الأولى</a> <a href="/news">الأخبار</a></nav></header>
<article><h1>{title}</h1><p>{first}</p><h2>تفاصيل</h2><p>{second}</p></article>
<aside>الأكثر قراءة</aside><footer>جميع الحقوق محفوظة</footer></body></html>
"""

FEED: Final = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>{source}</title><link>https://port.example/</link>
<item><title>{title}</title><link>https://port.example/{name}</link>
<pubDate>{rfc}</pubDate><description><![CDATA[<p>{first}</p><p>{second}</p>]]></description></item>
</channel></rss>
"""

EXPORT: Final = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>{source}</title>
<item><title>{title}</title><link>https://port.example/{name}</link><pubDate>{rfc}</pubDate>
<content:encoded><![CDATA[<!-- wp:paragraph --><p>{first}</p><!-- /wp:paragraph -->
<p>{second}</p>]]>
</content:encoded><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>مسودة لم تنشر</title><content:encoded><![CDATA[<p>نص المسودة.</p>]]></content:encoded>
<wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>
"""


def told(name: str, title: str, first: str, second: str, number: int) -> dict[str, str]:
    """What a release says, by name."""
    day = datetime.fromisoformat(DAY.format(number))
    return {
        "name": name, "title": title, "first": first, "second": second, "source": SOURCE,
        "day": f"{day:%Y-%m-%d}", "rfc": f"{day:%a, %d %b %Y} 09:00:00 +0300",
    }  # fmt: skip


def wrapped(text: str, width: int = 48) -> str:
    """A text broken where a line is full."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def letter(one: dict[str, str]) -> EmailMessage:
    """A release as mail."""
    message = EmailMessage()
    message["Subject"], message["From"] = one["title"], f"{SOURCE} <press@port.example>"
    message["Date"], message["Message-ID"] = one["rfc"], f"<{one['name']}@port.example>"
    message.set_content(f"{one['first']}\n\n{one['second']}\n")
    return message


def table(one: dict[str, str]) -> list[list[str]]:
    """A release as a table."""
    return [
        ["العنوان", "النص", "تاريخ النشر", "المصدر"],
        [one["title"], f"{one['first']}\n{one['second']}", one["day"], SOURCE],
    ]


def written(one: dict[str, str]) -> bytes:  # noqa: PLR0912 - a case for each format
    """The file of a release, but for PDF."""
    ending = one["name"].partition(".")[2]
    text = f"---\nالمصدر: {SOURCE}\nالتاريخ: {one['day']}\n---\n{one['title']}\n\n{{}}\n\n{{}}\n"
    fields = {"headline": one["title"], "content": f"{one['first']}\n{one['second']}",
              "published_at": one["day"], "source": {"name": SOURCE}}  # fmt: skip
    out = io.BytesIO()
    match ending:
        case "html":
            return PAGE.format(**one).encode()
        case "html.gz":
            return gzip.compress(PAGE.format(**one).encode(), mtime=0)
        case "xml":
            return (FEED if one["name"] == "feed.xml" else EXPORT).format(**one).encode()
        case "eml":
            return letter(one).as_bytes()
        case "mbox":
            return b"From press@port.example Fri Mar  7 09:00:00 2025\n" + letter(one).as_bytes()
        case "docx":
            document = docx.Document()
            document.add_heading(one["title"], 0)
            for paragraph in (one["first"], one["second"]):
                document.add_paragraph(paragraph)
            document.save(out)
        case "xlsx":
            book = openpyxl.Workbook()
            for row in table(one):
                book.active.append(row)
            book.save(out)
        case "csv":
            sheet = io.StringIO()
            csv.writer(sheet, delimiter=";").writerows(table(one))
            return b"\xef\xbb\xbf" + sheet.getvalue().encode()
        case "json":
            return json.dumps({"status": "ok", "articles": [fields]}, ensure_ascii=False).encode()
        case "jsonl":
            return json.dumps(fields, ensure_ascii=False).encode() + b"\n"
        case "zip":
            with zipfile.ZipFile(out, "w") as archive:
                inside = zipfile.ZipInfo("بيان.txt", (2025, 3, 1, 9, 0, 0))
                archive.writestr(inside, text.format(one["first"], one["second"]))
                archive.writestr(zipfile.ZipInfo("__MACOSX/._x", (2025, 3, 1, 9, 0, 0)), "x")
        case "md":
            head = f"---\nsource: {SOURCE}\ndate: {one['day']}\n---\n"
            return f"{head}# {one['title']}\n\n{one['first']}\n\n**{one['second']}**\n".encode()
        case _ if one["name"].startswith("old"):
            return text.format(one["first"], one["second"]).replace("\n", "\r\n").encode("cp1256")
        case _:
            return text.format(wrapped(one["first"]), wrapped(one["second"])).encode()
    return out.getvalue()


def paper(one: dict[str, str], font: str) -> bytes:
    """A release as PDF, with a running head."""
    pdf = fpdf.FPDF()
    pdf.add_font("press", fname=font)
    pdf.set_text_shaping(True)
    pdf.set_creation_date(datetime.fromisoformat(one["day"]))
    pdf.add_page()
    for text, size in ((one["title"], 18), (one["first"], 12), (one["second"], 12)):
        pdf.set_font("press", size=size)
        pdf.multi_cell(0, 8, text, align="R", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(5)
    return bytes(pdf.output())


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("seeds/newsroom"))
    parser.add_argument("--font", default=next((one for one in FONTS if Path(one).exists()), ""))
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for number, release in enumerate(RELEASES, start=1):
        one = told(*release, number)
        if release[0].endswith(".pdf"):
            if not asked.font:
                print("no font with Arabic letters: --font FILE; the PDF file stays as it is")
                continue
            data = paper(one, asked.font)
        else:
            data = written(one)
        (asked.folder / release[0]).write_bytes(data)
    print(f"{asked.folder}: {len(RELEASES)} files")


if __name__ == "__main__":
    main()
