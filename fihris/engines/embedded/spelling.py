"""Words of the index that are spelled nearly like one that is not there.

tantivy-py does not show its dictionary of terms: what a fuzzy query met is read from the paragraphs
that it found, and asked for again without the words already known, until nothing new is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tantivy import Occur, Query

from fihris.arabic.views import views
from fihris.engines.spelling_distance import allowed_edits, distance, nearest

if TYPE_CHECKING:
    from fihris.engines.embedded.searcher import Searcher
    from fihris.engines.model import Spelling

ROUNDS: Final = 8
"""Questions asked at most; each finds every spelling in so many paragraphs."""

READ: Final = 40
"""Paragraphs read each time."""


def near(searcher: Searcher, word: str, size: int) -> tuple[Spelling, ...]:
    """What ``fihris.engines.protocol.Engine.spellings`` promises, for one word."""
    joined = views().joined
    sought = joined(word).exact
    edits = allowed_edits(sought)
    if not edits or " " in sought:
        return ()
    schema = searcher.schema
    # a spelling that is one slip away is found before the many that are two
    met = {sought}
    for apart in range(1, edits + 1):
        fuzzy = Query.fuzzy_term_query(schema, "exact", sought, apart, transposition_cost_one=True)
        far: set[str] = set()  # words that are met again and again are measured once
        for _ in range(ROUNDS):
            known = [(Occur.MustNot, Query.term_query(schema, "exact", term)) for term in met]
            asked = Query.boolean_query([(Occur.Must, fuzzy), *known])
            read = {
                term
                for _, address in searcher.best(asked, READ)
                for term in joined(searcher.text(address)).exact.split()
                if abs(len(term) - len(sought)) <= apart
            }
            read -= met | far
            new = {term for term in read if distance(sought, term) <= apart}
            far |= read - new
            if not new:
                break
            met |= new
        if len(met) > size:
            break
    counted = ((term, searcher.tantivy.doc_freq("exact", term)) for term in met)
    return nearest(sought, counted, size)
