"""What the server is told of a question's time, and what is made of an answer that it broke off."""

from __future__ import annotations

import pytest

from fihris.engines.deadline import NEVER, Deadline
from fihris.engines.elastic.asking import check, time_limit
from fihris.engines.server_errors import ServerBusy

WHOLE = {"timed_out": False, "_shards": {"total": 1, "successful": 1, "failed": 0}, "hits": {}}


def test_the_server_has_the_time_that_is_left() -> None:
    assert time_limit(NEVER) == {}
    limit = time_limit(Deadline(30))["timeout"]
    assert limit.endswith("ms")
    assert 29_000 < int(limit.removesuffix("ms")) <= 30_000


def test_an_answer_that_was_broken_off_is_no_answer() -> None:
    check(WHOLE, "http://localhost:9200", "press")
    with pytest.raises(ServerBusy, match="at its time limit"):
        check({**WHOLE, "timed_out": True}, "http://localhost:9200", "press")
