"""``fihris analyze``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer


def command(
    context: typer.Context,
    text: Annotated[
        list[str] | None, typer.Argument(help="Text; without it, lines of standard input.")
    ] = None,
) -> None:
    """Show the terms that a text becomes in each view.

    Example: fihris analyze 'وبالتعاون مع وزارة الداخلية'
    """
    from fihris.arabic.views import views  # start-up

    context.obj.use_words()
    out = context.obj.out
    for line in [" ".join(text)] if text else _lines(context.obj.settings.limits.article):
        words = views().words(line)
        if out.json_only:
            out.json({"text": line, "fields": _fields(words)})
            continue
        for word in words:
            written = out.styled(line[word.start : word.end], "title")
            out.line(f"{written}\tlemma {word.lemma}\tlight {word.light}\texact {word.exact}")
        out.line()


def _lines(limit: int) -> Iterator[str]:
    from mappings.side_files import SideFileUnread, bounded_lines  # start-up

    try:
        yield from bounded_lines(sys.stdin.buffer, limit=limit, option="article")
    except SideFileUnread as exc:
        from search_cli.screen.parity import TextsUnreadable  # start-up

        raise TextsUnreadable(where="-", reason=exc.reason, reason_ar=exc.reason_ar) from exc


def _fields(words: list[Any]) -> dict[str, Any]:
    return {
        f"text.{view}": [
            {
                "term": getattr(word, view),
                "position": position,
                "start": word.start,
                "end": word.end,
            }
            for position, word in enumerate(words)
        ]
        for view in ("lemma", "light", "exact")
    }
