"""``fihris mapping``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mappings.errors import FihrisError

if TYPE_CHECKING:
    from fihris.answers.answer import Plain
    from search_cli.screen.output import Output
    from search_cli.session.session import Session


class NoMapping(FihrisError):
    """Only a cluster has a mapping that could differ."""

    exit_code = 2
    en = (
        "the embedded engine has no mapping of its own to compare with",
        "nothing was compared",
        "name a cluster: fihris --engine elasticsearch --elasticsearch-url URL mapping diff",
    )
    ar = (
        "ليس للمحرك المضمَّن تعيين خاص يُقارن به",
        "لم يُقارن شيء",
        "سمِّ خادمًا: fihris --engine elasticsearch --elasticsearch-url URL mapping diff",
    )


group = typer.Typer(
    no_args_is_help=True,
    help="Show how an index is set up on a cluster, and how a live one differs.",
)


@group.command()
def show(context: typer.Context) -> None:
    """Print the settings and mappings of a new generation, as the body of a request.

    Example: fihris mapping show
    """
    import json  # start-up

    from fihris.answers.answer import Plain  # start-up
    from fihris.engines.elastic.shape import body  # start-up
    from search_cli.session.cluster import generation_options  # start-up

    session: Session = context.obj
    session.use_words()
    options = generation_options(session.settings.elasticsearch)
    session.give(
        Plain(body(options)),
        lambda out, answer: out.raw(json.dumps(answer.value, ensure_ascii=False, indent=2)),
    )


@group.command()
def diff(
    context: typer.Context,
    generation: Annotated[
        str | None, typer.Option(help="Compare this generation, not the live one.", metavar="NAME")
    ] = None,
) -> None:
    """List how a generation on the cluster differs from a new one; exit code 1 if it does.

    Example: fihris --engine elasticsearch mapping diff
    """
    from fihris.answers.answer import Plain  # start-up
    from fihris.engines.elastic.engine import ElasticEngine  # start-up

    session: Session = context.obj
    with session.engine() as engine:
        if not isinstance(engine, ElasticEngine):
            raise NoMapping
        name, found = engine.differences(generation)
    told = {"generation": name, "differences": [_as_json(one) for one in found]}
    session.give(Plain(told, 1 if found else 0), _show_differences, _talk_of_differences)


def _show_differences(out: Output, answer: Plain) -> None:
    for one in answer.value["differences"]:
        out.line(f"{one['path']}\t{_short(one['new'])}\t{_short(one['held'])}")


def _talk_of_differences(out: Output, answer: Plain) -> None:
    from search_cli.texts.messages import say  # start-up

    told = answer.value
    out.talk(
        say(out.lang, "mapping_diff", generation=told["generation"], n=len(told["differences"]))
    )


def _as_json(one: tuple[str, Any, Any]) -> dict[str, Any]:
    path, new, held = one
    return {"path": path, "new": new, "held": held}


def _short(value: Any) -> str:
    if value is None:
        return "–"
    text = str(value)
    return text if len(text) <= 60 else f"{text[:50]} … ({len(text):,})"
