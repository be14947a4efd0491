"""``fihris doctor``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

if TYPE_CHECKING:
    from fihris.engines.elastic.engine import ElasticEngine
    from indexer.doctor import Finding
    from search_cli.session.session import Session


def command(
    context: typer.Context,
    file: Annotated[
        str | None,
        typer.Argument(
            help="With --parity: file of lines to compare; - is standard input; default: the index."
        ),
    ] = None,
    parity: Annotated[
        bool, typer.Option("--parity", help="Compare the cluster's analysis with this program's.")
    ] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Fix what can be fixed without losing anything.")
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Skip the full read of every file of the index.")
    ] = False,
) -> None:
    """Find problems, and the command that fixes each; exit code 3 if there are any.

    Example: fihris doctor
    """
    from functools import partial  # start-up

    from indexer import doctor  # start-up
    from indexer.answers import FindingsAnswer  # start-up
    from search_cli.screen.findings import show_findings, talk_of_findings  # start-up
    from search_cli.session.suggesting import typed  # start-up

    session: Session = context.obj
    out = session.out
    settings = session.settings
    if parity:
        from search_cli.screen import parity as of_parity  # start-up

        with session.engine() as engine:
            if engine.name != "elasticsearch":
                raise of_parity.NotElastic
            answer = of_parity.compared_with(cast("ElasticEngine", engine), file, settings.limits)
            session.give(answer, of_parity.show_parity, of_parity.talk_of_parity)
        return
    if file is not None:
        from search_cli.errors import Apart  # start-up

        raise Apart(given=file, needed="--parity")
    with session.engine() as engine:
        before = doctor.examine(engine, settings.home, deep=not quick)
        if fix and any(finding.ailment.safe for finding in before):
            doctor.fix(engine, settings.home, before)
        found = doctor.examine(engine, settings.home, deep=not quick) if fix else before
    found += _terminal()
    session.give(
        FindingsAnswer(found, out.lang, typed, len({*before} - {*found}) if fix else None),
        show_findings,
        partial(talk_of_findings, index=settings.index, home=settings.home),
    )


def _terminal() -> tuple[Finding, ...]:
    import sys  # start-up

    from indexer.doctor import Finding  # start-up

    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return () if encoding == "utf8" else (Finding("terminal", encoding),)
