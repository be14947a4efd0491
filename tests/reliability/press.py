"""A small press to harm: files in two versions, and what an index of them must hold."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from engines import open_engine
from engines.model import Paragraph
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


Held = dict[str, tuple[Paragraph, ...]]


def held(fihris: Fihris, generation: str | None = None) -> Held:
    """Every article of an index, whole, without the time of its loading."""
    with open_engine("embedded", home=fihris.home) as engine:
        return {
            article[0].article_id: tuple(replace(one, indexed_at="") for one in article)
            for article in engine.scan(generation=generation)
        }


def assert_whole(fihris: Fihris) -> None:
    """Nothing is damaged, and what is held is found."""
    with open_engine("embedded", home=fihris.home) as engine:
        wrong = [fault for fault in engine.check(deep=True) if fault.code in {"damaged", "pointer"}]
        assert wrong == []
    done = fihris("--json", "search", "خبر", "--size", "1")
    assert done.code == 0, done.err
    assert done.json["total"]["articles"] == len(held(fihris))
