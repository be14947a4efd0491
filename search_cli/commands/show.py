"""``fihris show``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from search_cli.session.timing import SECONDS, Timeout

if TYPE_CHECKING:
    from fihris.engines.model import Paragraph
    from fihris.engines.protocol import Engine

    Places = tuple[tuple[int, int], ...]


def command(
    context: typer.Context,
    article_id: Annotated[str, typer.Argument(metavar="ARTICLE_ID", help="As search prints it.")],
    query: Annotated[str | None, typer.Option(help="Light these words.", metavar="QUERY")] = None,
    timeout: Timeout = SECONDS,
) -> None:
    """Show one whole article, with the words of a query lit.

    Example: fihris show nawras-20231009-03 --query 'زوارق الصيادين'
    """
    from fihris.engines import bounds  # start-up
    from fihris.engines.deadline import Deadline  # start-up
    from fihris.engines.matching import Finder, highlights  # start-up
    from fihris.query.narrowing import asked  # start-up
    from mappings.shown import shown  # start-up
    from search_cli.screen.passed_over import warn_of_strange  # start-up
    from search_cli.screen.results import article_json  # start-up
    from search_cli.texts.messages import say  # start-up

    session = context.obj
    out = session.out
    deadline = Deadline(timeout)
    asked_for = asked([query], deadline=deadline) if query else None

    def ask(engine: Engine) -> tuple[Sequence[Paragraph], Sequence[Places]]:
        if asked_for is not None:
            bounds.check(asked_for)
        lit = Finder(asked_for) if asked_for is not None else None
        article = engine.article(article_id)
        return article, [highlights(lit, one.text, one.kind) if lit else () for one in article]

    with session.engine() as engine:
        paragraphs, ranges = deadline.hold(lambda: ask(engine))
        warn_of_strange(engine, out)
    if not paragraphs:
        out.talk(say(out.lang, "unknown_article", id=article_id))
        raise typer.Exit(1)
    if out.json_only:
        body = article_json(paragraphs)
        if asked_for is not None:
            for one, places in zip(body["paragraphs"], ranges, strict=True):
                one["highlights"] = [list(place) for place in places]
        out.json(body)
        return
    first = paragraphs[0]
    for paragraph, places in zip(paragraphs, ranges, strict=True):
        if paragraph.kind == "body":
            number = out.styled(f"{paragraph.position:>3} ", "number")
            out.line(f"{number} {out.lit(paragraph.text, places)}")
            continue
        style = "title" if paragraph.kind == "title" else "heading"
        if paragraph.kind == "heading":
            out.line()
        out.line(out.lit(paragraph.text, places, style=style))
        if paragraph.kind == "title":
            facts = (first.source, first.date, first.category, first.place, first.url)
            out.line(out.styled(" · ".join(shown(fact) for fact in facts if fact), "dim"))
            out.line()
