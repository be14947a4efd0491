"""``fihris explain --query Q --article ID``: why it matched or why not, for a person."""

from __future__ import annotations

from typing import Final, assert_never

from fihris.answers.explanation import PARTS, ExplanationAnswer
from fihris.engines.explaining import DEEP, Explanation, LeafFound, Matched
from fihris.engines.missing import Reason, Stand
from fihris.engines.model import AnyOf, Is, Node, Phrase, Prefix, Query, Word
from fihris.query.writer import written
from search_cli.screen.output import Output
from search_cli.texts.explaining import tell, view_name
from search_cli.texts.values import label

SHOWN: Final = 6
"""Places that a screen shows."""


def show_explanation(out: Output, answer: ExplanationAnswer) -> None:
    """Why the article answers, or why not."""
    if answer.explanation.reason is None:
        _show_matched(out, answer.explanation)
    else:
        _show_reason(out, answer.explanation, answer.query)


def _show_matched(out: Output, explained: Explanation) -> None:
    """Each paragraph that answers, with its score taken apart."""
    out.line(out.lit(explained.title or explained.article_id, (), style="title"))
    for one in explained.matched:
        number = out.styled(f"{one.paragraph.position:>3} ", "number")
        out.line(f"{number} {out.lit(one.paragraph.text, one.highlights)}", hang=5)
        out.told(f"     {_placed(out, one)}")
        if not one.in_parts:
            out.told(f"     {tell(out.lang, 'behind')}")
        for leaf in one.leaves:
            out.told(f"     {leaf.score:8.4f}  {_leaf(out, leaf)}")
        for name in PARTS:
            value = getattr(one, name)
            if value:
                out.told(f"     {value:8.4f}  {tell(out.lang, name)}")
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


def _show_reason(out: Output, explained: Explanation, query: Query) -> None:
    """Why it does not answer, in a few lines."""
    assert explained.reason is not None
    if explained.reason.why != "no_article":
        if explained.title:
            out.line(out.lit(explained.title, (), style="title"))
        asked = out.lit(query.text, ())
        out.told(tell(out.lang, "not_met", id=out.lit(explained.article_id, ()), query=asked))
    for line in _told(out, explained.reason, explained.article_id):
        out.told(f"  {line}")


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
