"""The images that a stack is brought up from."""

from __future__ import annotations

import pytest

from tests.stack import images


@pytest.fixture(scope="session")
def built() -> None:
    try:
        images.engine()
        images.elasticsearch()
        images.fihris("fihris:test")
    except images.NoStack as exc:
        pytest.skip(f"the stack was NOT brought up: {exc}")
