"""``python -m benchmarks [NAME …]``: measure, and print figures with the machine they are from."""

from __future__ import annotations

import argparse
from importlib import import_module

from benchmarks import data

NAMES = (
    "start",
    "analysis",
    "stems",
    "recall",
    "quality.pool",
    "quality.headlines",
    "load",
    "search",
    "engines.agreement",
    "engines.speed",
    "engines.quality",
    "engines.keeping",
)
MORE = ("quality.constants",)
"""What is run only when named."""


def main() -> None:
    """Run the programs that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"some of: {', '.join(NAMES + MORE)}"
    )
    parser.add_argument("--articles", type=int, default=None, help="only the first N articles")
    parser.add_argument("--times", type=int, default=15, help="repetitions of what is timed")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(NAMES + MORE)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    print(data.machine())
    for name in arguments.names or NAMES:
        print(f"\n== {name}")
        import_module(f"benchmarks.{name}").main(arguments)


if __name__ == "__main__":
    main()
