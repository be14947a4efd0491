"""What a teacher of Arabic would expect of each kind of form; the table is ``data/forms.tsv``."""

from __future__ import annotations

from pathlib import Path

import pytest

from fihris.arabic.views import views

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "data" / "forms.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def lemma(word: str) -> str:
    (found,) = views().words(word)
    return found.lemma


@pytest.mark.parametrize(
    ("word", "form"),
    [
        pytest.param(word, form, id=f"{kind}: {word} {form}")
        for kind, word, forms, _ in ROWS
        for form in forms.split()
    ],
)
def test_a_form_meets_its_word(word: str, form: str) -> None:
    assert lemma(form) == lemma(word)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        pytest.param(word, other, id=f"{kind}: {word} {other}")
        for kind, word, _, others in ROWS
        for other in others.split()
    ],
)
def test_another_word_keeps_apart(word: str, other: str) -> None:
    assert lemma(other) != lemma(word)
    assert views().words(other)[0].light != views().words(word)[0].light
