"""A server with users, for the tests of rights."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Fihris
from tests.security.server import Secured, secured_server
from tests.servers import missing
from tools.elasticsearch.errors import NoServer


@pytest.fixture(scope="session")
def secured(run_folder: Path) -> Secured:
    """One for the whole run."""
    try:
        return secured_server(run_folder)
    except NoServer as exc:
        missing(exc)
        raise


@pytest.fixture
def fihris(tmp_path: Path) -> Fihris:
    """The program with an empty home."""
    return Fihris(tmp_path / "home")
