"""The Typer app. A command's module is imported when that command is asked for: a one-shot search
pays for every import."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any, Final

import typer

from mappings.version import program_version
from search_cli.cluster_settings import OPTIONS
from search_cli.settings import NAMES, Bidi, Color, Session, resolve
from search_cli.suggesting import remember

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
}
"""Command: the panel of ``--help`` that it stands in. Each is a module of the same name in
``search_cli.commands`` with a function ``command``, or with a ``group`` of commands."""

TOLD_OF_HOME: Final = frozenset(
    {"index", "reindex", "watch", "generations", "status", "quarantine", "restore"}
)
"""Commands that warn of a home which others can change: those that write there, and ``status``."""

_WITH_VALUE: Final = {f"--{name.replace('_', '-')}" for name in NAMES if name != "json"}


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


def _cluster(name: str) -> Any:
    """An option of the Elasticsearch engine."""
    metavar, text = OPTIONS[name]
    return typer.Option(help=text, metavar=metavar, rich_help_panel="Elasticsearch")


def _options(
    context: typer.Context,
    engine: Annotated[
        str | None,
        typer.Option(help="embedded or elasticsearch (default: embedded).", metavar="NAME"),
    ] = None,
    index: Annotated[
        str | None, typer.Option(help="Name of the index (default: press).", metavar="NAME")
    ] = None,
    home: Annotated[
        str | None,
        typer.Option(help="Folder of the index (default: your user-data folder).", metavar="DIR"),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
    color: Annotated[
        Color | None, typer.Option(help="Colours: auto, always or never.", metavar="WHEN")
    ] = None,
    bidi: Annotated[
        Bidi | None,
        typer.Option(help="Reorder Arabic on the screen: auto, on or off.", metavar="WHEN"),
    ] = None,
    lang: Annotated[
        str | None, typer.Option(help="Language of messages: ar or en.", metavar="LANG")
    ] = None,
    words: Annotated[
        str | None,
        typer.Option(help="Your own words: a file of lines word => term.", metavar="FILE"),
    ] = None,
    elasticsearch_url: Annotated[str | None, _cluster("elasticsearch_url")] = None,
    elasticsearch_cloud_id: Annotated[str | None, _cluster("elasticsearch_cloud_id")] = None,
    elasticsearch_api_key_file: Annotated[
        str | None, _cluster("elasticsearch_api_key_file")
    ] = None,
    elasticsearch_user: Annotated[str | None, _cluster("elasticsearch_user")] = None,
    elasticsearch_password_file: Annotated[
        str | None, _cluster("elasticsearch_password_file")
    ] = None,
    elasticsearch_ca: Annotated[str | None, _cluster("elasticsearch_ca")] = None,
    elasticsearch_fingerprint: Annotated[str | None, _cluster("elasticsearch_fingerprint")] = None,
    elasticsearch_verify: Annotated[str | None, _cluster("elasticsearch_verify")] = None,
    elasticsearch_timeout: Annotated[str | None, _cluster("elasticsearch_timeout")] = None,
    elasticsearch_shards: Annotated[str | None, _cluster("elasticsearch_shards")] = None,
    elasticsearch_replicas: Annotated[str | None, _cluster("elasticsearch_replicas")] = None,
    elasticsearch_refresh: Annotated[str | None, _cluster("elasticsearch_refresh")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what is wrong.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Find what Arabic press releases say, paragraph by paragraph.

    Each option is also FIHRIS_… in the environment and a key in fihris.toml.

    Start with: fihris index FOLDER, then: fihris search 'مجلس الوزراء'
    """
    which = {
        "engine": engine,
        "index": index,
        "home": home,
        "words": words,
        "elasticsearch_url": elasticsearch_url,
        "elasticsearch_cloud_id": elasticsearch_cloud_id,
        "elasticsearch_api_key_file": elasticsearch_api_key_file,
        "elasticsearch_user": elasticsearch_user,
        "elasticsearch_password_file": elasticsearch_password_file,
        "elasticsearch_ca": elasticsearch_ca,
        "elasticsearch_fingerprint": elasticsearch_fingerprint,
        "elasticsearch_verify": elasticsearch_verify,
        "elasticsearch_timeout": elasticsearch_timeout,
        "elasticsearch_shards": elasticsearch_shards,
        "elasticsearch_replicas": elasticsearch_replicas,
        "elasticsearch_refresh": elasticsearch_refresh,
    }
    remember(which)
    settings = resolve({**which, "json": json or None, "color": color, "bidi": bidi, "lang": lang})
    context.obj = Session(settings, verbose=verbose, quiet=quiet, debug=debug)
    if context.invoked_subcommand in TOLD_OF_HOME:
        from search_cli.rights import tell_of_home  # start-up

        tell_of_home(context.obj)
