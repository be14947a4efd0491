"""What a trace tells is what the analyzer does, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mappings
from fihris.arabic.analyzer import analyzer
from fihris.arabic.own_words import adopt, use
from fihris.arabic.tracing import Comparison, Step, compare, trace

VIEWS = ("lemma", "light", "exact")
text = st.text("ابتدرسصعقكلمنهويىةءآأإؤئـًَُّ٠١۲پگﷺﻻ ،.,aB1", max_size=30)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "our-words.txt"
    path.write_text("توتال => شركة\n", encoding="utf-8")
    yield path
    adopt(mappings.OwnWords())


def steps(word: str, view: str) -> list[tuple[str, str]]:
    """The steps that changed the one token of ``word``, and what it was after each."""
    (only,) = trace(word, view).words
    return [(step.component, step.after) for step in only.steps if step.changed]


def compared(one: str, other: str, view: str) -> Comparison:
    return compare(trace(one, view), trace(other, view))


@given(text, st.sampled_from(VIEWS))
def test_a_trace_ends_where_analysis_does(written: str, view: str) -> None:
    traced = trace(written, view)
    tokens = analyzer(view).tokens(written)
    assert [(one.term, one.start, one.end) for one in traced.words] == [
        (one.term, one.start, one.end) for one in tokens
    ]
    for word in traced.words:
        assert word.steps[0].before == word.token
        assert word.steps[-1].after == word.term
        assert all(one.after == other.before for one, other in pairwise(word.steps))
    assert all(one.after == other.before for one, other in pairwise(traced.char_steps))


def test_each_component_of_the_view_is_a_step() -> None:
    for view in VIEWS:
        spec = mappings.analysis()["analyzer"][view]
        traced = trace("وللوزراء", view)
        assert [step.component for step in traced.char_steps] == spec["char_filter"]
        assert [step.component for step in traced.words[0].steps] == spec["filter"]


def test_the_rule_that_fired_is_one_of_its_list() -> None:
    (word,) = trace("وللوزراء", "lemma").words
    (rule,) = (step for step in word.steps if step.words and step.changed)
    assert isinstance(rule, Step)
    assert rule.words is not None
    assert rule.type == "stemmer_override"
    assert mappings.rules(rule.words)[rule.before] == rule.after


def test_what_is_cut_and_folded_is_told_step_by_step() -> None:
    assert steps("وَبِالمدرسةِ", "exact") == [("arabic_normalization", "وبالمدرسه")]
    assert steps("وبالغرناطي", "light") == [("conjunction", "بالغرناطي"), ("article", "غرناطي")]
    fold = trace("وَبِالمدرسةِ", "exact").char_steps[0]
    assert (fold.component, fold.after) == ("fold", "وبالمدرسة")


def test_a_newsrooms_own_rule_is_named_by_its_file(own: Path) -> None:
    use(own)
    (word,) = trace("وتوتال", "lemma").words
    (rule,) = (step for step in word.steps if step.words and step.changed)
    assert (rule.component, rule.words) == ("lemma_own", "our-words.txt")
    assert compared("توتال", "شركات", "lemma").equal


def test_forms_of_a_word_meet_and_a_stranger_parts() -> None:
    met = compared("وزراء", "وزير", "lemma")
    assert met.equal
    assert met.meet_at in mappings.analysis()["analyzer"]["lemma"]["filter"]
    assert met.part_at is None
    apart = compared("وزارة", "وزير", "lemma")
    assert not apart.equal
    assert apart.meet_at is None
    assert apart.part_at is not None


def test_words_that_no_step_treats_differently_part_nowhere() -> None:
    assert compared("كتاب", "قلم", "light") == Comparison(
        view="light", equal=False, meet_at=None, part_at=None
    )


def test_folding_alone_is_no_parting() -> None:
    assert compared("مدرسة", "كتاب", "exact").part_at is None
    assert compared("مدرسة", "مدرسه", "exact").meet_at == "arabic_normalization"
    assert compared("مدرسة", "مَدرسة", "exact").meet_at == "fold"


def test_a_word_written_the_same_meets_nowhere() -> None:
    assert compared("كتاب", "كتاب", "lemma").meet_at is None


def test_texts_of_different_length_part_where_they_are_cut() -> None:
    assert compared("1436هـ", "1436", "exact").part_at == "tokenizer"


@given(text, text, st.sampled_from(VIEWS))
def test_comparing_takes_no_side(one: str, other: str, view: str) -> None:
    there, back = compared(one, other, view), compared(other, one, view)
    assert there == back
    assert there.equal == (analyzer(view).terms(one) == analyzer(view).terms(other))
    assert not (there.meet_at and there.part_at)
    assert (there.meet_at is not None) == (there.equal and one != other)
