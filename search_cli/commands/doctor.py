"""``fihris doctor``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

if TYPE_CHECKING:
    from fihris.engines.elastic.engine import ElasticEngine
    from indexer.doctor import Finding
    from search_cli.screen.output import Output
    from search_cli.session.session import Session


def command(
    context: typer.Context,
    file: Annotated[
        str | None,
        typer.Argument(
            help="With --parity: lines to compare; - is standard input; else what is indexed."
        ),
    ] = None,
    parity: Annotated[
        bool, typer.Option("--parity", help="Compare the cluster's analysis with this program's.")
    ] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what can be mended without losing anything.")
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Do not read every file of the index through.")
    ] = False,
) -> None:
    """Say what is wrong, and the command that mends it; exit code 3 when something is.

    Example: fihris doctor
    """
    from indexer import doctor  # start-up
    from search_cli.texts.messages import say  # start-up

    session: Session = context.obj
    out = session.out
    settings = session.settings
    if parity:
        from search_cli.screen.parity import NotElastic, compare  # start-up

        with session.engine() as engine:
            if engine.name != "elasticsearch":
                raise NotElastic
            if not compare(out, cast("ElasticEngine", engine), file, settings.limits):
                raise typer.Exit(3)
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
    if out.json_only:
        out.json([_as_json(out, finding) for finding in found])
    for finding in found if not out.json_only else ():
        _tell(out, finding)
    if fix:
        out.talk(say(out.lang, "fixed", n=len({*before} - {*found})))
    if not found:
        out.talk(say(out.lang, "healthy", index=settings.index, home=settings.home))
    if any(finding.ailment.severity == "error" for finding in found):
        raise typer.Exit(3)


def _terminal() -> tuple[Finding, ...]:
    import sys  # start-up

    from indexer.doctor import Finding  # start-up

    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return () if encoding == "utf8" else (Finding("terminal", encoding),)


def _as_json(out: Output, finding: Finding) -> dict[str, object]:
    from search_cli.session.suggesting import typed  # start-up

    return {
        "code": finding.code, "severity": finding.ailment.severity, "subject": finding.subject,
        "detail": finding.detail, "says": finding.told(out.lang),
        "mend": typed(finding.ailment.mend),
    }  # fmt: skip


def _tell(out: Output, finding: Finding) -> None:
    from search_cli.session.suggesting import typed  # start-up
    from search_cli.texts.messages import say  # start-up

    severity = finding.ailment.severity
    style = "lit" if severity == "error" else "dim"
    word = out.styled(f"{say(out.lang, f'severity_{severity}'):7}", style)
    out.line(f"{word}  {finding.told(out.lang)}")
    out.line(say(out.lang, "mend", mend=typed(finding.ailment.mend)))
