"""Commands that messages suggest, as they have to be typed: with the options of this run.

``fihris --index night reindex`` that is refused suggests ``fihris --index night generations …``.
What stands in the environment or in ``fihris.toml`` holds for the next command by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from mappings.errors import LABELS, FihrisError, Language
from mappings.shown import argument
from search_cli.command_list import COMMANDS

_given: list[str] = []


def remember(options: Mapping[str, str | list[str] | None]) -> None:
    """The global options of the command line that say which index is meant, by name."""
    from search_cli.session.cluster import shown_urls  # start-up

    _given.clear()
    for name, value in options.items():
        for one in [value] if isinstance(value, str) else value or ():
            shown = shown_urls(one) if name == "elasticsearch_url" else one
            _given.extend((f"--{name.replace('_', '-')}", argument(shown)))


def typed(text: str) -> str:
    """``text`` with these options in each command that it suggests."""
    if not _given or "fihris " not in text:
        return text
    return _commands().sub(lambda _: f"fihris {' '.join(_given)} ", text)


def typed_template(template: str) -> str:
    """The same for a text that is still to be filled in: an option's braces are no places."""
    if not _given or "fihris " not in template:
        return template
    options = " ".join(_given).replace("{", "{{").replace("}", "}}")
    return _commands().sub(lambda _: f"fihris {options} ", template)


def lines_of(error: FihrisError, language: Language) -> list[str]:
    """What a terminal shows of an error; commands stand in its last line, the next step."""
    label = LABELS[language][2]
    return [typed(line) if line.startswith(label) else line for line in error.lines(language)]


def told(error: FihrisError, language: Language, *, as_json: bool) -> list[str]:
    """What goes to standard error for an error: its lines, or one of JSON."""
    if not as_json:
        return lines_of(error, language)
    from fihris.answers.formats import json_text  # start-up

    about = error.as_json(language)
    return [json_text({"error": {**about, "next": typed(about["next"])}})]


@cache
def _commands() -> re.Pattern[str]:
    return re.compile(rf"\bfihris (?=(?:--debug )?(?:{'|'.join(COMMANDS)})\b)")
