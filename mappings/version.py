"""The version of this program."""

from __future__ import annotations


def program_version() -> str:
    """The installed version, or ``unknown`` in a checkout that was never installed."""
    from importlib.metadata import PackageNotFoundError, version  # start-up

    try:
        return version("fihris")
    except PackageNotFoundError:
        return "unknown"


def install_command(extra: str) -> str:
    """The command that adds an optional part to this copy, for this Python.

    From where the copy came: a checkout, a repository, or a registry.
    """
    import shlex  # start-up
    import sys  # start-up

    return shlex.join([sys.executable, "-m", "pip", "install", *_from_where(extra)])


def _from_where(extra: str) -> list[str]:
    import json  # start-up
    from importlib.metadata import PackageNotFoundError, distribution  # start-up
    from pathlib import Path  # start-up
    from urllib.parse import unquote, urlsplit  # start-up

    checkout = Path(__file__).parent.parent
    try:  # as pip and others write it: PEP 610
        told = json.loads(distribution("fihris").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        told = {}
    if told.get("vcs_info"):
        return [f"fihris[{extra}] @ {told['vcs_info'].get('vcs', 'git')}+{told['url']}"]
    if "dir_info" in told and (Path(folder := unquote(urlsplit(told["url"]).path))).is_dir():
        editable = ["-e"] if told["dir_info"].get("editable") else []
        return [*editable, f"{folder}[{extra}]"]
    if (checkout / "pyproject.toml").is_file():
        return ["-e", f"{checkout}[{extra}]"]
    return [f"fihris[{extra}]"]
