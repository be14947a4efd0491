"""Mail: a message is a release, its text or its HTML; files attached to it are releases too."""

from __future__ import annotations

import re
from email import policy
from email.errors import MessageError
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.encodings import decoded
from indexer.readers.pages import paragraphs_of, record_of
from indexer.readers.pieces import How, Piece
from indexer.readers.streams import all_bytes
from indexer.readers.wrapping import unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

MAX_BYTES: Final = 64 << 20
"""The largest message, with what is attached."""

STUB: Final = 0.5
"""A text part with fewer words than this share of the HTML part's is a stub: «see this message in
your browser»."""

MAX_LEVELS: Final = 20
"""Parts in parts of one message."""

_QUOTED: Final = re.compile(r"\s*>")
_SIGNATURE: Final = re.compile(r"--\s?$")
_FORWARDED: Final = re.compile(r"^(?:(?:re|fwd?|رد|إعادة توجيه)\s*:\s*)+", re.IGNORECASE)
_BOUNDARIES: Final = re.compile(rb"(?im)^content-type:\s*(?:multipart|message)/")
_HIDDEN: Final = frozenset(("application/pgp-signature", "application/pkcs7-signature",
                            "application/ms-tnef", "text/calendar", "text/vcard"))  # fmt: skip


def read(chunks: Iterator[bytes], how: How = How()) -> Iterator[Piece]:
    """A message: the release that it is, and those attached to it."""
    yield from pieces_of(all_bytes(chunks, MAX_BYTES), how)


def pieces_of(data: bytes, how: How) -> Iterator[Piece]:
    """What one message holds.

    Raises:
        Unfit: it is none, or made of too many parts, or parts too deep in parts.
    """
    parts = len(_BOUNDARIES.findall(data))
    how.refuse_over("members", parts, f"{parts:,} parts")
    if parts > 200:  # the library asks itself for each part in a part
        raise Unfit(Code.NESTED, f"{parts} parts of parts")
    try:
        message: Any = BytesParser(policy=policy.default).parsebytes(data)
        told, attached = _taken_apart(message, how)
        record = _record(message, told, how)
    except (
        MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError,
    ) as exc:  # fmt: skip
        raise Unfit(Code.DAMAGED_FILE, f"{type(exc).__name__}: {str(exc)[:100]}") from exc
    if record.get("body") or record.get("paragraphs") or not attached:
        yield Piece(record, size=len(data))
    for name, content in attached:
        for piece in how.inside(name, content):
            inner = piece.record
            if inner is not None and record.get("date") and not inner.get("date"):
                yield piece._replace(record={**inner, "date": record["date"]})
            else:
                yield piece


def _taken_apart(message: EmailMessage, how: How) -> tuple[dict[str, str], list[tuple[str, bytes]]]:
    """The texts of a message by their kind, and what is attached, by name."""
    texts: dict[str, str] = {}
    attached: list[tuple[str, bytes]] = []
    waiting: list[tuple[Any, int]] = [(message, 0)]
    while waiting:
        part, level = waiting.pop(0)
        if level > MAX_LEVELS:
            raise Unfit(Code.NESTED, f"{how.name}: {level} levels of parts")
        kind = part.get_content_type()
        name = part.get_filename() or ""
        if kind == "message/rfc822":
            inner = part.get_payload()
            whole = inner[0].as_bytes() if isinstance(inner, list) and inner else b""
            attached.append((name or "message.eml", whole))
        elif part.is_multipart():
            waiting += [(one, level + 1) for one in part.iter_parts()]
        elif kind in _HIDDEN:
            continue
        elif kind in {"text/plain", "text/html"} and not part.is_attachment() and not name:
            texts[kind] = f"{texts[kind]}\n\n" if texts.get(kind) else ""
            texts[kind] += _decoded(part, how)
        elif part.get_content_maintype() in {"image", "audio", "video"} and not name:
            continue
        else:
            content = part.get_payload(decode=True)
            ending = kind.rpartition("/")[2]
            attached.append(
                (name or f"part.{ending}", content if isinstance(content, bytes) else b"")
            )
    return texts, attached


def _decoded(part: Any, how: How) -> str:
    """The text of a part, whatever it says its charset is."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content.strip():
        return ""
    return decoded(content, asked=how.encoding, declared=str(part.get_content_charset() or ""))


def _record(message: Any, texts: dict[str, str], how: How) -> dict[str, Any]:
    plain, markup = texts.get("text/plain", ""), texts.get("text/html", "")
    record: dict[str, Any] = {"title": _subject(message)}
    if markup:
        page = (
            record_of(markup)
            if "<body" in markup.lower()
            else {"paragraphs": paragraphs_of(markup)}
        )
        shown = page.get("paragraphs", [])
        words = sum(len(one["text"].split()) for one in shown)
        if (
            len(plain.split()) < STUB * words
            or len(plain.split()) < words - 40
            or not plain.strip()
        ):
            record["paragraphs"] = shown
            record["title"] = record["title"] or page.get("title", "")
    if "paragraphs" not in record:
        lines = [line for line in _without_signature(plain.splitlines()) if not _QUOTED.match(line)]
        record["body"] = "\n".join(unwrapped(lines))
    sender = message.get("from")
    address = next(iter(getattr(sender, "addresses", ())), None)
    if address is not None and (name := address.display_name or address.addr_spec):
        record["source"] = str(name)
    date = _date(message)
    if date:
        record["date"] = date
    if identity := str(message.get("message-id") or "").strip().strip("<>"):
        record["id"] = identity
    del how
    return record


def _subject(message: Any) -> str:
    subject = " ".join(str(message.get("subject") or "").split())
    return _FORWARDED.sub("", subject)


def _date(message: Any) -> str:
    try:
        return parsedate_to_datetime(str(message.get("date") or "")).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _without_signature(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if _SIGNATURE.fullmatch(line) and at and len(lines) - at <= 15:
            return lines[:at]
    return lines
