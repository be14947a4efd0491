"""One whole article, with the words of a query highlighted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from fihris.answers.answer import Answer, Record
from fihris.engines.deadline import NEVER, Deadline
from fihris.engines.model import ABOUT

if TYPE_CHECKING:
    from fihris.engines.model import Paragraph, Query
    from fihris.engines.protocol import Engine

Ranges = tuple[tuple[int, int], ...]
"""Half-open ranges of code points."""

_PARAGRAPH = ("paragraph_id", "position", "kind", "heading", "text")


@dataclass(frozen=True, slots=True)
class ArticleAnswer(Answer):
    """An article: its paragraphs in order, or none if there is no article with that id.

    ``highlights``: where the words of a query are in each; ``None`` if no query was given.
    """

    article_id: str
    paragraphs: tuple[Paragraph, ...]
    highlights: tuple[Ranges, ...] | None = None

    names: ClassVar = (*ABOUT, "paragraphs")
    columns: ClassVar = (*ABOUT, *_PARAGRAPH)

    @property
    def exit_code(self) -> int:
        """1 if there is no such article."""
        return 0 if self.paragraphs else 1

    @property
    def lit(self) -> Iterator[tuple[Paragraph, Ranges]]:
        """Each paragraph, with the places of the query's words in it."""
        places = self.highlights or ((),) * len(self.paragraphs)
        return zip(self.paragraphs, places, strict=True)

    def as_json(self) -> dict[str, Any]:
        """The answer of ``show --json``."""
        told = self.facts()
        told["paragraphs"] = [
            {name: getattr(one, name) for name in _PARAGRAPH}
            | ({} if self.highlights is None else {"highlights": [list(place) for place in lit]})
            for one, lit in self.lit
        ]
        return told

    def documents(self) -> Iterator[Any]:
        """Nothing if there is no such article."""
        if self.paragraphs:
            yield self.as_json()

    def rows(self) -> Iterator[Record]:
        """The paragraphs, each with the facts about the article."""
        for one in self.paragraphs:
            yield self.facts() | {name: getattr(one, name) for name in _PARAGRAPH}

    def facts(self) -> dict[str, Any]:
        """The facts about the article: its title, date, source and so on."""
        told = {name: getattr(self.paragraphs[0], name) for name in ABOUT}
        return {name: list(one) if isinstance(one, tuple) else one for name, one in told.items()}


def article(
    engine: Engine,
    article_id: str,
    *,
    query: Query | None = None,
    generation: str | None = None,
    deadline: Deadline = NEVER,
) -> ArticleAnswer:
    """The article with an id, with the words of ``query`` highlighted.

    Raises:
        IndexMissing: nothing was published yet.
        QueryTimedOut: the deadline has passed.
    """
    return deadline.hold(lambda: _article(engine, article_id, query, generation))


def _article(
    engine: Engine, article_id: str, query: Query | None, generation: str | None
) -> ArticleAnswer:
    if query is None:
        return ArticleAnswer(article_id, engine.article(article_id, generation=generation))
    from fihris.engines import bounds  # start-up
    from fihris.engines.matching import Finder, highlights  # start-up

    bounds.check(query)
    finder = Finder(query)
    held = engine.article(article_id, generation=generation)
    return ArticleAnswer(
        article_id, held, tuple(highlights(finder, one.text, one.kind) for one in held)
    )
