"""The root of every error that Fihris shows to a person.

``FihrisError``
├── ``mappings``: ``MappingDamaged``
├── ``fihris.arabic.errors``: ``UnknownComponent``
├── ``fihris.engines.errors``: the index and its generations
├── ``indexer.errors``: inputs and runs
└── ``search_cli.errors``: the command line and the query language

An error carries facts, not a sentence: the sentence is made when it is shown, in the reader's
language. Three lines: what happened to which thing, what is still true, what to do next.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

from mappings.known_secrets import blanked
from mappings.plurals import Number

if TYPE_CHECKING:
    from collections.abc import Mapping

Language = Literal["en", "ar"]

LABELS: Final[dict[Language, tuple[str, str, str]]] = {
    "en": ("error: ", "state: ", "next:  "),
    "ar": ("خطأ: ", "الحال: ", "التالي: "),
}

NAMES: Final = frozenset(
    ("entry", "file", "generation", "home", "id", "index", "key", "live", "name", "path", "place",
     "previous", "python", "role", "run", "space", "url", "user", "value", "where")
)  # fmt: skip
"""Facts that are names of any kind, shown as ``quoted`` writes them. Other facts are text."""


class FihrisError(Exception):
    """An error with a cause that a person can fix.

    Subclasses give ``en`` and ``ar``: three templates each (what happened, what is still true,
    the next step), filled with the facts given on construction. ``exit_code`` is what the
    program ends with.
    """

    exit_code: ClassVar[int] = 3
    en: ClassVar[tuple[str, str, str]] = ("something went wrong", "", "")
    ar: ClassVar[tuple[str, str, str]] = ("حدث خلل", "", "")

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.parts("en")[0])

    def __reduce__(self) -> tuple[Any, ...]:
        # facts are keywords: the default would lose them between processes
        return _again, (type(self), self.facts)

    def parts(self, language: Language = "en") -> tuple[str, str, str]:
        """The three sentences, filled in; the second and third may be empty."""
        what, state, then = self.en if language == "en" else self.ar
        return (
            filled_in(what, self.facts),
            filled_in(state, self.facts),
            filled_in(then, self.facts),
        )

    def lines(self, language: Language = "en") -> list[str]:
        """The lines for a terminal: labelled, without empty ones, without secrets."""
        pairs = zip(LABELS[language], self.parts(language), strict=True)
        return [label + blanked(text) for label, text in pairs if text]

    @property
    def code(self) -> str:
        """What programs know it by: ``IndexMissing`` is ``index-missing``."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(self).__name__).lower()

    def as_json(self, language: Language = "en") -> dict[str, str]:
        """The same for a program, without secrets: ``code``, ``message``, ``state``, ``next``."""
        told = map(blanked, self.parts(language))
        return {"code": self.code, **dict(zip(("message", "state", "next"), told, strict=True))}


def filled_in(template: str, facts: Mapping[str, Any]) -> str:
    """A template filled with facts, which add no line breaks and no unprintable characters.

    ``{where:sh}`` writes a name as a command has it, ``{n:article}`` a number with its noun.
    """
    return template.format(**{name: _fact(name, value) for name, value in facts.items()})


def _fact(name: str, value: Any) -> Any:
    from mappings.shown import shown  # start-up

    if type(value) is int:
        return Number(value)
    if isinstance(value, os.PathLike) or (name in NAMES and isinstance(value, str)):
        return _Name(value)
    return shown(str(value)) if isinstance(value, str | BaseException) else value


class _Name(str):
    __slots__ = ()

    def __format__(self, spec: str) -> str:
        from mappings.shown import argument, quoted  # start-up

        return argument(self) if spec == "sh" else quoted(self)


def _again(kind: type[FihrisError], facts: dict[str, Any]) -> FihrisError:
    return kind(**facts)


class MappingDamaged(FihrisError):
    """A data file of ``mappings/`` is missing or invalid."""

    en = (
        "the mapping file {name} cannot be used: {reason}",
        "nothing was changed",
        "install fihris again, or restore the file from the repository",
    )
    ar = (
        "تعذّر استعمال ملف التعيين {name}: {reason}",
        "لم يتغير شيء",
        "أعد تثبيت fihris أو استعد الملف من المستودع",
    )
