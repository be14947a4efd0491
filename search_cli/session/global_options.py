"""The global options, as every command takes them, made from what is declared."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final

from typer.core import TyperOption

from search_cli.session.declaration import CLUSTER, OPTIONS, Setting
from search_cli.session.given import Given

PANEL: Final = "Global options"
"""Their heading in ``--help``."""

COMPLETING: Final = "_FIHRIS_COMPLETE"
"""The variable by which a shell asks what may stand next."""

_FLAGS: Final = {
    "verbose": (("--verbose", "-v"), "Print more."),
    "quiet": (("--quiet", "-q"), "Print errors only."),
    "debug": (("--debug",), "Show tracebacks of errors."),
}
"""Options that are not settings: how much is printed."""


@cache
def global_options() -> tuple[TyperOption, ...]:
    """Every global option, in the order of ``--help``."""
    flags = (_option(name, names, about, is_flag=True) for name, (names, about) in _FLAGS.items())
    return (*map(_of_setting, (one for one in OPTIONS if one.name not in CLUSTER)), *flags,
            *map(_of_setting, (one for one in OPTIONS if one.name in CLUSTER)))  # fmt: skip


def _of_setting(setting: Setting) -> TyperOption:
    return _option(
        setting.name,
        (setting.option,),
        setting.help["en"],
        is_flag=not setting.metavar,
        multiple=setting.kind == "limits",
        metavar="|".join(setting.choices) if setting.choices else setting.metavar or None,
        rich_help_panel=setting.panel or PANEL,
        # not a type of Typer's: the same value may stand in the environment or in a file
        autocompletion=_completing(setting.choices) if setting.choices else None,
    )


def _option(name: str, names: Iterable[str], about: str, **more: Any) -> TyperOption:
    def take(context: Any, _: Any, value: Any) -> None:
        given: Given = context.obj
        given.take(name, value)

    return TyperOption(
        # no parameter of a command has this name, whatever option it has
        param_decls=[f"global_{name}", *names],
        help=about,
        default=False if more.get("is_flag") else None,
        callback=take,
        expose_value=False,
        **{"rich_help_panel": PANEL, **more},
    )


def _completing(choices: Iterable[str]) -> Callable[[Any, list[str], str], list[Any]]:
    def complete(_context: Any, _arguments: list[str], incomplete: str) -> list[Any]:
        return [one for one in choices if one.startswith(incomplete)]

    return complete


def is_completing() -> bool:
    """Whether a shell asks what may stand next, and nothing is to be done."""
    return COMPLETING in os.environ
