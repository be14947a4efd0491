"""What happens between reading the command line and running the command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from search_cli.session.declaration import SETTINGS
from search_cli.session.session import Session
from search_cli.session.settings import settle
from search_cli.session.sources import gather
from search_cli.session.suggesting import remember

if TYPE_CHECKING:
    from mappings.errors import FihrisError
    from search_cli.session.given import Given

TOLD_OF_HOME: Final = frozenset(
    {"index", "reindex", "watch", "generations", "status", "quarantine", "restore"}
)
"""Commands that warn of a home which others can change: those that write there, and ``status``."""


def start(context: Any) -> None:
    """Turn the global options that were given into the session that the command works with.

    Raises:
        SettingWrong, SettingsUnreadable, NoHome, LimitWrong
    """
    given: Given = context.obj
    command = _command_of(context)
    remember({n: one for n, one in given.settings.items() if not SETTINGS[n].presents})
    sources = gather(given.settings)
    # whoever looks at the settings, or corrects them, is not stopped by what is wrong with them
    problems: list[FihrisError] | None = [] if command == "config" else None
    settings = settle(sources, problems)
    given.bidi = settings.bidi
    context.obj = session = Session(
        settings,
        verbose="verbose" in given.flags,
        quiet="quiet" in given.flags,
        debug="debug" in given.flags,
        sources=sources,
        problems=problems or (),
    )
    session.tell_ignored()
    if command in TOLD_OF_HOME:
        from search_cli.session.rights import tell_of_home  # start-up

        tell_of_home(session)


def _command_of(context: Any) -> str:
    """The first word after ``fihris``."""
    while context.parent is not None and context.parent.parent is not None:
        context = context.parent
    return str(context.info_name)
