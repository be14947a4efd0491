"""What can be wrong with an index on a cluster."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from engines.elastic.reading import contents
from engines.errors import IndexDamaged, IndexNewer, IndexOlder, OtherWords
from engines.model import Fault, FaultCode
from engines.server_errors import AliasWrong

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

    from engines.elastic.generations import Generations


SOON: Final = (0.2, 0.5, 1.0, 2.0)
"""Seconds after which shards that are not there are looked for again: of an index made just now,
or of a node that came back."""


def faults(
    client: Elasticsearch, generations: Generations, where: str, *, deep: bool
) -> Iterator[Fault]:
    """Look at the aliases, at what each generation says of itself, and at its shards."""
    live = None
    names = generations.names()
    try:
        live = generations.live()
        if live is None and names:
            yield Fault(FaultCode.POINTER, generations.index, "no generation is published")
    except AliasWrong as exc:
        yield Fault(FaultCode.POINTER, generations.index, str(exc.facts["reason"]))
    for name in names:
        try:
            generations.about(name)
        except IndexNewer as exc:
            told = f"schema {exc.facts['theirs']} > {exc.facts['ours']}"
            yield Fault(FaultCode.NEWER, name, told)
        except OtherWords as exc:
            if name == live:
                told = f"{exc.facts['theirs']} ≠ {exc.facts['ours']}"
                yield Fault(FaultCode.OTHER_WORDS, name, told)
        except IndexOlder as exc:
            if name == live:
                told = f"{exc.facts['theirs']} ≠ {exc.facts['ours']}"
                yield Fault(FaultCode.OLDER, name, told)
        except IndexDamaged as exc:
            yield Fault(FaultCode.DAMAGED, name, str(exc.facts["reason"]))
            continue
        if not _is_whole(generations, name):
            yield Fault(FaultCode.DAMAGED, name, "shards are not available (red)")
            continue
        if deep:
            twice = sum(1 for content in contents(client, name, where).values() if content == -1)
            if twice:
                told = f"{twice} articles stand in two versions, until they are loaded again"
                yield Fault(FaultCode.LEFT_BEHIND, name, told)


def _is_whole(generations: Generations, name: str) -> bool:
    for pause in SOON:
        if generations.is_whole(name):
            return True
        time.sleep(pause)
    return generations.is_whole(name)
