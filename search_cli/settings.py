"""Settings: the command line over the environment over ``fihris.toml`` over the defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mappings.errors import FihrisError, Language
from mappings.limits import Limits
from search_cli.cluster_settings import OPTIONS, SECRETS, shown_urls

if TYPE_CHECKING:
    from engines.elastic.connection import Connection
    from engines.protocol import Engine
    from search_cli.output import Output

NAMES: Final = (
    "engine", "index", "home", "json", "color", "bidi", "lang", "words", *OPTIONS,
)  # fmt: skip
"""Settings by name: ``FIHRIS_NAME`` in the environment, ``name`` in ``fihris.toml``."""


class Color(StrEnum):
    """When to colour."""

    auto = "auto"
    always = "always"
    never = "never"


class Bidi(StrEnum):
    """When to reorder Arabic for a screen that does not do it itself."""

    auto = "auto"
    on = "on"
    off = "off"


class SettingWrong(FihrisError):
    """A setting has a value that it cannot have."""

    exit_code = 2
    en = (
        '{where}: "{value}" is no {name}',
        "nothing was done",
        "use one of: {choices}",
    )
    ar = (
        "{where}: القيمة «{value}» لا تصلح للإعداد {name}",
        "لم يُنفذ شيء",
        "استعمل إحدى القيم: {choices}",
    )


class SettingsUnreadable(FihrisError):
    """``fihris.toml`` is not TOML, or has a key that means nothing."""

    exit_code = 2
    en = ("{where} cannot be used: {reason}", "nothing was done", "mend the file or remove it")
    ar = ("تعذّر استعمال {where}: {reason}", "لم يُنفذ شيء", "أصلح الملف أو احذفه")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The global options of one run."""

    engine: str
    index: str
    home: Path
    json: bool
    color: Color
    bidi: Bidi
    lang: Language
    words: Path | None
    limits: Limits = field(default_factory=Limits)  # what is taken from outside
    elasticsearch: Mapping[str, str]
    """Settings of the cluster, as they were written: see ``search_cli.cluster_settings``."""

    @property
    def where(self) -> str:
        """Where the index is, fit to be shown."""
        if self.engine == "embedded":
            return str(self.home)
        cloud = self.elasticsearch.get("elasticsearch_cloud_id", "")
        url = self.elasticsearch.get("elasticsearch_url", "http://localhost:9200")
        return f"cloud {cloud.partition(':')[0]}" if cloud else shown_urls(url)


class Session:
    """What a command works with: settings, the engine, the output."""

    def __init__(self, settings: Settings, *, verbose: bool, quiet: bool, debug: bool) -> None:
        self.settings = settings
        self.verbose = verbose
        self.quiet = quiet
        self.debug = debug
        self._output: Output | None = None

    @property
    def out(self) -> Output:
        """The one place that writes."""
        if self._output is None:
            from search_cli.output import Output  # start-up

            self._output = Output(self.settings, quiet=self.quiet)
        return self._output

    def use_words(self) -> None:
        """Look up the newsroom's own words, if there is a list of them."""
        if self.settings.words is not None:
            from arabic.own_words import use  # start-up

            use(self.settings.words)

    def engine(self) -> Engine:
        """Open the engine that the settings name."""
        self.use_words()
        return self.opener()()

    def opener(self) -> Callable[[], Engine]:
        """Opens the engine that the settings name; can be pickled, for another process."""
        from functools import partial  # start-up

        from engines import open_engine  # start-up

        settings = self.settings
        if settings.engine == "embedded":
            return partial(open_engine, "embedded", index=settings.index, home=settings.home)
        return partial(open_engine, settings.engine, index=settings.index, **self._cluster())

    def connection(self) -> Connection:
        """How to reach the cluster, for what is not an engine's affair: roles, dashboards."""
        from engines.elastic.connection import connection  # start-up

        return connection(**{k: v for k, v in self._cluster().items() if k != "options"})

    def _cluster(self) -> dict[str, Any]:
        from search_cli.cluster_settings import open_arguments  # start-up

        where = open_arguments(self.settings.elasticsearch)
        where["max_answer_bytes"] = self.settings.limits.answer
        if not where["verify"]:
            from search_cli.messages import say  # start-up

            self.out.talk(say(self.settings.lang, "unverified"))
        return where


def resolve(given: Mapping[str, Any]) -> Settings:
    """Merge the sources; ``given`` is the command line, ``None`` where it is silent.

    Raises:
        SettingWrong, SettingsUnreadable
    """
    file, where = _file()
    found: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for name in NAMES:
        variable = f"FIHRIS_{name.upper()}"
        for value, place in (
            (given.get(name), f"--{name.replace('_', '-')}"),
            (os.environ.get(variable) or None, variable),
            (file.get(name), where),
        ):
            if value is not None:
                found[name], origin[name] = value, place
                break
    index = str(found.get("index", "press"))
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", index):
        raise SettingWrong(
            where=origin["index"],
            value=index,
            name="index",
            choices="lower-case letters, digits, - and _",
        )
    home = found.get("home")
    return Settings(
        engine=_one_of("engine", found, origin, ("embedded", "elasticsearch"), "embedded"),
        index=index,
        home=Path(home).expanduser() if home else _user_data(),
        json=_flag(found, origin),
        color=Color(_one_of("color", found, origin, tuple(Color), "auto")),
        bidi=Bidi(_one_of("bidi", found, origin, tuple(Bidi), "auto")),
        lang="ar"
        if _one_of("lang", found, origin, ("ar", "en"), _system_language()) == "ar"
        else "en",
        words=_beside(found["words"], origin["words"], where) if found.get("words") else None,
        elasticsearch={
            name: str(_beside(found[name], origin[name], where))
            if name.endswith(("_file", "_ca")) and found[name] != "-"
            else str(found[name])
            for name in OPTIONS
            if found.get(name) is not None
        },
    )


def _beside(named: str, origin: str, file: str) -> Path:
    """A file that ``fihris.toml`` names stands beside it."""
    path = Path(named).expanduser()
    return Path(file).parent / path if origin == file and not path.is_absolute() else path


def language_of(arguments: Sequence[str]) -> Language:
    """The language for an error that comes before the settings are known."""
    for at, argument in enumerate(arguments[:-1]):
        if argument == "--lang":
            return "ar" if arguments[at + 1] == "ar" else "en"
    if "--lang=ar" in arguments:
        return "ar"
    asked = os.environ.get("FIHRIS_LANG") or _system_language()
    return "ar" if asked == "ar" else "en"


def _system_language() -> Language:
    system = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return "ar" if (system or "").startswith("ar") else "en"


def _one_of(
    name: str,
    found: Mapping[str, Any],
    origin: Mapping[str, str],
    choices: Sequence[str],
    default: str,
) -> str:
    value = str(found.get(name, default))
    if value not in choices:
        listed = ", ".join(str(choice) for choice in choices)
        raise SettingWrong(where=origin[name], value=value, name=name, choices=listed)
    return value


def _flag(found: Mapping[str, Any], origin: Mapping[str, str]) -> bool:
    value = str(found.get("json", "false")).lower()
    if value not in {"true", "false", "1", "0", "yes", "no"}:
        raise SettingWrong(where=origin["json"], value=value, name="json", choices="true, false")
    return value in {"true", "1", "yes"}


def _file() -> tuple[dict[str, Any], str]:
    named = os.environ.get("FIHRIS_CONFIG")
    path = Path(named) if named else Path("fihris.toml")
    if not named and not path.is_file():
        return {}, ""
    import tomllib  # start-up

    try:
        body = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise SettingsUnreadable(where=path, reason=exc) from exc
    for name, value in body.items():
        if name in SECRETS:
            reason = f"a secret does not belong into it; write {name}_file and a file's name"
            raise SettingsUnreadable(where=path, reason=reason)
        if name not in NAMES:
            reason = f'there is no setting "{name}"; there are {", ".join(NAMES)}'
            raise SettingsUnreadable(where=path, reason=reason)
        if not isinstance(value, str | bool) and name not in OPTIONS:
            raise SettingsUnreadable(where=path, reason=f"{name} must be a text")
    return body, str(path)


def _user_data() -> Path:
    from platformdirs import user_data_path  # start-up

    return user_data_path("fihris", appauthor=False)
