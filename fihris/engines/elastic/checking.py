"""What can be wrong with an index on a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fihris.engines.elastic.reading import articles, contents
from fihris.engines.errors import IndexDamaged, IndexNewer, IndexOlder, OtherWords
from fihris.engines.model import Fault, FaultCode
from fihris.engines.server_errors import AliasWrong
from fihris.engines.strange import Strange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from elasticsearch import Elasticsearch

    from fihris.engines.elastic.generations import Generations


def faults(client: Elasticsearch, generations: Generations, *, deep: bool) -> Iterator[Fault]:
    """Look at the aliases, at what each generation says of itself, and at its shards."""
    live = None
    names = generations.names()
    try:
        live = generations.live()
        if live is None and names:
            yield Fault(FaultCode.POINTER, generations.index, "no generation is published")
    except AliasWrong as exc:
        yield Fault(FaultCode.POINTER, generations.index, str(exc.facts["reason"]))

    def of_generation(name: str) -> tuple[Fault, ...]:
        return tuple(_of_generation(client, generations, name, deep=deep, live=name == live))

    for name in names:
        yield from generations.look(name, of_generation) or ()


def _of_generation(
    client: Elasticsearch, generations: Generations, name: str, *, deep: bool, live: bool
) -> Iterator[Fault]:
    try:
        generations.about(name)
    except IndexNewer as exc:
        told = f"schema {exc.facts['theirs']} > {exc.facts['ours']}"
        yield Fault(FaultCode.NEWER, name, told)
    except (OtherWords, IndexOlder) as exc:
        if live:
            code = FaultCode.OTHER_WORDS if isinstance(exc, OtherWords) else FaultCode.OLDER
            yield Fault(code, name, f"{exc.facts['theirs']} ≠ {exc.facts['ours']}")
    except IndexDamaged as exc:
        yield Fault(FaultCode.DAMAGED, name, str(exc.facts["reason"]))
        return
    if generations.counted(name) is None:
        yield Fault(FaultCode.DAMAGED, name, "shards are not available (red)")
    elif deep:
        strange = Strange()
        for _ in articles(client, name, generations.where, strange) if live else ():
            pass  # whatever is read is looked at
        if strange:
            yield Fault(FaultCode.STRANGE, name, strange.told())
        held = contents(client, name, generations.where, strange)
        twice = sum(1 for content in held.values() if content == -1)
        if twice:
            told = f"{twice} articles stand in two versions, until they are loaded again"
            yield Fault(FaultCode.LEFT_BEHIND, name, told)
