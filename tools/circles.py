"""Finds files that import each other in a circle; imports for type checking and those inside
functions count. ``python -m tools.circles [PACKAGE …]`` names one circle and ends with 1.
"""

from __future__ import annotations

import sys
from graphlib import CycleError, TopologicalSorter
from typing import Final

import grimp

PACKAGES: Final = ("mappings", "fihris", "indexer", "search_cli", "tools", "benchmarks", "tests")


def circle(*packages: str) -> list[str]:
    """Modules of which each imports the next, the last being the first again; or none."""
    graph = grimp.build_graph(*packages, exclude_type_checking_imports=False, cache_dir=None)
    imports = {one: graph.find_modules_directly_imported_by(one) for one in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as exc:
        found: list[str] = exc.args[1]
        return found[::-1]  # graphlib lists what is imported before what imports it
    return []


def main() -> int:
    """Say whether there is one."""
    found = circle(*(sys.argv[1:] or PACKAGES))
    if found:
        print(f"these files import each other: {' → '.join(found)}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
