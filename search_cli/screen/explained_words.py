"""``fihris explain WORD``: the steps from a written form to its terms, for a person."""

from __future__ import annotations

from typing import Final

from fihris.answers.words import Traces, WordsAnswer, finds
from fihris.arabic.own_words import SETTLED
from fihris.arabic.tracing import Comparison, Step, Trace, compare
from search_cli.screen.output import Output
from search_cli.texts.explaining import component_name, tell, view_name

LAST_STEP: Final = "settled"
"""Takes a sign off that screens do not show."""


def show_words(out: Output, answer: WordsAnswer) -> None:
    """The steps of each word, and how they compare."""
    for traced in (answer.one, answer.other):
        if traced is not None:
            _show_traces(out, traced)
    if answer.other is not None:
        _show_comparison(out, answer.one, answer.other)


def _show_traces(out: Output, traced: Traces) -> None:
    """Each view's term, and below it the steps that led there."""
    first = traced[0]
    out.line(out.styled(out.lit(first.text, ()), "title"), rtl=out.lang == "ar")
    for step in first.char_steps:  # the views share them
        if step.changed:
            out.told(f"  {component_name(out.lang, step.component)}: {out.lit(step.after, ())}")
    if len(first.words) != 1:
        tokens = " · ".join(word.token for word in first.words)
        out.told(f"  {component_name(out.lang, 'tokenizer')}: {tokens}")
    for one in traced:
        terms = out.styled(" · ".join(one.terms), "lit")
        out.told(f"{out.styled(view_name(out.lang, one.view), 'heading')}: {terms}")
        for word in one.words:
            steps = [step for step in word.steps if step.changed and step.component != LAST_STEP]
            before = f"{word.token} · " if len(one.words) > 1 else ""
            for step in steps:
                out.told(f"  {before}{_step(out, step)}")
            if not steps:
                out.told(f"  {before}{tell(out.lang, 'unchanged')}")
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


def _show_comparison(out: Output, one: Traces, other: Traces) -> None:
    """Where two words meet or part in each view, and whether one finds the other."""
    for here, there in zip(one, other, strict=True):
        compared = compare(here, there)
        name = out.styled(view_name(out.lang, here.view), "heading")
        out.told(f"{name}: {_compared(out, compared, here, there)}")
    for left, right in ((one[0].text, other[0].text), (other[0].text, one[0].text)):
        found = "finds" if finds(left, right) else "finds_not"
        out.told(tell(out.lang, found, one=out.lit(left, ()), other=out.lit(right, ())))


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
