"""Options with a fixed set of values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from search_cli.session.errors import SettingWrong

Choice = TypeVar("Choice", bound=str)


def choice(option: str, value: str, choices: Sequence[Choice]) -> Choice:
    """``value`` as one of ``choices``.

    Raises:
        SettingWrong: it is none of them.
    """
    for one in choices:
        if one == value:
            return one
    raise SettingWrong(
        where=option, value=value, name=option.lstrip("-"), choices=", ".join(choices)
    )
