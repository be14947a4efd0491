"""A case: what lies there, and the commands that are given one after the other."""

from __future__ import annotations

import base64
import json
import os
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

PRIVATE: Final = "private"
"""The folder in a case's that nothing may reach, whatever names it."""

FORGED: Final = "error: FORGED"
"""What names and values of cases have behind a line feed: no line of talk may begin with it."""

HERE: Final = "{here}"
"""Stands in the environment's values for the case's folder."""

SERVER: Final = "{server}"
"""Stands in the environment's values for the address of the server of the test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One attempt.

    Every path is relative to the case's folder, where the commands run. ``links`` leads from a name
    to a target; ``pipe`` is no target but makes a named pipe. ``home`` names a prepared home: each
    case that changes it has a copy. ``reads`` are paths outside that its commands name.
    """

    commands: tuple[tuple[str, ...], ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    stdin: bytes = b""
    home: str = ""
    shares_home: bool = False
    reads: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    """Which answers of the server are changed, and how: see ``servers``."""

    @property
    def size(self) -> int:
        """Bytes that were given."""
        arguments = sum(len(part) for command in self.commands for part in command)
        return sum(map(len, self.files.values())) + len(self.stdin) + arguments

    def lay_out(self, folder: Path, homes: Path) -> None:
        """Make the folder of the case, with the private files that are to be left alone."""
        private = folder / PRIVATE
        private.mkdir(parents=True)
        secret = {"id": "private", "title": "سر", "body": "سر لا يقرؤه أحد"}
        for name in ("secret.jsonl", "secret.txt", "words.txt"):
            (private / name).write_text(json.dumps(secret, ensure_ascii=False), encoding="utf-8")
        os.mkfifo(private / "pipe.jsonl")
        if self.home and not self.shares_home:
            shutil.copytree(homes / self.home, folder / "home", symlinks=True)
        for name, data in self.files.items():
            _room_for(folder / name).write_bytes(data)
        for name, target in self.links.items():
            path = _room_for(folder / name)
            if target == "pipe":
                os.mkfifo(path)
            else:
                path.symlink_to(os.path.relpath(folder / target, path.parent)
                                if target.startswith(PRIVATE) else target)  # fmt: skip

    def settings(self, folder: Path, homes: Path, server: str = "") -> dict[str, str]:
        """The environment of its commands, without anybody's settings."""
        told = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": f"{HERE}/user",
            "XDG_CONFIG_HOME": f"{HERE}/user/config",
            "XDG_DATA_HOME": f"{HERE}/user/data",
            "LC_ALL": "C.UTF-8",
            "FIHRIS_HOME": str(homes / self.home) if self.shares_home else "home",
            **self.environment,
        }
        return {
            name: value.replace(HERE, str(folder)).replace(SERVER, server)
            for name, value in told.items()
        }

    def lines(self, folder: Path, homes: Path) -> str:
        """What to type in the case's folder."""
        told = {k: v for k, v in self.settings(folder, homes).items() if k != "PATH"}
        settings = " ".join(f"{k}={shlex.quote(v)}" for k, v in told.items())
        return "".join(f"{settings} fihris {shlex.join(one)}\n" for one in self.commands)

    def written(self) -> str:
        """As JSON, to be read again."""

        def plain(value: object) -> Any:
            return {"base64": base64.b64encode(value).decode()} if type(value) is bytes else value

        told = asdict(self) | {"files": {k: plain(v) for k, v in self.files.items()}}
        return json.dumps(told | {"stdin": plain(self.stdin)}, indent=1)


def _room_for(path: Path) -> Path:
    """Make its folder, and remove what a prepared home has under its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    return path


def read(text: str) -> Case:
    """The case that was written."""
    told = json.loads(text)

    def whole(value: Any) -> bytes:
        return base64.b64decode(value["base64"])

    return replace(
        Case(commands=tuple(map(tuple, told["commands"]))),
        files={name: whole(value) for name, value in told["files"].items()},
        links=told["links"], environment=told["environment"], stdin=whole(told["stdin"]),
        home=told["home"], shares_home=told["shares_home"], reads=tuple(told["reads"]),
        plan=tuple(told["plan"]),
    )  # fmt: skip
