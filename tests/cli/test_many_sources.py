"""A reindex of many sources is one load, whatever the runs that brought them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from fihris.engines import open_engine
from fihris.engines.protocol import Engine
from indexer.journal.journal import Counts, Journal
from indexer.runs.gates import Rules
from indexer.runs.index import run
from indexer.runs.reindex import Rebuilt, plan, reindex
from tests.cli.test_reindexing import release, write


def rebuilt(engine: Engine, home: Path) -> Rebuilt:
    """What a reindex of all that was indexed did."""
    with Journal.of(engine, home) as journal:
        planned = plan(engine, journal)
    reopen = partial(open_engine, "embedded", home=home)
    return reindex(engine, planned, home=home, reopen=reopen, rules=Rules(max_change=9))


@pytest.mark.parametrize("sources", [3, 6])
def test_sources_of_many_runs_are_loaded_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: int
) -> None:
    with open_engine("embedded", home=tmp_path) as engine:
        for at in range(sources):
            file = write(
                tmp_path / f"{at}.jsonl", release(at), release(100), release(200, f"و{at}")
            )
            run(engine, [file], home=tmp_path, source=f"s{at % 2}")
        loads = []
        load = engine.load

        def counted(*arguments: object, **options: object) -> object:
            loads.append(options)
            return load(*arguments, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(engine, "load", counted)
        done = rebuilt(engine, tmp_path)
        assert len(loads) == 1
        counts = done.report.counts
        assert counts == Counts(
            loaded=counts.loaded, unchanged=counts.unchanged, superseded=counts.superseded,
            paragraphs=counts.paragraphs,
        )  # fmt: skip
        assert counts.read == 3 * sources
        assert counts.loaded == sources + 2
        assert len(engine.contents()) == sources + 2
        (paragraph, *_) = engine.article("a200")
        assert f"و{sources - 1}" in paragraph.title + "".join(
            one.text for one in engine.article("a200")
        )
        # what was loaded whole and replaced nothing is passed over; the rest is read once more
        again = run(engine, [tmp_path / "0.jsonl"], home=tmp_path, source="s0")
        assert again.counts.read == 3
