"""Report a finished run: a metrics file always, a command and a web hook when it failed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from mappings.errors import FihrisError
from search_cli.session.rights import follow
from search_cli.session.webhook import HOOK_SECONDS, HookFailed, Webhook

INTERRUPTED: Final = 130
"""The exit code of a run that Ctrl-C or SIGTERM ended, as shells have it."""


class MetricsWrong(FihrisError):
    """Metrics cannot be written where something else than a file is."""

    exit_code = 2
    en = (
        "--metrics: {path} is not a file",
        "nothing was done",
        "name a file: --metrics fihris.prom",
    )
    ar = ("ما تسميه ‎--metrics ليس ملفًا: {path}", "لم يُنفذ شيء", "سمِّ ملفًا: ‎--metrics fihris.prom")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listeners:
    """Who is told."""

    metrics: Path | None = None
    on_failure: str | None = None
    webhook: Webhook | None = None

    def tell(self, outcome: Mapping[str, Any]) -> tuple[HookFailed, ...]:
        """Tell of a run each who listens, and give what could not be told.

        A run that was interrupted has not failed: somebody stopped it, or the machine goes down.
        It stands in the metrics, and neither command nor web hook is told.

        Args:
            outcome: ``exit_code``, ``engine``, ``index``, ``command``, and what is known besides.
        """
        failed: list[HookFailed] = []
        if self.metrics is not None:
            failed += _tried(partial(_write, self.metrics, outcome))
        if outcome["exit_code"] in {0, 4, INTERRUPTED}:
            return tuple(failed)
        text = json.dumps(dict(outcome), ensure_ascii=False)
        if self.on_failure is not None:
            failed += _tried(partial(_run, self.on_failure, text, outcome))
        if self.webhook is not None:
            failed += _tried(partial(self.webhook.post, text))
        return tuple(failed)


def _tried(tell: Callable[[], None]) -> tuple[HookFailed, ...]:
    try:
        tell()
    except HookFailed as exc:
        return (exc,)
    return ()


def _write(path: Path, outcome: Mapping[str, Any]) -> None:
    from fihris.engines.files import write_whole  # start-up

    try:
        place = metrics_place(path)
        _folder_for_others(place.parent)
        write_whole(place, metrics_of(outcome), mode=0o644)  # another user's program reads it
    except MetricsWrong as exc:  # it was a file when the run began
        raise HookFailed(what=path, reason="it is no longer a file") from exc
    except OSError as exc:
        raise HookFailed(what=path, reason=exc.strerror) from exc
    except FihrisError as exc:
        raise HookFailed(what=path, reason=exc) from exc


def _folder_for_others(folder: Path) -> None:
    """Make a folder, and those above it, so that another user's program gets to what is in it."""
    if not folder.exists():
        _folder_for_others(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)


def metrics_place(path: Path) -> Path:
    """The file that metrics are written to: what a link points to stays where it is.

    Raises:
        MetricsWrong: there is something else than a file.
        LinkOfAnother
    """
    follow(path)
    try:
        place = path.resolve()
        if place.is_file() or not (place.exists() or place.is_symlink()):
            return place
    except (OSError, RuntimeError) as exc:  # a link to itself, a folder that may not be read
        raise MetricsWrong(path=path) from exc
    raise MetricsWrong(path=path)


def _run(command: str, text: str, outcome: Mapping[str, Any]) -> None:
    told = {
        "FIHRIS_EXIT_CODE": str(outcome["exit_code"]),
        "FIHRIS_ERROR": "\n".join(outcome.get("error", ())),
    }
    try:
        # a command of the person who runs this, as they wrote it: a shell's affair
        done = subprocess.run(  # noqa: S602
            command,
            shell=True,
            input=text,
            text=True,
            stdout=sys.stderr,  # standard output is data: the account of the run
            env={**os.environ, **told},
            timeout=HOOK_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.SubprocessError) as exc:
        raise HookFailed(what=command, reason=exc) from exc
    if done.returncode:
        raise HookFailed(what=command, reason=f"exit code {done.returncode}")


def metrics_of(outcome: Mapping[str, Any]) -> str:
    """The run in Prometheus's text format, for the textfile collector."""
    labels = {name: str(outcome[name]) for name in ("engine", "index", "command")}
    code = outcome["exit_code"]
    rows: list[tuple[str, str, dict[str, str], float]] = [
        ("last_run_success", "Whether the last run did what it should.", {}, code in {0, 4}),
        ("last_run_exit_code", "The exit code of the last run.", {}, code),
        ("last_run_timestamp_seconds", "When the last run ended.", {}, round(time.time(), 3)),
    ]
    if "seconds" in outcome:
        text = "How long the last run took."
        rows.append(("last_run_duration_seconds", text, {}, outcome["seconds"]))
    for kind in ("loaded", "unchanged", "superseded", "quarantined"):
        if kind in outcome:
            text = "Articles that the last run read, by what became of them."
            rows.append(("last_run_articles", text, {"outcome": kind}, outcome[kind]))
    for gate in outcome.get("gates", ()):
        text = "Whether a gate was passed."
        rows.append(("gate_passed", text, {"gate": gate["name"]}, gate["passed"]))
    lines, said = [], set()
    for name, text, more, value in rows:
        if name not in said:
            said.add(name)
            lines += [f"# HELP fihris_{name} {text}", f"# TYPE fihris_{name} gauge"]
        shown = ",".join(f'{key}="{_escaped(one)}"' for key, one in {**labels, **more}.items())
        exact = f"{value:.3f}" if name.endswith("timestamp_seconds") else f"{float(value):g}"
        lines.append(f"fihris_{name}{{{shown}}} {exact}")
    return "\n".join(lines) + "\n"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
