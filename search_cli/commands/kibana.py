"""``fihris kibana``: dashboards for the Elasticsearch engine."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mappings.errors import Language

if TYPE_CHECKING:
    from search_cli.kibana.credentials import Credentials

group = typer.Typer(no_args_is_help=True, help="Make, check, install and draw Kibana dashboards.")


class Languages(StrEnum):
    """Which sets of dashboards."""

    ar = "ar"
    en = "en"
    both = "both"


Which = Annotated[Languages, typer.Option(help="Which sets: ar, en or both.", metavar="LANG")]


@group.command()
def lint(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(help="Saved objects (NDJSON); nothing checks our own.", metavar="FILE"),
    ] = None,
) -> None:
    """Check saved objects without a Kibana: references, layout, fields, versions, counts.

    Exit code 6 says that something is wrong.

    Example: fihris kibana lint
    """
    from search_cli.kibana.lint import lines, problems  # start-up
    from search_cli.kibana.objects import ndjson, saved_objects  # start-up
    from search_cli.messages import say  # start-up

    session = context.obj
    out = session.out
    written = _read(file) if file else ndjson(saved_objects(session.settings.index))
    found, objects = problems(written), len(lines(written))
    if out.json_only:
        out.json(
            {
                "objects": objects,
                "problems": [
                    {"rule": one.rule, "where": one.where, "detail": one.detail} for one in found
                ],
            }
        )
    else:
        for one in found:
            out.line(one.told(out.lang))
    out.talk(say(out.lang, "linted", objects=objects, problems=len(found)))
    if found:
        raise typer.Exit(6)


@group.command()
def export(
    context: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File to write (default: standard output)."),
    ] = None,
    languages: Which = Languages.both,
) -> None:
    """Write the dashboards as one file, for Kibana's Stack Management › Saved Objects › Import.

    Example: fihris kibana export -o fihris.ndjson
    """
    from search_cli.kibana.objects import ndjson  # start-up

    session = context.obj
    written = ndjson(_objects(session.settings.index, languages))
    if output is None:
        session.out.raw(written.rstrip("\n"))
    else:
        from search_cli.kibana.errors import FileUnwritable  # start-up
        from search_cli.rights import write_for_others  # start-up

        try:
            write_for_others(output, written)
        except OSError as exc:
            raise FileUnwritable(where=output, reason=exc.strerror) from exc


@group.command()
def install(
    context: typer.Context,
    url: Annotated[
        str,
        typer.Option(
            help="Address of Kibana.", envvar="FIHRIS_KIBANA_URL", metavar="URL", show_envvar=True
        ),
    ],
    space: Annotated[
        str | None, typer.Option(help="Space (default: Kibana's own).", metavar="NAME")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace what an earlier install left.")
    ] = False,
    languages: Which = Languages.both,
    api_key_file: Annotated[
        Path | None,
        typer.Option(help="File with an API key; or FIHRIS_KIBANA_API_KEY.", metavar="FILE"),
    ] = None,
    user: Annotated[
        str | None, typer.Option(help="User, if there is no key.", metavar="NAME")
    ] = None,
    password_file: Annotated[
        Path | None,
        typer.Option(help="File with the password; or FIHRIS_KIBANA_PASSWORD.", metavar="FILE"),
    ] = None,
    ca_file: Annotated[
        Path | None, typer.Option(help="Certificate that signed Kibana's.", metavar="FILE")
    ] = None,
) -> None:
    """Import the dashboards into a Kibana. Keys and passwords are never arguments.

    Example: fihris kibana install --url https://localhost:5601 --api-key-file key
    """
    from search_cli.kibana.errors import ObjectsWrong  # start-up
    from search_cli.kibana.installing import Kibana  # start-up
    from search_cli.kibana.installing import install as send  # start-up
    from search_cli.kibana.lint import problems  # start-up
    from search_cli.kibana.objects import ndjson  # start-up
    from search_cli.messages import say  # start-up

    session = context.obj
    written = ndjson(_objects(session.settings.index, languages))
    if found := problems(written):
        raise ObjectsWrong(count=len(found))
    kibana = Kibana(
        url=url,
        space=space,
        ca_file=ca_file,
        credentials=_credentials(api_key_file, user, password_file),
        max_answer_bytes=session.settings.limits.answer,
    )
    done = send(written, kibana, overwrite=overwrite)
    if session.out.json_only:
        session.out.json({"objects": done.objects, "replaced": done.replaced})
    session.out.talk(
        say(
            session.out.lang,
            "installed",
            objects=done.objects,
            replaced=done.replaced,
            url=kibana.where,
        )
    )


@group.command()
def preview(
    context: typer.Context,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Folder for the pages.", metavar="DIR")
    ],
    query: Annotated[
        str, typer.Option(help="Topic of the topic desk: field: value.", metavar="FILTER")
    ] = "",
    since: Annotated[str | None, typer.Option(help="First day.", metavar="DAY")] = None,
    until: Annotated[str | None, typer.Option(help="Last day.", metavar="DAY")] = None,
    languages: Which = Languages.both,
) -> None:
    """Draw each dashboard as a page, from its own definition and the answers of the live index.

    Example: fihris kibana preview -o previews --query 'text.lemma: "وزارة الداخلية"'
    """
    from datetime import date  # start-up

    from engines.elastic.panels import Scope, searching  # start-up
    from search_cli.kibana.previewing import day_of, filter_of, write_pages  # start-up

    session = context.obj
    out = session.out
    today = date.today()
    scope = Scope(
        query=filter_of(query),
        since=day_of("since", since, today),
        until=day_of("until", until, today),
    )
    with searching(session.connection(), session.settings.index) as search:
        written = write_pages(output, session.settings.index, _languages(languages), scope, search)
    if out.json_only:
        out.json([str(path) for path in written])
    else:
        for path in written:
            out.line(str(path))


def _credentials(key: Path | None, user: str | None, password: Path | None) -> Credentials | None:
    import os  # start-up

    from search_cli.kibana.credentials import by_api_key, by_password  # start-up

    if key is not None:
        return by_api_key(_read(key), where=str(key))
    if user is None:
        name = "FIHRIS_KIBANA_API_KEY"
        given = os.environ.get(name)
        return by_api_key(given, where=name) if given else None
    if password is not None:
        return by_password(user, _read(password).strip(), where=str(password))
    name = "FIHRIS_KIBANA_PASSWORD"
    return by_password(user, os.environ.get(name, ""), where=name)


def _objects(index: str, languages: Languages) -> list[dict[str, object]]:
    from search_cli.kibana.objects import saved_objects  # start-up

    return saved_objects(index, _languages(languages))


def _languages(languages: Languages) -> list[Language]:
    from search_cli.kibana.objects import LANGUAGES  # start-up

    return [one for one in LANGUAGES if languages in {Languages.both, one}]


def _read(file: Path) -> str:
    from search_cli.kibana.errors import FileUnreadable  # start-up

    try:
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError) as exc:
        # what a decoder says quotes the file, which may be a secret
        reason = exc.strerror if isinstance(exc, OSError) else "it is not UTF-8 text"
        raise FileUnreadable(where=file, reason=reason) from None
