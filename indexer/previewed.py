"""The answer of a dry run: what one article of each file would become."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fihris.answers.answer import Answer
from indexer.answers import QUARANTINED

if TYPE_CHECKING:
    from fihris.engines.model import Paragraph
    from indexer.runs.preview import Previews


@dataclass(frozen=True, slots=True)
class PreviewAnswer(Answer):
    """What a dry run found."""

    previews: Previews

    def as_json(self) -> dict[str, Any]:
        """Each file, with its first article."""
        return {
            "files": [
                {
                    "path": one.path,
                    "articles": one.articles,
                    "quarantined": one.quarantined,
                    "rejected": [
                        {"line": bad.line, "code": bad.code.value, "detail": bad.detail}
                        for bad in one.rejected
                    ],
                    "article": _article_json(one.paragraphs) if one.paragraphs else None,
                    "unused_keys": one.notes.as_json()["unused_keys"],
                }
                for one in self.previews.files
            ],
        } | {
            name: value for name, value in self.previews.notes.as_json().items() if name != "files"
        }

    @property
    def exit_code(self) -> int:
        """4 if something would be held in quarantine."""
        return QUARANTINED if any(one.quarantined for one in self.previews.files) else 0


def _article_json(paragraphs: tuple[Paragraph, ...]) -> dict[str, Any]:
    first = paragraphs[0]
    return {
        "id": first.article_id, "title": first.title, "date": first.date, "source": first.source,
        "category": first.category, "author": first.author, "place": first.place,
        "url": first.url,
        "paragraphs": [{"kind": one.kind, "text": one.text} for one in paragraphs],
    }  # fmt: skip
