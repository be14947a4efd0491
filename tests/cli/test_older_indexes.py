"""An index of an older program is read, or asks for what makes it anew; a newer one is refused."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from fihris.engines import open_engine
from tests.cli.conftest import SEEDS, Fihris

OLD = Path(__file__).parents[1] / "unit" / "data" / "index_before_journal.tar.gz"
"""Made by ``python -m tools.make_old_index 38ede14``, before there were journal, seal and locks."""


@pytest.fixture
def old(tmp_path: Path) -> Fihris:
    """The program, given the home of its predecessor."""
    with tarfile.open(OLD) as packed:
        packed.extractall(tmp_path, filter="data")
    return Fihris(tmp_path / "home")


def test_it_is_told_and_made_anew_from_its_own_articles(old: Fihris) -> None:
    listed = old("--json", "generations", "list").json
    assert [(one["articles"], one["live"]) for one in listed] == [(10, True)]
    with open_engine("embedded", home=old.home) as engine:
        before = engine.contents()
    if not listed[0]["is_current"]:
        done = old("--lang", "en", "search", "وزارة")
        assert done.code == 3
        assert "fihris reindex --from-live" in done.err
        assert old("index", str(SEEDS / "archive.jsonl.gz")).code == 3
    assert old("reindex", "--from-live").code == 0
    assert old("search", "وزارة").code == 0
    with open_engine("embedded", home=old.home) as engine:
        assert engine.contents() == before
        assert all(fault.subject != engine.live() for fault in engine.check(deep=True))
    assert old("generations", "rollback").code == (0 if listed[0]["is_current"] else 3)


def test_the_doctor_and_a_backup_take_it_too(old: Fihris, tmp_path: Path) -> None:
    codes = [one["code"] for one in old("--json", "doctor").json]
    assert "journal-lost" in codes
    assert not {"damaged", "pointer"} & {*codes}
    file = tmp_path / "old.zst"
    assert old("backup", str(file)).code == 0
    new = Fihris(tmp_path / "new")
    assert new("restore", str(file)).code == 0
    assert new("search", "وزارة").code == 0


def test_a_newer_one_is_refused_by_name_whatever_is_asked(old: Fihris) -> None:
    import json

    about = next(old.home.rglob("generation.json"))
    about.write_text(json.dumps({**json.loads(about.read_text()), "schema_version": 999}))
    for command in (("search", "x"), ("reindex", "--from-live"), ("index", str(SEEDS)),
                    ("generations", "list"), ("backup", "x.zst")):  # fmt: skip
        done = old("--lang", "en", *command)
        assert done.code == 3
        assert "press-000001" in done.err
        assert "newer" in done.err
    assert next(one["code"] for one in old("--json", "doctor").json) == "newer-schema"
