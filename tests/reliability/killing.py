"""``kill -9`` at random moments of index and reindex."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

from tests.cli.conftest import Fihris
from tests.reliability.press import STEP, assert_whole, held, releases, write


def killed_at_random(folder: Path, *, times: int, seed: int = 1, articles: int = 240) -> str:
    """Kill, look, run again, compare with a run that was never killed.

    Half of the rounds load a second version into the live index, half build a new generation.
    """
    chance = random.Random(seed)
    base = Fihris(folder / "base")
    source = write(folder / "press.jsonl", releases(articles))
    assert base("index", str(source), "--step", str(STEP)).code == 0
    before = held(base)
    write(source, releases(articles, version=2))
    commands = {
        "index": ("index", str(source), "--step", str(STEP)),
        "reindex": ("reindex", "--step", str(STEP), "--max-change", "50"),
    }
    took, after = {}, {}
    for name, command in commands.items():
        whole = Fihris(folder / f"whole-{name}")
        shutil.copytree(base.home, whole.home)
        began = time.monotonic()
        assert whole(*command).code == 0
        took[name] = time.monotonic() - began
        after[name] = held(whole)
    assert after["index"] == after["reindex"]
    early = late = resumed = 0
    for round_ in range(times):
        name = ("index", "reindex")[round_ % 2]
        home = folder / "killed"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(base.home, home)
        fihris = Fihris(home)
        process = fihris.start(*commands[name])
        time.sleep(chance.uniform(0.15, took[name] * 1.1))
        process.kill()
        process.communicate(timeout=60)
        assert_whole(fihris)
        found = held(fihris)
        if name == "index":
            assert found.keys() <= after[name].keys()
            mixed = (found[key] in {before.get(key), after[name][key]} for key in found)
            assert all(mixed), "an article is neither the old one nor the new"
            assert before.keys() <= found.keys()
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
