"""A failing case, made small: whatever can be left out while the same still fails is left out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from tests.reliability.fuzzing.cases import Case

SECONDS: Final = 20.0
TRIES: Final = 100

Part = TypeVar("Part", bytes, str)
Item = TypeVar("Item")


def shrunk(case: Case, fails: Callable[[Case], bool]) -> Case:
    """The smallest case that was found in so many tries and so much time."""
    until, tries = time.monotonic() + SECONDS, 0
    smaller = True
    while smaller:
        smaller = False
        for candidate in _smaller(case):
            tries += 1
            if tries > TRIES or time.monotonic() > until:
                return case
            if fails(candidate):
                case, smaller = candidate, True
                break
    return case


def _smaller(case: Case) -> Iterator[Case]:
    """Cases with a part less, the large parts first."""
    for commands in _without_one(case.commands):
        if commands:
            yield replace(case, commands=commands)
    for plan in _without_one(case.plan):
        yield replace(case, plan=plan)
    for name in case.files:
        yield replace(case, files=_but(case.files, name))
    for name in (*case.links, *case.environment):
        links, environment = _but(case.links, name), _but(case.environment, name)
        yield replace(case, links=links, environment=environment)
    for name, data in case.files.items():
        for less in _cut(data):
            yield replace(case, files={**case.files, name: less})
    for less in _cut(case.stdin):
        yield replace(case, stdin=less)
    for at, command in enumerate(case.commands):
        for changed in _shorter(command):
            yield replace(case, commands=(*case.commands[:at], changed, *case.commands[at + 1 :]))


def _shorter(command: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for place, argument in enumerate(command):
        for shorter in _cut(argument):
            yield (*command[:place], shorter, *command[place + 1 :])
    yield from _without_one(command)


def _without_one(parts: tuple[Item, ...]) -> Iterator[tuple[Item, ...]]:
    for at in range(len(parts)):
        yield (*parts[:at], *parts[at + 1 :])


def _but(parts: Mapping[str, Part], name: str) -> dict[str, Part]:
    return {key: value for key, value in parts.items() if key != name}


def _cut(data: Part) -> Iterator[Part]:
    """With a half, a quarter, … a sixteenth left out."""
    for share in (2, 4, 8, 16):
        width = len(data) // share
        if width:
            for at in range(0, len(data), width):
                yield data[:at] + data[at + width :]
