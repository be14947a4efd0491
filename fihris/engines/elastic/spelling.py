"""Words of the index that are spelled nearly like one that is not there: the server's suggestions,
in our order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fihris.arabic.views import views
from fihris.engines.elastic.answers import checked, count, text
from fihris.engines.spelling_distance import allowed_edits, nearest

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

    from fihris.engines.model import Spelling

LOOKED_AT: Final = 200
"""Suggestions asked for: one that is two edits away may be more frequent than many that are one."""

ANY: Final = 2_000_000_000
"""However often the word is written as it is, others are suggested."""


def near(
    client: Elasticsearch, target: str, where: str, word: str, size: int
) -> tuple[Spelling, ...]:
    """What ``fihris.engines.protocol.Engine.spellings`` promises, for one word."""
    sought = views().joined(word).exact
    edits = allowed_edits(sought)
    if not edits or " " in sought:
        return ()
    answer = client.search(
        index=target,
        size=0,
        suggest={
            "near": {
                "text": sought,
                "term": {
                    "field": "text.exact",
                    "analyzer": "terms",
                    "suggest_mode": "always",
                    "max_edits": edits,
                    "prefix_length": 0,
                    "min_word_length": 1,
                    "max_term_freq": ANY,
                    "size": LOOKED_AT,
                    "shard_size": LOOKED_AT,
                    "max_inspections": 50,
                    "accuracy": 0.0,
                },
            }
        },
    ).body
    checked(answer, {"suggest": {"near": [{"options": [{"text": text, "freq": count}]}]}}, where)
    found = [
        (one["text"], one["freq"]) for near in answer["suggest"]["near"] for one in near["options"]
    ]
    return nearest(sought, found, size)
