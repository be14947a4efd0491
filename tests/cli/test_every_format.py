"""Every command that prints data prints it in every format, without a word of its own code."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
from collections.abc import Iterator

import pytest

from fihris.answers.formats import FORMATS
from search_cli.main import run
from tests.cli.conftest import Fihris

COMMANDS = (
    ("search", "الكويت"),
    ("facets", "الكويت", "--by", "source,country"),
    ("show", "sahel-20230516-09", "--query", "الكويت"),
    ("analyze", "وبالتعاون مع وزارة"),
    ("explain", "وللوزراء", "--against", "وزير"),
    ("explain", "--query", "الكويت", "--article", "sahel-20230516-09"),
    ("status",),
    ("runs",),
    ("generations", "list"),
    ("generations", "show", "press-000001"),
    ("generations", "diff", "press-000001", "press-000001"),
    ("generations", "prune", "--dry-run"),
    ("reindex", "--dry-run"),
    ("config", "show"),
    ("config", "path"),
    ("doctor", "--quick"),
    ("kibana", "lint"),
)


@pytest.fixture(autouse=True)
def _process() -> Iterator[None]:
    """What a program sets for its own process is undone: here it is the process of other tests."""
    rights, ended = os.umask(0o022), signal.getsignal(signal.SIGTERM)
    os.umask(rights)
    yield
    os.umask(rights)
    signal.signal(signal.SIGTERM, ended)


@pytest.mark.parametrize("name", FORMATS)
def test_every_command_prints_every_format(
    indexed: Fihris, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.setenv("FIHRIS_HOME", str(indexed.home))
    for command in COMMANDS:
        assert run(["--format", name, *command]) == 0, command
        out = capsys.readouterr().out
        if name in {"json", "jsonl"}:
            told = [json.loads(line) for line in out.splitlines()]
            assert told or command[0] == "doctor", command
            assert name == "jsonl" or len(told) == 1
        elif name in {"csv", "tsv"}:
            delimiter = "," if name == "csv" else "\t"
            text = io.StringIO(out, newline="")
            rows = [*csv.reader(text, delimiter=delimiter, strict=True)]
            assert len({len(row) for row in rows}) <= 1, command
            assert len(rows) > 1 or command[0] == "doctor", command
        else:
            assert all(line.startswith("| ") for line in out.splitlines()), command


def test_the_format_that_json_stands_for_is_told(
    indexed: Fihris, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FIHRIS_HOME", str(indexed.home))
    assert run(["--json", "config", "show"]) == 0
    (told,) = [one for one in json.loads(capsys.readouterr().out) if one["name"] == "format"]
    assert told == {"name": "format", "value": "json", "where": "--json", "source": "option"}
