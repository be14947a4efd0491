"""The names of the commands: what ``--help`` lists, in the order of a day."""

from __future__ import annotations

from typing import Final

COMMANDS: Final = {
    "search": "Search",
    "facets": "Search",
    "show": "Search",
    "batch": "Search",
    "explain": "Search",
    "index": "Index",
    "reindex": "Index",
    "watch": "Index",
    "status": "Index",
    "runs": "Index",
    "generations": "Index",
    "quarantine": "Index",
    "backup": "Operate",
    "restore": "Operate",
    "doctor": "Operate",
    "analyze": "Operate",
    "kibana": "Operate",
    "security": "Operate",
    "mapping": "Operate",
    "config": "Operate",
}
"""Command: the panel of ``--help`` that it stands in. Each is a module of the same name in
``search_cli.commands`` with a function ``command``, or with a ``group`` of commands."""
