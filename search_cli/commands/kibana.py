"""``fihris kibana``: dashboards for the Elasticsearch engine."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fihris.answers.answer import Plain
from mappings.errors import Language

if TYPE_CHECKING:
    from fihris.dashboards.answers import Installed
    from fihris.dashboards.credentials import Credentials
    from fihris.dashboards.installing import Kibana
    from fihris.dashboards.reading_back import ReadBack
    from search_cli.screen.output import Output

group = typer.Typer(no_args_is_help=True, help="Make, check and install Kibana dashboards.")


class Languages(StrEnum):
    """Which sets of dashboards."""

    ar = "ar"
    en = "en"
    both = "both"


Which = Annotated[
    Languages, typer.Option(help="Languages of the dashboards: ar, en or both.", metavar="LANG")
]


@group.command()
def lint(context: typer.Context) -> None:
    """Check the dashboards, without Kibana: fields, filters, layout, ids.

    Exit code 6 means that something is wrong.

    Example: fihris kibana lint
    """
    from fihris.dashboards.definitions import dashboards  # start-up
    from fihris.dashboards.lint import problems  # start-up
    from search_cli.texts.messages import say  # start-up

    session = context.obj
    objects = _objects(session.settings.index, Languages.both)
    found = problems(dashboards())
    told = {
        "objects": len(objects),
        "problems": [{"rule": one.rule, "where": one.where, "detail": one.detail} for one in found],
    }
    session.give(
        Plain(told, 6 if found else 0),
        lambda out, _: [out.line(one.told(out.lang)) for one in found],
        lambda out, _: out.talk(say(out.lang, "linted", objects=len(objects), problems=len(found))),
    )


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
    from fihris.dashboards.objects import ndjson  # start-up

    session = context.obj
    objects = _objects(session.settings.index, languages)
    written = ndjson(objects)
    if output is None:
        session.give(Plain(objects), lambda out, _: out.raw(written.rstrip("\n")))
    else:
        from search_cli.errors import FileUnwritable  # start-up
        from search_cli.session.rights import write_for_others  # start-up

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
        bool, typer.Option("--overwrite", help="Replace what an earlier install imported.")
    ] = False,
    languages: Which = Languages.both,
    api_key_file: Annotated[
        Path | None,
        typer.Option(help="File with an API key; or FIHRIS_KIBANA_API_KEY.", metavar="FILE"),
    ] = None,
    user: Annotated[
        str | None, typer.Option(help="User, instead of a key.", metavar="NAME")
    ] = None,
    password_file: Annotated[
        Path | None,
        typer.Option(help="File with the password; or FIHRIS_KIBANA_PASSWORD.", metavar="FILE"),
    ] = None,
    ca_file: Annotated[
        Path | None,
        typer.Option(help="Certificate of the authority that signed Kibana's.", metavar="FILE"),
    ] = None,
) -> None:
    """Import the dashboards into Kibana. Keys and passwords are never arguments.

    Example: fihris kibana install --url https://localhost:5601 --api-key-file key
    """
    from fihris.dashboards.installing import Kibana  # start-up
    from fihris.dashboards.installing import install as send  # start-up
    from fihris.dashboards.objects import ndjson  # start-up
    from fihris.dashboards.reading_back import read_back  # start-up
    from search_cli.session.cluster import authority  # start-up

    session = context.obj
    objects = _objects(session.settings.index, languages)
    _refuse_wrong()
    kibana = Kibana(
        url=url,
        space=space,
        ca_file=authority(ca_file) if ca_file else None,
        credentials=_credentials(api_key_file, user, password_file),
        max_answer_bytes=session.settings.limits.answer,
    )
    done = send(ndjson(objects), kibana, overwrite=overwrite)
    told = read_back([one["id"] for one in objects if one["type"] == "dashboard"], kibana)
    session.give(
        Plain(
            {"objects": done.objects, "replaced": done.replaced, "warnings": list(told.warnings)}
        ),
        talk=lambda out, _: _talk_of_installed(out, done, told, kibana),
    )


def _refuse_wrong() -> None:
    from fihris.dashboards.definitions import dashboards  # start-up
    from fihris.dashboards.errors import ObjectsWrong  # start-up
    from fihris.dashboards.lint import problems  # start-up

    if found := problems(dashboards()):
        raise ObjectsWrong(count=len(found))


def _talk_of_installed(out: Output, done: Installed, told: ReadBack, kibana: Kibana) -> None:
    from search_cli.texts.messages import say  # start-up

    out.talk(
        say(
            out.lang,
            "installed",
            objects=done.objects,
            replaced=done.replaced,
            url=kibana.where,
        )
    )
    for warning in told.warnings:
        out.talk(say(out.lang, "kibana_warns", warning=warning))
    if told.unread:
        out.talk(say(out.lang, "not_read_back", reason=told.unread))


def _credentials(key: Path | None, user: str | None, password: Path | None) -> Credentials | None:
    import os  # start-up

    from fihris.dashboards.credentials import by_api_key, by_password  # start-up

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


def _objects(index: str, languages: Languages) -> list[dict[str, Any]]:
    from fihris.dashboards.objects import saved_objects  # start-up

    return saved_objects(index, _languages(languages))


def _languages(languages: Languages) -> list[Language]:
    from fihris.dashboards.objects import LANGUAGES  # start-up

    return [one for one in LANGUAGES if languages in {Languages.both, one}]


def _read(file: Path, limit: int | None = None) -> str:
    """A file that was named, of at most ``limit`` bytes, or as many as a secret may have."""
    from mappings.side_files import SideFileUnread, read_side_file  # start-up
    from search_cli.errors import FileUnreadable  # start-up
    from search_cli.session.cluster import SECRET_BYTES  # start-up

    try:
        option = "" if limit is None else "side_file"
        most = SECRET_BYTES if limit is None else limit
        return read_side_file(file, limit=most, option=option, named=True)
    except SideFileUnread as exc:
        raise FileUnreadable(where=file, reason=exc.reason, reason_ar=exc.reason_ar) from None
