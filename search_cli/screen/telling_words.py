"""Which of the words that were found are worth lighting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fihris.engines.model import Node, Query

Range = tuple[int, int]


def telling(text: str, lit: Sequence[Range], query: Query) -> list[Range]:
    """The ranges to light: of stop words (في, من …) only those beside another lit word of a phrase.

    All of them, if there is nothing else.
    """
    from fihris.arabic.analyzer import analyzer  # start-up
    from fihris.arabic.stop_words import stop_words  # start-up

    exact, stops = analyzer("exact"), stop_words()
    is_stop = [exact.term(text[start:end]) in stops for start, end in lit]
    if not any(is_stop) or all(is_stop):
        return list(lit)
    in_phrase = has_phrase(query.node)
    kept = []
    for at, one in enumerate(lit):
        beside = in_phrase and any(
            0 <= other < len(lit) and _touch(text, lit[min(at, other)], lit[max(at, other)])
            for other in (at - 1, at + 1)
        )
        if not is_stop[at] or beside:
            kept.append(one)
    return kept


def has_phrase(node: Node | None) -> bool:
    """Whether words side by side are asked for."""
    from fihris.engines.model import Phrase  # start-up
    from fihris.engines.nodes import children  # start-up

    if node is None:
        return False
    return isinstance(node, Phrase) or any(map(has_phrase, children(node)))


def _touch(text: str, one: Range, other: Range) -> bool:
    return text[one[1] : other[0]].isspace()
