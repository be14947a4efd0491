"""``fihris analyze``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from search_cli.session.session import Session


def command(
    context: typer.Context,
    text: Annotated[
        list[str] | None, typer.Argument(help="Text; without it, the lines of standard input.")
    ] = None,
) -> None:
    """Show the terms that a text becomes in each view.

    Example: fihris analyze 'وبالتعاون مع وزارة الداخلية'
    """
    from fihris.answers.terms import TermsAnswer, terms  # start-up
    from search_cli.screen.terms import show_terms  # start-up

    session: Session = context.obj
    session.use_words()
    lines = [" ".join(text)] if text else _lines(session.settings.limits.article)
    session.give(TermsAnswer(map(terms, lines)), show_terms)


def _lines(limit: int) -> Iterator[str]:
    from mappings.side_files import SideFileUnread, bounded_lines  # start-up

    try:
        yield from bounded_lines(sys.stdin.buffer, limit=limit, option="article")
    except SideFileUnread as exc:
        from search_cli.screen.parity import TextsUnreadable  # start-up

        raise TextsUnreadable(where="-", reason=exc.reason, reason_ar=exc.reason_ar) from exc
