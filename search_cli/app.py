"""The Typer app. A command's module is imported when that command is asked for: a one-shot search
pays for every import."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from inspect import Parameter, Signature
from typing import Annotated, Any, Final

import typer

from mappings.errors import FihrisError
from mappings.version import program_version
from search_cli.session.declaration import OPTIONS, SETTINGS, Setting
from search_cli.session.settings import Session, settle
from search_cli.session.sources import gather
from search_cli.session.suggesting import remember

COMMANDS: Final = {
    "index": "Index",
    "reindex": "Index",
    "watch": "Index",
    "generations": "Index",
    "status": "Index",
    "runs": "Index",
    "quarantine": "Index",
    "backup": "Operate",
    "restore": "Operate",
    "search": "Search",
    "facets": "Search",
    "show": "Search",
    "batch": "Search",
    "explain": "Search",
    "analyze": "Operate",
    "kibana": "Operate",
    "security": "Operate",
    "doctor": "Operate",
    "mapping": "Operate",
    "config": "Operate",
}
"""Command: the panel of ``--help`` that it stands in. Each is a module of the same name in
``search_cli.commands`` with a function ``command``, or with a ``group`` of commands."""

TOLD_OF_HOME: Final = frozenset(
    {"index", "reindex", "watch", "generations", "status", "quarantine", "restore"}
)
"""Commands that warn of a home which others can change: those that write there, and ``status``."""

_WITH_VALUE: Final = {setting.option for setting in OPTIONS if setting.metavar}


def command_of(arguments: Sequence[str]) -> str | None:
    """The command among the arguments, or ``None`` when help or a mistake needs them all."""
    skip = False
    for argument in arguments:
        if skip:
            skip = False
        elif argument in _WITH_VALUE:
            skip = True
        elif not argument.startswith("-"):
            return argument if argument in COMMANDS else None
    return None


def build(only: str | None = None) -> typer.Typer:
    """The app with all commands, or with one alone."""
    app = typer.Typer(
        add_completion=only is None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_options)
    for name in COMMANDS if only is None else [only]:
        module = import_module(f"search_cli.commands.{name}")
        if hasattr(module, "group"):
            app.add_typer(module.group, name=name, rich_help_panel=COMMANDS[name])
        else:
            app.command(name, rich_help_panel=COMMANDS[name])(module.command)
    return app


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"fihris {program_version()}")
        raise typer.Exit


def _parameter(setting: Setting) -> Parameter:
    """The global option of a setting, as Typer reads it from a signature."""
    kind: Any = str | None
    if setting.kind == "limits":
        kind = list[str] | None
    elif not setting.metavar:
        kind = bool
    option = typer.Option(
        setting.option,
        help=setting.help["en"],
        metavar=setting.metavar or None,
        rich_help_panel=setting.panel,
        # not a type of Typer's: a wrong value is told in three parts and both languages, as
        # everywhere
        autocompletion=_completing(setting.choices) if setting.choices else None,
    )
    return Parameter(
        setting.name,
        Parameter.KEYWORD_ONLY,
        default=False if kind is bool else None,
        annotation=Annotated[kind, option],
    )


def _completing(choices: Iterable[str]) -> Callable[[str], list[str]]:
    def complete(incomplete: str) -> list[str]:
        return [one for one in choices if one.startswith(incomplete)]

    return complete


def _options(
    context: typer.Context,
    *,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what is wrong.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
    **given: Any,
) -> None:
    """Find what Arabic press releases say, paragraph by paragraph.

    Each option is also FIHRIS_… in the environment and a key in fihris.toml (fihris config).

    Start with: fihris index FOLDER, then: fihris search 'مجلس الوزراء'
    """
    remember({name: one for name, one in given.items() if not SETTINGS[name].presents})
    sources = gather(given)
    # whoever looks at the settings, or corrects them, is not stopped by what is wrong with them
    problems: list[FihrisError] | None = [] if context.invoked_subcommand == "config" else None
    settings = settle(sources, problems)
    context.obj = session = Session(
        settings,
        verbose=verbose,
        quiet=quiet,
        debug=debug,
        sources=sources,
        problems=problems or (),
    )
    session.tell_ignored()
    if context.invoked_subcommand in TOLD_OF_HOME:
        from search_cli.session.rights import tell_of_home  # start-up

        tell_of_home(session)


def _signed() -> Signature:
    """The signature of ``_options``, with the options that are declared."""
    own = [
        one.replace(kind=Parameter.KEYWORD_ONLY)
        for one in Signature.from_callable(_options, eval_str=True).parameters.values()
        if one.kind is not Parameter.VAR_KEYWORD
    ]
    return Signature([own[0], *map(_parameter, OPTIONS), *own[1:]])


_options.__signature__ = _signed()  # type: ignore[attr-defined]
