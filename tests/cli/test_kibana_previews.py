"""What ``fihris kibana preview`` refuses, and what the text of a release cannot do to its pages."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from engines.elastic.panels import Cell, Column, Scope, Table
from mappings.errors import Language
from search_cli.kibana.definitions import Panel, dashboards
from search_cli.kibana.errors import DayWrong, FilterWrong
from search_cli.kibana.preview import page
from search_cli.kibana.previewing import day_of, filter_of
from tests.cli.conftest import Done, Fihris

HOSTILE = "عنوان\x1b[2J\x9b31m\x00\x7f\u202eمقلوب\u202c\u2069\u2067<b>"
DRIVING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
TODAY = date(2024, 5, 10)


def answer(panel: Panel, every: str | None) -> tuple[Table, ...]:
    """What an index answers whose every text is hostile."""
    if panel.kind == "list":
        columns = tuple(Column(name, name, "value") for name in panel.columns)
        return (Table("", columns, ((HOSTILE,) * len(columns),)),)
    names = tuple(Column(f"by-{field}", HOSTILE, "value") for field in panel.by)
    times = (Column("time", HOSTILE, "time"),) if panel.over else ()
    number = (Column("articles", HOSTILE, "number"),)
    row: tuple[Cell, ...] = (*(HOSTILE for _ in names), *(86_400_000.0 for _ in times), 3.0)
    return (Table("main", (*names, *times, *number), (row,)),)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_text_of_a_release_drives_nothing_and_turns_nothing_around(language: Language) -> None:
    for dashboard in dashboards():
        drawn = page(dashboard, language, Scope(query=HOSTILE), answer)
        assert "مقلوب" in drawn
        assert DRIVING.findall(drawn) == []
        assert "<b>\u202e" not in drawn


def preview(fihris: Fihris, output: Path | str, *more: str) -> Done:
    """With a cluster that is not there: nothing is asked before what is wrong is found."""
    cluster = ("--engine", "elasticsearch", "--elasticsearch-url", "http://127.0.0.1:9")
    done = fihris(*cluster, "kibana", "preview", "-o", str(output), *more)
    assert "fault in fihris" not in done.err
    return done


def test_pages_that_cannot_be_written_are_told_of(fihris: Fihris, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("kept", encoding="utf-8")
    for output in (file, file / "below", "/proc/previews", "/proc/self/x"):
        done = preview(fihris, output)
        assert done.code == 2
        assert f"{output} cannot be written: " in done.err
    assert file.read_text(encoding="utf-8") == "kept"


def test_a_day_that_is_none_is_told_of_before_anything_is_done(
    fihris: Fihris, tmp_path: Path
) -> None:
    for option in ("--since", "--until"):
        done = preview(fihris, tmp_path / "pages", option, "yesterdayish")
        assert done.code == 2
        assert f'"yesterdayish" is no day that {option} can have' in done.err
    assert not (tmp_path / "pages").exists()


@pytest.mark.parametrize(
    ("option", "written", "day"),
    [
        ("since", None, None),
        ("since", "2024-05-01", "2024-05-01"),
        ("since", "2024-05", "2024-05-01"),
        ("until", "2024-02", "2024-02-29"),
        ("since", "2023", "2023-01-01"),
        ("until", "2023", "2023-12-31"),
        ("since", "7d", "2024-05-03"),
    ],
)
def test_days_are_written_as_in_searches(option: str, written: str | None, day: str | None) -> None:
    assert day_of(option, written, TODAY) == day


@pytest.mark.parametrize(
    "written", ["", "now-1y", "2024-13-01", "2024-02-30", "99999", "\x1b", "أ"]
)
@pytest.mark.parametrize("option", ["since", "until"])
def test_what_is_no_day_is_refused(option: str, written: str) -> None:
    with pytest.raises(DayWrong):
        day_of(option, written, TODAY)


@pytest.mark.parametrize(
    "written",
    ["agency: x", "a: b or c: d", "date: 2024", "date: yesterday", "date: 20240501",
     "position: first", "position: 99999999999", "first: perhaps", "indexed_at: x"],
)  # fmt: skip
def test_a_filter_that_the_index_cannot_answer_is_refused(written: str) -> None:
    with pytest.raises(FilterWrong):
        filter_of(written)


@pytest.mark.parametrize(
    "written", ["", "date: 2024-05-01", "position: 0", "first: true", "not date: *", "text: وقود"]
)
def test_one_that_it_can_answer_is_taken(written: str) -> None:
    assert filter_of(written) == written
