"""Engines that store paragraphs and answer queries: one protocol, one model, one ranking.

``open_engine`` imports only the requested engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fihris.engines.protocol import Engine

__all__ = ["open_engine"]


def open_engine(name: str, *, index: str = "press", **where: Any) -> Engine:
    """Open the engine ``name`` on one index.

    Args:
        name: ``embedded`` or ``elasticsearch``.
        index: the index's name; letters, digits, ``-`` and ``_``.
        where: ``home``: the folder of the embedded engine's data; ``url`` and the other parts of
            ``fihris.engines.elastic.connection.Connection``: the cluster.

    Raises:
        EngineAbsent: there is no such engine, or a package that it needs is not installed.
    """
    if name == "embedded":
        from fihris.engines.embedded.engine import EmbeddedEngine  # start-up

        return EmbeddedEngine(index=index, **where)
    if name == "elasticsearch":
        from fihris.engines.elastic.engine import ElasticEngine  # start-up

        return ElasticEngine(index=index, **where)
    from fihris.engines.errors import EngineAbsent  # start-up

    raise EngineAbsent(engine=name)
