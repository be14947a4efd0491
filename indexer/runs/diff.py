"""How two generations differ, article by article."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fihris.engines.keys import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fihris.engines.model import Paragraph
    from fihris.engines.protocol import Engine


@dataclass(frozen=True, slots=True)
class Sample:
    """An article that differs: its id and title."""

    article_id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """From ``old`` to ``new``: how many articles are new, changed, gone and the same, and the first
    of each."""

    old: str
    new: str
    added: int
    changed: int
    gone: int
    same: int
    added_first: tuple[Sample, ...]
    changed_first: tuple[Sample, ...]
    gone_first: tuple[Sample, ...]


def difference(engine: Engine, old: str, new: str, *, size: int = 10) -> Difference:
    """Compare the contents of two generations of one index.

    Args:
        size: articles to name of each kind.

    Raises:
        GenerationUnknown
    """
    before, after = engine.contents(generation=old), engine.contents(generation=new)
    added = after.keys() - before.keys()
    gone = before.keys() - after.keys()
    changed = {key for key in after.keys() & before.keys() if after[key] != before[key]}
    return Difference(
        old=old,
        new=new,
        added=len(added),
        changed=len(changed),
        gone=len(gone),
        same=len(after) - len(added) - len(changed),
        added_first=_first(engine, new, after, added, size),
        changed_first=_first(engine, new, after, changed, size),
        gone_first=_first(engine, old, before, gone, size),
    )


def _first(
    engine: Engine, generation: str, contents: dict[int, int], wanted: Iterable[int], size: int
) -> tuple[Sample, ...]:
    keys = {*itertools.islice(sorted(wanted), size)}
    if not keys:
        return ()
    rest = {key: content for key, content in contents.items() if key not in keys}
    found = map(_sample, engine.scan(generation=generation, unless=rest))
    return tuple(sorted(found, key=lambda one: key_of(one.article_id)))


def _sample(article: tuple[Paragraph, ...]) -> Sample:
    return Sample(article[0].article_id, article[0].title or article[0].text[:80])
