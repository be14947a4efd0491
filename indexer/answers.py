"""Answers about the index itself: its runs, generations, quarantine and health.

Each is a frozen dataclass over what this room's functions return; see ``fihris.answers.answer``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from fihris.answers.answer import Answer
from indexer.runs import notes

if TYPE_CHECKING:
    from pathlib import Path

    from fihris.engines.model import Generation
    from indexer.backup.backup import Saved
    from indexer.backup.restore import Restored
    from indexer.doctor import Finding
    from indexer.journal.journal import Run
    from indexer.quarantine.entries import Entry
    from indexer.runs.diff import Difference
    from indexer.runs.gates import Gate
    from indexer.runs.prune import Pruned
    from indexer.runs.reindex import Plan, Rebuilt
    from indexer.runs.skeleton import Report
    from mappings.errors import Language

QUARANTINED = 4
"""The exit code where some input is in quarantine, and the rest is loaded."""


# --- runs


@dataclass(frozen=True, slots=True)
class RunsAnswer(Answer):
    """Runs, the latest first."""

    runs: tuple[Run, ...]

    def as_json(self) -> list[dict[str, Any]]:
        """A dict for each."""
        return [_run_json(one) for one in self.runs]

    @property
    def exit_code(self) -> int:
        """1 if there was none."""
        return 0 if self.runs else 1


@dataclass(frozen=True, slots=True)
class RunAnswer(Answer):
    """One run in full."""

    run: Run

    def as_json(self) -> dict[str, Any]:
        """All that the journal tells of it."""
        return _run_json(self.run)


@dataclass(frozen=True, slots=True)
class StatusAnswer(Answer):
    """What is indexed, and where."""

    engine: str
    index: str
    home: Path
    where: str
    generations: tuple[Generation, ...]
    last: Run | None
    quarantined: int

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return {
            "engine": self.engine,
            "index": self.index,
            "home": str(self.home),
            "where": self.where,
            "generations": [asdict(one) for one in self.generations],
            "last_run": _run_json(self.last) if self.last else None,
            "quarantined": self.quarantined,
        }

    @property
    def exit_code(self) -> int:
        """1 if nothing is indexed."""
        return 0 if self.generations else 1


@dataclass(frozen=True, slots=True)
class ReportAnswer(Answer):
    """What a run that loaded articles did."""

    report: Report

    def as_json(self) -> dict[str, Any]:
        """Its counts."""
        return _report_json(self.report)

    @property
    def exit_code(self) -> int:
        """4 if something is held in quarantine."""
        return QUARANTINED if self.report.held else 0


# --- generations


@dataclass(frozen=True, slots=True)
class GenerationsAnswer(Answer):
    """Generations, oldest first; ``unfinished``: those of builds that were cut short."""

    generations: tuple[Generation, ...]
    unfinished: frozenset[str]

    def as_json(self) -> list[dict[str, Any]]:
        """A dict for each."""
        return [
            asdict(one) | {"unfinished": one.name in self.unfinished} for one in self.generations
        ]

    @property
    def exit_code(self) -> int:
        """1 if there is none."""
        return 0 if self.generations else 1


@dataclass(frozen=True, slots=True)
class GenerationAnswer(Answer):
    """One generation, and the runs that built it and loaded into it."""

    generation: Generation
    runs: tuple[Run, ...]

    def as_json(self) -> dict[str, Any]:
        """The runs beside what it is."""
        return asdict(self.generation) | {"runs": [_run_json(run) for run in self.runs]}


@dataclass(frozen=True, slots=True)
class DifferenceAnswer(Answer):
    """How two generations differ."""

    difference: Difference

    def as_json(self) -> dict[str, Any]:
        """Counts, and the first articles of each kind."""
        return asdict(self.difference)


@dataclass(frozen=True, slots=True)
class PrunedAnswer(Answer):
    """Which generations were removed, or would be."""

    pruned: Pruned
    dry_run: bool

    def as_json(self) -> dict[str, Any]:
        """Those that stay have their reason."""
        return {
            "removed": list(self.pruned.removed),
            "kept": dict(self.pruned.kept),
            "dry_run": self.dry_run,
        }


@dataclass(frozen=True, slots=True)
class PlanAnswer(Answer):
    """What a rebuild would do."""

    plan: Plan

    def as_json(self) -> dict[str, Any]:
        """From what, and what is known of it."""
        planned, live = self.plan, self.plan.live
        return {
            "origin": planned.origin,
            "sources": [one.path for one in planned.sources],
            "missing": [one.path for one in planned.missing],
            "unconfirmed": [one.path for one in planned.unconfirmed],
            "live": live.name if live else None,
            "articles": live.articles if live else 0,
            "paragraphs": live.paragraphs if live else 0,
            "bytes": planned.bytes,
            "seconds": planned.seconds,
        }


@dataclass(frozen=True, slots=True)
class RebuiltAnswer(Answer):
    """What a rebuild did."""

    rebuilt: Rebuilt

    def as_json(self) -> dict[str, Any]:
        """The run, and what came after it."""
        done = self.rebuilt
        return {
            **_report_json(done.report),
            "published": done.published,
            "caught_up": done.caught_up,
            "publish_ms": done.publish_ms,
            "gates": [gate_json(gate) for gate in done.gates],
            "removed": list(done.pruned.removed) if done.pruned else [],
        }

    @property
    def exit_code(self) -> int:
        """4 if something is held in quarantine."""
        return QUARANTINED if self.rebuilt.report.held else 0


# --- backups


@dataclass(frozen=True, slots=True)
class SavedAnswer(Answer):
    """What a backup holds."""

    saved: Saved

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return {**asdict(self.saved), "path": str(self.saved.path)}


@dataclass(frozen=True, slots=True)
class RestoredAnswer(Answer):
    """What a restore did."""

    restored: Restored
    published: bool

    def as_json(self) -> dict[str, Any]:
        """The run, and what could not be restored."""
        done = self.restored
        return _report_json(done.report) | {
            "lost": list(done.lost), "published": self.published, "unconfirmed": done.unconfirmed,
        }  # fmt: skip

    @property
    def exit_code(self) -> int:
        """4 if something was lost."""
        return QUARANTINED if self.restored.lost else 0


# --- quarantine


@dataclass(frozen=True, slots=True)
class HeldAnswer(Answer):
    """What is held."""

    entries: tuple[Entry, ...]

    def as_json(self) -> list[dict[str, Any]]:
        """A dict for each."""
        return [_entry_json(one) for one in self.entries]

    @property
    def exit_code(self) -> int:
        """1 if nothing is."""
        return 0 if self.entries else 1


@dataclass(frozen=True, slots=True)
class EntryAnswer(Answer):
    """Something that is held: its text as it was read, and the file to mend it in."""

    entry: Entry
    record: Any
    file: Path

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return _entry_json(self.entry) | {
            "record": self.record, "file": str(self.file), "line": self.entry.line,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class RetriedAnswer(Answer):
    """What came of feeding in again what was held; ``gone``: what is not in its file any more."""

    report: Report | None
    gone: tuple[Entry, ...]
    held: int

    def as_json(self) -> dict[str, Any]:
        """The run, if there was one."""
        told = _report_json(self.report) if self.report else {"run": None}
        return told | {"gone": [entry.number for entry in self.gone]}

    @property
    def exit_code(self) -> int:
        """1 if nothing was held, 4 if something still is."""
        if not self.held:
            return 1
        return QUARANTINED if self.gone or (self.report and self.report.held) else 0


# --- health


@dataclass(frozen=True, slots=True)
class FindingsAnswer(Answer):
    """What is wrong, told in a language; ``typed`` writes a command as the person would type it."""

    findings: tuple[Finding, ...]
    lang: Language
    typed: Callable[[str], str]
    fixed: int | None = None
    """How much of it was mended; ``None`` where nothing was to be."""

    def as_json(self) -> list[dict[str, Any]]:
        """A dict for each."""
        return [
            {
                "code": one.code, "severity": one.ailment.severity, "subject": one.subject,
                "detail": one.detail, "says": one.told(self.lang),
                "mend": self.typed(one.ailment.mend),
            }
            for one in self.findings
        ]  # fmt: skip

    @property
    def exit_code(self) -> int:
        """3 if any of it is an error."""
        return 3 if any(one.ailment.severity == "error" for one in self.findings) else 0


# --- parts


def gate_json(gate: Gate) -> Mapping[str, Any]:
    """What a gate measured."""
    return {
        "name": gate.name, "passed": gate.passed, "measured": gate.measured,
        "allowed": gate.allowed,
    }  # fmt: skip


def _run_json(run: Run) -> dict[str, Any]:
    counts = run.counts
    return {
        "run": run.run_id, "command": run.command, "state": run.state,
        "generation": run.generation, "began_at": run.began_at, "ended_at": run.ended_at,
        "seconds": run.seconds, "read": counts.read, "loaded": counts.loaded,
        "unchanged": counts.unchanged, "superseded": counts.superseded,
        "quarantined": counts.quarantined, "replaced": counts.replaced,
        "paragraphs": counts.paragraphs, "program": run.program, "analysis": run.analysis,
        "schema_version": run.schema_version, "host": run.host, "pid": run.pid,
        "detail": run.detail, "inputs": list(run.inputs),
    } | notes.told(run.notes)  # fmt: skip


def _report_json(report: Report) -> dict[str, Any]:
    counts = report.counts
    return {
        "run": report.run_id,
        "generation": report.generation,
        "read": counts.read,
        "loaded": counts.loaded,
        "replaced": counts.replaced,
        "unchanged": counts.unchanged,
        "superseded": counts.superseded,
        "quarantined": counts.quarantined,
        "dropped": report.dropped,
        "paragraphs": counts.paragraphs,
        "seconds": report.seconds,
        "resumed": report.resumed,
        "quarantine": str(report.quarantine) if report.quarantine else None,
    } | report.notes.as_json()


def _entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number, "run": entry.run_id, "code": entry.code, "path": entry.path,
        "place": entry.place, "detail": entry.detail, "at": entry.at,
    }  # fmt: skip
