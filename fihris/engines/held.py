"""What an index holds already: told by two numbers an article, the same on every engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fihris.engines.keys import key_of

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class ContentChecker:
    """Knows the content of every article of a generation; can be pickled."""

    held: dict[int, int]
    """``key_of`` an article's id → ``key_of`` its content hash."""

    def __call__(self, articles: Sequence[tuple[str, str]], /) -> set[str]:
        """Ids whose content is held already."""
        held = self.held
        return {
            article_id
            for article_id, content_hash in articles
            if held and held.get(key_of(article_id)) == key_of(content_hash)
        }
