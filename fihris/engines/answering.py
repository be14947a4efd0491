"""Putting an answer together, the same on every engine: the second stage of ranking over the
candidates, and the hits that a person sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fihris.engines import ranking
from fihris.engines.matching import Finder, highlights
from fihris.engines.model import ABOUT, DATES, ArticleHit, Bucket, Facet, Paragraph, ParagraphHit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fihris.engines.model import FacetName


class BestFirst(NamedTuple):
    """Candidates in the order of the second stage, and how the scores of those behind are to be
    scaled, so that they do not rise above theirs."""

    order: list[tuple[float, int]]
    scale: float


def best_first(
    finder: Finder,
    idf: ranking.Idf,
    candidates: Sequence[ranking.Candidate],
    behind: float | None = None,
) -> BestFirst:
    """Rank an engine's best paragraphs again.

    Args:
        behind: the engine's own score of the first paragraph that is no candidate.

    Returns:
        Scores with places among ``candidates``, best first.
    """
    ranked = ranking.Scorer(finder, idf).ranked(candidates)
    order = [(one.score, one.at) for one in ranked]
    scale = order[-1][0] / (behind or 1.0) if order and behind is not None else 1.0
    return BestFirst(order, scale)


def article_hit(
    finder: Finder,
    about: Paragraph,
    score: float,
    shown: Sequence[tuple[float, Paragraph]],
    found: int,
) -> ArticleHit:
    """An article of the answer.

    Args:
        about: any of its paragraphs.
        score: of its best paragraph.
        shown: its best paragraphs with their scores, best first.
        found: how many of its paragraphs match.
    """
    return ArticleHit(
        **{name: getattr(about, name) for name in ABOUT},
        score=round(score, 4),
        paragraphs=tuple(paragraph_hit(score, one, finder) for score, one in shown),
        paragraphs_found=found,
        title_highlights=highlights(finder, about.title, "title") if about.title else (),
    )


def paragraph_hit(score: float, paragraph: Paragraph, finder: Finder | None = None) -> ParagraphHit:
    """A paragraph of the answer, lit where ``finder`` is given."""
    return ParagraphHit(
        paragraph_id=paragraph.paragraph_id,
        article_id=paragraph.article_id,
        position=paragraph.position,
        kind=paragraph.kind,
        heading=paragraph.heading,
        score=round(score, 4),
        text=paragraph.text,
        highlights=highlights(finder, paragraph.text, paragraph.kind) if finder else (),
    )


def facet_of(
    name: FacetName, articles: Mapping[str, int], paragraphs: Mapping[str, int], size: int
) -> Facet:
    """A facet of at most ``size`` buckets: most articles first; of a date the latest, in order."""
    if name in DATES:
        shown = sorted(sorted(articles, reverse=True)[:size])
    else:
        shown = sorted(articles, key=lambda value: (-articles[value], value))[:size]
    left_out = len(articles) - len(shown) if name in DATES else 0
    buckets = tuple(Bucket(one, articles[one], paragraphs[one]) for one in shown)
    return Facet(name, buckets, left_out)
