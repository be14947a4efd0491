"""The settings of one run, and what a command works with."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from mappings.errors import FihrisError, Language
from mappings.limits import Limits
from search_cli.session.cluster import shown_urls
from search_cli.session.declaration import SETTINGS, Bidi, Color, Engine, Format, Lang
from search_cli.session.errors import SettingsUnreadable, SettingWrong
from search_cli.session.files import Source
from search_cli.session.sources import Sources, gather
from search_cli.session.taking import Taking

if TYPE_CHECKING:
    from fihris.answers.answer import Answer
    from fihris.engines.elastic.connection import Connection
    from fihris.engines.protocol import Engine as OpenEngine
    from search_cli.screen.output import Output

Given = TypeVar("Given", bound="Answer")

__all__ = [
    "NAMES", "Bidi", "Color", "Session", "SettingWrong", "Settings", "SettingsUnreadable",
    "language_of", "resolve", "settle",
]  # fmt: skip

NAMES: Final = tuple(SETTINGS)
"""Settings by name: ``FIHRIS_NAME`` in the environment, ``name`` in ``fihris.toml``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The global options of one run."""

    engine: str
    index: str
    home: Path
    format: Format
    fields: tuple[str, ...]
    """The fields of an answer that are written; all of them when empty."""
    json: bool
    color: Color
    bidi: Bidi
    lang: Language
    words: Path | None
    elasticsearch: Mapping[str, str]
    """Settings of the cluster, as they were written: see ``search_cli.session.cluster``."""
    limits: Limits = field(default_factory=Limits)  # what is taken from outside
    origins: Mapping[str, Source] = field(default_factory=dict)
    """Where each setting that was set is from."""

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

    def __init__(
        self,
        settings: Settings,
        *,
        verbose: bool,
        quiet: bool,
        debug: bool,
        sources: Sources | None = None,
        problems: Sequence[FihrisError] = (),
    ) -> None:
        self.settings = settings
        self.verbose = verbose
        self.quiet = quiet
        self.debug = debug
        self.sources = sources
        self.problems = problems
        """What is wrong with settings; only ``fihris config`` runs in spite of it."""
        self._output: Output | None = None

    @property
    def out(self) -> Output:
        """The one place that writes."""
        if self._output is None:
            from search_cli.screen.output import Output  # start-up

            self._output = Output(self.settings, quiet=self.quiet)
        return self._output

    def use_words(self) -> None:
        """Look up the newsroom's own words, if there is a list of them."""
        settings = self.settings
        if settings.words is not None:
            from fihris.arabic.own_words import use  # start-up

            is_named = settings.origins.get("words") is Source.option
            use(settings.words, limits=settings.limits, named=is_named)

    def engine(self) -> OpenEngine:
        """Open the engine that the settings name."""
        self.use_words()
        return self.opener()()

    def opener(self) -> Callable[[], OpenEngine]:
        """Opens the engine that the settings name; can be pickled, for another process."""
        from functools import partial  # start-up

        from fihris.engines import open_engine  # start-up

        settings = self.settings
        if settings.engine == "embedded":
            return partial(open_engine, "embedded", index=settings.index, home=settings.home)
        return partial(open_engine, settings.engine, index=settings.index, **self._cluster())

    def ask(self, question: Callable[[OpenEngine], Given]) -> Given:
        """What an engine answers; what it passed over is told."""
        from search_cli.screen.passed_over import warn_of_strange  # start-up

        with self.engine() as engine:
            answer = question(engine)
            warn_of_strange(engine, self.out)
        return answer

    def give(
        self,
        answer: Given,
        show: Callable[[Output, Given], None] | None = None,
        talk: Callable[[Output, Given], None] | None = None,
    ) -> None:
        """Give an answer to whoever asked, in the format that was chosen, and end with its code.

        Args:
            show: writes it for a person.
            talk: says what is to be said of it, in any format, on standard error.

        Raises:
            FieldUnknown: nothing was written.
            typer.Exit: the answer's code is not 0.
        """
        self.out.give(answer, show)
        if talk is not None:
            talk(self.out, answer)
        if answer.exit_code:
            import typer  # start-up

            raise typer.Exit(answer.exit_code)

    def connection(self) -> Connection:
        """How to reach the cluster, for what is not an engine's affair: roles, dashboards."""
        from fihris.engines.elastic.connection import connection  # start-up

        return connection(**{k: v for k, v in self._cluster().items() if k != "options"})

    def _cluster(self) -> dict[str, Any]:
        from search_cli.session.cluster import open_arguments  # start-up

        where = open_arguments(self.settings.elasticsearch, self.settings.origins)
        where["max_answer_bytes"] = self.settings.limits.answer
        if not where["verify"]:
            from search_cli.texts.messages import say  # start-up

            self.out.talk(say(self.settings.lang, "unverified"))
        return where

    def tell_ignored(self) -> None:
        """Name what a ``fihris.toml`` of the current folder asks for and is not given."""
        for file in self.sources.files if self.sources is not None else ():
            if file.ignored:
                from search_cli.texts.messages import say  # start-up

                keys = ", ".join(file.ignored[:_NAMED]) + (" …" if file.ignored[_NAMED:] else "")
                self.out.talk(say(self.settings.lang, "ignored", path=file.path, keys=keys))


_NAMED: Final = 20
"""Keys that a warning names at most; a foreign file may have thousands."""


def resolve(given: Mapping[str, Any]) -> Settings:
    """Merge all sources; ``given`` is the command line, ``None`` where it is silent.

    Raises:
        SettingWrong, SettingsUnreadable, NoHome, LimitWrong
    """
    return settle(gather(given))


def settle(sources: Sources, problems: list[FihrisError] | None = None) -> Settings:
    """The settings in force.

    Args:
        problems: what is wrong is added here, and the default is in force instead.

    Raises:
        SettingWrong, SettingsUnreadable, NoHome, LimitWrong: if there is no list of problems.
    """
    take = Taking(sources, problems)
    for error in sources.errors():
        take.complain(error)
    fields = take.text("fields", "").replace("،", ",")
    return Settings(
        engine=take.one_of("engine", Engine, "embedded"),
        index=take.text("index", "press"),
        home=take.path("home") or take.user_data(),
        format=_format(sources, take),
        fields=tuple(name for one in fields.split(",") if (name := one.strip())),
        json=take.flag("json"),
        color=Color(take.one_of("color", Color, "auto")),
        bidi=Bidi(take.one_of("bidi", Bidi, "auto")),
        lang="ar" if take.one_of("lang", Lang, _system_language()) == "ar" else "en",
        words=take.path("words"),
        elasticsearch=take.cluster(),
        limits=take.limits(),
        origins={name: found[0].source for name, found in sources.values.items() if found},
    )


def _format(sources: Sources, take: Taking) -> Format:
    """The format of answers: ``json`` is one of its values, whichever is set nearer counts."""
    chosen = Format(take.one_of("format", Format, "table"))
    named, short = sources.of("format"), sources.of("json")
    if short is None or not take.flag("json"):
        return chosen
    order = [*Source]
    if named is None or order.index(short.source) < order.index(named.source):
        return Format.json
    if short.source is named.source and chosen is not Format.json:
        take.complain(SettingWrong(where=named.where, value=chosen, name="format", choices="json"))
    return chosen


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
