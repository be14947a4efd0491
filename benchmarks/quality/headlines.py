"""Headlines, each with its article. The titles are not indexed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks import data
from benchmarks.quality.measuring import judged, report

if TYPE_CHECKING:
    import argparse


def articles(limit: int | None) -> list[dict[str, Any]]:
    """The first ``limit`` articles, without their titles."""
    return [{"id": one["id"], "body": one["body"]} for one in data.news(limit)]


def main(arguments: argparse.Namespace) -> None:
    """Print the table."""
    some = articles(arguments.articles)
    held = {one["id"] for one in some}
    queries = [one for one in judged("saudinewsnet_titles") if one.answers & held]
    report(some, {"headlines": queries})
