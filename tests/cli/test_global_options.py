"""Global options before and after the command, on groups' commands too."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from search_cli.app import build
from search_cli.command_list import COMMANDS
from search_cli.session.declaration import OPTIONS
from search_cli.session.global_options import PANEL
from tests.cli.conftest import Fihris
from tests.cli.test_reindexing import release, write


def commands(inside: Any = None, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every command and group, with its words."""
    inside = inside or build()
    for name in inside.list_commands(None):
        command = inside.get_command(None, name)
        yield f"{path}{name}", command
        if hasattr(command, "list_commands"):
            yield from commands(command, f"{path}{name} ")


EVERY = dict(commands())


@pytest.mark.parametrize("path", EVERY)
def test_every_command_has_every_global_option(path: str) -> None:
    command = EVERY[path]
    has = {name for param in command.params for name in param.opts}
    assert {setting.option for setting in OPTIONS} <= has
    assert {"--verbose", "--quiet", "--debug"} <= has
    own = [param for param in command.params if not param.name.startswith("global_")]
    for param in command.params:
        if param.name.startswith("global_"):
            assert not {*param.opts} & {name for one in own for name in one.opts}, param.opts
            assert param.rich_help_panel in {PANEL, "Elasticsearch"}


@pytest.mark.parametrize("path", EVERY)
def test_every_option_has_a_text_of_help(path: str) -> None:
    without = [param.opts for param in EVERY[path].params if not param.help]
    assert without == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--json", "search", "الكويت"),
        ("search", "الكويت", "--json"),
        ("search", "--json", "الكويت"),
    ],
)
def test_a_search_gives_json_wherever_it_is_asked_for(
    indexed: Fihris, arguments: tuple[str, ...]
) -> None:
    done = indexed(*arguments)
    assert done.code == 0, done.err
    assert done.json["total"]["articles"] > 0


def test_what_stands_further_right_counts(fihris: Fihris, tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", release(1))
    assert fihris("index", str(source), "--index", "night").code == 0
    for arguments in (
        ("generations", "list", "--index", "night"),
        ("generations", "--index", "night", "list"),
        ("--index", "day", "generations", "list", "--index", "night"),
        ("--index", "a", "generations", "--index", "b", "list", "--index", "night"),
    ):
        (found,) = fihris(*arguments, "--json").json
        assert found["name"] == "night-000001"
    assert fihris("--index", "night", "generations", "list", "--index", "day").code == 1


def test_limits_of_all_places_hold_together(fihris: Fihris) -> None:
    shown = fihris("--limit", "title=9", "config", "show", "--limit", "paragraph=8", "--json").json
    held = {one["name"]: one["value"] for one in shown}
    assert (held["limit.title"], held["limit.paragraph"]) == ("9", "8")


def test_a_commands_own_option_of_the_name_counts(fihris: Fihris, tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", release(1))
    assert fihris("index", str(source)).code == 0
    (tmp_path / "q.csv").write_text("id,query\nq1,القمة\n")
    done = fihris("batch", str(tmp_path / "q.csv"), "--format", "jsonl")
    assert isinstance(json.loads(done.out.splitlines()[0]), dict), done.out


@pytest.mark.parametrize("place", ["before", "after"])
def test_errors_are_in_the_language_that_is_asked_for(fihris: Fihris, place: str) -> None:
    wrong = ("generations", "publish", "--sizes", "3")
    lang = ("--lang", "ar")
    done = fihris(*lang, *wrong) if place == "before" else fihris("search", "x", *lang)
    assert done.code in {2, 3}
    assert done.err.startswith("خطأ: "), done.err


def test_debug_after_the_command_shows_where_it_failed(fihris: Fihris) -> None:
    with fihris.start("search", "x", "--debug") as process:
        _, said = process.communicate(timeout=100)
    assert b"Traceback" in said
    assert b"IndexMissing" in said


def test_what_is_suggested_carries_options_that_stood_after(fihris: Fihris) -> None:
    done = fihris("search", "x", "--index", "night")
    assert "fihris --index night index" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("serach", "x"), "did you mean search?"),
        (("generations", "lst"), "did you mean list?"),
        (("search", "x", "--siz", "3"), "did you mean --size?"),
        (("search", "x", "--sort", "relevence"), "did you mean relevance?"),
        (("batch", "-", "--format", "jsnl"), "did you mean jsonl?"),
        (("search", "x", "--engine", "elastic"), "did you mean elasticsearch?"),
        (("search", "-رياضة"), "write -- before such words: fihris search -- '-ر…'"),
        (("search",), "QUERY…"),
        (("search", "x", "--size", "z"), "--size"),
        (("quarantine", "drop"), "name the numbers to drop"),
    ],
)
def test_wrong_use_is_told_in_three_parts_with_the_nearest(
    fihris: Fihris, arguments: tuple[str, ...], said: str
) -> None:
    done = fihris(*arguments)
    assert (done.code, done.out) == (2, "")
    assert [line.partition(":")[0] for line in done.err.splitlines()] == ["error", "state", "next"]
    assert said in done.err


def test_words_after_two_dashes_are_no_options(indexed: Fihris) -> None:
    assert indexed("search", "الكويت", "--json", "--", "-رياضة").json["total"]["articles"] > 0


def test_help_lists_commands_in_the_order_of_a_day(fihris: Fihris) -> None:
    shown = fihris("--help").out
    heads = re.findall(r"╭─ (.+?) ─", shown)
    assert heads == ["Options", PANEL, "Elasticsearch", "Search", "Index", "Operate"]
    listed = re.findall(r"^│ ([a-z]+)  ", shown, re.MULTILINE)
    assert listed == list(COMMANDS)


@pytest.mark.parametrize("name", ["facets", "show"])
def test_the_example_of_help_finds_something(indexed: Fihris, name: str) -> None:
    found = re.search(r"Example: fihris (.+)", EVERY[name].help)
    assert found
    assert indexed(*shlex.split(found[1])).code == 0
