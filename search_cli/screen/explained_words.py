"""``fihris explain WORD``: the steps from a written form to its terms, for a person and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from fihris.arabic.own_words import SETTLED
from fihris.arabic.tracing import Comparison, Step, Trace, compare, trace
from fihris.engines.evaluating import matches
from fihris.engines.model import VIEWS, AllOf, Paragraph, Word
from search_cli.screen.output import Output
from search_cli.texts.explaining import component_name, tell, view_name

LAST_STEP: Final = "settled"
"""Takes a sign off that screens do not show."""

Traces = Sequence[Trace]


def traces(text: str) -> tuple[Trace, ...]:
    """A text on its way through every view."""
    return tuple(trace(text, view) for view in VIEWS)


def finds(one: str, other: str) -> bool:
    """Whether a search for ``one`` finds a paragraph that says ``other``."""
    words = tuple(Word(piece) for piece in one.split())
    text = Paragraph(paragraph_id="", article_id="", position=1, kind="body", text=other)
    return bool(words) and matches(AllOf(words), text)


# --- for a person


def show_traces(out: Output, traced: Traces) -> None:
    """Each view's term, and below it the steps that led there."""
    first = traced[0]
    out.line(out.styled(out.lit(first.text, ()), "title"))
    for step in first.char_steps:  # the views share them
        if step.changed:
            out.line(f"  {component_name(out.lang, step.component)}: {out.lit(step.after, ())}")
    if len(first.words) != 1:
        tokens = " · ".join(word.token for word in first.words)
        out.line(f"  {component_name(out.lang, 'tokenizer')}: {tokens}")
    for one in traced:
        terms = out.styled(" · ".join(one.terms), "lit")
        out.line(f"{out.styled(view_name(out.lang, one.view), 'heading')}: {terms}")
        for word in one.words:
            steps = [step for step in word.steps if step.changed and step.component != LAST_STEP]
            before = f"{word.token} · " if len(one.words) > 1 else ""
            for step in steps:
                out.line(f"  {before}{_step(out, step)}")
            if not steps:
                out.line(f"  {before}{out.styled(tell(out.lang, 'unchanged'), 'dim')}")
    out.line()


def _step(out: Output, step: Step) -> str:
    after = step.after.removesuffix(SETTLED) if step.words else step.after
    if not step.words:
        return f"{component_name(out.lang, step.component)}: {after}"
    name = component_name(out.lang, step.component)
    if step.component.endswith("_own"):
        name = tell(out.lang, "own_file", which=step.words)
    if after == step.before:
        return tell(out.lang, "kept", which=name, word=after)
    return f"{name}: {step.before} => {after}"


def show_comparison(out: Output, one: Traces, other: Traces) -> None:
    """Where two words meet or part in each view, and whether one finds the other."""
    for here, there in zip(one, other, strict=True):
        compared = compare(here, there)
        name = out.styled(view_name(out.lang, here.view), "heading")
        out.line(f"{name}: {_compared(out, compared, here, there)}")
    for left, right in ((one[0].text, other[0].text), (other[0].text, one[0].text)):
        found = "finds" if finds(left, right) else "finds_not"
        out.line(tell(out.lang, found, one=out.lit(left, ()), other=out.lit(right, ())))


def _compared(out: Output, compared: Comparison, one: Trace, other: Trace) -> str:
    here, there = " · ".join(one.terms), " · ".join(other.terms)
    if compared.equal and compared.meet_at is None:
        return tell(out.lang, "meet", term=here)
    if compared.meet_at is not None:
        step = component_name(out.lang, compared.meet_at)
        return tell(out.lang, "meet_at", term=here, step=step)
    if compared.part_at is None:
        return tell(out.lang, "part", one=here, other=there)
    step = component_name(out.lang, compared.part_at)
    return tell(out.lang, "part_at", one=here, other=there, step=step)


# --- for a program


def traces_json(traced: Traces) -> dict[str, Any]:
    """The text and, for each view, the steps that changed something."""
    return {
        "text": traced[0].text,
        "fields": {
            f"text.{one.view}": {
                "char_filters": [_step_json(step) for step in one.char_steps if step.changed],
                "tokens": [
                    {
                        "token": word.token,
                        "start": word.start,
                        "end": word.end,
                        "filters": [_step_json(step) for step in word.steps if step.changed],
                        "term": word.term,
                    }
                    for word in one.words
                ],
            }
            for one in traced
        },
    }


def comparison_json(one: Traces, other: Traces) -> dict[str, Any]:
    """Where they meet or part (names of components), and whether one finds the other."""
    compared = [compare(here, there) for here, there in zip(one, other, strict=True)]
    return {
        "fields": {
            f"text.{each.view}": {
                "equal": each.equal,
                "meet_at": each.meet_at,
                "part_at": each.part_at,
            }
            for each in compared
        },
        "finds": finds(one[0].text, other[0].text),
        "found_by": finds(other[0].text, one[0].text),
    }


def _step_json(step: Step) -> dict[str, Any]:
    told = {
        "name": step.component,
        "type": step.type,
        "before": step.before,
        "after": step.after,
    }
    if step.words is not None:
        told["list"] = step.words
        told["rule"] = f"{step.before} => {step.after}"
    return told
