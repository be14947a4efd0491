"""Faults of the server: it is killed, one of three nodes goes and comes back, its disk is full."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any, Final

from tests.cli.conftest import Fihris
from tests.reliability.disk import small_disk
from tests.reliability.press import STEP, Held, OnServer, held, releases, write
from tests.reliability.switching import Reading
from tools.elasticsearch.cluster import Cluster, Run, start


@contextmanager
def cluster(*, nodes: int = 1, within: Path | None = None, **more: Any) -> Iterator[Cluster]:
    """A cluster of this program's own; ``within`` a folder, its data too."""
    if within:  # started by root, a server runs as another user, who must reach its data
        within.parent.chmod(0o711)
        within.chmod(0o711)
    usual = tempfile.tempdir
    try:
        tempfile.tempdir = str(within) if within else usual
        run = Run.begin()
    finally:
        tempfile.tempdir = usual
    try:
        yield start(run.folder, "es", nodes=nodes, heap_mb=640, **more)
    finally:
        run.end()


def _version(number: int, articles: int) -> list[dict[str, Any]]:
    """The same articles each time, every third in another version."""
    return releases(articles, version=1 + number % 2)[:articles]


def _expected(folder: Path, number: int, articles: int) -> Held:
    """What an index of a version holds that nothing was done to."""
    whole = Fihris(folder / f"expected-{number % 2}")
    source = write(folder / "expected.jsonl", _version(number, articles))
    assert whole("index", str(source)).code == 0
    return held(whole)


def server_killed(folder: Path, *, times: int, seed: int = 1, articles: int = 600) -> str:
    """Kill the server at random moments of index and reindex; once it is back, everything is held
    as it was or as given, and the same command does the rest."""
    chance = random.Random(seed)
    expected = [_expected(folder, number, articles) for number in (0, 1)]
    source = write(folder / "press.jsonl", _version(0, articles))
    commands = (
        ("index", str(source), "--step", str(STEP)),
        ("reindex", "--step", str(STEP), "--keep", "1"),
    )
    told = {"ended": 0, "begun": 0, "resumed": 0}
    with cluster() as server:
        fihris = OnServer(folder / "home", server.urls[0], "press")
        took = [_timed(fihris, commands[0]), _timed(fihris, commands[1])]
        for number in range(1, times + 1):
            write(source, _version(number, articles))
            before, after = expected[(number - 1) % 2], expected[number % 2]
            which = number % 4 // 2
            process = fihris.start(*commands[which])
            time.sleep(chance.uniform(0.3, took[which] * 1.1))
            server.nodes[0].stop(kindly=False)
            code, _ = _ended(process, allowed={0, 3})
            told["ended"] += code == 0
            server.nodes[0].start(server.how)
            server.wait(1)
            found = held(fihris)
            _assert_old_or_new(found, before, after)
            told["begun"] += found != before
            assert fihris("search", "خبر").code == 0
            done = fihris("--json", *commands[which])
            assert done.code == 0, done.err
            told["resumed"] += done.json["resumed"]
            assert held(fihris) == after
            assert fihris("doctor").code == 0
    return (
        f"{times} kills of the server: {told['ended']} after the command had ended,"
        f" {told['begun']} when something was visible, {told['resumed']} builds gone on with;"
        f" all equal"
    )


def node_gone(folder: Path, *, times: int, seed: int = 1, articles: int = 2_000) -> str:
    """Kill one of three nodes while an index is loaded or rebuilt and published, and bring it back.
    Two readers search all the while, at all three."""
    chance = random.Random(seed)
    source = folder / "press.jsonl"
    commands = (
        ("reindex", str(source), "--step", "1000", "--keep", "1", "--max-change", "50"),
        ("index", str(source), "--step", "1000"),
    )
    repeated = 0
    with cluster(nodes=3) as three:
        fihris = _ThreeNodes(folder / "home", ",".join(three.urls), "press")
        _rebuilt(source, 0, articles)
        took = [_timed(fihris, commands[0])]
        three.wait(3, status="green")
        _changed(source, 0, 0, articles)
        took.append(_timed(fihris, commands[1]))
        with Reading(fihris, folder / "stop", readers=2) as reading:
            for number in range(1, times + 1):
                which = number % 2
                # a rebuilt index has a new mark on every article; a load keeps the mark
                expected = (
                    _changed(source, number - 1, number, articles)
                    if which
                    else _rebuilt(source, number, articles)
                )
                node = three.nodes[number % 3]
                process = fihris.start(*commands[which])
                time.sleep(chance.uniform(0.3, took[which]))
                node.stop(kindly=False)
                time.sleep(chance.uniform(1, 6))
                node.start(three.how)
                code, _ = _ended(process, allowed={0, 3})
                three.wait(3, status="green")
                if code:
                    repeated += 1
                    done = fihris(*commands[which])
                    assert done.code == 0, done.err
                assert held(fihris) == expected
        told = reading.told()
    return (
        f"{times} times a node of three: {told.answers:,} answers to readers, 0 errors, 0 mixed;"
        f" {repeated} commands had to be given again; all equal"
    )


class _ThreeNodes(OnServer):
    def environment(self, **more: str) -> dict[str, str]:
        """With copies on other nodes."""
        copies = {"FIHRIS_ELASTICSEARCH_SHARDS": "2", "FIHRIS_ELASTICSEARCH_REPLICAS": "1"}
        return super().environment(**copies, **more)


def _rebuilt(source: Path, number: int, articles: int) -> Held:
    made = [{**one, "source": f"جيل {number}"} for one in releases(articles)]
    return _as_loaded(source, made)


def _changed(source: Path, mark: int, number: int, articles: int) -> Held:
    made = [
        {**one, "source": f"جيل {mark}"}
        for one in releases(articles, version=2, seed=number + 2)[:articles]
    ]
    return _as_loaded(source, made)


def _as_loaded(source: Path, made: list[dict[str, Any]]) -> Held:
    write(source, made)
    with tempfile.TemporaryDirectory() as folder:
        whole = Fihris(Path(folder))
        assert whole("index", str(source)).code == 0
        return held(whole)


LEAST_FREE_MB: Final = 30
"""Free room under which the server of the next program writes no more: its flood stage."""


def server_disk_full(folder: Path, *, times: int, articles: int = 3_000) -> str:
    """Fill the server's disk up to its flood stage before and in the middle of index and reindex,
    then make room: each failure says so, the live index answers, and the command goes on."""
    disk = folder / "disk"
    watermarks = {
        "cluster.routing.allocation.disk.threshold_enabled": "true",
        "cluster.routing.allocation.disk.watermark.low": f"{LEAST_FREE_MB + 2}mb",
        "cluster.routing.allocation.disk.watermark.high": f"{LEAST_FREE_MB + 1}mb",
        "cluster.routing.allocation.disk.watermark.flood_stage": f"{LEAST_FREE_MB}mb",
        "cluster.info.update.interval": "10s",
    }
    expected = [_expected(folder, number, articles) for number in (0, 1)]
    source = write(folder / "press.jsonl", _version(0, articles))
    commands = (
        ("index", str(source), "--step", "1000"),
        ("reindex", "--step", "1000", "--keep", "1"),
    )
    said, full = set(), 0
    with (
        small_disk(disk, 600_000),
        cluster(within=disk, settings=watermarks) as server,
    ):
        fihris = OnServer(folder / "home", server.urls[0], "press")
        took = [_timed(fihris, commands[0]), _timed(fihris, commands[1])]
        filler = disk / "filler"
        for number in range(1, times + 1):
            write(source, _version(number, articles))
            before, after = expected[(number - 1) % 2], expected[number % 2]
            which = number % 2
            early = number % 4 < 2
            if early:
                _fill(filler)
                _blocked(server, True)
                process = fihris.start("--lang", "en", *commands[which])
            else:
                process = fihris.start("--lang", "en", *commands[which])
                time.sleep(took[which] * number / times)
                _fill(filler)
            code, err = _ended(process, allowed={0, 3})
            if code:
                full += 1
                said.add(err.splitlines()[0])
            assert fihris("search", "خبر").code == 0
            found = held(fihris)
            _assert_old_or_new(found, before, after)
            filler.unlink()
            _blocked(server, False)
            done = fihris(*commands[which])
            assert done.code == 0, done.err
            assert held(fihris) == after
    assert full
    return (
        f"{times} times full, {full} stopped by it, each a plain error; all equal. {sorted(said)}"
    )


def _fill(filler: Path) -> None:
    """Leave less than the flood stage free."""
    free = shutil.disk_usage(filler.parent).free
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, free - (LEAST_FREE_MB - 8) * 1024 * 1024))


def _blocked(server: Cluster, wanted: bool) -> None:
    """Wait until the server has noticed."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        settings = server.ask("/press-0*/_settings?flat_settings&expand_wildcards=all")
        blocked = {
            one["settings"].get("index.blocks.read_only_allow_delete") == "true"
            for one in settings.values()
        }
        if (True in blocked) == wanted:
            return
        time.sleep(0.5)
    raise AssertionError("the server did not notice")


def _assert_old_or_new(found: Held, before: Held, after: Held) -> None:
    """Every article is held whole, as it was or as given."""
    assert found.keys() == after.keys()
    assert all(found[key] in (before[key], after[key]) for key in found)


def _timed(fihris: Fihris, command: tuple[str, ...]) -> float:
    began = time.monotonic()
    done = fihris(*command)
    assert done.code == 0, done.err
    return time.monotonic() - began


def _ended(process: Popen[bytes], *, allowed: set[int]) -> tuple[int, str]:
    """Wait for a command to end as it may: well, or with three lines."""
    _, said = process.communicate(timeout=400)
    err = said.decode()
    assert process.returncode in allowed, err
    assert "Traceback" not in err, err
    if process.returncode == 3:
        assert [line.partition(":")[0] for line in err.splitlines()[-3:]] in (
            ["error", "state", "next"], ["خطأ", "الحال", "التالي"],
        ), err  # fmt: skip
    return process.returncode, err
