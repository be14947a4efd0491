"""``make elasticsearch``: a server to try Fihris on, until this ends. ``fetch`` only fetches."""

from __future__ import annotations

import contextlib
import signal
import sys

from tools.elasticsearch import distribution
from tools.elasticsearch.cluster import Run
from tools.elasticsearch.errors import NoServer
from tools.elasticsearch.shared import server


def main() -> int:
    """Start it, say how to use it, and wait for Ctrl-C."""
    run = Run.begin()
    try:
        if sys.argv[1:] == ["fetch"]:
            print(distribution.home())
            return 0
        found = server(run.folder)
        print(
            f"Elasticsearch {found.version} ({found.how}) listens on {found.url}; try:\n"
            f"  export FIHRIS_ENGINE=elasticsearch FIHRIS_ELASTICSEARCH_URL={found.url}\n"
            "  .venv/bin/fihris index seeds/*.txt\n"
            "  .venv/bin/fihris search '\"وزارة الداخلية\"'\n"
            "Ctrl-C ends it and removes its data.",
            flush=True,
        )
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
    except NoServer as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    finally:
        run.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
