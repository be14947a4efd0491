"""Files beside the releases: own words, golden queries, queries of a batch, saved objects."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.cli.conftest import Fihris
from tests.reliability.fuzzing import making, queries
from tests.reliability.fuzzing.cases import Case
from tests.reliability.press import WORDS, releases, write

INSTEAD: Final = ("/dev/zero", "/dev/null", "/dev/urandom", ".", "nothing", "loop", "far")
"""What is named on the command line in place of a file."""


_HEADS: Final = (*[("id", "query")] * 6, ("query", "id", "x"), ("id",), ("ID ", " Query"))


def prepare(folder: Path) -> Any:
    """An index, saved objects to harm, and a maker of cases."""
    fihris = Fihris(folder / "small")
    assert (
        fihris("index", str(write(folder / "press.jsonl", [*releases(20), *queries.ODD]))).code == 0
    )
    objects = fihris("kibana", "export", "--languages", "ar")
    assert objects.code == 0, objects.err
    return partial(_case, objects.out.encode())


def _case(objects: bytes, chance: Random) -> Case:
    roll = chance.random()
    shares = True
    before: tuple[str, ...]
    after: tuple[str, ...] = ()
    if roll < 0.3:
        name, data = "words.txt", _words(chance)
        before = ("--words",)
        after = chance.choice((("search", "خبر"), ("analyze", "وزارة"), ("explain", "خبر"),
                                 ("facets",), ("doctor",)))  # fmt: skip
    elif roll < 0.5:
        name, data = "golden.jsonl", _golden(chance)
        shares = chance.random() < 0.8
        before = ("reindex", *(("--dry-run",) if shares else ()), "--golden")
    elif roll < 0.85:
        name = chance.choice(
            ("queries.csv", "queries.tsv", "queries.tsv", "queries.txt", "queries.jsonl")
        )
        data = _queries(name, chance)
        form = chance.choice(("csv", "jsonl", "trec"))
        before, after = ("batch",), ("--format", form, "--size", "5")
        after += ("--syntax",) if chance.random() < 0.3 else ()
        after += (
            ("--tag", making.sentence(chance, 3).replace("\0", "")) if chance.random() < 0.1 else ()
        )
    else:
        name, data = "objects.ndjson", _objects(objects, chance)
        before = ("kibana", "lint")
    if chance.random() < 0.15:
        data = making.damaged(data, chance)
    elif chance.random() < 0.9:
        data = data.decode("utf-8", "replace").encode()
    if chance.random() < 0.03:
        data = chance.choice((b"x", b"\n", "في\n".encode(), b"[", b"\0")) * chance.randint(
            1, 8_000_000
        )
    links: dict[str, str] = {}
    reads: tuple[str, ...] = ()
    named = name
    if chance.random() < 0.05:
        named = chance.choice(INSTEAD)
        links = {"loop": "loop", "far": "/dev/zero"}
        reads = ("/dev/zero", "/dev/urandom")
    after = tuple(one.encode("utf-8", "replace").decode() for one in after)
    return Case(
        commands=((*before, named, *after),), files={name: data}, links=links, home="small",
        shares_home=shares, reads=reads,
    )  # fmt: skip


def _words(chance: Random) -> bytes:
    odd = chance.choice((0, 0, 0, 0.1))  # one odd line, and the whole list is refused

    def line() -> str:
        roll = chance.random()
        if roll < 0.9:
            more = "".join(chance.choices("بتنمسيرل", k=5))
            return f"{chance.choice(WORDS)}{more} => {chance.choice(WORDS)}"
        if roll < 0.9 + odd / 2:
            arrow = chance.choice(("=>", " => ", "=", "=>=>", "->"))
            return f"{making.word(chance)}{arrow}{making.word(chance)}"
        if roll < 0.99 - odd / 2:
            return "# " + chance.choice(WORDS)
        return chance.choice(("# " + making.word(chance), making.sentence(chance, 5), ""))

    return "\n".join(line() for _ in range(making.some(chance, 3_000))).encode(
        "utf-8", "surrogatepass"
    )


def _golden(chance: Random) -> bytes:
    lines = []
    for _ in range(min(4, making.some(chance, 4)) if chance.random() < 0.9 else 400):
        simple = " ".join(chance.choices((*WORDS, *making.COMMON), k=chance.randint(1, 12)))
        told: Any = {"query": simple, "must": ["a1"]}
        if chance.random() < 0.2:
            told["query"] = queries.query(chance)
        if chance.random() < 0.3:
            told["must_not"] = ["a2"]
        if chance.random() < 0.2:
            told["first"] = chance.choice((3, 50, *making.NUMBERS[:9], "10", None))
        lines.append(making.changed(told, chance, 1) if chance.random() < 0.1 else told)
    return b"\n".join(making.as_json(one, chance) for one in lines)


def _queries(name: str, chance: Random) -> bytes:
    mark = "\t" if name.endswith(".tsv") or chance.random() < 0.2 else ","
    rows = [mark.join(chance.choice(_HEADS))]
    for number in range(making.some(chance, 25)):
        told = queries.query(chance) if chance.random() < 0.5 else making.sentence(chance, 8)
        quoted = '"' + told.replace('"', '""') + '"' if chance.random() < 0.5 else told
        named = str(number) if chance.random() < 0.99 else chance.choice((making.word(chance), ""))
        rows.append(f"{named}{mark}{quoted}")
    if name.endswith(".jsonl"):
        rows = [json.dumps({"id": str(n), "query": row}) for n, row in enumerate(rows)]
    text = chance.choice(("\n", "\r\n", "\r")).join(rows)
    return text.encode(chance.choice((*["utf-8"] * 9, "utf-8-sig", "utf-16", "cp1256")), "replace")


def _objects(objects: bytes, chance: Random) -> bytes:
    lines = [json.loads(line) for line in objects.splitlines()]
    kept = chance.sample(lines, k=min(len(lines), making.some(chance, 10)))
    return b"\n".join(making.as_json(making.changed(one, chance), chance) for one in kept)
