"""The terms that texts become in each view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from fihris.answers.answer import Answer, Record
from fihris.engines.model import VIEWS

if TYPE_CHECKING:
    from fihris.arabic.views import Word


@dataclass(frozen=True, slots=True)
class Terms:
    """A text and its words, each with its position and its term in each view."""

    text: str
    words: tuple[Word, ...]

    def as_json(self) -> dict[str, Any]:
        """The terms view by view."""
        return {
            "text": self.text,
            "fields": {
                f"text.{view}": [
                    {
                        "term": getattr(word, view),
                        "position": position,
                        "start": word.start,
                        "end": word.end,
                    }
                    for position, word in enumerate(self.words)
                ]
                for view in VIEWS
            },
        }


@dataclass(frozen=True, slots=True)
class TermsAnswer(Answer):
    """Texts, read one by one: a document and a record for each, a row for each word."""

    texts: Iterable[Terms]

    names: ClassVar = ("text", "fields")
    columns: ClassVar = ("word", "position", "start", "end", *VIEWS)

    def documents(self) -> Iterator[Any]:
        """One for each text."""
        return (one.as_json() for one in self.texts)

    def rows(self) -> Iterator[Record]:
        """The words."""
        for one in self.texts:
            for position, word in enumerate(one.words):
                yield {
                    "word": one.text[word.start : word.end],
                    "position": position,
                    "start": word.start,
                    "end": word.end,
                    **{view: getattr(word, view) for view in VIEWS},
                }


def terms(text: str) -> Terms:
    """The words of a text, in order."""
    from fihris.arabic.views import views  # start-up

    return Terms(text, tuple(views().words(text)))
