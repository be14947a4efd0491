"""What a command works with: the settings of this run, the engine, the output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from search_cli.session.files import Source

if TYPE_CHECKING:
    from fihris.answers.answer import Answer
    from fihris.engines.elastic.connection import Connection
    from fihris.engines.protocol import Engine as OpenEngine
    from indexer.runs.loader import Manner, State
    from mappings.errors import FihrisError
    from search_cli.screen.output import Output
    from search_cli.session.settings import Settings
    from search_cli.session.sources import Sources

Given = TypeVar("Given", bound="Answer")


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

    def manner(
        self, progress: Callable[[State], None] | None = None, *, step: int | None = None
    ) -> Manner:
        """How a run that these settings begin loads."""
        from indexer.runs.loader import STEP_PARAGRAPHS, Manner  # start-up

        return Manner(step=step or STEP_PARAGRAPHS, progress=progress, limits=self.settings.limits)

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
