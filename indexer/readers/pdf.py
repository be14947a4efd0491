"""PDF: the text layer in logical order and plain letters, its lines joined into paragraphs.

PDFium gives the characters with their places. What is told twice on many pages (running heads, page
numbers) is dropped. A file that has pictures of pages and no text, or a text layer that is none, is
refused: recognising text is another program's affair.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final

from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.encodings import score
from indexer.readers.layout import Line, paragraphs_of, without_running_heads
from indexer.readers.pieces import How, Piece, needing_readers
from indexer.readers.streams import all_bytes
from indexer.readers.visual import mended, plain, turned, turns_round
from mappings.limits import exceeds

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 128 << 20
"""The largest PDF file."""

FEWEST_PER_PAGE: Final = 12
"""Characters a page of a file that has a text layer at all."""

GARBLED_SHARE: Final = 0.08
"""So many characters of no script, of a font without a table of its letters, are no text."""

GARBLED_SCORE: Final = -5.0
"""Arabic letters that come as seldom as that (``encodings.score``) are other letters' codes."""

_BAD: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff\ue000-\uf8ff]")
_ALEFS: Final = "اأإآٱ"
_SAME_PLACE: Final = 0.05
_NO_NAME: Final = re.compile(
    r"(?i)^(?:untitled|microsoft|document|doc\d|.*\.(?:docx?|pdf|indd|qxd)$)"
)


def read(chunks: Iterator[bytes], how: How = How()) -> Iterator[Piece]:
    """A PDF file: one release."""
    with needing_readers():
        import pypdfium2  # start-up

    data = all_bytes(chunks, MAX_BYTES)
    with ExitStack() as held:
        try:
            document = pypdfium2.PdfDocument(data)
            held.callback(document.close)
            pages = list(_pages(document, how))
        except pypdfium2.PdfiumError as exc:
            code = Code.ENCRYPTED if "assword" in str(exc) else Code.DAMAGED_FILE
            raise Unfit(code, str(exc)[:100]) from exc
        yield Piece(_record(pages), size=len(data))


def _record(pages: list[list[Line]]) -> dict[str, Any]:
    text = "\n".join(line.text for page in pages for line in page)
    signs = len("".join(text.split()))
    if signs < FEWEST_PER_PAGE * max(1, len(pages)):
        raise Unfit(Code.SCANNED, f"{len(pages)} pages, {signs} characters")
    bad = len(_BAD.findall(text))
    points = score(plain(text))
    if bad > GARBLED_SHARE * signs or (points is not None and points < GARBLED_SCORE):
        raise Unfit(Code.GARBLED, f"{bad} of {signs} characters are of no script")
    if turns_round(text):
        pages = [[line._replace(text=turned(line.text)) for line in page] for page in pages]
    pages = [[line._replace(text=plain(line.text)) for line in page] for page in pages]
    lines = without_running_heads(pages)
    paragraphs = paragraphs_of(lines)
    at = next((at for at, one in enumerate(paragraphs[:4]) if one["kind"] == "heading"), 0)
    title = paragraphs.pop(at)["text"] if paragraphs else ""
    return {"title": title, "paragraphs": paragraphs}


def _pages(document: Any, how: How) -> Iterator[list[Line]]:
    how.refuse_over("pages", len(document), f"{len(document):,} pages")
    met = 0
    for number in range(len(document)):
        page = document[number]
        try:
            text = page.get_textpage()
            try:
                met += text.count_chars()
                if exceeds(met, how.limits.article):
                    how.refuse_over("article", met, f"{met:,} characters")
                yield list(_lines(text, number))
            finally:
                text.close()
        finally:
            page.close()


def _lines(text: Any, page: int) -> Iterator[Line]:
    """The lines of a page, as PDFium tells them apart, each in logical order."""
    held: list[tuple[str, float, float, float, float, float]] = []
    for sign, generated, place in _signs(text):
        if generated and sign in "\r\n":
            if line := _line(held, page):
                yield line
            held = []
        elif sign not in "\r\n":
            held.append((sign, *place))
    if line := _line(held, page):
        yield line


def _signs(text: Any) -> Iterator[tuple[str, bool, tuple[float, float, float, float, float]]]:
    from pypdfium2 import raw  # start-up

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text.raw, at)
        sign = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        raw.FPDFText_GetCharBox(text.raw, at, left, right, bottom, top)
        size = raw.FPDFText_GetFontSize(text.raw, at)
        place = (left.value, right.value, bottom.value, top.value, size)
        yield sign, raw.FPDFText_IsGenerated(text.raw, at) == 1, place


def _line(held: list[tuple[str, float, float, float, float, float]], page: int) -> Line | None:
    """A line of signs with their places; lam and alef of one glyph, which PDFium may turn round
    with the rest, stand in their order again."""
    shown = [one for one in held if not one[0].isspace()]
    if not shown:
        return None
    signs: list[tuple[str, float]] = []
    at = 0
    while at < len(held):
        end = at + 1
        while end < len(held) and _is_one_glyph(held[at], held[end]):
            end += 1
        glyph = [(one[0], one[1]) for one in held[at:end]]
        is_turned = len(glyph) == 2 and glyph[0][0] in _ALEFS and glyph[1][0] == "ل"
        signs += glyph[::-1] if is_turned else glyph
        at = end
    sizes = Counter(round(one[5], 1) for one in shown)
    return Line(
        text=mended(signs),
        page=page,
        left=min(one[1] for one in shown),
        right=max(one[2] for one in shown),
        base=sorted(one[3] for one in shown)[len(shown) // 2],
        size=sizes.most_common(1)[0][0],
    )


def _is_one_glyph(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether two signs lie in one place: a ligature, such as لا."""
    is_arabic = "\u0600" <= one[0] <= "\u06ff" and "\u0600" <= other[0] <= "\u06ff"
    return bool(
        is_arabic
        and abs(one[1] - other[1]) < _SAME_PLACE
        and abs(one[2] - other[2]) < _SAME_PLACE
        and one[2] > one[1]
    )
