"""One case, run: each command in a fork of this process, which has everything imported already.

A fork costs some milliseconds where a start of Python costs two hundred, and shares nothing with
the next. It is held to so much processor time, memory and disk, and to its own folder.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import pkgutil
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

from tests.reliability.fuzzing.cases import FORGED, PRIVATE, Case
from tests.reliability.fuzzing.watching import Bounds

CODES: Final = frozenset(range(7))
"""Exit codes that ``docs/cli.md`` tells; 130 is not for here, where nobody interrupts."""

BUDGET_SECONDS: Final = 6.0
SECONDS_A_MB: Final = 3.0
"""Processor time of a command, and more for each megabyte that it is given: what is bounded takes
tenths of a second, what grows with the square takes minutes."""

WALL_SECONDS: Final = 20.0
"""A command that has not ended by then, and three times what its work may take beyond the usual,
waits for what never comes: on a machine that does nothing else. See ``_patience``."""

BUDGET_MB: Final = 700
"""Memory that a command may take beyond what Python with all modules has."""

ADDRESS_SPACE_MB: Final = 4_000
"""Beyond it the system gives no more: what asks for so much shall not harm this machine."""

BUDGET_DISK: Final = 24 << 20
"""Bytes that a home may grow by, and by this many times what was given: see ``TIMES_GIVEN``."""

TIMES_GIVEN: Final = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """What did not hold: ``kind`` names it alike in each case, ``told`` says what was seen."""

    kind: str
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Where cases run: ``folder`` is emptied for each, ``homes`` holds the prepared ones."""

    folder: Path
    homes: Path
    server: str = ""
    ports: tuple[int, ...] = ()
    told: Path = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "told", self.folder.with_name(f"{self.folder.name}-told"))
        self.told.mkdir(parents=True, exist_ok=True)

    def run(self, case: Case, *, strace: bool = False) -> Fault | None:
        """Run a case from the beginning; the first thing that does not hold."""
        shutil.rmtree(self.folder, ignore_errors=True)
        case.lay_out(self.folder, self.homes)
        before = dict(_contents(self.folder))
        bounds = Bounds(
            self.folder,
            (*case.reads, *([self.homes / case.home] if case.shares_home else [])),
            self.ports,
        )
        plan = "+".join(case.plan) or "-"
        server = f"{self.server}/{time.monotonic_ns()}/{plan}" if self.server else ""
        settings = case.settings(self.folder, self.homes, server)
        for command in case.commands:
            how = self._straced if strace else self._forked
            fault = how(case, command, settings, bounds)
            if fault:
                return fault
        after = dict(_contents(self.folder))
        changed = [name for name, about in before.items() if after.get(name) != about]
        changed += [name for name in after.keys() - before.keys() if not name.startswith("out")]
        if changed:
            return Fault("changed what is not its own", ", ".join(sorted(changed)[:5]))
        grown = _size(self.folder / "home")
        if grown > BUDGET_DISK + TIMES_GIVEN * case.size:
            return Fault("disk", f"{grown >> 20} MB of {case.size} bytes")
        return None

    def _forked(
        self, case: Case, command: tuple[str, ...], settings: Mapping[str, str], bounds: Bounds
    ) -> Fault | None:
        (self.told / "in").write_bytes(case.stdin)
        at_first = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        child = os.fork()
        if child == 0:
            self._become(command, settings, bounds)
        allowed = SECONDS_A_MB * case.size / 1e6
        status, used = _waited(child, WALL_SECONDS + 3 * allowed)
        if status is None:
            return Fault("hangs", "ended after its time")
        told = (self.told / "reached").read_text("utf-8", "replace").strip()
        if told:
            return Fault(f"reached {told.splitlines()[0]}"[:200])
        grown = (used.ru_maxrss - at_first) >> 10
        took = used.ru_utime + used.ru_stime
        if took > BUDGET_SECONDS + allowed or _ended_by(status, signal.SIGXCPU):
            return Fault("too much work", f"{took:.1f} s of processor time")
        if grown > BUDGET_MB:
            return Fault("memory", f"{grown} MB")
        if os.WIFSIGNALED(status):
            return Fault(f"ended by signal {os.WTERMSIG(status)}", self._said("err")[-300:])
        return judged(os.WEXITSTATUS(status), command, self._read("out"), self._read("err"))

    def _become(
        self, command: tuple[str, ...], settings: Mapping[str, str], bounds: Bounds
    ) -> NoReturn:
        """In the fork: run one command as the program does, and end."""
        code = 1
        try:
            os.setsid()
            sys.dont_write_bytecode = True
            os.chdir(self.folder)
            os.environ.clear()
            os.environ.update(settings)
            for number, name in enumerate(("in", "out", "err", "reached")):
                how = os.O_RDONLY if name == "in" else os.O_RDWR | os.O_CREAT | os.O_TRUNC
                opened = os.open(self.told / name, how, 0o600)
                os.dup2(opened, number if number < 3 else 99)
            sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
            sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
            sys.stderr = kept = os.fdopen(
                2, "w", encoding="utf-8", errors="backslashreplace", closefd=False, buffering=1
            )
            limits = {
                resource.RLIMIT_AS: ADDRESS_SPACE_MB << 20,
                resource.RLIMIT_FSIZE: 1 << 30,
                resource.RLIMIT_CPU: int(2 * BUDGET_SECONDS + SECONDS_A_MB * 30),
                resource.RLIMIT_CORE: 0,
            }
            for what, most in limits.items():
                resource.setrlimit(what, (most, most + (what == resource.RLIMIT_CPU)))
            from search_cli.main import run
            from search_cli.screen.streams import prepare

            prepare()
            assert not kept.closed  # what prepare() has put in its place writes to the same
            bounds.hold(99)
            code = run(list(command))
            sys.stderr.flush()
        except BaseException:  # what Python itself would do with it
            traceback.print_exc()
        finally:
            os._exit(code)

    def _straced(
        self, case: Case, command: tuple[str, ...], settings: Mapping[str, str], bounds: Bounds
    ) -> Fault | None:
        """The same with the real program, watched from without; speed and memory are not judged."""
        log = self.told / "strace"
        done = subprocess.run(
            ["strace", "-f", "-y", "-qq", "-s", "4096", "-e", "trace=open,openat,creat,connect",
             "-o", str(log), sys.executable, "-m", "search_cli.main", *command],
            cwd=self.folder, input=case.stdin, capture_output=True, check=False, timeout=300,
            env={**settings, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                 "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        wrong = bounds.seen_by_strace(log.read_text("utf-8", "replace"))
        if wrong:
            return Fault(f"reached {wrong[0]}")
        return judged(done.returncode, command, done.stdout, done.stderr)

    def _read(self, name: str) -> bytes:
        return (self.told / name).read_bytes()

    def _said(self, name: str) -> str:
        return self._read(name).decode("utf-8", "replace")


def warm_up() -> None:
    """Import everything, and hold what the interpreter has now out of what is collected."""
    for room in ("mappings", "fihris", "indexer", "search_cli"):
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            importlib.import_module(found.name)
    from fihris.arabic.views import views

    views().words("مجلس الوزراء")
    from search_cli.app import build

    app = build()
    for name in app.list_commands(None):  # type: ignore[arg-type]
        app.get_command(None, name)  # type: ignore[arg-type]
    # a fork has all of this already, and is watched as its parent is
    spawned, forking = multiprocessing.get_context, multiprocessing.get_context("fork")
    assert spawned is not None
    multiprocessing.get_context = lambda method=None: forking  # type: ignore[assignment]
    gc.collect()
    gc.freeze()


def _patience() -> float:
    """How many times as long as alone something takes here now: others want the processors too."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def _waited(child: int, most: float) -> tuple[int | None, Any]:
    """How it ended and what it used; ``None`` when it had to be ended."""
    began, pause = time.monotonic(), 0.001
    while True:
        ended, status, used = os.wait4(child, os.WNOHANG)
        if ended:
            _end_group(child)
            return status, used
        if time.monotonic() - began > most * _patience():
            _end_group(child)
            _, _, used = os.wait4(child, 0)
            return None, used
        time.sleep(pause)
        pause = min(pause * 1.3, 0.05)


def _end_group(child: int) -> None:
    try:
        os.killpg(child, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _ended_by(status: int, sign: int) -> bool:
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == sign


# --- what was said


def judged(code: int, command: tuple[str, ...], out: bytes, err: bytes) -> Fault | None:
    """What is wrong with how a command ended and with what it said."""
    said = err.decode("utf-8", "replace")
    if "Traceback (most recent" in said:
        return Fault(f"traceback {_unlike(said.strip().splitlines()[-1])}", said[-1500:])
    if found := re.search(r"bug in fihris \((.*?)\)$", said, re.MULTILINE | re.DOTALL):
        return Fault(f"bug in fihris: {_unlike(found[1])}", said[-600:])
    if code not in CODES:
        return Fault(f"exit code {code}", said[-600:])
    lines = said.split("\n")  # the other marks that end a line in Python end none on a screen
    starts = [line.partition(":")[0] for line in lines]
    if re.search(f"^{FORGED}", said, re.MULTILINE):
        return Fault("a forged line of talk", said[-600:])
    is_told = any(one in starts for one in ("error", "خطأ")) or "Usage:" in said
    if is_told and "Usage:" not in said and not {"next", "التالي", '{"error"'} & set(starts):
        return Fault("an error without its three parts", said[-600:])
    if code in {2, 3, 5} and not is_told and "doctor" not in command and "{" not in said:
        return Fault(f"exit code {code} without an error", said[-600:])
    if "trec" in command and any(len(line.split()) != 6 for line in out.splitlines()):
        return Fault("a line of TREC that has not six columns", repr(out[:400]))
    for name, data in (("err", err), *([] if _is_for_programs(command) else [("out", out)])):
        if wrong := _unfit_for_screen(data):
            return Fault(f"{wrong} in {name}", repr(data[-400:]))
    return None


def _is_for_programs(command: tuple[str, ...]) -> bool:
    return bool({"--json", "--format", "batch", "kibana", "mapping", "security"} & set(command))


_DRIVING: Final = re.compile(
    "[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202d\u202e\ufff9-\ufffb\U000e0000-\U000e007f]"
    "|\x1b(?!\\[[0-9;]*m)"
)
"""What drives a terminal or hides in it; our own colours are let pass."""


def _unfit_for_screen(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "bytes that are not UTF-8"
    if found := _DRIVING.search(text):
        return f"U+{ord(found[0][0]):04X}"
    for line in text.split("\n"):
        for opening, closing in (("\u2066\u2067\u2068", "\u2069"), ("\u202a\u202b", "\u202c")):
            depth = 0
            for sign in re.findall(f"[{opening}{closing}]", line):
                depth += -1 if sign == closing else 1
                if depth < 0:
                    return "a direction that was never begun"
            if depth:
                return "a direction that is not ended"
    return ""


def _unlike(told: str) -> str:
    """What is alike in each case: without numbers, names and quoted text."""
    kind, _, rest = told.partition(":")
    rest = re.sub(r"'[^']*'|\"[^\"]*\"|[^\x00-\x7f]+|\d+", "…", rest)
    return f"{kind}:{rest}"[:120]


# --- what is left


def _contents(folder: Path) -> Iterator[tuple[str, object]]:
    """What lies in a case's folder outside its home; of private files, when they were changed."""
    for top, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if Path(top, name) != folder / "home"]
        for name in files:
            path = Path(top, name)
            about = path.lstat()
            relative = str(path.relative_to(folder))
            if not relative.startswith("user/"):
                yield relative, (about.st_mode, about.st_size, about.st_mtime_ns)
    private = folder / PRIVATE
    yield PRIVATE, sorted(path.name for path in private.iterdir())


def _size(home: Path) -> int:
    return sum(Path(top, name).lstat().st_size for top, _, files in os.walk(home) for name in files)
