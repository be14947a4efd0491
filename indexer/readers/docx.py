"""Word documents: paragraphs, headings and tables of the body, without headers and footers."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any, Final

from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.archives import refuse_bomb
from indexer.readers.pieces import How, Piece, needing_readers
from indexer.readers.streams import all_bytes
from indexer.readers.xml import local

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 64 << 20
"""The largest document."""

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_OOXML: Final = "EncryptedPackage".encode("utf-16-le")
_GONE: Final = frozenset(
    [
        "del",
        "movefrom",
        "instrtext",
        "deltext",
        "ppr",
        "rpr",
        "footnotereference",
        "commentreference",
        "fallback",
    ]
)
"""What is in a paragraph and is not text of it: what was deleted, fields' codes."""


def read(chunks: Iterator[bytes], how: How = How()) -> Iterator[Piece]:
    """A document: one release."""
    data = all_bytes(chunks, MAX_BYTES)
    if data.startswith(_OLE):
        if _ENCRYPTED_OOXML in data:
            raise Unfit(Code.ENCRYPTED)
        raise Unfit(Code.OLD_FORMAT, "Word before 2007; save it as .docx")
    if data.startswith(b"{\\rtf"):
        raise Unfit(Code.OLD_FORMAT, "RTF; save it as .docx")
    if not data.startswith(b"PK"):
        raise Unfit(Code.DAMAGED_FILE, "not a Word document")
    refuse_bomb(data, how)
    yield Piece(_record(data), size=len(data))


def _record(data: bytes) -> dict[str, Any]:
    with needing_readers():
        import docx  # start-up
        from lxml import etree  # start-up
    try:
        document = docx.Document(io.BytesIO(data))
        paragraphs = list(_paragraphs(document.element.body, _styles(document)))
        about = document.core_properties
        title, author, subject = about.title, about.author, about.subject
    except (
        KeyError, ValueError, AttributeError, TypeError, IndexError, OSError, zipfile.BadZipFile,
        etree.XMLSyntaxError, docx.exceptions.PythonDocxError, RecursionError,
    ) as exc:  # fmt: skip
        raise Unfit(Code.DAMAGED_FILE, f"{type(exc).__name__}: {str(exc)[:100]}") from exc
    at = next((at for at, one in enumerate(paragraphs[:5]) if one["kind"] == "title"), None)
    if at is None:
        at = next((at for at, one in enumerate(paragraphs[:3]) if one["kind"] == "heading"), None)
    if at is None and paragraphs:
        at = 0
    record: dict[str, Any] = {
        "title": paragraphs.pop(at)["text"] if at is not None else title or ""
    }
    for one in paragraphs:
        if one["kind"] == "title":
            one["kind"] = "heading"
    record["paragraphs"] = paragraphs
    del author, subject  # whose computer it was, most often
    return record


def _styles(document: Any) -> dict[str, str]:
    """For each style's id whether it is a title's or a heading's, by its name or its level."""
    kinds: dict[str, str] = {}
    for style in document.styles.element.iter(f"{_WORD}style"):
        name = style.find(f"{_WORD}name")
        told = str(name.get(f"{_WORD}val") if name is not None else "").lower()
        if told == "title":
            kinds[style.get(f"{_WORD}styleId")] = "title"
        elif told.startswith("heading") or style.find(f".//{_WORD}outlineLvl") is not None:
            kinds[style.get(f"{_WORD}styleId")] = "heading"
    return kinds


def _paragraphs(body: Any, styles: dict[str, str]) -> Iterator[dict[str, str]]:
    """Paragraphs in order, those of tables and text boxes too; a row of a table is one."""
    for element in body:
        tag = local(element.tag)
        if tag == "p":
            yield from _lines(element, styles)
        elif tag == "tbl":
            for row in element.iter(f"{_WORD}tr"):
                cells = [" ".join(_text(cell).split()) for cell in row.iter(f"{_WORD}tc")]
                if text := " ".join(filter(None, cells)):
                    yield {"text": text, "kind": "body"}
        elif tag in {"sdt", "sdtcontent", "ins", "customxml"}:
            yield from _paragraphs(element, styles)


def _lines(paragraph: Any, styles: dict[str, str]) -> Iterator[dict[str, str]]:
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    kind = styles.get(style.get(f"{_WORD}val"), "body") if style is not None else "body"
    for line in _text(paragraph).split("\n"):
        if text := " ".join(line.split()):
            yield {"text": text, "kind": kind}


def _text(element: Any) -> str:
    parts: list[str] = []
    waiting = [element]
    while waiting:
        one = waiting.pop()
        tag = local(one.tag)
        if tag in _GONE:
            continue
        if tag == "t":
            parts.append(one.text or "")
        elif tag in {"br", "cr"} or (tag == "p" and one is not element):
            parts.append("\n")
        elif tag == "tab":
            parts.append(" ")
        elif tag == "nobreakhyphen":
            parts.append("-")
        waiting.extend(reversed(one))
    return "".join(parts)
