"""The option ``--timeout``, the same on every command that asks a question."""

from __future__ import annotations

import math
from typing import Annotated

import typer

from fihris.engines.deadline import SECONDS


def a_number(value: float) -> float:
    """``nan`` is between any two numbers, and a limit of it is none.

    Raises:
        typer.BadParameter
    """
    if math.isnan(value):
        raise typer.BadParameter("nan is no number")
    return value


Timeout = Annotated[
    float,
    typer.Option(
        min=0,
        max=86_400,
        metavar="SECONDS",
        callback=a_number,
        help="Give up on a query after this time; 0 means never.",
    ),
]

__all__ = ["SECONDS", "Timeout", "a_number"]
