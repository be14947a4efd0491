"""Settings of the Elasticsearch engine: where the cluster is, who asks, how generations lie there.

Secrets come from a file, from standard input (``-``) or from the environment, never from the
command line, which every user of a machine can read, nor from ``fihris.toml``, which is shared.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import unquote

from mappings.addresses import shown_url
from mappings.errors import FihrisError
from mappings.known_secrets import remember
from mappings.side_files import SideFileUnread, read_side_bytes, read_side_file
from search_cli.session.declaration import SETTINGS
from search_cli.session.errors import SecretElsewhere
from search_cli.session.files import Source
from search_cli.session.sources import may_send

if TYPE_CHECKING:
    from fihris.engines.elastic.shape import Options

Kind = Literal["API key", "password"]

SECRET_BYTES: Final = 64 << 10
"""Largest file of an API key or a password; they have some hundred."""

AUTHORITY_BYTES: Final = 4 << 20
"""Largest file of certificates. All that a system trusts take 220 KB."""


class SecretUnreadable(FihrisError):
    """The file of an API key or a password cannot be read, or is empty."""

    exit_code = 2
    en = (
        "{where} cannot be read: {reason}",
        "nothing was done",
        "write only the secret into a file of your own: chmod 600 {where:sh}",
    )
    ar = (
        "تعذّرت قراءة {where}: {reason}",
        "لم يُنفذ شيء",
        "اكتب السر وحده في ملف خاص بك: chmod 600 {where:sh}",
    )


class SecretWrong(FihrisError):
    """What was read as an API key or a password cannot be one; it is not shown."""

    exit_code = 2
    en = (
        "{where} holds no valid {kind}: there are spaces, several lines or other characters",
        "nothing was sent",
        'give only the secret, on one line; of the answer that issued a key, its "encoded"',
    )
    ar = (
        "ما في {where} لا يصلح سرًا: فيه مسافات أو عدة أسطر أو محارف أخرى",
        "لم يُرسل شيء",
        "أعط السر وحده في سطر واحد؛ ومن الجواب الذي أصدر المفتاح قيمة encoded",
    )


class ClusterSettingWrong(FihrisError):
    """A setting of the cluster has a value that it cannot have."""

    exit_code = 2
    en = ('invalid value "{value}" for {name}', "nothing was done", "write it as: {form}")
    ar = ("القيمة «{value}» لا تصلح للإعداد {name}", "لم يُنفذ شيء", "اكتبها هكذا: {form}")


def open_arguments(given: Mapping[str, str], origins: Mapping[str, Source]) -> dict[str, Any]:
    """What ``open_engine`` is given for the Elasticsearch engine.

    Args:
        origins: where each setting is from.

    Raises:
        ClusterSettingWrong, SecretUnreadable, SecretWrong, SecretElsewhere
    """
    options = generation_options(given)  # looks at every value
    user = given.get("elasticsearch_user")
    for found in re.finditer(r"//([^\s/]*)@", given.get("elasticsearch_url", "")):
        named, _, password = found[1].partition(":")
        remember(password)
        remember(unquote(password), user=unquote(named))
    arguments: dict[str, Any] = {
        "api_key": _secret("elasticsearch_api_key", given, origins, "API key"),
        "user": user,
        "password": _secret("elasticsearch_password", given, origins, "password", user=user),
        "cloud_id": given.get("elasticsearch_cloud_id"),
        "fingerprint": given.get("elasticsearch_fingerprint"),
        "verify": given.get("elasticsearch_verify", "yes") in {"yes", "true", "1"},
    }
    if "elasticsearch_url" in given:
        arguments["url"] = given["elasticsearch_url"]
    if "elasticsearch_ca" in given:
        arguments["ca"] = authority(Path(given["elasticsearch_ca"]))
    if "elasticsearch_timeout" in given:
        arguments["timeout"] = float(given["elasticsearch_timeout"])
    return {**arguments, "options": options}


def generation_options(given: Mapping[str, str]) -> Options:
    """How a new generation lies on the cluster.

    Raises:
        ClusterSettingWrong: any setting of the cluster has a value that it cannot have.
    """
    from fihris.engines.elastic.shape import Options  # start-up

    for name, written in given.items():
        form = SETTINGS[name].form
        if form is not None and not re.fullmatch(form[0], written):
            told = {"name": name.replace("_", "-"), "form": form[1]}
            raise ClusterSettingWrong(value=shown_urls(written), **told)
    options: dict[str, Any] = {}
    if "elasticsearch_shards" in given:
        options["shards"] = int(given["elasticsearch_shards"])
    for name in ("replicas", "refresh"):
        if f"elasticsearch_{name}" in given:
            options[name] = given[f"elasticsearch_{name}"]
    return Options(**options)


def shown_urls(written: str) -> str:
    """What was given as one address or several, fit to be shown."""
    listed = re.split(r"\s*,\s*(?=https?:)", written)
    return ", ".join(map(shown_url, listed))


def _secret(
    name: str,
    given: Mapping[str, str],
    origins: Mapping[str, Source],
    kind: Kind,
    *,
    user: str | None = None,
) -> str | None:
    """The secret, if there is one; not read unless it may be sent to where the address leads."""
    named = given.get(f"{name}_file")
    setting = SETTINGS[name if named is None else f"{name}_file"]
    told = os.environ.get(setting.variable, "").strip() if named is None else ""
    if named is None and not told:
        return None
    source = origins.get(setting.name, Source.environment)
    by = next((one for one in _ADDRESSES if one in given), "elasticsearch_url")
    if not may_send(source, origins.get(by, Source.default)):
        raise SecretElsewhere(secret=setting.name, address=by)
    if named is None:
        return _usable(told, setting.variable, kind, user)
    return secret_in(named, kind, user=user, named=source is Source.option)


_ADDRESSES: Final = ("elasticsearch_cloud_id", "elasticsearch_url")
"""What says where the cluster is; the first of them that is set counts."""


def secret_in(path: str, kind: Kind, *, user: str | None = None, named: bool = True) -> str:
    """The secret that a file holds, or the first line of standard input (``-``).

    Args:
        named: the file was named on the command line, and may be a pipe.

    Raises:
        SecretUnreadable, SecretWrong
    """
    try:
        if path == "-":
            told = sys.stdin.readline(SECRET_BYTES)
        else:
            told = read_side_file(Path(path), limit=SECRET_BYTES, option="", named=named)
    except (SideFileUnread, UnicodeDecodeError) as exc:
        reason = exc.reason if isinstance(exc, SideFileUnread) else "it is not UTF-8 text"
        raise SecretUnreadable(where=path, reason=reason) from exc
    if not told.strip():
        raise SecretUnreadable(where=path, reason="it is empty")
    return _usable(told.strip(), path, kind, user)


def _usable(secret: str, where: str, kind: Kind, user: str | None) -> str:
    """A secret that a header can carry; libraries show one that it cannot in their errors."""
    from fihris.engines.elastic.connection import API_KEY  # start-up

    if not (API_KEY.fullmatch(secret) if kind == "API key" else secret.isprintable()):
        raise SecretWrong(where=where, kind=kind)
    remember(secret, user=user)
    return secret


def authority(path: Path) -> Path:
    """A file of certificates that a TLS library may be given, which reads whatever it is told.

    Raises:
        SecretUnreadable
    """
    try:
        read_side_bytes(path, limit=AUTHORITY_BYTES, option="")
    except SideFileUnread as exc:
        raise SecretUnreadable(where=path, reason=exc.reason) from exc
    return path
