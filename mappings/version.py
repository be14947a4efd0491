"""Which program this is."""

from __future__ import annotations


def program_version() -> str:
    """The installed version, or ``unknown`` in a checkout that was never installed."""
    from importlib.metadata import PackageNotFoundError, version  # start-up

    try:
        return version("fihris")
    except PackageNotFoundError:
        return "unknown"
