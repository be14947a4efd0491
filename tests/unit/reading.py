"""Small builders for the tests of reading: files, and what is read from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fihris.engines.model import Article
from indexer.readers.asked import Asked
from indexer.readers.reading import Code, Rejected, read

STRICT = Asked(strict=True)
SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def as_lines(*records: object) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records).encode()


def made(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def articles(*paths: Path, **options: Any) -> list[Article]:
    items = list(read(list(paths), **options))
    assert [item for item in items if isinstance(item, Rejected)] == []
    return [item for item in items if isinstance(item, Article)]


def one(folder: Path, record: object, **options: Any) -> Article:
    (article,) = articles(made(folder, "one.jsonl", as_lines(record)), **options)
    return article


def rejection(path: Path) -> Rejected:
    (item,) = read([path], asked=STRICT)
    assert isinstance(item, Rejected)
    return item


def codes(path: Path) -> list[Code | str]:
    """For each item its code, or the article's id."""
    items = read([path], asked=STRICT)
    return [item.code if isinstance(item, Rejected) else item.article_id for item in items]
