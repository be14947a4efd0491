"""The option ``--timeout``, the same on every command that asks a question."""

from __future__ import annotations

from typing import Annotated

import typer

from fihris.engines.deadline import SECONDS
from search_cli.session.run_options import a_number

Timeout = Annotated[
    float,
    typer.Option(
        min=0,
        max=86_400,
        metavar="SECONDS",
        callback=a_number,
        help="Give up on a query after so long; 0 never does.",
    ),
]

__all__ = ["SECONDS", "Timeout"]
