"""The engines that every promise is kept by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from engines import open_engine
from engines.protocol import Engine


@pytest.fixture(params=["embedded"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with open_engine(request.param, index=f"test-{uuid4().hex[:12]}", home=tmp_path) as opened:
        yield opened
