"""The texts to measure with. They lie outside the repository and belong to their publishers."""

from __future__ import annotations

import gzip
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parent.parent


def folder() -> Path:
    """``FIHRIS_DATA``, or ``../shared/data`` beside the checkout.

    Raises:
        SystemExit: it is not there; the message says what it should hold.
    """
    path = Path(os.environ.get("FIHRIS_DATA") or ROOT.parent / "shared" / "data")
    if not path.is_dir():
        sys.exit(
            f"there is no data to measure with in {path}\n"
            "set FIHRIS_DATA to a folder with news/, morphology/, diacritics/ and retrieval/"
            " as benchmarks/README.md lists them"
        )
    return path


def news_file() -> Path:
    """SaudiNewsNet as JSON lines."""
    return folder() / "news" / "saudinewsnet.jsonl.gz"


def news(limit: int | None = None) -> Iterator[dict[str, Any]]:
    """Articles of SaudiNewsNet."""
    with gzip.open(news_file(), "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if limit is not None and number >= limit:
                return
            yield json.loads(line)


def rows(name: str) -> Iterator[list[str]]:
    """Cells of a tab-separated file of the data, without its comment lines."""
    with (folder() / name).open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


def machine() -> str:
    """Where a figure was taken: cores, memory, versions, commit."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    from importlib.metadata import version

    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, tantivy {version('tantivy')}, commit {commit or '?'}"
    )


def some(path: Path, articles: int) -> tuple[Path, int]:
    """A file of the first articles, compressed, and how many paragraphs their bodies have."""
    bodies = 0
    with gzip.open(path, "wt", encoding="utf-8") as out:
        for article in news(articles):
            out.write(json.dumps(article, ensure_ascii=False) + "\n")
            bodies += sum(bool(line.strip()) for line in article["body"].split("\n"))
    return path, bodies
