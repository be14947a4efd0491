"""How the terms of texts look to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fihris.answers.terms import Terms, TermsAnswer
    from search_cli.screen.output import Output


def show_terms(out: Output, answer: TermsAnswer) -> None:
    """A line for each word, and an empty one after each text."""
    for one in answer.texts:
        if out.is_screen:
            _show_words(out, one)
            continue
        for word in one.words:
            written = out.styled(one.text[word.start : word.end], "title")
            out.line(f"{written}\tlemma {word.lemma}\tlight {word.light}\texact {word.exact}")
        out.line()


def _show_words(out: Output, one: Terms) -> None:
    """On a screen: in columns, the word last."""
    from search_cli.screen.tables import show_rows  # start-up

    show_rows(
        out,
        [
            ("lemma", word.lemma, "light", word.light, "exact", word.exact,
             out.styled(one.text[word.start : word.end], "title"))
            for word in one.words
        ],
    )  # fmt: skip
    out.line()
