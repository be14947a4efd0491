"""Wrong use that the command line's parser finds, as errors of ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from typer._click.exceptions import BadParameter, MissingParameter, NoSuchOption, UsageError

from mappings.nearest import near
from search_cli.errors import ArgumentWrong, CommandUnknown, OptionOfWords, OptionUnknown, Unusable


def command_unknown(path: str, written: str, known: Sequence[str]) -> CommandUnknown:
    """The error of a command that there is not; it names the nearest."""
    return CommandUnknown(command=path, name=written, **near(written, known))


def as_ours(wrong: UsageError) -> Unusable:
    """The same as an error of ours."""
    help_command = f"{wrong.ctx.command_path if wrong.ctx else 'fihris'} --help"
    if isinstance(wrong, NoSuchOption):
        return _option(wrong, help_command)
    if isinstance(wrong, MissingParameter):
        return ArgumentWrong(what=_name(wrong), reason="a value is needed",
                             reason_ar="القيمة لازمة",
                             help=help_command)  # fmt: skip
    if isinstance(wrong, BadParameter):
        reason = wrong.message.rstrip(".")
        return ArgumentWrong(what=_name(wrong), reason=reason, reason_ar=reason, help=help_command)
    message = wrong.format_message().rstrip(".")
    if "extra argument" in message:
        message = message.partition(" (")[0]  # what was typed too much may be a secret
    return Unusable(message=message, help=help_command)


def _option(wrong: NoSuchOption, help_command: str) -> Unusable:
    option = wrong.option_name
    if not option.isascii():
        return OptionOfWords(written=option, command=help_command.removesuffix(" --help"))
    known: list[str] = []
    if wrong.ctx is not None:
        known = [name for one in wrong.ctx.command.get_params(wrong.ctx) for name in one.opts]
    return OptionUnknown(option=option, help=help_command, **near(option, known))


def _name(wrong: BadParameter) -> str:
    param: Any = wrong.param
    if param is None:
        return str(wrong.param_hint or "the command line")
    return str(param.metavar or param.name) if not param.opts[0].startswith("-") else max(
        param.opts, key=len
    )  # fmt: skip
