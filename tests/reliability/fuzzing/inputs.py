"""Input files: texts, JSON lines and documents, gzip of these, lines like our own quarantine's."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.cli.conftest import SEEDS, text_seeds
from tests.reliability.fuzzing import making
from tests.reliability.fuzzing.cases import Case

FIELDS: Final = (
    "id", "title", "body", "paragraphs", "date", "source", "category", "url", "author", "place",
)  # fmt: skip
AFTER: Final = (
    ("search", "سر"), ("quarantine", "list"), ("quarantine", "retry"), ("doctor",), ("status",),
    ("reindex", "--max-quarantine", "100", "--max-change", "100000"), ("runs",), ("show", "a"),
    ("--json", "quarantine", "list"), ("quarantine", "show", "1"), ("quarantine", "drop", "--all"),
    ("facets", "--by", "source,month"), ("search", "خبر", "--size", "3"), ("generations", "list"),
    ("backup", "out.zst"),
)  # fmt: skip


def prepare(_folder: Path) -> Any:
    """A maker of cases."""
    lines = (SEEDS / "releases.jsonl").read_bytes().splitlines()
    texts = [path.read_bytes() for path in text_seeds()]
    broken = [path.read_bytes() for path in (SEEDS / "broken").iterdir() if path.is_file()]
    return partial(_case, [json.loads(line) for line in lines], texts, broken)


def _case(
    records: list[dict[str, Any]], texts: list[bytes], broken: list[bytes], chance: Random
) -> Case:
    files: dict[str, bytes] = {}
    links: dict[str, str] = {}
    count = 300 if chance.random() < 0.002 else some_files(chance)
    for number in range(count):
        ending = chance.choice((".txt", ".jsonl", ".json", ".md", ".ndjson", ".text"))
        data = _content(ending, records, texts, broken, chance)
        if chance.random() < 0.2:
            ending += ".gz"
            data = making.packed(data, chance) if chance.random() < 0.93 else _bomb(chance)
        files[f"in/{number}{making.name(chance)}{ending}"] = data
    if chance.random() < 0.06:
        links[f"in/link{chance.choice(('.txt', '.jsonl', '.jsonl.gz'))}"] = chance.choice(
            ("pipe", "/dev/zero", "private/pipe.jsonl", "link.txt", "/dev/tty", "nothing")
        )
    named = ["in"] if links or chance.random() < 0.6 else list(files)
    stdin = b""
    if chance.random() < 0.1:
        named.append("-")
        stdin = _content(".jsonl", records, texts, broken, chance)
    options = ("--source", making.sentence(chance, 3)) if chance.random() < 0.1 else ()
    first = ("index", *(f"./{one}" if one.startswith("-") and one != "-" else one for one in named))
    after = chance.sample(AFTER, k=chance.choice((0, 0, 1, 1, 2)))
    return Case(
        commands=((*first, *without_nul(options)), *after), files=files, links=links, stdin=stdin
    )


def some_files(chance: Random) -> int:
    """How many files."""
    return chance.choice((1, 1, 1, 2, 3))


def without_nul(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """As a system passes arguments on: no NUL, no half of a surrogate pair."""
    return tuple(one.replace("\0", "").encode("utf-8", "replace").decode() for one in arguments)


def _content(
    ending: str,
    records: list[dict[str, Any]],
    texts: list[bytes],
    broken: list[bytes],
    chance: Random,
) -> bytes:
    if chance.random() < 0.05:
        return making.damaged(chance.choice(broken), chance)
    if ending in {".txt", ".md", ".text"}:
        data = _text(texts, chance)
    else:
        made = [_record(records, chance) for _ in range(making.some(chance, 60))]
        if ending == ".json" and chance.random() < 0.6:
            data = making.as_json(made if chance.random() < 0.7 else made[0], chance)
            if chance.random() < 0.05:
                depth = chance.choice((100, 3_000, 200_000))
                data = b"[" * depth + data + b"]" * depth * chance.randint(0, 1)
        else:
            data = b"\n".join(making.as_json(one, chance) for one in made)
            if chance.random() < 0.02:
                data += b"\n" + b'{"a":' * 100_000
    if chance.random() < 0.25:
        data = making.damaged(data, chance)
    if chance.random() < 0.05:
        data = data.decode("utf-8", "replace").encode(
            chance.choice(("utf-16", "utf-16-le", "cp1256")), "replace"
        )
    return data


def _record(records: list[dict[str, Any]], chance: Random) -> Any:
    roll = chance.random()
    if roll < 0.35:
        return making.changed(chance.choice(records), chance)
    if roll < 0.75:
        record: dict[str, Any] = {}
        for field in FIELDS:
            if chance.random() < 0.4:
                record[field] = (
                    making.value(chance) if chance.random() < 0.3 else _field(field, chance)
                )
        if chance.random() < 0.05:
            record["extra" + making.word(chance)] = making.value(chance)
        return record
    if roll < 0.9:
        return quarantined(chance)
    return making.value(chance)


def _field(field: str, chance: Random) -> Any:
    if field == "date":
        return chance.choice(making.DATES)
    if field == "id":
        return chance.choice(("a", "b", "a b", "a#1", 7, "x" * 600, making.word(chance)))
    if field == "paragraphs":
        parts: list[Any] = [making.sentence(chance) for _ in range(making.some(chance, 300))]
        if chance.random() < 0.3:
            kind = chance.choice(("title", "heading", "body", "other", None))
            parts.append({"text": making.sentence(chance), "kind": kind})
        return parts
    if field == "body":
        return "\n".join(making.sentence(chance) for _ in range(making.some(chance, 300)))
    if field == "url":
        return "https://example.org/" + making.word(chance)
    return making.sentence(chance, 12)


def quarantined(chance: Random) -> dict[str, Any]:
    """A line that looks as if our own quarantine had written it."""
    head: Any = {
        "code": chance.choice(("invalid-json", "gone", "refused", "x")),
        "path": chance.choice(making.PATHS),
        "line": chance.choice((None, 1, -1, 2**70, "1")),
        "detail": making.sentence(chance, 5),
        "at": chance.choice(("2023-10-08T00:00:00+00:00", "x")),
    }
    if chance.random() < 0.2:
        head["source"] = making.sentence(chance, 3)
    record: Any = None
    if chance.random() < 0.4:
        record = making.value(chance)
    entry = {"quarantined": head, "record": record}
    if chance.random() < 0.1:
        entry["record_base64"] = chance.choice(("!", "eA==", "A" * 1_001))
    if chance.random() < 0.15:
        entry = {"quarantined": head, "record": entry}
    return making.changed(entry, chance, 1) if chance.random() < 0.2 else entry


def _text(texts: list[bytes], chance: Random) -> bytes:
    if chance.random() < 0.4:
        return making.damaged(chance.choice(texts), chance)
    lines: list[str] = []
    if chance.random() < 0.5:
        keys = ("title", "العنوان", "date", "التاريخ", "source", "id", "المعرّف", "url", "x", "path")
        lines.append("---")
        for _ in range(making.some(chance, 500)):
            key = chance.choice(keys) if chance.random() < 0.9 else making.word(chance)
            told = chance.choice(
                (making.sentence(chance, 5), chance.choice(making.DATES), '"', "[1")
            )
            lines.append(f"{key}{chance.choice((': ', ':', ' : ', ''))}{told}")
        if chance.random() < 0.9:
            lines.append("---")
    lines += [making.sentence(chance) for _ in range(making.some(chance, 400))]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _bomb(chance: Random) -> bytes:
    line = chance.choice(
        (b"{}\n", b"x\n", b"\n", b" ", b"\0", b'{"title":"x"}\n', b"[", b"\xff\n", "في ".encode())
    )
    return making.bomb(line, 60, chance)
