"""Options that every command which loads articles has."""

from __future__ import annotations

from typing import Annotated

import typer

from indexer.loading import STEP_PARAGRAPHS
from search_cli.timing import a_number

Restart = Annotated[
    bool,
    typer.Option(
        "--restart/--resume",
        help="Begin anew, instead of going on where the same run was cut short.",
    ),
]
Step = Annotated[
    int,
    typer.Option(min=1, help="Paragraphs written at once; fewer lose less when it is cut short."),
]

__all__ = ["STEP_PARAGRAPHS", "Restart", "Step", "a_number"]
