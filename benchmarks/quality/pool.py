"""Questions, each with the paragraph that answers it, among encyclopaedia and news paragraphs.

Every paragraph is a document of its own: XQuAD's and TyDi's that answer, AQAD's and SaudiNewsNet's
to rank against.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from benchmarks import data
from benchmarks.quality.measuring import judged, report

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

SETS = ("xquad_ar", "tydiqa_goldp_ar_dev")


def documents(limit: int | None) -> Iterator[dict[str, Any]]:
    """Every paragraph; of the news, those of the first ``limit`` articles."""
    for name in (*SETS, "aqad_distractors"):
        file = data.folder() / "retrieval" / name / "passages.jsonl"
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                passage = json.loads(line)
                yield {"id": passage["id"], "paragraphs": [passage["text"]]}
    for article in data.news(limit):
        for number, paragraph in enumerate(article["body"].split("\n")):
            if paragraph.strip():
                yield {"id": f"{article['id']}-{number}", "paragraphs": [paragraph]}


def main(arguments: argparse.Namespace) -> None:
    """Print the table."""
    report(documents(arguments.articles), {name: judged(name) for name in SETS})
