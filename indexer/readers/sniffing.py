"""What a file is by its first bytes, where its name says nothing, or lies."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from indexer.quarantine.quarantine import Unfit
from indexer.readers.encodings import decoded
from indexer.readers.formats import BY_NAME, LINES, NEVER, ending_of, format_of
from indexer.readers.keys import looks_like_header

if TYPE_CHECKING:
    from indexer.readers.formats import Format

HEAD_BYTES: Final = 8192
"""What is looked at."""

LOOKED_AT: Final = 2048
"""Characters of a text that are looked at line by line."""

LONGEST_HEADER: Final = 1000
"""Characters of the longest row of names."""

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = b"\xd0\xcf\x11\xe0"
_RTF: Final = b"{\\rtf"
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML: Final = re.compile(r"\s*<(?:\?xml\b|rss\b|feed\b|rdf:RDF\b)", re.IGNORECASE)
_HEADER: Final = re.compile(
    r"(?im)^(from|to|subject|date|message-id|mime-version|received|return-path|content-type"
    r"|delivered-to|reply-to|x-[a-z-]+):"
)
_HEADER_LINE: Final = re.compile(r"(?:[!-9;-~]+:|[ \t])")
_JSON: Final = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[{\[\"\]])")
_ONE_DOCUMENT: Final = re.compile(r"\s*(?:\[\s*\{|\{\s*\n\s*\")")
"""What is called JSON lines and is one document: a list of objects, an object over many lines."""

_LINE_OF_JSON: Final = re.compile(r"\s*\{.*\}[ \t\r]*\Z")
_ARABIC: Final = re.compile("[\u0621-\u064a]")
_LATIN: Final = re.compile("[A-Za-z]")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")

_OF_ANY_NAME: Final = frozenset(("zip", "pdf", "ole", "rtf", "html", "xml", "mail", "mbox"))
"""What a file is whatever its name says."""

_BINARY: Final = frozenset(("pdf", "docx", "xlsx", "zip"))


def format_by(name: str, head: bytes, *, asked: str = "") -> Format | None:
    """How to read a file of this name that begins so; ``None`` if it is nothing that is read.

    Args:
        asked: the name of a format that the user gave; then nothing is looked at.
    """
    if asked:
        return BY_NAME[asked]
    by_name = format_of(name)
    kind = kind_of(head)
    if kind in {"ole", "rtf"}:
        is_sheet = kind == "ole" and by_name is not None and by_name.name == "xlsx"
        return BY_NAME["xlsx" if is_sheet else "docx"]
    if by_name is LINES and _ONE_DOCUMENT.match(_text(head)):
        return BY_NAME["json"]
    if kind in _OF_ANY_NAME or (kind and _overrules(kind, by_name)):
        return BY_NAME[kind]
    if by_name is None and ending_of(name) not in NEVER and is_text(head):
        return BY_NAME["text"]
    return by_name


def _overrules(kind: str, by_name: Format | None) -> bool:
    if by_name is None or by_name.name in _BINARY:
        return True
    named = by_name.name
    if kind == "csv":
        return named == "text"
    return named not in {kind, "markdown"} and {kind, named} != {"lines", "json"}


def is_release(name: str, head: bytes) -> bool:
    """Whether a file whose name says nothing is taken in a folder: for what it is, or because it
    is text in Arabic."""
    if kind_of(head):
        return True
    text = _text(head)
    return bool(text) and len(_ARABIC.findall(text)) > max(20, len(_LATIN.findall(text)))


def kind_of(head: bytes) -> str:
    """The name of a format, ``ole`` or ``rtf``; empty if the bytes do not tell."""
    if head.startswith(_ZIP):
        return "zip"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_OLE):
        return "ole"
    if head.startswith(_RTF):
        return "rtf"
    text = _text(head)
    if not text:
        return ""
    if _HTML.match(text):
        return "html"
    if _XML.match(text):
        return "xml"
    lines = text[:LOOKED_AT].lstrip().splitlines()
    if lines and lines[0].startswith("From ") and any(map(_HEADER.match, lines[1:4])):
        return "mbox"
    if _is_mail(lines):
        return "mail"
    if _JSON.match(text):
        first = lines[0]
        return "lines" if _LINE_OF_JSON.match(first) and len(lines) > 1 else "json"
    return "csv" if lines and len(lines[0]) < LONGEST_HEADER and looks_like_header(lines[0]) else ""


def is_text(head: bytes) -> bool:
    """Whether it is text in an encoding that is certain."""
    return bool(_text(head, strict=True))


def _is_mail(lines: list[str]) -> bool:
    head = []
    for line in lines:
        if not _HEADER_LINE.match(line):
            break
        head.append(line)
    names = {found[1].lower() for line in head if (found := _HEADER.match(line))}
    return len(names) >= 3 or ("subject" in names and "from" in names)


def _text(head: bytes, *, strict: bool = False) -> str:
    """The text of the first bytes; of the last line there may be half a sign. Empty if none."""
    if not head.strip():
        return ""
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" not in head:
        with suppress(UnicodeDecodeError):  # by far the most usual
            text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
            return "" if _CONTROL.search(text) else text
    for cut in range(4):
        with suppress(Unfit):
            text = decoded(head[: len(head) - cut])
            return "" if _CONTROL.search(text) else text
    if strict or b"\0" in head:
        return ""
    text = head.decode("latin-1")  # the letters of ASCII tell enough
    return "" if _CONTROL.search(text) else text
