"""How the terms of texts look to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fihris.answers.terms import TermsAnswer
    from search_cli.screen.output import Output


def show_terms(out: Output, answer: TermsAnswer) -> None:
    """A line for each word, and an empty one after each text."""
    for one in answer.texts:
        for word in one.words:
            written = out.styled(one.text[word.start : word.end], "title")
            out.line(f"{written}\tlemma {word.lemma}\tlight {word.light}\texact {word.exact}")
        out.line()
