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
from typing import Any, Final

from mappings.errors import FihrisError

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
        "write the secret alone into a file of your own: chmod 600 {where}",
    )
    ar = (
        "تعذّرت قراءة {where}: {reason}",
        "لم يُنفذ شيء",
        "اكتب السر وحده في ملف خاص بك: chmod 600 {where}",
    )


class ClusterSettingWrong(FihrisError):
    """A setting of the cluster has a value that it cannot have."""

    exit_code = 2
    en = ('"{value}" is no {name}', "nothing was done", "write it as: {form}")
    ar = ("القيمة «{value}» لا تصلح للإعداد {name}", "لم يُنفذ شيء", "اكتبها هكذا: {form}")


_FORMS: Final[dict[str, tuple[str, str]]] = {
    "elasticsearch_url": (r"https?://[^\s,]+(\s*,\s*https?://[^\s,]+)*", "https://host:9200"),
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
            shown = re.sub(r"//[^/@]*@", "//", given[name])
            raise ClusterSettingWrong(name=name.replace("_", "-"), value=shown, form=told)
    arguments: dict[str, Any] = {
        "api_key": _secret("elasticsearch_api_key", given),
        "user": given.get("elasticsearch_user"),
        "password": _secret("elasticsearch_password", given),
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


def _secret(name: str, given: Mapping[str, str]) -> str | None:
    named = given.get(f"{name}_file")
    if named is None:
        return os.environ.get(f"FIHRIS_{name.upper()}") or None
    return secret_in(named)


def secret_in(named: str) -> str:
    """The secret that a file holds, or the first line of standard input (``-``).

    Raises:
        SecretUnreadable
    """
    try:
        told = sys.stdin.readline() if named == "-" else Path(named).expanduser().read_text("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else "it is not UTF-8 text"
        raise SecretUnreadable(where=named, reason=reason) from exc
    if not told.strip():
        raise SecretUnreadable(where=named, reason="it is empty")
    return told.strip()


def _readable(path: Path) -> Path:
    try:
        with path.open("rb"):
            return path
    except OSError as exc:
        raise SecretUnreadable(where=path, reason=exc.strerror) from exc
