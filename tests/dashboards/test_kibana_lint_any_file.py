"""``fihris kibana lint`` reads whatever it is given: it names faults, and has none of its own."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.errors import Language
from search_cli.kibana.lint import problems
from search_cli.kibana.objects import LANGUAGES, ndjson, saved_objects
from search_cli.kibana.problems import Problem

Json = Any
Place = tuple[str | int, ...]

TEXTS: Final = frozenset(
    ("panelsJSON", "optionsJSON", "ignoreParentSettingsJSON", "searchSourceJSON", "fieldAttrs",
     "fieldFormatMap", "fields", "runtimeFieldMap", "sourceFilters")
)  # fmt: skip
"""Names of attributes that are JSON written as a text."""

OTHERS: Final[tuple[Json, ...]] = (None, True, -1, 1e999, "x", "", [], {}, [[]], {"": None}, ["x"])
"""What stands in the place of a node."""

MUTATIONS: Final = 1000
"""Of each language; seeded."""


def opened(value: Json, name: str = "") -> Json:
    """Saved objects with the JSON in their texts opened."""
    if isinstance(value, dict):
        return {key: opened(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [opened(one) for one in value]
    return opened(json.loads(value)) if name in TEXTS and isinstance(value, str) else value


def closed(value: Json, name: str = "") -> Json:
    """What ``opened`` opened, written as texts again."""
    if name in TEXTS and isinstance(value, dict | list):
        return json.dumps(closed(value))
    if isinstance(value, dict):
        return {key: closed(one, key) for key, one in value.items()}
    return [closed(one) for one in value] if isinstance(value, list) else value


def nodes(value: Json, at: Place = ()) -> Iterator[Place]:
    """The place of every node below."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inside:
        yield (*at, key)
        if isinstance(one, dict | list):
            yield from nodes(one, (*at, key))


def changed(value: Json, at: Place, instead: Json) -> Json:
    """The objects with another node, or without it (``...``)."""
    key, *rest = at
    made: Json = dict(value) if isinstance(value, dict) else list(value)
    if rest:
        made[key] = changed(value[key], tuple(rest), instead)
    elif instead is ...:
        del made[key]
    else:
        made[key] = instead
    return made


def whole(language: Language) -> list[Json]:
    """All of our objects of a language, opened, with but a few of the many names of values."""
    made: list[Json] = opened(saved_objects("press", [language]))
    for one in made:
        for form in one["attributes"].get("fieldFormatMap", {}).values():
            del form["params"].get("lookupEntries", [])[2:]
    return made


class Lint:
    """Lints objects in which one node is another; what is the same each time is written once."""

    def __init__(self, made: list[Json]) -> None:
        self.made = made
        self.lines = [ndjson([closed(one)]) for one in made]

    def of(self, at: Place = (), instead: Json = ...) -> tuple[Problem, ...]:
        """What lint says of the objects with ``instead`` there, or without what is there."""
        lines = list(self.lines)
        if at:
            made = changed(self.made, at, instead)
            number = at[0]
            assert isinstance(number, int)
            gone = len(at) == 1 and instead is ...
            lines[number] = "" if gone else ndjson([closed(made[number])])
        return problems("".join(lines))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_is_missing_or_of_another_kind_is_too_much_for_it(language: Language) -> None:
    made = whole(language)
    lint = Lint(made)
    assert lint.of() == ()
    every = [(at, instead) for at in nodes(made) for instead in (..., *OTHERS)]
    for at, instead in random.Random(20240510).sample(every, MUTATIONS):
        for one in lint.of(at, instead):
            assert one.told("en"), (at, instead)
            assert one.told("ar"), (at, instead)


NEEDED: Final = frozenset(
    ("accessors", "attributes", "columnId", "columnOrder", "columns", "dataType", "fieldName",
     "formBased", "gridData", "interval", "isBucketed", "label", "language", "layerId", "layers",
     "metricAccessor", "operationType", "orderBy", "panelIndex", "panelRefName",
     "panelsJSON", "seriesType", "size", "sort", "sourceField", "splitAccessor", "state",
     "visualization", "visualizationType", "w", "xAccessor", "y")
)  # fmt: skip
"""Without these, something is refused, is not drawn or is not counted."""


@pytest.mark.slow
def test_whatever_is_needed_is_missed() -> None:
    made = whole("en")
    lint = Lint(made)
    passed = {at for at in nodes(made) if is_needed(at) and not lint.of(at)}
    assert passed == set()


def is_needed(at: Place) -> bool:
    return at[-1] in NEEDED and "fieldFormatMap" not in at


def test_only_a_line_break_ends_an_object() -> None:
    made = saved_objects("press", ["en"])
    made[0]["attributes"]["name"] = "a\u2028b\x85c"
    assert problems(ndjson(made)) == ()


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(("type", "id", "attributes", "references", "title")), inside
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.sampled_from(("index-pattern", "search", "dashboard")), _ANY, _ANY)
def test_objects_of_anything_are_read(kind: str, attributes: Json, references: Json) -> None:
    body = {"type": kind, "id": "x", "attributes": attributes, "references": references}
    assert problems(json.dumps(body))
