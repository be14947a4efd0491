"""Texts in encodings that nobody names."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.encodings import as_utf8, decoded, legacy, unmarked_utf16
from tests.unit.reading import SEEDS, articles, as_lines, made, rejection

NEWS = "افتتاح مستشفى الميناء الجديد\n\nأعلنت وزارة الصحة افتتاح مستشفى يضم 200 سرير لخدمة السكان."
VOCALISED = (SEEDS / "002_jordan_reading_vocalised.txt").read_text(encoding="utf-8")
LONG = (SEEDS / "000_5ae8f7c01cc1239e.txt").read_text(encoding="utf-8")
MIXED = "ABC Group announces: أعلنت الشركة نتائج الربع الأول من العام وارتفاع الأرباح, profit up 5%"

OTHERS = [
    ("Министерство здравоохранения объявило об открытии больницы в городе", "cp1251"),
    ("Министерство здравоохранения объявило об открытии больницы в городе", "koi8-r"),
    ("Το υπουργείο υγείας ανακοίνωσε τα εγκαίνια νέου νοσοκομείου στην πόλη", "cp1253"),
    ("משרד הבריאות הודיע על פתיחת בית חולים חדש בעיר לתושבי החוף", "cp1255"),
    ("L'été dernier, à côté de la forêt où près de mille élèves déjà réfugiés étaient", "cp1252"),
]


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859_6", "cp720"])
@pytest.mark.parametrize(
    "text", [NEWS, VOCALISED, LONG, MIXED], ids=["news", "vowels", "long", "mix"]
)
def test_arabic_before_unicode_is_told_by_its_letters(text: str, encoding: str) -> None:
    data = text.encode(encoding, "ignore")
    assert legacy(data) == encoding
    assert decoded(data) == data.decode(encoding)


@pytest.mark.parametrize(("text", "encoding"), OTHERS)
def test_what_is_not_arabic_is_not_guessed(text: str, encoding: str) -> None:
    assert legacy(text.encode(encoding)) is None
    with pytest.raises(Unfit) as caught:
        decoded(text.encode(encoding))
    assert caught.value.code is Code.NOT_UTF8
    assert "--encoding" in caught.value.detail


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [NEWS, MIXED, LONG])
def test_utf_16_needs_no_mark(text: str, encoding: str) -> None:
    assert unmarked_utf16(text.encode(encoding)) == encoding
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    assert decoded(NEWS.encode(encoding)) == NEWS


def test_ascii_and_spaces_are_no_utf_16() -> None:
    assert unmarked_utf16(b" " * 999) == unmarked_utf16(b"plain text of no letters but these") == ""


def test_a_damaged_place_in_utf_8_is_told_and_not_another_encoding() -> None:
    data = NEWS.encode() + b"\xc7\xe1 " + NEWS.encode()
    with pytest.raises(Unfit) as caught:
        decoded(data)
    assert "mend that place" in caught.value.detail


def test_a_declaration_is_believed_where_the_bytes_allow_it() -> None:
    assert decoded("Привет мир".encode("cp1251"), declared="windows-1251") == "Привет мир"
    # an Arabic page that an editor called Latin
    assert decoded(NEWS.encode("cp1256", "replace"), declared="iso-8859-1").startswith("افتتاح")


def test_what_was_asked_is_the_only_one_tried() -> None:
    assert decoded("Привет".encode("cp1251"), asked="windows-1251") == "Привет"
    with pytest.raises(Unfit):
        decoded(b"\xff\xfe\xfa", asked="utf-8")


def test_a_stream_of_lines_is_read_in_its_encoding(tmp_path: Path) -> None:
    data = as_lines({"id": 1, "title": "افتتاح مستشفى الميناء", "body": "أعلنت وزارة الصحة اليوم"})
    path = made(tmp_path, "a.jsonl", data.decode().encode("cp1256"))
    assert articles(path)[0].title == "افتتاح مستشفى الميناء"
    whole = b"".join(as_utf8(iter([codecs.BOM_UTF16_LE + NEWS.encode("utf-16-le")])))
    assert whole.decode().lstrip("\ufeff") == NEWS


def test_an_old_text_file_is_loaded_and_a_strange_one_says_what_to_try(tmp_path: Path) -> None:
    old = made(tmp_path, "old.txt", NEWS.replace("\n", "\r\n").encode("cp1256"))
    assert articles(old)[0].title == "افتتاح مستشفى الميناء الجديد"
    strange = made(tmp_path, "strange.txt", OTHERS[0][0].encode("cp1251"))
    assert rejection(strange).code is Code.NOT_UTF8
