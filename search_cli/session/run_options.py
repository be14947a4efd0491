"""Options that every command which loads articles has."""

from __future__ import annotations

from typing import Annotated

import typer

from indexer.runs.loader import STEP_PARAGRAPHS
from search_cli.session.timing import a_number


def in_one_line(value: str | None) -> str | None:
    """A name given as an option, as one that stands in a record is taken: its spaces single."""
    return value if value is None else " ".join(value.split())


Source = Annotated[
    str | None,
    typer.Option(
        help="Source of articles that do not name one.", metavar="NAME", callback=in_one_line
    ),
]
Restart = Annotated[
    bool,
    typer.Option(
        "--restart/--resume",
        help="Start over, or continue where the same run was interrupted.",
    ),
]
Step = Annotated[
    int,
    typer.Option(min=1, help="Paragraphs per step; with fewer, an interruption loses less."),
]

__all__ = ["STEP_PARAGRAPHS", "Restart", "Source", "Step", "a_number", "in_one_line"]
