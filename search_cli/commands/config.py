"""``fihris config``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from fihris.answers.answer import Plain
    from search_cli.screen.output import Output
    from search_cli.session.files import Source
    from search_cli.session.session import Session

group = typer.Typer(help="Show and edit settings.")


@group.callback(invoke_without_command=True)
def all_settings(context: typer.Context) -> None:
    """Show and edit settings: every one in force, and where it is from.

    Without a command, as `fihris config show`.
    """
    if context.invoked_subcommand is None:
        show(context)


@group.command()
def show(context: typer.Context) -> None:
    """Show every setting in force, and which option, variable or file sets it.

    Secrets are not shown. Example: fihris config show
    """
    from fihris.answers.answer import Plain  # start-up
    from search_cli.session.showing import form_errors, rows  # start-up

    session: Session = context.obj
    out = session.out
    assert session.sources is not None
    listed = list(rows(session.settings, session.sources))
    told = [_json(name=r.name, value=r.value, source=r.source, where=r.where) for r in listed]
    out.give(Plain(told), _show_settings)
    _complain(session, [*session.problems, *form_errors(session.sources)])


def _show_settings(out: Output, answer: Plain) -> None:
    from mappings.shown import quoted  # start-up
    from search_cli.screen.clusters import columns_of  # start-up

    default = "الافتراضي" if out.lang == "ar" else "default"
    table = [
        (one["name"], quoted(one["value"] or "–"), quoted(one["where"] or default))
        for one in answer.value
    ]
    if out.is_screen:
        from search_cli.screen.tables import show_rows  # start-up

        show_rows(out, [(out.styled(name, "title"), *rest) for name, *rest in table])
        return
    wide = [max(columns_of(line[at]) for line in table) for at in (0, 1)]
    for name, value, where in table:
        after = [" " * (wide[0] - columns_of(name)), " " * (wide[1] - columns_of(value))]
        out.line(f"{out.styled(name, 'title')}{after[0]}  {value}{after[1]}  {where}")


@group.command()
def path(
    context: typer.Context,
    user: Annotated[
        bool, typer.Option("--user", help="Print only the path of your own file.")
    ] = False,
) -> None:
    """Show which settings files are read, the one with the most weight first.

    Example: fihris config path --user
    """
    from fihris.answers.answer import Plain  # start-up

    session: Session = context.obj
    out = session.out
    if user:
        own = str(_own_file())
        session.give(Plain({"path": own}), lambda out, _: out.raw(own))
        return
    assert session.sources is not None
    found = []
    for file in session.sources.files:
        state = "unusable" if file.error else "counts" if file.exists else "absent"
        reason = file.error.parts(out.lang)[0] if file.error else None
        found.append(
            _json(source=file.source, path=str(file.path.absolute()), state=state,
                  ignored=list(file.ignored), reason=reason)
        )  # fmt: skip
    session.give(Plain(found), _show_files)


def _show_files(out: Output, answer: Plain) -> None:
    from mappings.shown import quoted  # start-up
    from search_cli.texts.messages import say  # start-up

    for one in answer.value:
        told = say(out.lang, f"config_{one['state']}", reason=one["reason"])
        kind = say(out.lang, f"config_{one['source']}")
        out.line(f"{out.styled(quoted(one['path']), 'title')}  {kind}: {told}")


@group.command()
def edit(context: typer.Context) -> None:
    """Edit your settings file (or the one of --config) in $VISUAL or $EDITOR, and check it.

    If there is none, it is created with every setting as a comment. Example: fihris config edit
    """
    from search_cli.session.editing import edit as open_editor  # start-up
    from search_cli.session.files import Source  # start-up

    session: Session = context.obj
    assert session.sources is not None
    named = [file.path for file in session.sources.files if file.source is Source.named]
    place, source = (named[0], Source.named) if named else (_own_file(), Source.user)
    _complain(session, open_editor(place, source, session.settings.lang))


def _own_file() -> Path:
    """The user's own file.

    Raises:
        NoHome
    """
    from search_cli.session.errors import NoHome  # start-up
    from search_cli.session.files import user_file  # start-up

    own = user_file()
    if own is None:
        raise NoHome(where="HOME", value="~", name="config")
    return own


def _complain(session: Session, problems: list[Any]) -> None:
    """Say what is wrong; the exit code is that of wrong use."""
    for problem in problems:
        session.out.complain_of(problem)
    if problems:
        raise typer.Exit(2)


def _json(*, source: Source, **facts: Any) -> dict[str, Any]:
    return {**facts, "source": source.value}
