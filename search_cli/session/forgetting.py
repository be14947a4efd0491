"""``fihris reindex --forget``: what was indexed once is left out from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from search_cli.session.session import Session


def leave_out(session: Session, paths: list[Path]) -> None:
    """Leave recorded inputs out, and tell which of the paths were recorded; 1 if one was not."""
    from fihris.answers.answer import Plain  # start-up
    from indexer.journal.journal import Journal  # start-up
    from indexer.journal.sources import forget  # start-up
    from indexer.readers.files import named  # start-up
    from search_cli.texts.messages import say  # start-up

    settings = session.settings
    out = session.out
    forgotten: list[str] = []
    unknown: list[str] = []
    with Journal(settings.home, engine=settings.engine, index=settings.index) as journal:
        for path in paths:
            given = named(path)
            is_known = forget(journal, given) > 0
            (forgotten if is_known else unknown).append(given)
            out.talk(say(out.lang, "forgotten" if is_known else "not_recorded", path=given))
    told = {"forgotten": forgotten, "not_recorded": unknown}
    session.give(Plain(told, 1 if unknown else 0))
