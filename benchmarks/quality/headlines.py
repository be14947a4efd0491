"""Headlines, each with its article. The titles are not indexed."""

from __future__ import annotations

import argparse

from benchmarks import data
from benchmarks.quality.measuring import judged, report


def main(arguments: argparse.Namespace) -> None:
    """Print the table."""
    articles = [{"id": one["id"], "body": one["body"]} for one in data.news(arguments.articles)]
    held = {one["id"] for one in articles}
    queries = [one for one in judged("saudinewsnet_titles") if one.answers & held]
    report(articles, {"headlines": queries})
