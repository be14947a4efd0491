"""What other values of the constants of ``fihris/engines/ranking.py`` would give.

Every query is asked once; then its candidates, as the engine gave them, are ranked anew with each
value of each constant, the others as they are. Run it after the analysis has changed. Candidates
come from the engine's own scorer: what ``STOP`` and ``WEIGHTS`` change there is not seen here.
"""

from __future__ import annotations

import statistics
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from benchmarks.quality import headlines, pool
from benchmarks.quality.measuring import Judged, indexed, judged, ndcg
from fihris.engines import ranking
from fihris.engines.keys import key_of
from fihris.query.parser import parse_plain

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fihris.engines.matching import Finder, Leaf, Stands
    from fihris.engines.model import View

VALUES: Final[dict[str, tuple[object, ...]]] = {
    "WEIGHTS": (
        {"lemma": 0.4, "light": 0.3, "exact": 0.3},
        {"lemma": 0.6, "light": 0.1, "exact": 0.3},
        {"lemma": 0.6, "light": 0.2, "exact": 0.2},
        {"lemma": 0.4, "light": 0.2, "exact": 0.4},
    ),
    "STOP": (0.1, 0.2, 0.5, 1.0),
    "K1": (0.3, 0.7, 0.9),
    "B": (0.1, 0.3, 0.4),
    "NEAR": (0.0, 0.2, 0.4, 0.6),
    "WINDOW": (8, 32),
    "ORDER": (0.0, 0.1, 0.3, 0.4),
    "EARLY": (0.0, 0.3, 0.5, 0.6),
    "BEGINNING": (4, 16),
    "ARTICLE": (0.0, 0.3, 0.8),
    "LEAD": (0.0, 0.02, 0.08),
}
"""Constants and the values to try."""


class Reading(NamedTuple):
    """Stands in for a ``Finder`` whose texts have been read: reading is nine tenths of ranking."""

    leaves: list[Leaf]
    stands: Mapping[str, Stands]

    def read(self, text: str) -> Stands:
        """Where the words of the query stand in ``text``."""
        return self.stands[text]


class Asked(NamedTuple):
    """A query, ready to be ranked again and again."""

    answers: frozenset[int]
    finder: Finder
    idf: ranking.Idf
    candidates: Sequence[ranking.Candidate]

    def ndcg(self) -> float:
        """The value of the ranking with the constants as they are now."""
        ranked = ranking.Scorer(self.finder, self.idf).ranked(self.candidates)
        keys = dict.fromkeys(self.candidates[one.at].article_key for one in ranked)
        return ndcg([str(key) for key in keys], frozenset(map(str, self.answers)))


def asked(articles: Iterable[dict[str, Any]], queries: Sequence[Judged]) -> list[Asked]:
    """Ask queries and keep what ranking them needs."""
    found: list[Asked] = []
    answers: frozenset[int] = frozenset()

    class Recording(ranking.Scorer):
        """Keeps what the engine gives it."""

        def ranked(self, candidates: Sequence[ranking.Candidate]) -> list[ranking.Ranked]:
            finder, idf = self._finder, self._idf
            stands = {one.text: finder.read(one.text) for one in candidates}
            held = {
                (view, term.of(view)): idf(view, term.of(view))
                for leaf in finder.leaves
                for view in leaf.sought.views
                for term in leaf.sought.terms
            }

            def known(view: View, term: str) -> float:
                return held[view, term]

            reading = cast("Finder", Reading(finder.leaves, stands))
            found.append(Asked(answers, reading, known, candidates))
            return super().ranked(candidates)

    with indexed(articles) as engine, holding("Scorer", Recording):
        for query in queries:
            answers = frozenset(map(key_of, query.answers))
            engine.rank(parse_plain(query.text))
    return found


@contextmanager
def holding(name: str, value: object) -> Iterator[None]:
    """The module of ranking with another value of one name."""
    former = getattr(ranking, name)
    setattr(ranking, name, value)
    try:
        yield
    finally:
        setattr(ranking, name, former)


def main(arguments: argparse.Namespace) -> None:
    """Print the table."""
    questions = [one for name in pool.SETS for one in judged(name)]
    news = headlines.articles(arguments.articles)
    held = {one["id"] for one in news}
    titles = [one for one in judged("saudinewsnet_titles")[::3] if one.answers & held]
    sets = [
        asked(pool.documents(arguments.articles), questions),
        asked(news, titles),
    ]
    print("  constant                              questions  headlines")
    usual = [statistics.fmean(one.ndcg() for one in some) for some in sets]
    print(f"  {'as they are':38}" + "".join(f"{one:9.4f}  " for one in usual))
    for name, values in VALUES.items():
        for value in values:
            with holding(name, value):
                got = [statistics.fmean(one.ndcg() for one in some) for some in sets]
            shown = " ".join(map(str, value.values())) if isinstance(value, dict) else value
            differences = "".join(f"{a - b:+9.4f}  " for a, b in zip(got, usual, strict=True))
            print(f"  {name:15} {shown!s:22}{differences}", flush=True)
