"""The steps from a written form to its terms, and where two words become the same or differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fihris.answers.answer import Answer
from fihris.arabic.tracing import Step, Trace, compare, trace
from fihris.engines.evaluating import matches
from fihris.engines.model import VIEWS, AllOf, Paragraph, Word

Traces = Sequence[Trace]


@dataclass(frozen=True, slots=True)
class WordsAnswer(Answer):
    """A text's steps in every view; ``other``: the text that it is compared with."""

    one: Traces
    other: Traces | None = None

    def as_json(self) -> dict[str, Any]:
        """The steps that changed something, and the comparison."""
        told = _traces_json(self.one)
        if self.other is not None:
            told["against"] = _traces_json(self.other)
            told["comparison"] = _comparison_json(self.one, self.other)
        return told

    @property
    def exit_code(self) -> int:
        """1 if it has no word, or if neither of two finds the other."""
        if self.other is None:
            return 0 if self.one[0].words else 1
        here, there = self.one[0].text, self.other[0].text
        return 0 if finds(here, there) or finds(there, here) else 1


def traces(text: str) -> tuple[Trace, ...]:
    """A text's steps in every view."""
    return tuple(trace(text, view) for view in VIEWS)


def finds(one: str, other: str) -> bool:
    """Whether a search for ``one`` finds a paragraph that says ``other``."""
    words = tuple(Word(piece) for piece in one.split())
    text = Paragraph(paragraph_id="", article_id="", position=1, kind="body", text=other)
    return bool(words) and matches(AllOf(words), text)


def _traces_json(traced: Traces) -> dict[str, Any]:
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


def _comparison_json(one: Traces, other: Traces) -> dict[str, Any]:
    """Where they become the same or differ (names of components), and whether one finds the
    other."""
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
