"""Backups: real ones, harmed by byte, and by field with every hash made right again."""

from __future__ import annotations

import json
import struct
from contextlib import suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, Final

from indexer.backup.archive import MARK, Writer, _hash, _zstd, blocks
from tests.cli.conftest import SEEDS, Fihris
from tests.reliability.fuzzing import inputs, making
from tests.reliability.fuzzing.cases import Case
from tests.reliability.press import releases, write

AFTER: Final = (
    ("quarantine", "retry"), ("quarantine", "list"), ("quarantine", "show", "1"), ("search", "خبر"),
    ("doctor",), ("runs",), ("status",), ("backup", "out.zst"), ("show", "a1"),
    ("reindex", "--from-live"),
    ("reindex", "--max-quarantine", "100", "--max-change", "100000"), ("generations", "list"),
    ("--json", "runs"), ("facets", "--by", "source,month,country"), ("doctor", "--fix"),
)  # fmt: skip

Lines = list[tuple[str, list[Any]]]


def prepare(folder: Path) -> Any:
    """A backup with everything in it, and a maker of cases."""
    fihris = Fihris(folder / "saved")
    source = write(folder / "press.jsonl", releases(12))
    broken = folder / "broken.jsonl"
    broken.write_text('{"id": "b1", "title": 5}\n{"a": \n[]\n{"title": "خبر", "body": "نص"}\n')
    saved = folder / "saved.zst"
    for command in (("index", str(source)), ("index", str(broken)), ("quarantine", "retry"),
                    ("index", str(SEEDS / "releases.jsonl")), ("backup", str(saved))):  # fmt: skip
        assert fihris(*command).code in {0, 4}, command
    with saved.open("rb") as file:
        lines: Lines = [(block.kind, list(block.lines())) for block in blocks(file)]
    assert {"head", "articles", "journal", "quarantine", "end"} <= {kind for kind, _ in lines}
    return partial(_case, saved.read_bytes(), lines)


def _case(whole: bytes, lines: Lines, chance: Random) -> Case:
    roll = chance.random()
    if roll < 0.3:
        data = making.damaged(whole, chance)
    elif roll < 0.85:
        data = _written(_changed(lines, chance), chance)
    elif roll < 0.9:
        data = _with_headers(lines, chance)
    elif roll < 0.95:
        data = _bomb(lines, chance)
    else:
        data = chance.choice((b"", chance.randbytes(200), MARK, MARK * 1_000, b"PK\3\4",
                              making.sentence(chance).encode("utf-8", "replace")))  # fmt: skip
    more = [one for one in ("--salvage", "--no-publish") if chance.random() < 0.25]
    after = chance.sample(AFTER, k=chance.choice((0, 0, 1, 1, 2)))
    return Case(commands=(("restore", "given.zst", *more), *after), files={"given.zst": data})


def _changed(lines: Lines, chance: Random) -> Lines:
    """One or two lines changed, crafted lines of quarantine and journal added, blocks moved."""
    made = [(kind, list(rows)) for kind, rows in lines]
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(made))
        kind, rows = made[at]
        roll = chance.random()
        if roll < 0.55 and rows:
            place = chance.randrange(len(rows))
            rows[place] = making.changed(rows[place], chance, chance.choice((1, 1, 2)))
        elif roll < 0.75:
            run = chance.choice(
                ("20230101T000000.000000Z", "../../private/x", "a/b", "", "\0", "x" * 300, 5)
            )
            text = json.dumps(inputs.quarantined(chance)) if chance.random() < 0.8 else "{"
            made.insert(-1, (chance.choice(("quarantine", "mended")), [{"run": run, "line": text}]))
        elif roll < 0.85:
            made.insert(chance.randrange(len(made)), made[at])
        elif roll < 0.92:
            del made[at]
        elif kind == "articles":
            rows.append({"paragraphs": [making.value(chance)] if chance.random() < 0.5 else []})
        else:
            rows.append(making.value(chance))
        if not made:
            break
    return made


def _written(lines: Lines, chance: Random) -> bytes:
    """As the program writes it: each hash is right."""
    file = BytesIO()
    writer = Writer(file)
    for kind, rows in lines:
        writer.write(kind, rows)  # type: ignore[arg-type]
    return file.getvalue()


def _with_headers(lines: Lines, chance: Random) -> bytes:
    """Blocks whose headers say what they like, with the hash that belongs to it."""
    data = b""
    for number, (kind, rows) in enumerate(lines, start=1):
        text = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
        packed = _zstd().compress(text)
        about: Any = {"fihris": 2, "block": number, "kind": kind, "bytes": len(packed)}
        if chance.random() < 0.4:
            about = making.changed(about, chance, 1)
        with suppress(KeyError, TypeError):
            about["hash"] = _hash(about, packed)
        header = making.as_json(about, chance)
        length = len(header) if chance.random() < 0.9 else chance.choice((0, 1, 4_096, 2**32 - 1))
        data += MARK + struct.pack("<I", length) + header + packed
    return data


def _bomb(lines: Lines, chance: Random) -> bytes:
    """A block that is much more than it seems."""
    kind = chance.choice(("head", "articles", "journal", "quarantine", "end"))
    row = chance.choice(
        (b"{}\n", b"\n", b"[", b'{"paragraphs":[]}\n', b'{"run":"a","line":"{"}\n', b"0")
    )
    packed: bytes = _zstd().compress(
        row * (chance.randint(1, 200) * 1_000_000 // len(row)), level=3
    )
    about: dict[str, Any] = {"fihris": 2, "block": 1, "kind": kind, "bytes": len(packed)}
    about["hash"] = _hash(about, packed)
    header = json.dumps(about).encode()
    block = MARK + struct.pack("<I", len(header)) + header + packed
    whole = _written(lines, chance)
    return whole + block if chance.random() < 0.5 else block + whole
