"""Files of each format with bytes changed, cut, doubled: articles or rejections come, never more.

``FIHRIS_MUTATIONS`` says how many of each file; 10,000 of each is a night's work.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fihris.engines.model import Article
from indexer.quarantine.quarantine import Rejected
from indexer.readers.reading import read
from tests.unit.reading import SEEDS

FILES = sorted((SEEDS / "newsroom").iterdir())
MANY = int(os.environ.get("FIHRIS_MUTATIONS", "15"))

Change = tuple[int, int, bytes]
"""Where it begins, in thousandths of the file, how many bytes go, and what comes in their place."""

changes = st.lists(
    st.tuples(
        st.integers(0, 1_000),
        st.integers(0, 64),
        st.one_of(
            st.binary(max_size=16),
            st.sampled_from([b"<", b"[" * 500, b"\0", b"&a;", b"\xff\xff\xff\xff", b"\n\n", b'"']),
        ),
    ),
    min_size=1,
    max_size=6,
)


def mutated(data: bytes, parts: list[Change]) -> bytes:
    for place, gone, new in parts:
        at = place * len(data) // 1_000
        data = data[:at] + new + data[at + gone :]
    return data


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_any_change_gives_articles_or_rejections(file: Path, tmp_path: Path) -> None:
    data = file.read_bytes()
    path = tmp_path / file.name

    @settings(
        max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(changes)
    def holds(parts: list[Change]) -> None:
        path.write_bytes(mutated(data, parts))
        for item in read([path]):
            assert isinstance(item, Article | Rejected)

    holds()
