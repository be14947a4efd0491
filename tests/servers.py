"""The Elasticsearch of a test run: one for all its processes, started only if a selected test needs
it, gone with the run however it ends. A pytest plugin; ``tests/conftest.py`` loads it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools.elasticsearch.cluster import Run
from tools.elasticsearch.errors import NoServer
from tools.elasticsearch.shared import RUN, Server, server

_RUN = pytest.StashKey[Run]()


def pytest_configure(config: pytest.Config) -> None:
    """The process that a person started owns the run; pytest-xdist's workers are told of it."""
    if not hasattr(config, "workerinput"):
        config.stash[_RUN] = Run.begin()
        os.environ[RUN] = str(config.stash[_RUN].folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what was started."""
    run = config.stash.get(_RUN, None)
    if run is not None:
        run.end()
        os.environ.pop(RUN, None)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the server before the first test: fetching one may take longer than a test may."""
    items = session.items
    if any("elasticsearch_server" in getattr(item, "fixturenames", ()) for item in items):
        try:
            server(_folder())
        except NoServer:
            return  # each test that needs it says so


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that a part was not tested."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [str(one.longrepr) for one in skipped]
    if any(NO_SERVER in reason for reason in reasons):
        terminalreporter.section("Elasticsearch was NOT tested", red=True, bold=True)
        terminalreporter.line(next(one for one in reasons if NO_SERVER in one))


NO_SERVER = "no Elasticsearch"


def missing(problem: NoServer) -> None:
    """Fail where CI runs, skip elsewhere."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{NO_SERVER}: {problem}")
    pytest.skip(f"{NO_SERVER}: {problem}")


@pytest.fixture(scope="session")
def run_folder() -> Path:
    """The folder of this run, for clusters of a test's own (``tools.elasticsearch.cluster.start``);
    what is started there is gone with the run."""
    return _folder()


@pytest.fixture(scope="session")
def elasticsearch_server() -> Server:
    """A server without security, shared by the run: each test uses indices of its own."""
    try:
        found = server(_folder())
    except NoServer as exc:
        missing(exc)
        raise
    return found


def _folder() -> Path:
    return Path(os.environ[RUN])
