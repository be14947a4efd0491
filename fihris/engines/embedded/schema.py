"""How a paragraph is laid out in tantivy.

The words are analysed before they arrive: each view is a line of terms for a white-space
tokenizer. Facets are kept twice: folded, to filter by, and as a 64-bit key in a column, to count
by; what a key stands for is read from any paragraph that has it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from fihris.arabic.analyzer import normalizer
from fihris.arabic.remembering import Remembering
from fihris.arabic.views import views
from fihris.engines.keys import day_number, key_of
from fihris.engines.model import FACETS, SHARED, Paragraph
from fihris.engines.protocol import Prepared
from fihris.engines.strange import Unlike, paragraph_from

if TYPE_CHECKING:
    from collections.abc import Sequence

SEPARATOR: Final = "\x1f"
"""Between the values of a field with several, where they are counted as one key."""


def _text(name: str, tokenizer: str, record: str, *, norms: bool = False) -> dict[str, Any]:
    indexing = {"record": record, "fieldnorms": norms, "tokenizer": tokenizer}
    return {
        "name": name,
        "type": "text",
        "options": {"indexing": indexing, "stored": False, "fast": False},
    }


def _column(name: str, kind: str, *, indexed: bool = False) -> dict[str, Any]:
    options = {"indexed": indexed, "fieldnorms": False, "fast": True, "stored": False}
    return {"name": name, "type": kind, "options": options}


def schema() -> list[dict[str, Any]]:
    """Tantivy's serialised schema, as it stands in an index's ``meta.json``. Written out because
    the builder of tantivy-py 0.27 cannot turn field norms off."""
    return [
        # Length: tantivy fixes BM25's b at 0.75, which lifts datelines above answers, or leaves
        # length out where norms are off, which lifts the longest texts. With norms in one view of
        # three the sum behaves like b near 0.2; the second stage sets it (fihris.engines.ranking).
        _text("lemma", "whitespace", "position"),
        _text("light", "whitespace", "freq"),
        _text("exact", "whitespace", "position", norms=True),
        _text("kind", "raw", "basic"),
        *(_text(field, "raw", "basic") for field in FACETS.values()),
        _column("day", "i64", indexed=True),
        _column("position", "u64"),
        _column("first", "u64", indexed=True),
        _column("article_key", "u64", indexed=True),
        _column("content_key", "u64"),
        *(_column(f"{field}_key", "u64") for field in FACETS.values()),
        {"name": "text", "type": "text", "options": {"stored": True, "fast": False}},
        {
            "name": "stored",
            "type": "bytes",
            "options": {"indexed": False, "fast": False, "stored": True},
        },
    ]


Row = tuple[str, str, str, str, int, str, bytes]
"""One paragraph, ready for tantivy: its terms as lemma, light and exact lines, its kind, position,
text, and the rest of it as JSON. A plain tuple: millions of them go between processes."""


class Rows(NamedTuple):
    """One article, ready for tantivy: what its paragraphs share, and they."""

    article_id: str
    article_key: int
    content_key: int
    day: int | None
    folded: tuple[tuple[str, str], ...]
    keys: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]


_FOLDED: Final = Remembering(normalizer(), room=10_000)


@dataclass(frozen=True, slots=True)
class EmbeddedPreparer:
    """Analyses an article's paragraphs and lays them out."""

    def __call__(self, paragraphs: Sequence[Paragraph], /) -> Prepared:
        """All paragraphs of one article, in order."""
        first = paragraphs[0]
        joined = views().joined
        folded: list[tuple[str, str]] = []
        keys: list[tuple[str, int]] = []
        for field in FACETS.values():
            value = getattr(first, field)
            values = value if isinstance(value, tuple) else (value,) if value else ()
            if values:
                folded += [(field, _FOLDED[one]) for one in values]
                keys.append((f"{field}_key", key_of(SEPARATOR.join(values))))
        shared = {name: getattr(first, name) for name in SHARED if getattr(first, name)}
        common = _as_json(shared)
        rows: list[Row] = []
        for paragraph in paragraphs:
            terms = joined(paragraph.text)
            own = f'{{"position": {paragraph.position}, "kind": "{paragraph.kind}", '
            if paragraph.heading:
                own += f'"heading": {_as_json(paragraph.heading)}, '
            stored = (own + common[1:]).encode("utf-8", "surrogatepass")
            rows.append((*terms, paragraph.kind, paragraph.position, paragraph.text, stored))
        payload = Rows(
            first.article_id,
            key_of(first.article_id),
            key_of(first.content_hash),
            day_number(first.date) if first.date else None,
            tuple(folded),
            tuple(keys),
            tuple(rows),
        )
        return Prepared(first.article_id, len(paragraphs), payload)


_as_json: Final = json.JSONEncoder(ensure_ascii=False).encode


def paragraph_of(text: object, stored: object) -> Paragraph:
    """The paragraph as it was loaded.

    Raises:
        Unlike: it is not what ``EmbeddedPreparer`` writes.
    """
    try:
        own = json.loads(stored) if isinstance(stored, bytes) else None
    except (ValueError, RecursionError) as exc:
        raise Unlike("stored") from exc
    if not isinstance(own, dict):
        raise Unlike("stored")
    named = f"{own.get('article_id')}#{own.get('position')}"
    return paragraph_from({**own, "paragraph_id": named, "text": text})
