"""The faults, small: what ``make reliability`` does in full."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.reliability import damage, disk, homes, killing, memory, power, switching

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

needs_mounting = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root may mount, on Linux"
)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_run_leaves_the_live_index_whole_and_is_made_good(
    tmp_path: Path, seed: int
) -> None:
    killing.killed_at_random(tmp_path, times=4, seed=seed, articles=120)


def test_readers_go_on_while_generations_are_switched(tmp_path: Path) -> None:
    switching.read_while_switching(tmp_path, readers=3, switches=3, articles=60)


def test_of_two_builders_one_works(tmp_path: Path) -> None:
    switching.two_at_once(tmp_path, times=2)


def test_no_file_is_wrong_in_silence(tmp_path: Path) -> None:
    damage.every_file(tmp_path, flips=3, articles=120)


@needs_mounting
def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    _mounting(lambda: disk.full_at_every_stage(tmp_path, stages=4, articles=400))


@needs_mounting
def test_a_disk_that_is_full_within_a_step_is_named_and_gets_its_room_back(tmp_path: Path) -> None:
    _mounting(lambda: disk.full_within_a_step(tmp_path, times=2))


@needs_mounting
def test_strange_homes_work_or_say_why_not(tmp_path: Path) -> None:
    _mounting(lambda: homes.strange_homes(tmp_path))


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace: apt install strace")
def test_a_loss_of_power_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    power.power_lost(tmp_path, times=25)


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="needs prlimit (util-linux)")
def test_little_memory_is_enough_or_is_told(tmp_path: Path) -> None:
    memory.little_memory(tmp_path, megabytes=512)


def _mounting(work: object) -> None:
    assert callable(work)
    try:
        work()
    except disk.NoRights as exc:
        pytest.skip(f"mounting is not allowed here: {exc}")
