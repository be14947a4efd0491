"""``kill -9`` at random moments of index and reindex."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.cli.conftest import Fihris
from tests.reliability.press import STEP, assert_whole, held, releases, write

Fresh = Callable[[str], Fihris]
"""A home (and an index) of that name, holding nothing."""


# long: a round is read from top to bottom, with what is true after each step
def killed_at_random(
    folder: Path, *, times: int, seed: int = 1, articles: int = 240, fresh: Fresh | None = None
) -> str:
    """Kill, look, run again, compare with a run that was never killed.

    Half of the rounds load a second version into the live index, half build a new generation.
    """
    chance = random.Random(seed)
    base = Fihris(folder / "base")
    source = write(folder / "press.jsonl", releases(articles))

    def begun(name: str) -> Fihris:
        """A home with the first version loaded."""
        if fresh is None:  # copied: faster than loading
            home = folder / name
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(base.home, home)
            return Fihris(home)
        write(source, releases(articles))
        made = fresh(name)
        assert made("index", str(source), "--step", str(STEP)).code == 0
        write(source, releases(articles, version=2))
        return made

    assert base("index", str(source), "--step", str(STEP)).code == 0
    before = held(base)
    write(source, releases(articles, version=2))
    commands = {
        "index": ("index", str(source), "--step", str(STEP)),
        "reindex": ("reindex", "--step", str(STEP), "--max-change", "50"),
    }
    took, after = {}, {}
    for name, command in commands.items():
        whole = begun(f"whole-{name}")
        began = time.monotonic()
        assert whole(*command).code == 0
        took[name] = time.monotonic() - began
        after[name] = held(whole)
    assert after["index"] == after["reindex"]
    early = late = resumed = 0
    for round_ in range(times):
        name = ("index", "reindex")[round_ % 2]
        fihris = begun("killed" if fresh is None else f"killed-{round_}")
        process = fihris.start(*commands[name])
        time.sleep(chance.uniform(0.15, took[name] * 1.1))
        process.kill()
        process.communicate(timeout=60)
        assert_whole(fihris)
        found = held(fihris)
        if name == "index":
            assert_old_or_new(found, before, after[name])
        else:
            assert found in (before, after[name])
        early += found == before
        late += found == after[name]
        again = fihris("--json", *commands[name])
        assert again.code == 0, again.err
        resumed += again.json["resumed"]
        assert held(fihris) == after[name]
        run = fihris("--json", "runs", "--size", "1").json[0]
        assert run["read"] == sum(
            run[part] for part in ("loaded", "unchanged", "superseded", "quarantined")
        )
    return (
        f"{times} kills: {early} before anything was visible, {late} after all was,"
        f" {times - early - late} between two steps; {resumed} builds gone on with; all equal"
    )


def assert_old_or_new(
    found: Mapping[str, object], before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    """Each article is as it was, or as it was to become, and none is gone."""
    assert before.keys() <= found.keys() <= after.keys()
    mixed = (found[key] in {before.get(key), after[key]} for key in found)
    assert all(mixed), "an article is neither the old one nor the new"
