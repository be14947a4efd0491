"""Files that are not what was written: each one of a generation, cut, emptied, zeroed, flipped."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

from fihris.engines import open_engine
from fihris.query.parser import parse
from mappings.errors import FihrisError
from tests.cli.conftest import Fihris
from tests.reliability.press import releases, write

Harm = Callable[[bytes, random.Random], bytes]


def flipped(data: bytes, chance: random.Random) -> bytes:
    """One bit, anywhere."""
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


HARMS: dict[str, Harm] = {
    "cut": lambda data, chance: data[: chance.randrange(len(data))],
    "emptied": lambda data, chance: b"",
    "zeroed": lambda data, chance: bytes(len(data)),
    "flipped": flipped,
}
QUERIES = ('"مجلس الوزراء"', "وزارة الداخلية", "=الكويت", "خبر*", "title:خبر -النفط")


def every_file(folder: Path, *, flips: int, articles: int = 300, seed: int = 1) -> str:
    """Harm each file, search, ask the doctor: what is not told is answered rightly."""
    chance = random.Random(seed)
    fihris = Fihris(folder / "home")
    source = write(folder / "press.jsonl", releases(articles))
    assert fihris("index", str(source), "--step", "300").code == 0
    write(source, releases(articles, version=2))
    assert fihris("index", str(source)).code == 0
    live = fihris.home / "press" / "generations" / "press-000001"
    files = [path for path in live.iterdir() if path.stat().st_size]
    files.append(fihris.home / "press" / "live")
    right = _answers(fihris.home)
    told = answered = 0
    for path in files:
        kept = path.read_bytes()
        for name, harm in HARMS.items():
            for _ in range(flips if name == "flipped" else 1):
                path.write_bytes(harm(kept, chance))
                try:
                    found = _answers(fihris.home)
                except FihrisError:
                    told += 1
                    found = None
                with open_engine("embedded", home=fihris.home) as engine:
                    faults = engine.check(deep=True)
                if found is None:
                    assert faults, f"{path.name} {name}: a search says so, the doctor does not"
                else:
                    answered += 1
                    assert found == right, f"{path.name} {name}: wrong in silence"
                path.write_bytes(kept)
    shutil.rmtree(fihris.home)
    return (
        f"{len(files)} files, {told + answered} harms: {told} refused by name,"
        f" {answered} answered rightly, 0 wrong in silence"
    )


def _answers(home: Path) -> list[object]:
    with open_engine("embedded", home=home) as engine:
        return [
            (results.total, [(hit.article_id, hit.score) for hit in results.hits])
            for results in (engine.search(parse(query), size=20) for query in QUERIES)
        ]
