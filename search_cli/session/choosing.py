"""Closed sets of values in options: told in ``--help``, completed by shells, and a wrong one is
refused in three parts and both languages, as everywhere."""

from __future__ import annotations

from typing import Any

from typer._types import TyperChoice

from search_cli.session.errors import SettingWrong


def choices_of(kind: Any) -> tuple[str, ...]:
    """The values that an option of Typer's may have, if they are a closed set."""
    return tuple(map(str, kind.choices)) if isinstance(kind, TyperChoice) else ()


class Choosing(TyperChoice[str]):
    """One of a closed set, as it is written."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value.

        Raises:
            SettingWrong: it is none of the set.
        """
        if str(value) not in self.choices:
            option = max(param.opts, key=len)
            name = option.lstrip("-")
            raise SettingWrong(where=option, value=str(value), name=name, choices=self.choices)
        return super().convert(value, param, ctx)
