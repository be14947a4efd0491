"""``fihris security``: roles and API keys on a cluster."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from fihris.answers.answer import Plain
from mappings.errors import FihrisError

if TYPE_CHECKING:
    from fihris.engines.elastic.security import NewKey, Security
    from search_cli.screen.output import Output
    from search_cli.session.cluster import Kind


class Discreet(TyperCommand):
    """A command that does not repeat what was given too much: it may be a secret."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse what is left over, as any command does, but without showing it."""
        ctx.allow_extra_args = True
        left = super().parse_args(ctx, args)
        if left:
            ctx.fail(
                "there are too many arguments; a secret is given in a file, never as an argument"
            )
        return left


LONGEST_NAME = 256
"""Characters of a key's name that Elasticsearch takes."""

group = typer.Typer(no_args_is_help=True, help="Roles and API keys on a cluster.")
_key = typer.Typer(no_args_is_help=True, help="Issue, list, renew and revoke API keys.")
group.add_typer(_key, name="key")


class KeyPlaceUnusable(FihrisError):
    """A key cannot be written where it should be; none is left that nobody has."""

    exit_code = 2
    en = (
        "the key cannot be written to {where}: {reason}",
        "no key was issued, or it was revoked at once",
        "create the folder, or choose another place: --output FILE",
    )
    ar = (
        "لا يمكن كتابة المفتاح في {where}: {reason}",
        "لم يصدر مفتاح، أو أُبطل فور صدوره",
        "أنشئ المجلد أو اختر مكانًا آخر: ‎--output FILE",
    )


class RoleName(StrEnum):
    """What a key is for."""

    reader = "reader"
    indexer = "indexer"
    admin = "admin"


Name = Annotated[str, typer.Argument(help="Name of the key: who or what it is for.")]
For = Annotated[RoleName, typer.Option(help="reader, indexer or admin.", metavar="ROLE")]
Expires = Annotated[str, typer.Option(help="Lifetime of the key: 90d, 12h, 30m.", metavar="TIME")]


@group.command(cls=Discreet)
def apply(context: typer.Context) -> None:
    """Create the roles fihris-reader, fihris-indexer and fihris-admin. Safe to run again.

    Example: fihris security apply
    """
    from fihris.engines.elastic.security import security_of  # start-up
    from search_cli.texts.messages import say  # start-up

    session = context.obj
    out = session.out
    with security_of(session.connection(), session.settings.index) as security:
        made = security.apply()
    out.give(Plain([{"role": one.name, "created": one.created} for one in made]))
    for one in made:
        out.talk(say(out.lang, "role" if one.created else "role_again", role=one.name))


@group.command(cls=Discreet)
def password(
    context: typer.Context,
    user: Annotated[str, typer.Argument(help="An existing user, such as kibana_system.")],
    file: Annotated[
        Path, typer.Option("--from", help="File that holds only the password.", metavar="FILE")
    ],
) -> None:
    """Set the password of an existing user of the cluster. Safe to run again.

    Example: fihris security password kibana_system --from kibana.password
    """
    from fihris.engines.elastic.security import security_of  # start-up
    from search_cli.texts.messages import say  # start-up

    session = context.obj
    told = _secret_in(file, "password")
    with security_of(session.connection(), session.settings.index) as security:
        security.set_password(user, told)
    session.out.talk(say(session.out.lang, "password_set", user=user))


@_key.command(cls=Discreet)
def create(
    context: typer.Context,
    name: Name,
    role: For = RoleName.reader,
    expires: Expires = "90d",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="File to write the key to, mode 600 (default: standard output)."
        ),
    ] = None,
) -> None:
    """Issue a key, and show it once.

    Example: fihris security key create desk-3 --role reader --expires 90d -o desk-3.key
    """
    from fihris.engines.elastic.security import security_of  # start-up

    session = context.obj
    _is_duration(expires)
    _is_name(name)
    place = _place_of(output) if output is not None else None
    with security_of(session.connection(), session.settings.index) as security:
        made = security.create_key(name, role=role.value, expires=expires)
        _hand_over(session.out, security, made, place)


@_key.command("list", cls=Discreet)
def list_keys(context: typer.Context) -> None:
    """Show fihris's keys of this index, newest first; never their secrets.

    Example: fihris security key list
    """
    from fihris.engines.elastic.security import security_of  # start-up

    session = context.obj
    with security_of(session.connection(), session.settings.index) as security:
        found = security.issued()
    told = [
        {
            "id": one.key_id,
            "name": one.name,
            "role": one.role,
            "created": one.created,
            "expires": one.expires,
            "revoked": one.revoked,
        }
        for one in found
    ]
    session.give(Plain(told), _show_keys)


def _show_keys(out: Output, answer: Plain) -> None:
    from mappings.shown import quoted  # start-up

    for one in answer.value:
        state = "–" if one["revoked"] else one["expires"] or "∞"
        out.line(f"{one['id']}  {one['role']:<8} {state:<26} {quoted(one['name'])}")


@_key.command(cls=Discreet)
def revoke(
    context: typer.Context,
    named: Annotated[
        str, typer.Argument(metavar="NAME|ID", help="Id of a key, or name of all keys to revoke.")
    ],
) -> None:
    """Revoke keys: from now on, whatever uses them is refused.

    Example: fihris security key revoke desk-3
    """
    from fihris.engines.elastic.security import security_of  # start-up
    from search_cli.texts.messages import say  # start-up

    session = context.obj
    out = session.out
    with security_of(session.connection(), session.settings.index) as security:
        found = security.revoke(named)
    out.give(Plain([{"id": one.key_id, "name": one.name} for one in found]))
    for one in found:
        out.talk(say(out.lang, "key_revoked", key=one.name, id=one.key_id))


@_key.command(cls=Discreet)
def renew(
    context: typer.Context,
    name: Name,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="File that holds the key, mode 600.", metavar="FILE"),
    ],
    role: For = RoleName.reader,
    expires: Expires = "90d",
    before: Annotated[
        str, typer.Option(help="Renew this long before it expires.", metavar="TIME")
    ] = "30d",
) -> None:
    """Keep a valid key in a file: issue one if it is missing, expires soon or its role changed.

    The old key stays valid until it expires, for whoever still uses it, unless its role changed.

    Example: fihris security key renew night-job --role indexer -o /run/secrets/fihris.key
    """
    from fihris.engines.elastic.security import seconds_of, security_of  # start-up
    from search_cli.session.cluster import ClusterSettingWrong  # start-up
    from search_cli.texts.messages import say  # start-up

    session = context.obj
    out = session.out
    _is_duration(expires)
    _is_duration(before, "--before")
    _is_name(name)
    if seconds_of(before) >= seconds_of(expires):  # or each run would issue another
        raise ClusterSettingWrong(name="--before", value=before, form="less than --expires")
    place = _place_of(output)
    with security_of(session.connection(), session.settings.index) as security:
        if not _is_due(security, place, role, before):
            out.talk(say(out.lang, "key_kept", path=output))
            return
        made = security.create_key(name, role=role.value, expires=expires)
        _hand_over(out, security, made, place)
        for one in security.revoke_unlike(name, role=role.value):
            out.talk(say(out.lang, "key_revoked", key=one.name, id=one.key_id))


def _is_due(security: Security, file: Path, role: RoleName, before: str) -> bool:
    from search_cli.session.cluster import SECRET_BYTES  # start-up

    if not file.exists():
        return True
    if file.stat().st_size <= SECRET_BYTES and not file.read_bytes().strip():
        return True
    return security.needs_renewal(_secret_in(file, "API key"), role=role.value, before=before)


def _place_of(file: Path) -> Path:
    """Where a key is written; a link stays, and what it points to is replaced.

    Raises:
        KeyPlaceUnusable: nothing can be written there. No key was issued that nobody would have.
    """
    import tempfile  # start-up

    try:
        place = file.resolve()
        if place.exists() and not place.is_file():
            raise KeyPlaceUnusable(where=file, reason="it is not a file")
        if place.exists():
            place.open("rb").close()
        with tempfile.TemporaryFile(dir=place.parent):
            return place
    except (OSError, RuntimeError) as exc:  # RuntimeError: a link to itself
        reason = exc.strerror if isinstance(exc, OSError) else "it is a link to itself"
        raise KeyPlaceUnusable(where=file, reason=reason) from exc


def _hand_over(out: Output, security: Security, made: NewKey, file: Path | None) -> None:
    """The secret goes to a file of the owner's alone, or to standard output; nowhere else. Where it
    cannot go, it is revoked."""
    from search_cli.session.rights import SecretUnwritable, write_secret  # start-up
    from search_cli.texts.messages import say  # start-up

    if file is not None:
        try:
            write_secret(file, made.secret)
        except SecretUnwritable as exc:
            security.revoke(made.key_id)
            raise KeyPlaceUnusable(where=file, reason=exc.facts["reason"]) from exc
        out.talk(
            say(out.lang, "key_written", key=made.name, id=made.key_id, path=file,
                until=made.expires)
        )  # fmt: skip
    told = {"id": made.key_id, "name": made.name, "expires": made.expires}
    if file is not None:
        out.give(Plain(told))
        return
    try:
        out.give(Plain({**told, "secret": made.secret}), lambda out, _: out.raw(made.secret))
        out.flush()
    except (OSError, FihrisError):
        security.revoke(made.key_id)
        raise


def _secret_in(file: Path, kind: Kind) -> str:
    from search_cli.session.cluster import secret_in  # start-up

    return secret_in(str(file), kind)


def _is_name(written: str) -> None:
    """Refuse what the cluster does not take as a key's name, before anything is issued."""
    from search_cli.session.cluster import ClusterSettingWrong  # start-up

    fits = written.isprintable() and 0 < len(written) <= LONGEST_NAME
    if not fits or written != written.strip() or written.startswith("_"):
        form = f"1 to {LONGEST_NAME} printable characters, no space or _ at its beginning"
        raise ClusterSettingWrong(name="NAME", value=ascii(written)[:80], form=form)


def _is_duration(written: str, option: str = "--expires") -> None:
    from fihris.engines.elastic.security import EXPIRY  # start-up
    from search_cli.session.cluster import ClusterSettingWrong  # start-up

    if not EXPIRY.fullmatch(written):
        raise ClusterSettingWrong(name=option, value=written, form="90d, 12h, 30m")
