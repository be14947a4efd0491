"""What each step of an analyzer does to a word: the analyzer's own components, run one by one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Final

import mappings
from fihris.arabic.analyzer import analyzer

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKENIZER: Final = "tokenizer"
"""The type of the step that cuts text into tokens, whatever the tokenizer's own type is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One component's effect. ``component`` is its name in ``analysis.json``, ``type`` its type
    there. ``words`` names the list of a ``stemmer_override``: a file of ``mappings/``, or the
    newsroom's own; when it changed something, the rule that fired is ``before => after``."""

    component: str
    type: str
    before: str
    after: str
    words: str | None = None

    @property
    def changed(self) -> bool:
        """Whether it did anything."""
        return self.before != self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedWord:
    """One token and every token filter it went through, also those that left it as it was.
    ``start`` and ``end`` are code points of the text, ``end`` exclusive."""

    token: str
    start: int
    end: int
    steps: tuple[Step, ...]
    term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A text on its way through one view: char filters, then each token by itself."""

    view: str
    text: str
    char_steps: tuple[Step, ...]
    words: tuple[TracedWord, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """What the view holds of the text."""
        return tuple(word.term for word in self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two texts in one view.

    ``meet_at``: the component after which both are the same, and stay so; ``None`` when they
    never are, or were written the same. ``part_at``: the first component that treats them
    differently (a rule for one alone, another affix cut), when they end apart; ``None`` when all
    treat them alike. Folding the spelling is not among these: words differ in it without
    parting.
    """

    view: str
    equal: bool
    meet_at: str | None
    part_at: str | None


def trace(text: str, view: str) -> Trace:
    """Follow a text through a view (``lemma``, ``light`` or ``exact``), step by step."""
    body = mappings.analysis()
    spec = body["analyzer"][view]
    runs = analyzer(view)
    filtered = text
    char_steps = []
    for name, char_filter in zip(spec["char_filter"], runs.char_filters, strict=True):
        after = char_filter.rewrite(filtered)
        kind = body["char_filter"].get(name, {}).get("type", name)
        char_steps.append(Step(component=name, type=kind, before=filtered, after=after))
        filtered = after
    words = []
    for token, start, end in runs.spans(text):
        term = token
        steps = []
        for name, token_filter in zip(spec["filter"], runs.filters, strict=True):
            after = token_filter(term)
            component = body["filter"].get(name, {})
            steps.append(
                Step(
                    component=name,
                    type=component.get("type", name),
                    before=term,
                    after=after,
                    words=_list_of(component),
                )
            )
            term = after
        words.append(TracedWord(token=token, start=start, end=end, steps=tuple(steps), term=term))
    return Trace(view=view, text=text, char_steps=tuple(char_steps), words=tuple(words))


def compare(one: Trace, other: Trace) -> Comparison:
    """Where two texts meet in a view, or part."""
    equal = one.terms == other.terms
    return Comparison(
        view=one.view,
        equal=equal,
        meet_at=_meeting(one, other) if equal else None,
        part_at=None if equal else _parting(one, other),
    )


def _list_of(component: dict[str, object]) -> str | None:
    if component.get("type") != "stemmer_override":
        return None
    path = component.get("rules_path")
    return str(path) if path else mappings.own_words().name


def _meeting(one: Trace, other: Trace) -> str | None:
    if one.text == other.text:
        return None
    # a component maps equal texts to equal texts: what has met never parts again
    stages = zip(_stages(one), _stages(other), strict=True)
    return next(name for (name, here), (_, there) in stages if here == there)


def _stages(traced: Trace) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the text is after each component."""
    for step in traced.char_steps:
        yield step.component, (step.after,)
    yield TOKENIZER, tuple(word.token for word in traced.words)
    for at, name in enumerate(mappings.analysis()["analyzer"][traced.view]["filter"]):
        yield name, tuple(word.steps[at].after for word in traced.words)


def _parting(one: Trace, other: Trace) -> str | None:
    if len(one.words) != len(other.words):
        return TOKENIZER
    folding = mappings.analysis()["analyzer"]["exact"]["filter"]
    for at, name in enumerate(mappings.analysis()["analyzer"][one.view]["filter"]):
        if name not in folding and any(
            _effect(left.steps[at]) != _effect(right.steps[at])
            for left, right in zip(one.words, other.words, strict=True)
        ):
            return str(name)
    return None


def _effect(step: Step) -> tuple[str, str]:
    """What a step did, apart from the word that it did it to."""
    before, after = step.before, step.after
    if step.words is not None:
        return ("rule", after) if step.changed else ("", "")
    if before.endswith(after):
        return before[: len(before) - len(after)], ""
    kept = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))
    )
    return before[kept:], after[kept:] + "$"
