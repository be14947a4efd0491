"""What every engine promises of locks, of removing, of what an index holds and of its faults."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final

import pytest

from fihris.engines.errors import GenerationInUse, GenerationIsLive, IndexLocked
from fihris.engines.keys import key_of
from fihris.engines.model import FaultCode
from fihris.engines.protocol import Engine, Lock
from mappings.errors import FihrisError
from tests.contract.building import article, load, publish

GRAVE: Final = {FaultCode.DAMAGED, FaultCode.POINTER, FaultCode.NO_RIGHTS}


@pytest.mark.parametrize("what", ["build", "write"])
def test_a_lock_is_held_by_one_and_says_by_whom(engine: Engine, what: Lock) -> None:
    with engine.locked(what, by="fihris reindex"):
        with pytest.raises(IndexLocked) as refused, engine.locked(what, by="another"):
            pytest.fail("two hold one lock")
        told = refused.value.facts["holder"]
        assert told.startswith("fihris reindex")
        assert str(os.getpid()) in told
        assert os.uname().nodename in told
        with pytest.raises(IndexLocked), engine.locked(what, by="a third"):
            pytest.fail("a refusal must not free the lock")
    with engine.locked(what, by="the next"):
        pass


def test_building_and_writing_do_not_exclude_each_other(engine: Engine) -> None:
    with engine.locked("build", by="fihris reindex"), engine.locked("write", by="fihris index"):
        pass


def test_a_lock_is_given_back_when_its_work_fails(engine: Engine) -> None:
    with pytest.raises(RuntimeError), engine.locked("write", by="one"):
        raise RuntimeError
    with engine.locked("write", by="two"):
        pass


def test_contents_are_ids_and_hashes_as_two_numbers(engine: Engine) -> None:
    publish(engine, article("a1", "نص", "آخر", content_hash="h1"))
    first = {key_of("a1"): key_of("h1")}
    assert engine.contents() == first
    live = engine.live()
    assert live is not None
    load(engine, article("a1", "نص", content_hash="h2"), article("a3", "نص", content_hash="h3"),
         generation=live)  # fmt: skip
    assert engine.contents(generation=live) == {
        key_of("a1"): key_of("h2"),
        key_of("a3"): key_of("h3"),
    }
    changed = [one[0].article_id for one in engine.scan(unless=first)]
    assert sorted(changed) == ["a1", "a3"]
    assert list(engine.scan(unless=engine.contents())) == []


def test_the_previous_generation_can_be_discarded_and_is_then_none(engine: Engine) -> None:
    old = publish(engine, article("a1", "القديم"))
    new = publish(engine, article("a1", "الجديد"))
    with pytest.raises(GenerationIsLive):
        engine.discard(new)
    engine.discard(old)
    assert engine.previous() is None
    assert [one.name for one in engine.generations()] == [new]


def test_a_whole_index_has_no_fault(engine: Engine) -> None:
    assert engine.check(deep=True) == ()
    publish(engine, article("a1", "الكويت"))
    publish(engine, article("a1", "قطر"))
    assert engine.check(deep=True) == ()
    engine.mend()
    assert engine.check(deep=True) == ()
    assert [one[0].article_id for one in engine.scan()] == ["a1"]


HOLDER = """
import sys
from fihris.engines import open_engine
with open_engine("embedded", index=sys.argv[2], home=sys.argv[1]) as engine:
    scan = engine.scan()
    next(scan)
    print("reading", flush=True)
    sys.stdin.readline()
    print(1 + sum(1 for _ in scan), flush=True)
"""


def read_elsewhere(home: str, index: str) -> subprocess.Popen[str]:
    """Another process that has begun to read the live generation and waits for a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, home, index],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "reading\n"
    return process


def test_whoever_looks_while_generations_come_and_go_is_told_no_fault(
    engine: Engine, reopen: Callable[[], Engine]
) -> None:
    publish(engine, article("a", "الكويت"))
    done = threading.Event()
    looked: list[int] = []
    wrong: list[object] = []

    def look() -> None:
        with reopen() as other:
            while not done.is_set():
                try:
                    looked.append(len(other.generations()))
                    wrong.extend(one for one in other.check() if one.code in GRAVE)
                except FihrisError as exc:
                    wrong.append(exc)

    with ThreadPoolExecutor(2) as pool:
        for _ in range(2):
            pool.submit(look)
        try:
            for _ in range(12):
                name = engine.new_generation()
                with suppress(GenerationInUse):  # whoever looks reads it at this moment
                    engine.discard(name)
        finally:
            done.set()
    assert wrong == []
    assert len(looked) > 10
