"""What others are told of a run: a metrics file, a command or a web hook when it failed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mappings.errors import FihrisError

HOOK_SECONDS: Final = 30
"""How long a command or a web hook may take."""


class HookFailed(FihrisError):
    """What was to be told of a failure could not be told."""

    exit_code = 3
    en = ("{what} failed: {reason}", "the run itself ended as told above", "try it by hand")
    ar = ("أخفق {what}: {reason}", "انتهى التشغيل نفسه كما قيل أعلاه", "جرّبه يدويًا")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listeners:
    """Who is told."""

    metrics: Path | None = None
    on_failure: str | None = None
    webhook: str | None = None

    def tell(self, outcome: Mapping[str, Any]) -> None:
        """Tell of a run.

        Args:
            outcome: ``exit_code``, ``engine``, ``index``, ``command``, and what is known besides.

        Raises:
            HookFailed
        """
        if self.metrics is not None:
            from engines.files import write_whole  # start-up

            try:
                self.metrics.parent.mkdir(parents=True, exist_ok=True)
                write_whole(self.metrics, metrics_of(outcome))
                self.metrics.chmod(0o644)  # another user's program reads it
            except OSError as exc:
                raise HookFailed(what=self.metrics, reason=exc.strerror) from exc
        if outcome["exit_code"] in {0, 4}:
            return
        text = json.dumps(dict(outcome), ensure_ascii=False)
        if self.on_failure is not None:
            self._run(self.on_failure, text, outcome)
        if self.webhook is not None:
            _post(self.webhook, text)

    def _run(self, command: str, text: str, outcome: Mapping[str, Any]) -> None:
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
                env={**os.environ, **told},
                timeout=HOOK_SECONDS,
                check=False,
            )
        except (OSError, subprocess.SubprocessError) as exc:
            raise HookFailed(what=command, reason=exc) from exc
        if done.returncode:
            raise HookFailed(what=command, reason=f"exit code {done.returncode}")


def _post(url: str, text: str) -> None:
    from urllib.error import URLError  # start-up
    from urllib.request import Request, urlopen  # start-up

    shown = re.sub(r"(?<=//)[^/@]*@|[?].*", "", url)  # secrets stand there
    if not url.startswith(("http://", "https://")):
        raise HookFailed(what=shown, reason="neither http:// nor https://")
    try:
        request = Request(  # noqa: S310 - its scheme was looked at
            url, data=text.encode(), headers={"Content-Type": "application/json"}
        )
        with urlopen(request, timeout=HOOK_SECONDS):  # noqa: S310 - as above
            return
    except (URLError, OSError, ValueError) as exc:
        raise HookFailed(what=shown, reason=exc) from exc


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
