"""Why a query found nothing: what each of its words finds alone."""

from __future__ import annotations

from collections.abc import Iterator

from engines.model import AllOf, AnyOf, InTitle, Node, Phrase, Prefix, Query, Word
from engines.protocol import Engine


def words_alone(engine: Engine, query: Query, generation: str | None) -> list[tuple[str, int]]:
    """Each word of the query, as written, with the articles that it alone finds."""
    alone: dict[str, int] = {}
    for node in _words(query.node):
        written = node.text if not isinstance(node, Prefix) else f"{node.text}*"
        if written not in alone:
            results = engine.search(Query(node, written), size=0, generation=generation)
            alone[written] = results.total.articles
    return list(alone.items())


def _words(node: Node) -> Iterator[Word | Prefix]:
    if isinstance(node, AllOf | AnyOf):
        for part in node.parts:
            yield from _words(part)
    elif isinstance(node, InTitle):
        yield from _words(node.part)
    elif isinstance(node, Word | Prefix):
        yield node
    elif isinstance(node, Phrase):
        for word in node.text.split():
            yield Word(word, node.exact)
