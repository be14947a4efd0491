"""The Typer app. A command's module is imported when that command is asked for: a one-shot search
pays for every import."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer._click import Context  # what typer.Context is made of: signatures below are its
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from mappings.version import program_version
from search_cli.command_list import COMMANDS
from search_cli.session.choosing import Choosing, choices_of
from search_cli.session.global_options import PANEL, global_options, is_completing
from search_cli.session.starting import start

if TYPE_CHECKING:
    from typer.core import TyperOption

_MARKUP: Final = "rich"


def _draw(context: Context, page: Any) -> None:
    from search_cli.screen.help_pages import draw  # start-up
    from search_cli.session.declaration import Bidi  # start-up

    given = context.find_root().obj
    asked = getattr(given, "settings", {})
    bidi = str(asked.get("bidi") if isinstance(asked, dict) else asked.bidi)
    draw(page, Bidi(bidi) if bidi in [*Bidi] else Bidi.auto)


class _Command(TyperCommand):
    """A command that takes the global options too, where it has none of its own of that name."""

    def __init__(self, name: str | None, *, params: Any = None, **rest: Any) -> None:
        super().__init__(name, params=_with_global(params or ()), **rest)

    def format_help(self, ctx: Context, formatter: Any) -> None:
        """Draw the page of help as the screen needs it."""
        _draw(ctx, lambda: super(_Command, self).format_help(ctx, formatter))

    def invoke(self, ctx: Context) -> Any:
        """Run it, with the settings that all options together say."""
        start(ctx)
        return super().invoke(ctx)


class _Group(TyperGroup):
    """Commands under one name, which takes the global options too."""

    of_program = False

    def __init__(self, *, params: Any = None, **rest: Any) -> None:
        own = params or ()
        whole = self.of_program
        super().__init__(params=[*own, *global_options()] if whole else _with_global(own), **rest)

    def format_help(self, ctx: Context, formatter: Any) -> None:
        """Draw the page of help as the screen needs it."""
        _draw(ctx, lambda: super(_Group, self).format_help(ctx, formatter))

    def invoke(self, ctx: Context) -> Any:
        """Run the command that was named, or the group itself."""
        if not ctx._protected_args:
            start(ctx)
        return super().invoke(ctx)

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:
        """The command that was named.

        Raises:
            CommandUnknown
        """
        if self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            from search_cli.misuse import command_unknown  # start-up

            raise command_unknown(ctx.command_path, args[0], self.list_commands(ctx))
        return super().resolve_command(ctx, args)


class _Commands(_Group):
    """All commands, each imported when it is asked for."""

    of_program = True

    def list_commands(self, ctx: Context) -> list[str]:
        """Their names, in the order of ``--help``."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Any:
        """One of them; ``None`` if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            self.commands[cmd_name] = _loaded(cmd_name)
        return self.commands[cmd_name]

    def shell_complete(self, ctx: Context, incomplete: str) -> Any:
        """Their names and the global options. Without help: it would import every command."""
        from typer._click.shell_completion import CompletionItem  # start-up

        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        return [CompletionItem(name) for name in COMMANDS if name.startswith(incomplete)]


def _loaded(name: str) -> Any:
    module = import_module(f"search_cli.commands.{name}")
    if hasattr(module, "group"):
        app: typer.Typer = module.group
        _prepare(app)
    else:
        app = typer.Typer()
        app.command(name, cls=_Command)(module.command)
    app.rich_markup_mode = _MARKUP
    app._add_completion = False
    command: Any = get_command(app)
    command.name = name
    command.rich_help_panel = COMMANDS[name]
    return command


def _prepare(group: typer.Typer) -> None:
    group.info.cls = _Group
    for command in group.registered_commands:
        command.cls = _Command
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            _prepare(inner.typer_instance)


def _with_global(own: Sequence[Any]) -> list[Any]:
    """A command's own parameters, and after them the global options that they leave room for."""
    taken = {name for one in own for name in (*one.opts, *one.secondary_opts)}
    for one in own:
        if choices := choices_of(one.type):
            one.type = Choosing(choices)
        if is_completing():
            from search_cli.session.completing import offer_of  # start-up

            if offer := offer_of((*one.opts, str(one.name))):
                one._custom_shell_complete = offer
    return [*own, *(option for one in global_options() if (option := _free(one, taken)))]


def _free(option: TyperOption, taken: set[str]) -> TyperOption | None:
    """A global option without the names that a command uses itself; ``None`` if no name is left,
    or only a letter."""
    names = [name for name in option.opts if name not in taken]
    if not any(name.startswith("--") for name in names):
        return None
    free = copy.copy(option)
    free.opts = names
    # those of a cluster would fill every page of help; ``fihris --help`` has them
    free.hidden = option.rich_help_panel != PANEL and not is_completing()
    return free


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"fihris {program_version()}")
        raise typer.Exit


def build() -> TyperGroup:
    """The program's commands. Run it with ``obj=Given()``, which takes the global options."""
    app = typer.Typer(
        cls=_Commands,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        rich_markup_mode=_MARKUP,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_options)
    command = get_command(app)
    assert isinstance(command, TyperGroup)
    if is_completing():
        from search_cli.session.shells import answer_shells  # start-up

        answer_shells()
    return command


def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Find what Arabic press releases say, paragraph by paragraph.

    Each global option is also FIHRIS_… in the environment and a key in fihris.toml (fihris config);
    it stands before or after the command.

    Start with: fihris index FOLDER, then: fihris search 'مجلس الوزراء'
    """
