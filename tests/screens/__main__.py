"""``python -m tests.screens OUT``: ten scenes in real terminals, as pictures.

Needs an X server of its own (Xvfb), ImageMagick's ``import`` and ``convert``, and the terminals:
LXTerminal (VTE), mlterm, Konsole and xterm. Debian: xvfb imagemagick lxterminal mlterm konsole
xterm fonts-dejavu-core fonts-noto-core. What is not installed is passed over, and said. Each
picture takes some seconds, all of them half an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path
from typing import Final

from tests.screens.scenes import QUERIES, RELEASES, SCENES

ROOT: Final = Path(__file__).parents[2]

TERMINALS: Final[dict[str, list[str]]] = {
    "vte": ["lxterminal", "--geometry={columns}x{rows}", "-e", "{scene}"],
    "mlterm": ["mlterm", "-g", "{columns}x{rows}", "-w", "16", "-e", "{scene}"],
    "konsole": [
        "konsole", "--nofork", "--hide-menubar", "-p", "TerminalColumns={columns}",
        "-p", "TerminalRows={rows}", "-e", "{scene}",
    ],
    "xterm": [
        "xterm", "-u8", "-fa", "DejaVu Sans Mono", "-fs", "11",
        "-geometry", "{columns}x{rows}", "-e", "{scene}",
    ],
}  # fmt: skip
"""How each is started, with ``{scene}`` the program to run in it."""


def main() -> None:
    """Take the pictures that were asked for."""
    asked = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    asked.add_argument("out", type=Path, help="folder of the pictures")
    asked.add_argument("--terminal", choices=TERMINALS, action="append")
    asked.add_argument("--scene", choices=SCENES, action="append")
    asked.add_argument("--lang", choices=("en", "ar"), action="append")
    asked.add_argument("--columns", type=int, choices=(80, 200), action="append")
    asked.add_argument("--seconds", type=float, default=6, help="before a picture is taken")
    given = asked.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        environment = prepared(place)
        server, environment["DISPLAY"] = display()
        try:
            for name in given.terminal or TERMINALS:
                if shutil.which(TERMINALS[name][0]) is None:
                    print(f"{name}: {TERMINALS[name][0]} is not installed", file=sys.stderr)
                    continue
                kinds = product(
                    given.columns or (80, 200), given.lang or ("en", "ar"), given.scene or SCENES
                )
                for columns, lang, scene in kinds:
                    picture = given.out / f"{name}-{columns}-{lang}-{scene}.png"
                    environment["FIHRIS_LANG"] = lang
                    program = script(place, SCENES[scene])
                    shoot(name, columns, program, picture, environment, given.seconds)
        finally:
            server.terminate()
            server.wait()


def prepared(place: Path) -> dict[str, str]:
    """An index of the seeds and of the releases of every direction; the environment for it."""
    (place / "queries.csv").write_text(QUERIES, "utf-8")
    lines = (json.dumps(one, ensure_ascii=False) for one in RELEASES)
    (place / "releases.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FIHRIS_")}
    environment = {
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}",
        "FIHRIS_HOME": str(place / "home"),
        "FIHRIS_NO_PAGER": "yes",
        "SCENES": str(place),
        "LC_ALL": "C.UTF-8",
    }
    for what in (ROOT / "seeds" / "releases.jsonl", place / "releases.jsonl"):
        subprocess.run(["fihris", "-q", "index", str(what)], env=environment, check=True)
    return environment


def display() -> tuple[subprocess.Popen[bytes], str]:
    """An X server of our own, and its display."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "2600x1100x24"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        return server, f":{told.readline().strip()}"


def script(place: Path, line: str) -> Path:
    """A program that clears the screen, runs a line of shell, and waits."""
    program = place / "scene.sh"
    program.write_text(f"#!/bin/sh\nclear\n{line}\nsleep 60\n", "utf-8")
    program.chmod(0o755)
    return program


def shoot(
    terminal: str,
    columns: int,
    program: Path,
    picture: Path,
    environment: dict[str, str],
    seconds: float,
) -> None:
    """Run a program in a terminal and keep a picture of it."""
    facts = {"columns": columns, "rows": 40, "scene": program}
    command = [part.format(**facts) for part in TERMINALS[terminal]]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        time.sleep(seconds)
        subprocess.run(["import", "-window", "root", str(picture)], env=environment, check=True)
        subprocess.run(["convert", str(picture), "-trim", "+repage", str(picture)], check=True)
        process.terminate()
    print(picture)


if __name__ == "__main__":
    main()
