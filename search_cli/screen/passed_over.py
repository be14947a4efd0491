"""Says which documents of an index were passed over, since fihris did not write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fihris.engines.protocol import Engine
    from search_cli.screen.output import Output


def warn_of_strange(engine: Engine, out: Output) -> None:
    """Warn of what an engine has met and passed over since it was opened."""
    if engine.strange:
        from search_cli.texts.messages import say  # start-up

        out.talk(say(out.lang, "strange", told=engine.strange.told()))
