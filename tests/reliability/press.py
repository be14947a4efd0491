"""A small press to harm: files in two versions, and what an index of them must hold."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from fihris.engines import open_engine
from fihris.engines.model import Paragraph
from fihris.engines.protocol import Engine
from tests.cli.conftest import Fihris

WORDS = (
    "الكويت", "وزارة", "الداخلية", "مجلس", "الوزراء", "أعلنت", "اليوم", "تعاون", "أمني", "زيارة",
    "رسمية", "الاقتصاد", "النفط", "الموانئ", "التعليم", "الصحة", "مؤتمر", "القمة", "اتفاقية",
)  # fmt: skip

STEP = 200
"""Paragraphs written at once in these programs: several steps in a second."""


def releases(count: int, *, version: int = 1, seed: int = 1) -> list[dict[str, Any]]:
    """Releases; in a later version every third is changed, and a tenth more are there."""
    made = []
    for number in range(count + (count // 10 if version > 1 else 0)):
        changed = version > 1 and (number % 3 == 0 or number >= count)
        chance = random.Random(f"{seed}-{number}-{version if changed else 1}")
        lines = [
            " ".join(chance.choices(WORDS, k=chance.randint(8, 30)))
            for _ in range(chance.randint(1, 6))
        ]
        made.append({"id": f"a{number}", "title": f"خبر {number}", "body": "\n".join(lines)})
    return made


def write(path: Path, articles: list[dict[str, Any]]) -> Path:
    """As JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in articles)
    path.write_text("".join(lines), encoding="utf-8")
    return path


class OnServer(Fihris):
    """The program with an index of its own on a server, and a home for its journal."""

    def __init__(self, home: Path, url: str, index: str) -> None:
        super().__init__(home)
        self.url, self.index = url, index

    def environment(self, **more: str) -> dict[str, str]:
        """As the program's, with the server."""
        where = {"FIHRIS_ENGINE": "elasticsearch", "FIHRIS_ELASTICSEARCH_URL": self.url}
        return super().environment(**where, FIHRIS_INDEX=self.index, **more)


def where(fihris: Fihris) -> dict[str, str]:
    """What ``open_engine`` is given for the index that the program uses."""
    if isinstance(fihris, OnServer):
        return {"name": "elasticsearch", "index": fihris.index, "url": fihris.url}
    return {"name": "embedded", "index": "press", "home": str(fihris.home)}


def opened(fihris: Fihris) -> Engine:
    """The engine that the program uses, in this process."""
    return open_engine(**where(fihris))


Held = dict[str, tuple[Paragraph, ...]]


def held(fihris: Fihris, generation: str | None = None) -> Held:
    """Every article of an index, whole, without the time of its loading."""
    with opened(fihris) as engine:
        return {
            article[0].article_id: tuple(replace(one, indexed_at="") for one in article)
            for article in engine.scan(generation=generation)
        }


def assert_whole(fihris: Fihris) -> None:
    """Nothing is damaged, and what is held is found."""
    with opened(fihris) as engine:
        wrong = [fault for fault in engine.check(deep=True) if fault.code in {"damaged", "pointer"}]
        assert wrong == []
    done = fihris("--json", "search", "خبر", "--size", "1")
    assert done.code == 0, done.err
    if not isinstance(fihris, OnServer):
        # there, an article that was being replaced may stand in both versions until it is again
        assert done.json["total"]["articles"] == len(held(fihris))
