"""``fihris explain --query Q --article ID``: why it matched or why not, for a person and as
JSON."""

from __future__ import annotations

from typing import Any, Final, assert_never

from fihris.engines.explaining import DEEP, Explanation, LeafFound, Matched
from fihris.engines.missing import Reason, Stand
from fihris.engines.model import AnyOf, Is, Node, Phrase, Prefix, Query, Word
from fihris.query.writer import written
from search_cli.screen.output import Output
from search_cli.screen.results import label
from search_cli.texts.explaining import tell, view_name

SHOWN: Final = 6
"""Places that a screen shows."""

PARTS: Final = ("near", "order", "early", "article", "lead")

# --- for a person


def show_matched(out: Output, explained: Explanation) -> None:
    """Each paragraph that answers, with its score taken apart."""
    out.line(out.lit(explained.title or explained.article_id, (), style="title"))
    for one in explained.matched:
        number = out.styled(f"{one.paragraph.position:>3} ", "number")
        out.line(f"{number} {out.lit(one.paragraph.text, one.highlights)}")
        out.line(f"     {_placed(out, one)}")
        if not one.in_parts:
            out.line(f"     {tell(out.lang, 'behind')}")
        for leaf in one.leaves:
            out.line(f"     {leaf.score:8.4f}  {_leaf(out, leaf)}")
        for name in PARTS:
            value = getattr(one, name)
            if value:
                out.line(f"     {value:8.4f}  {tell(out.lang, name)}")
    out.line()


def _placed(out: Output, one: Matched) -> str:
    if one.place is None or one.score is None:
        return tell(out.lang, "no_place", deep=DEEP)
    return tell(out.lang, "place", score=f"{one.score:.4f}", place=one.place)


def _leaf(out: Output, leaf: LeafFound) -> str:
    match leaf.part:
        case Word():
            kind = "word"
        case Prefix():
            kind = "prefix"
        case Phrase():
            kind = "phrase"
        case _:
            assert_never(leaf.part)
    name = tell(out.lang, kind, part=out.lit(written(leaf.part), ()))
    met = [
        tell(
            out.lang,
            "view",
            view=view_name(out.lang, one.view),
            term=" ".join(one.terms) or written(leaf.part),
            idf=f"{sum(one.idf):.2f}",
            times=one.times,
        )
        for one in leaf.views
        if one.times
    ]
    return " · ".join([name, *(met or [tell(out.lang, "not_here")])])


def show_reason(out: Output, explained: Explanation, query: Query) -> None:
    """Why it does not answer, in a few lines."""
    assert explained.reason is not None
    if explained.reason.why != "no_article":
        if explained.title:
            out.line(out.lit(explained.title, (), style="title"))
        asked = out.lit(query.text, ())
        out.line(tell(out.lang, "not_met", id=out.lit(explained.article_id, ()), query=asked))
    for line in _told(out, explained.reason, explained.article_id):
        out.line(f"  {line}")


def _told(out: Output, reason: Reason, article_id: str) -> list[str]:
    lang = out.lang
    part = out.lit(written(_first(reason.part)), ()) if reason.part is not None else ""
    word = out.lit(reason.word or "", ())
    forms = " · ".join(out.lit(form, ()) for form in reason.nearest)
    match reason.why:
        case "filter":
            held = _held(out, reason)
            name = "filter" if held else "filter_none"
            return [tell(lang, name, part=part, held=held)]
        case "missing":
            near = [tell(lang, "nearest", forms=forms)] if forms else []
            return [tell(lang, "missing", word=word), *near]
        case "other_form":
            return [tell(lang, "other_form", word=word, forms=forms)]
        case "apart":
            return _apart(out, reason)
        case "either":
            lines = [line for one in reason.reasons for line in _told(out, one, article_id)]
            return [tell(lang, "either", part=part), *(f"  {line}" for line in lines)]
        case "no_article":
            return [tell(lang, "no_article", id=out.lit(article_id, ()))]
        case "no_words" | "scattered" | "only_in_body" | "no_title" | "excluded":
            return [tell(lang, reason.why, part=part), *_stands(out, reason)]
        case _:
            assert_never(reason.why)


def _first(part: Node) -> Node:
    """A value alone, without its other names."""
    if isinstance(part, AnyOf) and all(isinstance(one, Is) for one in part.parts):
        return part.parts[0]
    return part


def _held(out: Output, reason: Reason) -> str:
    first = _first(reason.part) if reason.part is not None else None
    name = first.name if isinstance(first, Is) else "date"
    return " · ".join(out.lit(label(name, value, out.lang), ()) for value in reason.held)


def _apart(out: Output, reason: Reason) -> list[str]:
    (stand,) = reason.stands
    assert reason.part is not None
    part = out.lit(written(reason.part), ())
    lines = [
        tell(out.lang, "apart", part=part, position=stand.position),
        f"  {tell(out.lang, 'stand', **_stand(out, stand))}",
        "  "
        + tell(
            out.lang,
            "apart_order" if reason.in_order else "apart_turned",
            between=reason.between,
        ),
    ]
    if isinstance(reason.part, Phrase) and reason.moves is not None:
        wider = Phrase(reason.part.text, reason.moves, reason.part.exact)
        lines.append("  " + tell(out.lang, "apart_found", phrase=out.lit(written(wider), ())))
    return lines


def _stands(out: Output, reason: Reason) -> list[str]:
    several = len({one.what for one in reason.stands}) > 1
    name = "stand_of" if several else "stand"
    lines = [f"  {tell(out.lang, name, **_stand(out, one))}" for one in reason.stands[:SHOWN]]
    left = len(reason.stands) - SHOWN
    return [*lines, f"  {tell(out.lang, 'more', n=left)}"] if left > 0 else lines


def _stand(out: Output, stand: Stand) -> dict[str, object]:
    return {
        "what": out.lit(stand.what, ()),
        "position": stand.position,
        "written": " · ".join(out.lit(one, ()) for one in stand.written),
    }


# --- for a program


def explanation_json(
    explained: Explanation, query: Query, engine: str, index: str
) -> dict[str, Any]:
    """The whole explanation; ``reason`` is null when it matched."""
    return {
        "query": query.text,
        "article_id": explained.article_id,
        "engine": engine,
        "index": index,
        "generation": explained.generation,
        "matched": bool(explained.matched),
        "paragraphs": [_matched_json(one) for one in explained.matched],
        "reason": _reason_json(explained.reason) if explained.reason is not None else None,
    }


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
