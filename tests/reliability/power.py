"""Power loss: what publishing and the journal write is recorded by ``strace``, and replayed up to a
moment with half of what was not yet synced, torn in the middle."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from fihris.engines import open_engine
from indexer.journal.file import NAME
from tests.cli.conftest import ROOT, Fihris
from tests.reliability.press import releases, write

WRITER = """
import sys
from pathlib import Path
from fihris.engines.embedded.generations import Generations
from indexer.journal.journal import Counts, Journal
home = Path(sys.argv[1])
with Journal(home, engine="embedded", index="press") as journal:
    run = journal.begin("generations publish")
    Generations(home, "press").publish("press-000002")
    journal.end(run, "done", counts=Counts(loaded=1), seconds=0.1, generation="press-000002")
"""

_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
_FD = re.compile(r"^(\d+)<([^>]*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Step:
    """One call that changes something, or makes it last."""

    kind: str
    path: str
    other: str = ""
    offset: int = 0
    data: bytes = b""


def recorded(home: Path, log: Path) -> list[Step]:
    """Run the writer under ``strace``."""
    calls = "openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,unlink"
    subprocess.run(
        ["strace", "-f", "-y", "-xx", "-s", "1000000", "-o", str(log), "-e", f"trace={calls}",
         sys.executable, "-c", WRITER, str(home)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    steps: list[Step] = []
    position: dict[str, int] = defaultdict(int)
    for line in log.read_text().splitlines():
        call = _CALL.match(line)
        if call is None or call[3].startswith("-"):
            continue
        steps += _step(call[1], call[2], position)
    return [one for one in steps if one.path.startswith(str(home))]


def _step(name: str, arguments: str, position: dict[str, int]) -> list[Step]:
    texts = [bytes.fromhex(one.replace("\\x", "")) for one in _TEXT.findall(arguments)]
    if name == "openat":
        if "O_CREAT" not in arguments and "O_TRUNC" not in arguments:
            return []
        path = texts[0].decode()
        position[path] = 0
        made = [Step("create", path)] if "O_CREAT" in arguments else []
        return [*made, Step("truncate", path)] if "O_TRUNC" in arguments else made
    if name == "rename":
        return [Step("rename", texts[0].decode(), other=texts[1].decode())]
    if name == "unlink":
        return [Step("unlink", texts[0].decode())]
    fd = _FD.match(arguments)
    if fd is None:
        return []
    path = bytes.fromhex(fd[2].replace("\\x", "")).decode() if "\\x" in fd[2] else fd[2]
    if name in {"fsync", "fdatasync"}:
        return [Step("sync", path)]
    numbers = [int(one) for one in re.findall(r", (\d+)", _TEXT.sub("", arguments))]
    if name == "ftruncate":
        return [Step("truncate", path, offset=numbers[-1])]
    offset = numbers[-1] if name == "pwrite64" else position[path]
    position[path] += len(texts[0]) if name == "write" else 0
    return [Step("write", path, offset=offset, data=texts[0])]


def lost(steps: list[Step], at: int, chance: random.Random) -> list[Step]:
    """What a disk may hold when the power goes after ``at`` steps: all that was synced, and of the
    rest one half, of which the last write is torn."""
    kept = []
    for number, step in enumerate(steps[:at]):
        if step.kind == "sync":
            continue
        where = (
            str(Path(step.path).parent)
            if step.kind in {"create", "rename", "unlink"}
            else step.path
        )
        safe = any(one.kind == "sync" and one.path == where for one in steps[number:at])
        if safe:
            kept.append(step)
        elif chance.random() < 0.5:
            torn = step.kind == "write" and chance.random() < 0.5
            data = step.data[: len(step.data) // 2] if torn else step.data
            kept.append(Step(step.kind, step.path, step.other, step.offset, data))
    return kept


def replayed(steps: list[Step], before: Path, after: Path, old: str) -> None:
    """Do to a copy of the home what the disk has of it. A name that was lost has no content."""
    shutil.copytree(before, after)

    def there(path: str) -> Path:
        return Path(path.replace(old, str(after), 1))

    loose: dict[str, bytearray] = {}  # files whose name is not on the disk
    for step in steps:
        path = there(step.path)
        if step.kind == "create":
            path.touch()
        elif step.kind == "truncate" and path.exists():
            with path.open("r+b") as file:
                file.truncate(step.offset)
        elif step.kind == "write":
            if not path.exists():
                data = loose.setdefault(step.path, bytearray())
                data[step.offset : step.offset + len(step.data)] = step.data
                continue
            with path.open("r+b") as file:
                file.seek(step.offset)
                file.write(step.data)
        elif step.kind == "rename":
            if path.exists():
                path.replace(there(step.other))
            else:
                there(step.other).write_bytes(loose.get(step.path, bytearray()))
        elif step.kind == "unlink":
            path.unlink(missing_ok=True)


def power_lost(folder: Path, *, times: int, seed: int = 1) -> str:
    """Replay, open, ask: the old generation or the new one is live, the journal is whole."""
    chance = random.Random(seed)
    fihris = Fihris(folder / "home")
    source = write(folder / "press.jsonl", releases(40))
    assert fihris("index", str(source)).code == 0
    assert fihris("reindex", "--no-publish").code == 0
    before = folder / "before"
    shutil.copytree(fihris.home, before)
    steps = recorded(fihris.home, folder / "strace.log")
    assert any(one.kind == "rename" for one in steps)
    assert any(one.kind == "sync" and one.path.endswith("-wal") for one in steps)
    old = new = 0
    for _ in range(times):
        after = folder / "after"
        shutil.rmtree(after, ignore_errors=True)
        kept = lost(steps, chance.randint(0, len(steps)), chance)
        replayed(kept, before, after, str(fihris.home))
        with open_engine("embedded", home=after) as engine:
            live = engine.live()
            assert live in {"press-000001", "press-000002"}
            assert len(engine.contents()) == 40
        old += live == "press-000001"
        new += live == "press-000002"
        connection = sqlite3.connect(after / NAME)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (runs,) = connection.execute("SELECT count(*) FROM runs").fetchone()
        connection.close()
        assert runs in {2, 3}
        # an entry is on the disk before the next thing is done
        assert live == "press-000001" or runs == 3
    return (
        f"{times} losses of power: {old} times the old one, {new} times the new one, never neither"
    )
