"""Trying again after a while."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from fihris.engines.processes import is_alive
from fihris.engines.waiting import every, tried, turns


def test_there_is_a_turn_more_than_pauses_and_the_last_is_known() -> None:
    assert list(turns([0, 0])) == [False, False, True]
    assert list(turns([])) == [True]


def test_time_that_is_over_leaves_one_turn() -> None:
    assert list(turns(every(0, within=0))) == [True]
    assert sum(1 for _ in turns(every(0.01, within=0.05))) in range(2, 8)


def test_what_fails_is_asked_again_and_raised_the_last_time() -> None:
    answers: list[str | Exception] = [KeyError("no"), KeyError("not yet"), "yes"]

    def ask() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert tried(ask, [0, 0], on=KeyError) == "yes"
    answers[:] = [KeyError("no"), KeyError("never")]
    with pytest.raises(KeyError, match="never"):
        tried(ask, [0], on=KeyError)
    answers[:] = [ValueError("another"), "yes"]
    with pytest.raises(ValueError, match="another"):
        tried(ask, [0, 0], on=KeyError)


def test_a_process_is_alive_until_it_has_ended() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert is_alive(process.pid)
    assert not is_alive(process.pid)
    assert is_alive(os.getpid())
    assert not is_alive(2**70)
