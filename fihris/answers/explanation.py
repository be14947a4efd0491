"""Why an article matches a query, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from fihris.answers.answer import Answer
from fihris.query.writer import written

if TYPE_CHECKING:
    from fihris.engines.explaining import Explanation, LeafFound, Matched
    from fihris.engines.missing import Reason
    from fihris.engines.model import Query

PARTS: Final = ("near", "order", "early", "article", "lead")
"""The parts of a paragraph's score besides those of its words."""


@dataclass(frozen=True, slots=True)
class ExplanationAnswer(Answer):
    """An explanation of a query, on one engine's index."""

    explanation: Explanation
    query: Query
    engine: str
    index: str

    def as_json(self) -> dict[str, Any]:
        """The whole explanation; ``reason`` is null when it matched."""
        explained = self.explanation
        return {
            "query": self.query.text,
            "article_id": explained.article_id,
            "engine": self.engine,
            "index": self.index,
            "generation": explained.generation,
            "matched": bool(explained.matched),
            "paragraphs": [_matched_json(one) for one in explained.matched],
            "reason": _reason_json(explained.reason) if explained.reason is not None else None,
        }

    @property
    def exit_code(self) -> int:
        """1 if it does not match."""
        return 0 if self.explanation.reason is None else 1


def _matched_json(one: Matched) -> dict[str, Any]:
    return {
        "paragraph_id": one.paragraph.paragraph_id,
        "position": one.paragraph.position,
        "kind": one.paragraph.kind,
        "place": one.place,
        "score": one.score,
        "in_parts": one.in_parts,
        "words": [_leaf_json(leaf) for leaf in one.leaves],
        **{name: round(getattr(one, name), 4) for name in PARTS},
        "text": one.paragraph.text,
        "highlights": [list(place) for place in one.highlights],
    }


def _leaf_json(leaf: LeafFound) -> dict[str, Any]:
    return {
        "part": written(leaf.part),
        "score": round(leaf.score, 4),
        "places": [list(place) for place in leaf.places],
        "fields": {
            f"text.{one.view}": {
                "terms": list(one.terms),
                "idf": [round(idf, 4) for idf in one.idf],
                "times": one.times,
            }
            for one in leaf.views
        },
    }


def _reason_json(reason: Reason) -> dict[str, Any]:
    """Its kind, and the facts that this kind has."""
    facts: dict[str, Any] = {
        "part": written(reason.part) if reason.part is not None else None,
        "word": reason.word,
        "moves": reason.moves,
        "between": reason.between,
        "in_order": reason.in_order,
    }
    told: dict[str, Any] = {"why": reason.why}
    told |= {name: fact for name, fact in facts.items() if fact is not None}
    if reason.why == "filter":
        told["held"] = list(reason.held)
    if reason.why in {"missing", "other_form"}:
        told["nearest"] = list(reason.nearest)
    if reason.stands:
        told["stands"] = [
            {"part": one.what, "position": one.position, "written": list(one.written)}
            for one in reason.stands
        ]
    if reason.reasons:
        told["reasons"] = [_reason_json(one) for one in reason.reasons]
    return told
