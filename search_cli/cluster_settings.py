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
from typing import Any, Final, Literal
from urllib.parse import unquote

from mappings.addresses import shown_url
from mappings.errors import FihrisError
from mappings.known_secrets import remember

Kind = Literal["API key", "password"]

OPTIONS: Final[dict[str, tuple[str, str]]] = {
    "elasticsearch_url": ("URL[,URL]", "Its address; several are nodes of one cluster."),
    "elasticsearch_cloud_id": ("ID", "Its cloud id, instead of an address."),
    "elasticsearch_api_key_file": ("FILE", "A file with the API key; - is standard input."),
    "elasticsearch_user": ("NAME", "A user, instead of an API key."),
    "elasticsearch_password_file": ("FILE", "A file with the password; - is standard input."),
    "elasticsearch_ca": ("FILE", "The authority that its certificate is from."),
    "elasticsearch_fingerprint": ("HEX", "SHA-256 of its certificate, instead of an authority."),
    "elasticsearch_verify": ("yes|no", "Whether its certificate is verified (default: yes)."),
    "elasticsearch_timeout": ("SECONDS", "How long an answer may take (default: 30)."),
    "elasticsearch_shards": ("N", "Shards of a new generation (default: 1)."),
    "elasticsearch_replicas": ("N|N-M", "Copies of each, or a range (default: 0-1)."),
    "elasticsearch_refresh": ("TIME", "How soon loaded articles are found (default: at the end)."),
}
"""Setting: what its value is called, and its help."""

SECRETS: Final = ("elasticsearch_api_key", "elasticsearch_password")
"""Settings that only the environment has, or a file of their own."""


class SecretUnreadable(FihrisError):
    """The file of an API key or a password cannot be read, or is empty."""

    exit_code = 2
    en = (
        "{where} cannot be read: {reason}",
        "nothing was done",
        "write the secret alone into a file of your own: chmod 600 {where:sh}",
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
        "what {where} holds is no {kind}: it has spaces, several lines or other signs",
        "nothing was sent",
        'give the secret alone, in one line; of the answer that issued a key, its "encoded"',
    )
    ar = (
        "ما في {where} لا يصلح سرًا: فيه مسافات أو أسطر عدة أو علامات أخرى",
        "لم يُرسل شيء",
        "أعط السر وحده في سطر واحد؛ ومن الجواب الذي أصدر المفتاح قيمة encoded",
    )


class ClusterSettingWrong(FihrisError):
    """A setting of the cluster has a value that it cannot have."""

    exit_code = 2
    en = ('"{value}" is no {name}', "nothing was done", "write it as: {form}")
    ar = ("القيمة «{value}» لا تصلح للإعداد {name}", "لم يُنفذ شيء", "اكتبها هكذا: {form}")


_ADDRESS: Final = (
    r"https?://([^\s/?#]*@)?(\[[0-9A-Fa-f:.]+\]|[^\s/?#@:,\[\]]+)(:\d{1,5})?(/[^\s?#@,]*)?"
)
"""A user and a password may stand in it; a query is nobody's, and may be another secret."""

_FORMS: Final[dict[str, tuple[str, str]]] = {
    "elasticsearch_url": (
        rf"{_ADDRESS}(\s*,\s*{_ADDRESS})*",
        "https://host:9200; in a password, / is %2F, @ is %40, ? is %3F and # is %23",
    ),
    "elasticsearch_fingerprint": (r"(?i)[0-9a-f]{2}(:?[0-9a-f]{2}){31}", "64 hex digits"),
    "elasticsearch_verify": (r"yes|no|true|false|1|0", "yes, no"),
    "elasticsearch_timeout": (r"0*[1-9]\d{0,4}(\.\d+)?", "a number of seconds, such as 30"),
    "elasticsearch_shards": (r"[1-9]\d{0,2}", "a number, such as 1"),
    "elasticsearch_replicas": (
        r"\d{1,2}(-(\d{1,2}|all))?",
        "a number or a range, such as 1 or 0-1",
    ),
    "elasticsearch_refresh": (r"-1|\d+(ms|s|m)", "a time, such as 1s, or -1"),
}
"""What a value must look like, and how that is told."""


def open_arguments(given: Mapping[str, str]) -> dict[str, Any]:
    """What ``open_engine`` is given for the Elasticsearch engine.

    Raises:
        ClusterSettingWrong, SecretUnreadable
    """
    from engines.elastic.shape import Options  # start-up

    for name, (form, told) in _FORMS.items():
        if name in given and not re.fullmatch(form, given[name]):
            shown = shown_urls(given[name])
            raise ClusterSettingWrong(name=name.replace("_", "-"), value=shown, form=told)
    user = given.get("elasticsearch_user")
    for found in re.finditer(r"//([^\s/]*)@", given.get("elasticsearch_url", "")):
        named, _, password = found[1].partition(":")
        remember(password)
        remember(unquote(password), user=unquote(named))
    arguments: dict[str, Any] = {
        "api_key": _secret("elasticsearch_api_key", given, "API key"),
        "user": user,
        "password": _secret("elasticsearch_password", given, "password", user=user),
        "cloud_id": given.get("elasticsearch_cloud_id"),
        "fingerprint": given.get("elasticsearch_fingerprint"),
        "verify": given.get("elasticsearch_verify", "yes") in {"yes", "true", "1"},
    }
    if "elasticsearch_url" in given:
        arguments["url"] = given["elasticsearch_url"]
    if "elasticsearch_ca" in given:
        arguments["ca"] = _readable(Path(given["elasticsearch_ca"]).expanduser())
    if "elasticsearch_timeout" in given:
        arguments["timeout"] = float(given["elasticsearch_timeout"])
    options: dict[str, Any] = {}
    if "elasticsearch_shards" in given:
        options["shards"] = int(given["elasticsearch_shards"])
    for name in ("replicas", "refresh"):
        if f"elasticsearch_{name}" in given:
            options[name] = given[f"elasticsearch_{name}"]
    return {**arguments, "options": Options(**options)}


def shown_urls(written: str) -> str:
    """What was given as one address or several, fit to be shown."""
    listed = re.split(r"\s*,\s*(?=https?:)", written)
    return ", ".join(map(shown_url, listed))


def _secret(
    name: str, given: Mapping[str, str], kind: Kind, *, user: str | None = None
) -> str | None:
    named = given.get(f"{name}_file")
    if named is not None:
        return secret_in(named, kind, user=user)
    variable = f"FIHRIS_{name.upper()}"
    told = os.environ.get(variable, "").strip()
    return _usable(told, variable, kind, user) if told else None


def secret_in(named: str, kind: Kind, *, user: str | None = None) -> str:
    """The secret that a file holds, or the first line of standard input (``-``).

    Raises:
        SecretUnreadable, SecretWrong
    """
    try:
        told = sys.stdin.readline() if named == "-" else Path(named).expanduser().read_text("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else "it is not UTF-8 text"
        raise SecretUnreadable(where=named, reason=reason) from exc
    if not told.strip():
        raise SecretUnreadable(where=named, reason="it is empty")
    return _usable(told.strip(), named, kind, user)


def _usable(secret: str, where: str, kind: Kind, user: str | None) -> str:
    """A secret that a header can carry; libraries show one that it cannot in their errors."""
    from engines.elastic.connection import API_KEY  # start-up

    if not (API_KEY.fullmatch(secret) if kind == "API key" else secret.isprintable()):
        raise SecretWrong(where=where, kind=kind)
    remember(secret, user=user)
    return secret


def _readable(path: Path) -> Path:
    try:
        with path.open("rb"):
            return path
    except OSError as exc:
        raise SecretUnreadable(where=path, reason=exc.strerror) from exc
