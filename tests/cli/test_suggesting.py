"""Commands that messages suggest can be typed as they stand."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from search_cli.session import suggesting
from search_cli.texts.messages import say
from tests.cli.conftest import Fihris
from tests.cli.test_reindexing import release, write


@pytest.fixture(autouse=True)
def nothing_given() -> Iterator[None]:
    yield
    suggesting.remember({})


def test_options_that_were_given_are_in_what_is_suggested() -> None:
    suggesting.remember({"index": "night", "home": "/a b/{x}", "engine": None})
    told = suggesting.typed("see fihris runs, then fihris generations list; fihris works")
    options = "--index night --home '/a b/{x}'"
    assert told == (
        f"see fihris {options} runs, then fihris {options} generations list; fihris works"
    )
    assert say("en", "quarantine", path="x").endswith(f"fihris {options} quarantine retry")
    # what somebody searched for is no command of ours
    assert say("en", "nothing", query="fihris search") == "nothing found for: fihris search"


def test_an_option_that_would_begin_a_line_of_its_own_is_suggested_in_escapes() -> None:
    suggesting.remember({"home": "x\nerror: FORGED\u202e"})
    assert suggesting.typed("fihris runs") == r"fihris --home $'x\nerror: FORGED\u202e' runs"


def test_a_secret_in_an_address_is_not_suggested() -> None:
    suggesting.remember({"elasticsearch_url": "https://u:PLANTED@h:1,https://u:PLANTED@h:2"})
    assert suggesting.typed("fihris runs") == (
        "fihris --elasticsearch-url 'https://h:1, https://h:2' runs"
    )


def test_what_a_refused_run_suggests_works_when_typed(fihris: Fihris, tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", *(release(n) for n in range(10)))
    which = ("--lang", "en", "--index", "night", "--home", str(tmp_path / "a home"))
    assert fihris(*which, "index", str(source)).code == 0
    write(source, release(1))
    done = fihris(*which, "reindex", str(source))
    assert done.code == 6
    suggested = re.findall(r"fihris (--index .+?)(?:, and|;|\n)", done.err)
    assert len(suggested) == 3
    for one in suggested:
        typed = fihris(*shlex.split(one.replace("QUERY", "القمة")))
        assert typed.code == 0, (one, typed.err)


def test_what_the_doctor_suggests_names_the_index(fihris: Fihris, tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", release(1))
    assert fihris("--index", "night", "index", str(source)).code == 0
    for file in fihris.home.glob("journal.sqlite3*"):
        file.unlink()
    (found,) = fihris("--json", "--index", "night", "doctor").json
    assert found["mend"].startswith("fihris --index night index ")
