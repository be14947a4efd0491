"""The text of bytes: which encoding they are in, found out where nobody says it.

In this order: what was asked for; a byte order mark; UTF-16 by where its zeros and high bytes lie;
UTF-8; what the file declares; then one of the encodings of Arabic before Unicode, where the letters
come out as often as Arabic has them. Where that is not sure, nothing is guessed.
"""

from __future__ import annotations

import codecs
import math
import re
from typing import TYPE_CHECKING, Final

from indexer.quarantine.quarantine import Code, Unfit

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE_BYTES: Final = 1 << 16
"""What is looked at to find an encoding: 30,000 letters, where 200 are enough."""

LEGACY: Final = ("cp1256", "iso8859_6", "cp720", "mac_arabic")
"""Encodings of Arabic before Unicode, the more usual first; of two that give the same text, that
one. Their usual names are in ``NAMES``."""

NAMES: Final = {
    "cp1256": "windows-1256", "iso8859_6": "iso-8859-6", "cp720": "cp720",
    "mac_arabic": "mac-arabic",
}  # fmt: skip

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as UTF-16's does: asked before it
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_PER_MILLE: Final = (
    "ا154 ل117 ي69 م65 و59 ت56 ر49 ن47 ة41 ب33 ع32 د31 س26 ف24 ق21 أ19 ح18 ه15 ك14 ج13 ط11 ش11 ز10"
    " ى9 خ9 ص9 إ8 ض6 ث6 ئ4 ذ4 غ4 ء4 ظ2 ؤ1 آ1"
)
"""How often each letter is written, in the 25,395 letters of ``seeds/``."""

_LOGS: Final = {one[0]: math.log(int(one[1:]) / 1000) for one in _PER_MILLE.split()}
_RARE: Final = math.log(0.0003)
"""What a sign of another kind counts: less than the rarest letter."""

ARTICLE_WEIGHT: Final = 3.0
"""What the share of words that begin with ال is worth: a quarter or more of those in Arabic, and
hardly any where the letters are another encoding's."""

LEAST_SCORE: Final = -3.0
"""Mean logarithm of the share of each sign that is not ASCII, and ``ARTICLE_WEIGHT``. Arabic scores
-2.4 to -1.6, also with every vowel written; the same bytes in another of these encodings, and
Russian, Greek, Hebrew and French bytes, -3.2 and less (``tests/unit/test_encodings.py``)."""

BETTER_BY: Final = 0.4
"""So much the best is better than the next, or nobody knows."""

LEAST_LETTERS: Final = 12
"""Fewer Arabic letters tell nothing."""

_DAMAGED_SHARE: Final = 0.2
"""A text of which less than this share of what is not ASCII cannot be decoded as UTF-8 is UTF-8
with some damage, and not another encoding."""

_TASHKEEL: Final = re.compile("[\u064b-\u0652\u0640]")
_PUNCTUATION: Final = frozenset("،؛؟«»“”‘’–—…×÷°©®•\u00a0\u200c\u200d\u200e\u200f٪")
_NOT_ASCII: Final = re.compile("[^\x00-\x7f]")
_WORD: Final = re.compile("[ء-ي]{3,}")
_FINAL_ONLY: Final = re.compile("[ةى](?=[ء-ي])")


def decoded(data: bytes, *, asked: str = "", declared: str = "") -> str:
    """The text of a file.

    Args:
        asked: the encoding that the user named; nothing else is tried.
        declared: what the file says of itself; believed where the bytes allow it.

    Raises:
        Unfit: empty, holding NUL, or in no encoding that is certain.
    """
    if not data.strip():
        raise Unfit(Code.EMPTY)
    if asked:
        return _checked(_strictly(data, asked))
    encoding = marked(data) or unmarked_utf16(data[:SAMPLE_BYTES])
    if encoding:
        return _checked(_strictly(data, encoding))
    try:
        return _checked(data.decode())
    except UnicodeDecodeError as exc:
        at, error = exc.start, exc
    if declared and (text := _as_declared(data, declared)) is not None:
        return _checked(text)
    found = legacy(data)
    if found is None:
        line = data.count(b"\n", 0, at) + 1
        raise Unfit(
            Code.NOT_UTF8, f"byte 0x{data[at]:02X} at {at}, in line {line}; {_likely(data)}"
        ) from error
    return _checked(data.decode(found, "replace"))


def marked(data: bytes) -> str:
    """The encoding that a byte order mark tells, or nothing."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


def unmarked_utf16(data: bytes) -> str:
    """UTF-16 without a mark, if that is what the bytes are: at every second place the high byte of
    a Latin or an Arabic sign."""
    if len(data) < 16:
        return ""
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = data[start::2]
        letters = high.count(0x00) + high.count(0x06)
        usual = letters + high.count(0x20) + high.count(0xFE)
        other = data[1 - start :: 2]
        if (
            usual >= 0.95 * len(high)
            and letters >= 0.7 * len(high)
            and other.count(0) + other.count(6) < 0.2 * len(other)
        ):
            return name
    return ""


def legacy(data: bytes) -> str | None:
    """The encoding before Unicode that Arabic text is in; ``None`` where it is not certain."""
    sample = data[:SAMPLE_BYTES]
    if _is_damaged_utf8(sample):
        return None
    found: list[tuple[float, str, str]] = []
    for name in LEGACY:
        text = sample.decode(name, "replace")
        points = score(text)
        if points is not None and all(text != other for _, other, _ in found):
            found.append((points, text, name))
    if not found:
        return None
    found.sort(key=lambda one: one[0], reverse=True)
    best = found[0]
    is_sure = len(found) == 1 or best[0] - found[1][0] >= BETTER_BY or found[1][0] < LEAST_SCORE
    return best[2] if best[0] >= LEAST_SCORE and is_sure else None


def score(text: str) -> float | None:
    """How much a text looks like Arabic: see ``LEAST_SCORE``; ``None`` if there is too little."""
    text = _TASHKEEL.sub("", text)
    signs = _NOT_ASCII.findall(text)
    letters = sum(sign in _LOGS for sign in signs)
    if letters < LEAST_LETTERS:
        return None
    total: float = 0.0
    for sign in signs:
        if sign not in _PUNCTUATION:
            total += _LOGS.get(sign, _RARE)
    total += len(_FINAL_ONLY.findall(text)) * _RARE
    words = _WORD.findall(text)
    articles: int = sum(word.startswith(("ال", "وال", "بال", "لل")) for word in words)
    counted: int = sum(sign not in _PUNCTUATION for sign in signs)
    return total / counted + ARTICLE_WEIGHT * articles / max(1, len(words))


def as_utf8(chunks: Iterator[bytes], *, asked: str = "") -> Iterator[bytes]:
    """A stream's bytes in UTF-8: as they are where they are that, or where nothing is certain.

    The first chunk decides. What of a later one cannot be decoded becomes U+FFFD.

    Raises:
        Unfit: an encoding that was asked for does not exist.
    """
    first = next(chunks, b"")
    encoding = asked and _known(asked)
    if not encoding:
        encoding = marked(first) or unmarked_utf16(first[:SAMPLE_BYTES])
    if encoding == "utf-8-sig":
        first, encoding = first.removeprefix(codecs.BOM_UTF8), ""
    if not encoding and not _is_utf8(first):
        encoding = legacy(first) or ""
    if not encoding or encoding == "utf-8":
        yield first
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(first).encode("utf-8", "replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)  # the last sign may be cut in two
    except UnicodeDecodeError:
        return False
    return True


def _is_damaged_utf8(data: bytes) -> bool:
    text = data.decode(errors="replace")
    signs = len(_NOT_ASCII.findall(text))
    return text.count("\ufffd") < _DAMAGED_SHARE * signs


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError as exc:
        raise Unfit(Code.NOT_UTF8, f"there is no encoding {name[:40]!r}") from exc


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(_known(encoding))
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        detail = f"not {NAMES.get(encoding, encoding)}: byte 0x{data[exc.start]:02X}"
        raise Unfit(Code.NOT_UTF8, f"{detail} at {exc.start}, in line {line}") from exc
    except (UnicodeError, ValueError, AssertionError) as exc:
        raise Unfit(Code.NOT_UTF8, f"not {encoding}") from exc


def _as_declared(data: bytes, declared: str) -> str | None:
    """The text in an encoding that a file names; ``None`` if it is not in it."""
    try:
        encoding = codecs.lookup(declared.strip().strip("\"'")).name
        if encoding in {"utf-8", "utf-16", "utf-32", "ascii"}:
            return None
        text = data.decode(encoding)
    except (LookupError, UnicodeError, ValueError):
        return None
    # Latin names on Arabic pages are an old habit of editors
    latin = encoding in {"iso8859-1", "cp1252", "latin-1"}
    return None if latin and legacy(data) else text


def _likely(data: bytes) -> str:
    """The command that most likely reads it."""
    sample = data[:SAMPLE_BYTES]
    if _is_damaged_utf8(sample):
        return "all else is UTF-8: mend that place"
    scored = [(score(sample.decode(one, "replace")) or -9.0, one) for one in LEGACY]
    best = max(scored)
    name = NAMES[best[1]] if best[0] > -9.0 else "windows-1252"
    return f"perhaps fihris index --encoding {name}"


def _checked(text: str) -> str:
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise Unfit(Code.NUL_BYTES, f"in line {text.count(chr(10), 0, text.index(chr(0))) + 1}")
    return text
