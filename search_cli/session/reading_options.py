"""Options of commands that read files: which, and how, where that is not found out."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from indexer.readers.asked import Asked


class Kind(StrEnum):
    """The formats that can be asked for: those of ``indexer.readers.formats``."""

    text = "text"
    markdown = "markdown"
    lines = "lines"
    json = "json"
    csv = "csv"
    xlsx = "xlsx"
    html = "html"
    xml = "xml"
    docx = "docx"
    pdf = "pdf"
    mail = "mail"
    mbox = "mbox"
    zip = "zip"


def _an_encoding(value: str) -> str:
    if value:
        try:
            codecs.lookup(value)
        except LookupError as exc:
            raise typer.BadParameter(f'unknown encoding "{value}"') from exc
    return value


Map = Annotated[
    list[str],
    typer.Option(
        "--map",
        metavar="FIELD=KEY[,…]",
        help="What a file calls a field, such as body=content,date=published_at.",
    ),
]
Type = Annotated[
    Kind | None,
    typer.Option("--type", help="What the files are, whatever their names and content say."),
]
Encoding = Annotated[
    str,
    typer.Option(
        metavar="NAME", callback=_an_encoding, help="Of texts, such as windows-1256, not to guess."
    ),
]
Include = Annotated[
    list[str], typer.Option(metavar="GLOB", help="Of folders only files that match, as *.html.")
]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict", help="Quarantine an article whose date cannot be read; else it has none."
    ),
]
Exclude = Annotated[list[str], typer.Option(metavar="GLOB", help="Of folders no files that match.")]


def asked_of(
    keys: Sequence[str],
    type_: Kind | None,
    encoding: str,
    include: Sequence[str],
    exclude: Sequence[str],
    *,
    strict: bool = False,
) -> Asked:
    """What these options ask."""
    from indexer.readers.asked import Asked  # start-up
    from indexer.readers.keys import NAMES, mapping_of  # start-up

    try:
        mapped = mapping_of(keys)
    except ValueError as exc:
        names = ", ".join(NAMES)
        raise typer.BadParameter(f"--map {exc}: write FIELD=KEY; fields: {names}") from exc
    return Asked(
        type=type_.value if type_ else "",
        encoding=encoding,
        keys=mapped,
        include=tuple(include),
        exclude=tuple(exclude),
        strict=strict,
    )
