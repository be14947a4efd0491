"""The options that narrow a query, the same on every command that asks one."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Annotated, TypeVar

import typer

from fihris.query.narrowing import FILTERS

Command = TypeVar("Command", bound=Callable[..., None])


def narrowed(command: Command) -> Command:
    """A command with the options of ``FILTERS``, which it takes as ``**filters``."""
    own = [
        one
        for one in Signature.from_callable(command, eval_str=True).parameters.values()
        if one.kind is not Parameter.VAR_KEYWORD
    ]
    options = [
        Parameter(
            one.name,
            Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[
                str | None,
                typer.Option(metavar=one.value, help=one.help, rich_help_panel="Narrow"),
            ],
        )
        for one in FILTERS
    ]
    command.__signature__ = Signature([*own, *options])  # type: ignore[attr-defined]
    return command
