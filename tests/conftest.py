"""What all tests stand on: no setting of this machine reaches them, none of theirs stays on it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

from search_cli.session.settings import NAMES

pytest_plugins = ("tests.servers",)

CHECKOUT: Final = Path(__file__).resolve().parent.parent

# a slow machine is no fault in an invariant; the house's own limit ends what hangs
settings.register_profile("fihris", deadline=None)
settings.load_profile("fihris")


# a shell lets what it runs in the background ignore Ctrl-C, and so would the programs under test
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden files anew from what the program says now",
    )


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written, not compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of this checkout."""
    return CHECKOUT


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings from the environment are dropped, and nothing touches the user's own index."""
    with pytest.MonkeyPatch.context() as patch:
        for name in NAMES:
            patch.delenv(f"FIHRIS_{name.upper()}", raising=False)
        patch.setenv("FIHRIS_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        patch.setenv("LC_ALL", "C.UTF-8")
        yield
